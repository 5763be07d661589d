"""What each figure of an analysis opens: the same sales one level below, down to the invoice lines (R22)."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from analytics.figures import Measure
from analytics.filters import SalesFilterSet
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


@dataclass(frozen=True)
class Drilling:
    """The addresses below an analysis, given its filters and the name of its page in the trail."""

    by: By
    filters: SalesFilterSet
    trail: str
    # The number of the one customer whose figures these are; empty for those of many.
    customer: str = ""
    _kept: dict[Any, str] = field(default_factory=dict)
    _days: dict[Period, str] = field(default_factory=dict)
    _own: dict[tuple[tuple[str, str], ...], str] = field(default_factory=dict)

    @cached_property
    def _chosen(self) -> list[tuple[str, str]]:
        return [(name, value) for name, value in self.filters.chosen() if name not in OF_DAYS]

    @cached_property
    def now(self) -> Period:
        return whole_of([period.now for period in self.filters.periods])

    @cached_property
    def before(self) -> Period:
        return whole_of([period.before for period in self.filters.periods])

    def below(self, label: Label, days: Period) -> str:
        """The address of what makes up the figure of a row in some days."""
        if self.by == By.CUSTOMER:
            return self._of_customer(label, days)
        name, parameter = BELOW[self.by]
        return self._address(path_of(name), {parameter: label.code}, days, row=label.pk)

    def lines(self, days: Period, *, row: str, **chosen: str) -> str:
        """The address of the invoice lines behind a figure of all the rows, or of what is `chosen`.

        `row` is the row of the figure, to which one comes back.
        """
        own = {"customer": self.customer} | chosen if self.customer else chosen
        return self._address(path_of("analytics:line-list"), own, days, row=row)

    def customers(self, days: Period, *, row: str, measure: Measure) -> str:
        """The address of the customers behind the figure of some days."""
        own = {} if measure == Measure.AMOUNT else {"measure": measure.value}
        return self._address(path_of("analytics:customer-list"), own, days, row=row)

    def _of_customer(self, label: Label, days: Period) -> str:
        """The customer's own analysis; of one item, the lines of it that he bought."""
        if self.filters.cleaned.get("item"):
            path, own = path_of("analytics:line-list"), {"customer": label.code}
            return self._address(path, own, days, row=label.pk, keep=(*OF_VIEW, *OF_ITEMS))
        path = path_of("analytics:customer-analysis", label.key)
        return self._address(path, {}, days, row=label.pk, keep=(*OF_VIEW, *OF_ITEMS))

    def _address(
        self,
        path: str,
        own: dict[str, str],
        days: Period,
        *,
        row: str = "",
        keep: tuple[str, ...] | None = None,
    ) -> str:
        """Put an address together from parts that a thousand of them share."""
        shared = tuple(own), keep
        if shared not in self._kept:
            kept = [
                (name, value)
                for name, value in self._chosen
                if name not in own and (keep is None or name in keep)
            ]
            self._kept[shared] = urlencode(kept) + ("&" if kept else "")
        if days not in self._days:
            self._days[days] = urlencode(dict(zip(OF_DAYS, map(str, days), strict=True)))
        chosen = tuple(own.items())
        if chosen not in self._own:
            self._own[chosen] = urlencode(chosen) + "&" if own else ""
        trail = f"{self.trail}.{row}" if row else self.trail
        return f"{path}?{self._kept[shared]}{self._own[chosen]}{self._days[days]}&{TRAIL}={trail}"


def whole_of(periods: list[Period]) -> Period:
    """From the first day to the last of periods in their order."""
    return Period(periods[0].first, periods[-1].last)
