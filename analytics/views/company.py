"""The company's sales, period by period; a representative's are those of his customers (R22, R25)."""

from functools import cached_property
from typing import Any

from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from analytics.drawing import drawn
from analytics.figures import Figure, Measure
from analytics.filters import CompanyFilterSet, SalesFilterSet
from analytics.selectors.analyses import Compared
from analytics.selectors.company import PeriodRow, period_figures, total_figures
from analytics.selectors.sales import By
from analytics.tables.company import CompanyTable
from analytics.views.pages import AnalysisListing, AnalysisPage
from analytics.wording import period_name
from webmino.paging import Page
from webmino.tables import Table

# The columns of a figure: of the period, and of the year before.
COLUMNS = {
    Measure.AMOUNT: ("total", "before"),
    Measure.QUANTITY: ("quantity", "quantity_before"),
    Measure.AVERAGE_PRICE: ("average_price", "average_price_before"),
    Measure.INVOICES: ("invoices", "invoices_before"),
}
# The figures that invoice lines add up to.
SUMS = (Measure.AMOUNT, Measure.QUANTITY)


class CompanyListing(AnalysisListing):
    """A row for each period, without sales too (R21)."""

    @cached_property
    def figures(self) -> list[tuple[Figure, Figure]]:
        """What was sold in each period, and a year before."""
        return period_figures(self.filters.scope, self.filters.periods)

    @cached_property
    def rows(self) -> list[PeriodRow]:
        """All the rows in their order; none where a filter is wrong."""
        if not self.filters.is_valid():
            return []
        pairs = zip(self.filters.periods, self.figures, strict=True)
        rows = [
            PeriodRow(str(place), period_name(period), now, before, period)
            for place, (period, (now, before)) in enumerate(pairs)
        ]
        return rows[::-1] if self.order.descending else rows

    @cached_property
    def count(self) -> int | None:
        return len(self.rows)

    @property
    def has_sales(self) -> bool:
        return bool(self.rows)

    def rows_of_page(self, size: int) -> Page:
        return Page(list(self.rows), None, None, has_previous=False, has_next=False)

    @cached_property
    def total(self) -> PeriodRow:
        now, before = total_figures(self.filters.scope, self.filters.periods)
        return PeriodRow("total", gettext("Total"), now, before)


class CompanyAnalysis(AnalysisPage):
    """Each figure of each period, beside the year before."""

    title = _("Analyses")
    counted = ngettext_lazy("%(written)s period", "%(written)s periods", "count")
    by = By.COMPANY
    table_class = CompanyTable
    filterset_class = CompanyFilterSet
    listing_class = CompanyListing
    default_sort = "name"
    views_key = "analytics:company"
    template_name = "analytics/company.html"

    def table_of(self, filters: SalesFilterSet) -> type[Table]:
        return CompanyTable

    def complete(self, rows: list[Any], listing: Any) -> list[Any]:
        drilling = listing.drilling
        for row in rows:
            row.addresses = {
                column: drilling.customers(row=row.pk, measure=measure).on(days)
                for measure, columns in COLUMNS.items()
                for column, days in zip(columns, (row.period.now, row.period.before), strict=True)
            }
        return rows

    def foot(self, listing: Any) -> Table:
        """The total, whose sums open the invoice lines, and what is no sum the customers."""
        drilling, total = listing.drilling, listing.total
        total.addresses = {
            column: (
                drilling.lines(row=total.pk)
                if measure in SUMS
                else drilling.customers(row=total.pk, measure=measure)
            ).on(days)
            for measure, columns in COLUMNS.items()
            for column, days in zip(columns, (drilling.now, drilling.before), strict=True)
        }
        return self.table_class([total])

    def count_of_totals(self, listing: Any) -> int:
        """One: the year before stands in columns of its own."""
        return int(listing.has_sales)

    def get_context(self, listing: Any) -> dict[str, Any]:
        if not listing.rows:
            return super().get_context(listing) | {"drawing": None}
        periods = listing.filters.periods
        figures = [Compared(now, before, Measure.AMOUNT) for now, before in listing.figures]
        drawing = drawn(gettext("Amount sold"), periods, figures, Measure.AMOUNT, compares=True)
        return super().get_context(listing) | {"drawing": drawing}

    def all_rows(self, listing: Any) -> Any:
        yield from listing.rows
        if listing.rows:
            yield listing.total
