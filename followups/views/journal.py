"""The journal: follow-ups of all customers, the newest first."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from followups.filters import JournalFilterSet
from followups.models import FollowUp
from followups.selectors.journal import READ, JournalLookups, JournalRow, journal_rows
from followups.tables import JournalTable
from webmino.addresses import path_of
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
        return FollowUp.objects.visible_to(self.request.user).standing()

    def get_lookups(self) -> JournalLookups:
        return JournalLookups(self.request.user)

    def read(self, queryset: models.QuerySet) -> models.QuerySet:
        return queryset.values_list(*READ, named=True)

    def complete(self, rows: list[Any], listing: Listing) -> list[JournalRow]:
        return journal_rows(rows, self.lookups)

    def row_address(self, row: JournalRow) -> str:
        return path_of("customers:customer-detail", row.customer_id)
