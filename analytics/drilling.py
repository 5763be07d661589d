"""What each figure of an analysis opens: the same sales one level below, down to the invoice lines (R22)."""

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

from analytics.figures import Measure
from analytics.filters import SalesFilterSet
from analytics.selectors.analyses import cell_names
from analytics.selectors.labels import Label
from analytics.selectors.sales import By
from analytics.trails import TRAIL
from webmino.addresses import path_of
from webmino.periods import Period

# The level below, and the filter of it that a row chooses by its code.
BELOW = {
    By.SALESPERSON: ("analytics:customer-list", "salesperson"),
    By.ROUTE: ("analytics:customer-list", "route"),
    By.CUSTOMER_CATEGORY: ("analytics:customer-list", "category"),
    By.CITY: ("analytics:customer-list", "city"),
    By.ITEM_CATEGORY: ("analytics:item-list", "item_category"),
    By.ITEM: ("analytics:customer-list", "item"),
}
# What of an address stays true one level below; the days are those of the figure.
OF_DAYS = ("period_from", "period_to")
OF_VIEW = ("unit", "measure", "compare")
OF_ITEMS = ("item", "item_category")


# Spans of days whose part of an address is remembered.
REMEMBERED = 10_000


class Opened(NamedTuple):
    """What figures of a row open: their addresses are alike but for the days in the middle."""

    begin: str
    end: str

    def on(self, days: Period) -> str:
        """The address of what makes up the figure of some days."""
        return f"{self.begin}{in_address(days)}{self.end}"


@lru_cache(maxsize=REMEMBERED)
def in_address(days: Period) -> str:
    return urlencode(dict(zip(OF_DAYS, map(str, days), strict=True)))


@dataclass(frozen=True)
class Drilling:
    """The addresses below an analysis, given its filters and the name of its page in the trail."""

    by: By
    filters: SalesFilterSet
    trail: str
    # The number of the one customer whose figures these are; empty for those of many.
    customer: str = ""
    _kept: dict[Any, str] = field(default_factory=dict)

    @cached_property
    def _chosen(self) -> list[tuple[str, str]]:
        return [(name, value) for name, value in self.filters.chosen() if name not in OF_DAYS]

    @cached_property
    def now(self) -> Period:
        return whole_of([period.now for period in self.filters.periods])

    @cached_property
    def before(self) -> Period:
        return whole_of([period.before for period in self.filters.periods])

    @cached_property
    def _now_in_addresses(self) -> dict[str, str]:
        """The days of each figure of a row, by its column."""
        days = [in_address(period.now) for period in self.filters.periods]
        by_period = dict(zip(cell_names(len(days)), days, strict=True))
        return by_period | {"total": in_address(self.now), "before": in_address(self.before)}

    @cached_property
    def _before_in_addresses(self) -> dict[str, str]:
        """The same of a row that is of the year before."""
        days = [in_address(period.before) for period in self.filters.periods]
        by_period = dict(zip(cell_names(len(days)), days, strict=True))
        return by_period | {"total": in_address(self.before)}

    def addresses(self, opened: Opened, *, of_before: bool = False) -> dict[str, str]:
        """The address of each figure of a row, by its column."""
        begin, end = opened
        days_of = self._before_in_addresses if of_before else self._now_in_addresses
        return {name: f"{begin}{days}{end}" for name, days in days_of.items()}

    def below(self, label: Label) -> Opened:
        """What makes up the figures of a row."""
        if self.by == By.CUSTOMER:
            return self._of_customer(label)
        name, parameter = BELOW[self.by]
        return self._opened(path_of(name), {parameter: label.code}, row=label.pk)

    def lines(self, *, row: str, **chosen: str) -> Opened:
        """The invoice lines behind the figures of all the rows, or of what is `chosen`.

        `row` is the row of the figures, to which one comes back.
        """
        own = {"customer": self.customer} | chosen if self.customer else chosen
        return self._opened(path_of("analytics:line-list"), own, row=row)

    def customers(self, *, row: str, measure: Measure) -> Opened:
        """The customers behind the figures of a row."""
        own = {} if measure == Measure.AMOUNT else {"measure": measure.value}
        return self._opened(path_of("analytics:customer-list"), own, row=row)

    def _of_customer(self, label: Label) -> Opened:
        """The customer's own analysis; of one item, the lines of it that he bought."""
        if self.filters.cleaned.get("item"):
            path, own = path_of("analytics:line-list"), {"customer": label.code}
            return self._opened(path, own, row=label.pk, keep=(*OF_VIEW, *OF_ITEMS))
        path = path_of("analytics:customer-analysis", label.key)
        return self._opened(path, {}, row=label.pk, keep=(*OF_VIEW, *OF_ITEMS))

    def _opened(
        self, path: str, own: dict[str, str], *, row: str, keep: tuple[str, ...] | None = None
    ) -> Opened:
        """Put together what the figures of a row share, from parts that the rows of a page share."""
        shared = tuple(own), keep
        if shared not in self._kept:
            kept = [
                (name, value)
                for name, value in self._chosen
                if name not in own and (keep is None or name in keep)
            ]
            self._kept[shared] = urlencode(kept) + ("&" if kept else "")
        chosen = urlencode(own) + "&" if own else ""
        return Opened(f"{path}?{self._kept[shared]}{chosen}", f"&{TRAIL}={self.trail}.{row}")


def whole_of(periods: list[Period]) -> Period:
    """From the first day to the last of periods in their order."""
    return Period(periods[0].first, periods[-1].last)
