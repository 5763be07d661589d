"""A page of an analysis: a list page whose rows are sums of sales, a column for each period."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any, ClassVar

from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext

from analytics.drilling import Drilling, Opened
from analytics.filters import AnalysisLookups, ItemLookups, SalesFilterSet
from analytics.selectors.analyses import Analysis, AnalysisRow, FootRow, cell_name
from analytics.selectors.sales import By, Key
from analytics.tables.analyses import AnalysisTable, table_of_periods
from analytics.trails import TRAIL, begin, way_back
from analytics.wording import CUT, days_in_words, period_in_words, period_name
from customers.models import Customer
from webmino.listings import COUNTED_UP_TO, Listing
from webmino.paging import Cursor, Page, value_and_key
from webmino.periods import Period
from webmino.table_pages import ROWS_AT_ONCE, TablePage
from webmino.tables import Table

# Of an address, what says where one came from.
KEPT_ALWAYS = ("from", TRAIL)


class AnalysisListing(Listing):
    """The rows of an analysis: its keys are ranked by their figures, then read page by page."""

    page: "AnalysisPage"
    filters: SalesFilterSet

    @cached_property
    def analysis(self) -> Analysis:
        filters = self.filters
        return Analysis(
            self.page.scope(filters),
            self.page.by,
            filters.periods,
            filters.chosen_measure,
            self.page.lookups,
        )

    @cached_property
    def keys(self) -> list[Key]:
        """The keys of all the rows, in their order; none where a filter is wrong."""
        if not self.filters.is_valid():
            return []
        return self.analysis.ranked(self.order.sort.column, descending=self.order.descending)

    @cached_property
    def count(self) -> int | None:
        return len(self.keys)

    @property
    def whole_count(self) -> int:
        """How many rows there are, however many."""
        return len(self.keys)

    def rows_of_page(self, size: int) -> Page:
        start = self._start(size)
        rows: list[Any] = self.some_rows(start, size) if self.has_sales else []
        first, last = (Cursor(start, 0), Cursor(start + size, 0)) if rows else (None, None)
        return Page(rows, first, last, has_previous=start > 0, has_next=self._has_row(start + size))

    def some_rows(self, start: int, size: int) -> list[AnalysisRow]:
        """The rows of a page, from the place `start` on."""
        return self.analysis.rows(self.keys[start : start + size])

    def _start(self, size: int) -> int:
        """The place of the page's first row. An address says it, as figures change with every invoice."""
        if self.params.get("page") == "last":
            return max(0, (self.whole_count - 1) // size * size)
        after, before = (_place(self.params.get(name, "")) for name in ("after", "before"))
        start = after if after is not None else max(0, (before or 0) - size)
        return start if self._has_row(start) else 0

    def _has_row(self, place: int) -> bool:
        """Whether there is a row at the place. Only beyond those that are counted are all of them."""
        if self.count is None and place >= COUNTED_UP_TO:
            return place < self.whole_count
        return self.count is None or place < self.count

    @cached_property
    def drilling(self) -> Drilling:
        return self.page.drilling(self)

    @cached_property
    def head_titles(self) -> dict[str, str]:
        """What the head of each period says when pointed at."""
        return {cell_name(n): period_in_words(period) for n, period in enumerate(self.filters.periods)}

    @property
    def has_sales(self) -> bool:
        """Whether there is something to add up."""
        return self.count != 0

    def foot_rows(self) -> list[FootRow]:
        """The rows below those of all the pages: what they add up to."""
        return self.analysis.foot(compares=self.filters.compares)

    @property
    def unfiltered_address(self) -> str:
        kept = QueryDict(mutable=True)
        for name in KEPT_ALWAYS:
            if name in self.params:
                kept[name] = str(self.params[name])
        whole = super().unfiltered_address
        if not kept:
            return whole
        return f"{whole}{'&' if '?' in whole else '?'}{kept.urlencode()}"


class AnalysisPage(TablePage):
    """An analysis by something; a subclass says by what."""

    by: ClassVar[By]
    table_class = AnalysisTable
    filterset_class: ClassVar[type[SalesFilterSet]] = SalesFilterSet
    listing_class: ClassVar[type[AnalysisListing]] = AnalysisListing
    default_sort = "-total"
    # Parameters that are no filters, which lead back, stay in the form of the filters.
    has_other_modes = True
    # The trail leads back; the rows are sums, which have no place that an address could name.
    is_walked = False
    template_name = "analytics/analysis.html"

    def get_queryset(self) -> models.QuerySet:
        return Customer.objects.visible_to(self.request.user)

    def get_lookups(self) -> AnalysisLookups | ItemLookups:
        return AnalysisLookups(self.request.user)

    def scope(self, filters: SalesFilterSet) -> Any:
        """Which sales the page is of."""
        return filters.scope

    def listing(self, params: QueryDict) -> AnalysisListing:
        filters = self.filterset_class(
            params, self.get_queryset(), request=self.request, lookups=self.lookups
        )
        return self.listing_class(self, params, filters, self.table_of(filters))

    def table_of(self, filters: SalesFilterSet) -> type[Table]:
        return table_of_periods(self.by, filters.periods, filters.chosen_measure, compares=filters.compares)

    @cached_property
    def trail(self) -> str:
        """The name of this page in the trail, for what its figures open."""
        return begin(self.request, after=self.way_back)

    @cached_property
    def way_back(self) -> str | None:
        return way_back(self.request)

    def drilling(self, listing: AnalysisListing) -> Drilling:
        return Drilling(self.by, listing.filters, self.trail)

    def complete(self, rows: list[AnalysisRow], listing: Any) -> list[AnalysisRow]:
        """Give the figures of a page the addresses that they open."""
        drilling = listing.drilling
        for row in rows:
            row.addresses = drilling.addresses(self.below(row, drilling))
        return rows

    def below(self, row: AnalysisRow, drilling: Drilling) -> Opened:
        """What makes up the figures of a row."""
        return drilling.below(row.label)

    def record_address(self, row: Any, listing: Any, **place: str) -> str:
        """A row opens what makes it up, as its total does."""
        return row.addresses["total"]

    def _record_address(self, row: Any, listing: Listing) -> str:
        return self.record_address(row, listing)

    def head_title(self, column: str, listing: Any) -> str:
        """The days of a period, and those of the year before."""
        return listing.head_titles.get(column, "")

    def get_context(self, listing: Any) -> dict[str, Any]:
        return {
            "foot": self.foot(listing) if listing.has_sales else None,
            "way_back": self.way_back,
            "cut": self.cut_in_words(listing),
        }

    def foot(self, listing: AnalysisListing) -> Table:
        """The rows of the foot, whose totals open the invoice lines."""
        rows = listing.foot_rows()
        for row in rows:
            self.open_foot(row, listing.drilling)
        return listing.table_class(rows)

    def open_foot(self, row: AnalysisRow, drilling: Drilling) -> None:
        """Give the totals, and those of the year before, the invoice lines behind them; no others."""
        if row.pk in ("total", "before"):
            row.addresses = drilling.addresses(drilling.lines(row=row.pk), of_before=row.pk == "before")

    def parameters(self, listing: Any) -> list[tuple[str, Any]]:
        """The filters and the order; then the days of the figures, and what the rows below them are (R26)."""
        periods = listing.filters.periods
        days = Period(periods[0].now.first, periods[-1].now.last)
        said = [
            (gettext("Days"), days_in_words(days)),
            (gettext("Rows of totals"), self.count_of_totals(listing)),
        ]
        cut = self.cut_in_words(listing)
        return [*super().parameters(listing), *said, *([(gettext("Note"), cut)] if cut else [])]

    def count_of_totals(self, listing: Any) -> int:
        """How many rows of the file are totals."""
        return len(listing.foot_rows()) if listing.has_sales else 0

    def cut_in_words(self, listing: Any) -> str:
        """What the mark of a cut period means; empty when none is cut."""
        cut = [period for period in listing.filters.periods if not period.is_whole]
        if not cut:
            return ""
        said = ", ".join(f"{period_name(period)} ({days_in_words(period.now)})" for period in cut)
        words = gettext("%(mark)s In part: %(periods)s.")
        if listing.filters.compares:
            words = gettext("%(mark)s In part, and compared with the same days a year before: %(periods)s.")
        return words % {"mark": CUT, "periods": said.replace(CUT, "")}

    def all_rows(self, listing: Any) -> Iterator[Any]:
        """All the rows, then the totals of the screen (R26)."""
        keys = listing.keys
        for start in range(0, len(keys), ROWS_AT_ONCE):
            yield from listing.analysis.rows(keys[start : start + ROWS_AT_ONCE])
        if listing.has_sales:
            yield from listing.foot_rows()


def _place(text: str) -> int | None:
    """The place of a row that a cursor of these pages holds; None when it holds none."""
    try:
        value, _pk = value_and_key(text)
    except ValueError:
        return None
    return value if isinstance(value, int) and value >= 0 else None
