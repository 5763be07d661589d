"""Suivi visites client: the table that checks follow-ups."""

from typing import Any

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from customers.tables import CUSTOMERS_COUNTED
from followups.filters import VisitTrackingFilterSet
from followups.models import CustomerVisitState
from followups.selectors.visit_tracking import READ, VisitRow, VisitTrackingLookups, visit_rows
from followups.tables import VisitTrackingTable
from webmino.addresses import path_of
from webmino.listings import Listing
from webmino.table_pages import TablePage


class VisitTracking(TablePage):
    """Visit mode: only customers with at least one standing follow-up, oldest first (R6, R8)."""

    title = _("Customer visit tracking")
    counted = CUSTOMERS_COUNTED
    table_class = VisitTrackingTable
    filterset_class = VisitTrackingFilterSet
    default_sort = "last_on"
    views_key = "followups:visit-tracking"
    has_other_modes = True
    template_name = "followups/visit_tracking.html"

    def get_queryset(self) -> models.QuerySet:
        return CustomerVisitState.objects.visible_to(self.request.user)

    def get_lookups(self) -> VisitTrackingLookups:
        return VisitTrackingLookups(self.request.user)

    def read(self, queryset: models.QuerySet) -> models.QuerySet:
        return queryset.values_list(*READ, named=True)

    def complete(self, rows: list[Any], listing: Listing) -> list[VisitRow]:
        return visit_rows(rows, self.lookups, listing.filters.period)

    def row_address(self, row: Any) -> str:
        return path_of("customers:customer-detail", row.pk)

    def head_title(self, column: str, listing: Listing) -> str:
        if column != "in_period":
            return ""
        first, last = map(date_format, listing.filters.period)
        return gettext("Follow-ups / visits from %(first)s to %(last)s") % {"first": first, "last": last}

    def get_context(self, listing: Listing) -> dict[str, Any]:
        return {"period": listing.filters.period}

    def parameters(self, listing: Listing) -> list[tuple[str, str]]:
        names = gettext("Period from"), gettext("Period to")
        said = [line for line in super().parameters(listing) if line[0] not in names]
        return said + list(zip(names, map(date_format, listing.filters.period), strict=True))
