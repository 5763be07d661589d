"""The agenda: next actions by day, to be done or postponed."""

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from followups.filters import AgendaFilterSet
from followups.models import FollowUp
from followups.selectors.agenda import AgendaLookups, complete_actions
from followups.tables import AgendaTable
from webmino.listings import Listing
from webmino.table_pages import TablePage


class Agenda(TablePage):
    """The open actions of the customers whom the user sees, the one that is due first before others (R3)."""

    title = _("Agenda")
    table_class = AgendaTable
    filterset_class = AgendaFilterSet
    default_sort = "next_action_on"
    template_name = "followups/agenda.html"
    counted = ngettext_lazy("%(written)s action to do", "%(written)s actions to do", "count")

    def get_queryset(self) -> models.QuerySet:
        return FollowUp.objects.visible_to(self.request.user).with_open_action().select_related("customer")

    def get_lookups(self) -> AgendaLookups:
        return AgendaLookups(self.request.user)

    def complete(self, rows: list[FollowUp], listing: Listing) -> list[FollowUp]:
        return complete_actions(rows, self.lookups, on=localdate())

    def row_address(self, row: FollowUp) -> str:
        return reverse("customers:customer-detail", args=[row.customer_id])

    def get_context(self, listing: Listing) -> dict[str, Any]:
        may_change = self.request.user.has_perm("followups.change_followup")
        return {"page_address": self.request.get_full_path(), "may_change": may_change}
