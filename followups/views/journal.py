"""The journal: follow-ups of all customers, the newest first."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from followups.filters import JournalFilterSet
from followups.models import FollowUp
from followups.selectors.journal import JournalLookups, complete_follow_ups
from followups.tables import JournalTable
from webmino.listings import Listing
from webmino.table_pages import TablePage


class FollowUpJournal(TablePage):
    """The standing follow-ups of the customers whom the user sees (R4, R25)."""

    title = _("Journal of follow-ups")
    table_class = JournalTable
    filterset_class = JournalFilterSet
    default_sort = "-happened_on"
    template_name = "followups/journal.html"
    counted = ngettext_lazy("%(written)s follow-up", "%(written)s follow-ups", "count")

    def get_queryset(self) -> models.QuerySet:
        return FollowUp.objects.visible_to(self.request.user).standing().select_related("customer")

    def get_lookups(self) -> JournalLookups:
        return JournalLookups(self.request.user)

    def complete(self, rows: list[FollowUp], listing: Listing) -> list[FollowUp]:
        return complete_follow_ups(rows, self.lookups)

    def row_address(self, row: FollowUp) -> str:
        return reverse("customers:customer-detail", args=[row.customer_id])
