"""The journal: follow-ups of all customers, the newest first."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from followups.filters import JournalFilterSet
from followups.models import FollowUp
from followups.selectors.journal import (
    READ_FOR_FILE,
    JournalLookups,
    JournalRow,
    complete_follow_ups,
    journal_rows,
)
from followups.tables import JournalTable
from webmino.addresses import path_of
from webmino.listings import Listing
from webmino.table_pages import TablePage

# The columns that a row shows and sorts by.
READ = (
    *("happened_on", "service_type", "done_by", "entered_by", "note", "next_action", "next_action_on"),
    *(f"customer__{name}" for name in ("number", "name", "phone", "city", "salesperson")),
)


class FollowUpJournal(TablePage):
    """The standing follow-ups of the customers whom the user sees (R4, R25)."""

    title = _("Journal of follow-ups")
    table_class = JournalTable
    filterset_class = JournalFilterSet
    default_sort = "-happened_on"
    template_name = "followups/journal.html"
    counted = ngettext_lazy("%(written)s follow-up", "%(written)s follow-ups", "count")

    def get_queryset(self) -> models.QuerySet:
        follow_ups = FollowUp.objects.visible_to(self.request.user).standing()
        return follow_ups.select_related("customer").only(*READ)

    def get_lookups(self) -> JournalLookups:
        return JournalLookups(self.request.user)

    def complete(self, rows: list[FollowUp], listing: Listing) -> list[FollowUp]:
        return complete_follow_ups(rows, self.lookups)

    def read_for_file(self, queryset: models.QuerySet) -> models.QuerySet:
        return queryset.values_list(*READ_FOR_FILE)

    def rows_for_file(self, read: list[Any], listing: Listing) -> list[JournalRow]:
        return journal_rows(read, self.lookups)

    def row_address(self, row: FollowUp) -> str:
        return path_of("customers:customer-detail", row.customer_id)
