"""The invoice lines behind every figure (R22)."""

from functools import cached_property
from types import SimpleNamespace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.urls import reverse
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from analytics.access import MANY_CUSTOMERS
from analytics.figures import Figure
from analytics.filters import AnalysisLookups, LineFilterSet
from analytics.models import SaleLine
from analytics.selectors.sales import company_total, lines_of, total_of_invoices
from analytics.tables.lines import LineTable
from analytics.trails import begin, way_back
from customers.models import Customer
from webmino.listings import Listing
from webmino.table_pages import TablePage


class LineListing(Listing):
    """Invoice lines; their sums come from the smallest table that has them."""

    filters: LineFilterSet

    @cached_property
    def queryset(self) -> models.QuerySet:
        if not self.filters.is_valid():
            return SaleLine.objects.none()
        return lines_of(self.filters.scope, self.filters.days).filter(self.filters.of_invoices)

    @cached_property
    def total(self) -> Figure:
        """What all the lines add up to."""
        filters = self.filters
        if not filters.is_valid():
            return Figure()
        if not filters.of_invoices:
            return company_total(filters.scope, filters.days)
        return total_of_invoices(filters.scope, filters.days, filters.of_invoices)

    @cached_property
    def count(self) -> int | None:
        return self.total.lines


class Lines(TablePage):
    """The invoice lines of the customers whom the user sees, the newest first.

    Who may see no analysis of many customers sees those of one, whom the address names (R25).
    """

    title = _("Invoice lines")
    counted = ngettext_lazy("%(written)s line", "%(written)s lines", "count")
    table_class = LineTable
    filterset_class = LineFilterSet
    default_sort = "-sold_on"
    has_other_modes = True
    # The trail leads back to the line.
    is_walked = False
    template_name = "analytics/line_list.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        is_of_one = self.listing(request.GET).filters.named_customer is not None
        if not is_of_one and not self.request.user.has_perm(MANY_CUSTOMERS):
            raise PermissionDenied
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> models.QuerySet:
        return Customer.objects.visible_to(self.request.user)

    def get_lookups(self) -> AnalysisLookups:
        return AnalysisLookups(self.request.user)

    def listing(self, params: QueryDict) -> LineListing:
        filters = self.filterset_class(
            params, self.get_queryset(), request=self.request, lookups=self.lookups
        )
        return LineListing(self, params, filters, self.table_class)

    def complete(self, rows: list[SaleLine], listing: Listing) -> list[SaleLine]:
        models.prefetch_related_objects(rows, "customer", "item", "order")
        return rows

    def row_address(self, row: SaleLine) -> str:
        return reverse("analytics:customer-analysis", args=[row.customer_id])

    def record_address(self, row: SaleLine, listing: Listing, **place: str) -> str:
        """A line opens the analysis of its customer, which leads back to the line."""
        return f"{self.row_address(row)}?trail={self.trail}.{row.pk}"

    @cached_property
    def way_back(self) -> str | None:
        return way_back(self.request)

    @cached_property
    def trail(self) -> str:
        return begin(self.request, after=self.way_back)

    def get_context(self, listing: Any) -> dict[str, Any]:
        foot = self.table_class([total_row(listing)]) if listing.count else None
        return {"foot": foot, "way_back": self.way_back, "cut": ""}

    def parameters(self, listing: Any) -> list[tuple[str, Any]]:
        """The filters and the order; then how many of the rows are totals (R26)."""
        return [*super().parameters(listing), (gettext("Rows of totals"), int(bool(listing.count)))]

    def all_rows(self, listing: Any) -> Any:
        yield from super().all_rows(listing)
        if listing.count:
            yield total_row(listing)


def total_row(listing: LineListing) -> SimpleNamespace:
    """The row of the foot: what the lines add up to."""
    total = listing.total
    return SimpleNamespace(
        pk="total", invoice=gettext("Total"), quantity=total.quantity, amount=total.amount, record_address=""
    )
