"""Customers in the order of what they bought, a page at a time (R8, R22).

A large company has a sum for each of 200,000 customers: PostgreSQL ranks them, and sends those of one page.
Those of a year are kept in their order; of other days, the sums of invoices are added up first.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import F, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from analytics.figures import NOTHING, Figure, Measure
from analytics.models import CompanyDay, CustomerYear
from analytics.selectors.analyses import Compared
from analytics.selectors.sales import By, Key, Scope, in_days, in_scope, sources, totals
from webmino.periods import Period, merged

# The columns that PostgreSQL sorts by; a variation is rounded as the screen shows it, and a price divided.
MEASURES = (Measure.AMOUNT, Measure.QUANTITY)
NAMES = {"number": "customer__number_key", "name": "customer__name_key"}
SORTS = ("total", "before", "difference", *NAMES)
SUMMED = ("line_count", "quantity", "amount")
NO_SALES = Value(Decimal(0))


@dataclass(frozen=True)
class Ranking:
    """The customers of a scope who bought anything in some days or a year before, in an order."""

    scope: Scope
    now: Sequence[Period]
    before: Sequence[Period]
    measure: Measure
    sort: str
    descending: bool

    @staticmethod
    def knows(scope: Scope, measure: Measure, sort: str) -> bool:
        """Whether PostgreSQL can rank them: by sums of invoices, where no items are chosen."""
        return scope.items is None and measure in MEASURES and sort in SORTS

    @cached_property
    def count(self) -> int:
        """How many customers there are."""
        return self._customers.count()

    def count_up_to(self, limit: int) -> int | None:
        """How many customers there are; None for more than `limit`."""
        found = self._customers.order_by("customer")[: limit + 1].count()
        return found if found <= limit else None

    def page(self, start: int, size: int) -> dict[Key, Compared]:
        """Return what up to `size` customers bought, from the place `start` on, in their order."""
        kept = self._page_of_year(start, size)
        # Behind those who bought in the year come those who bought the year before alone.
        return kept if len(kept) == size else self._page_of_invoices(start, size)

    def _page_of_year(self, start: int, size: int) -> dict[Key, Compared]:
        """The same from the kept sums of a year; nothing where `now` is none, or another order is wanted."""
        if self.sort != "total" or self._year is None:
            return {}
        way = "-" if self.descending else ""
        rows = in_scope(CustomerYear.objects.filter(year=self._year), self.scope)
        page = rows.order_by(f"{way}{self.measure.value}", f"{way}customer")[start : start + size]
        now = {customer: Figure(*sums) for customer, *sums in page.values_list("customer", *SUMMED)}
        before = totals(self.scope, By.CUSTOMER, self.before, keys=now)
        return {key: Compared(now[key], before.get(key, NOTHING), self.measure) for key in now}

    @cached_property
    def _year(self) -> int | None:
        """The year of which `now` has all the sales; None when it is no year, or lacks some of one."""
        days = merged(self.now)
        (first, _last), (_first, last) = days[0], days[-1]
        end = datetime.date(last.year, 12, 31)
        if len(days) > 1 or first != datetime.date(last.year, 1, 1):
            return None
        lacks = last < end and CompanyDay.objects.filter(day__gt=last, day__lte=end).exists()
        return None if lacks else last.year

    def _page_of_invoices(self, start: int, size: int) -> dict[Key, Compared]:
        sums = {
            f"{side}_{column}": Sum(column, filter=in_days("sold_on", days))
            for side, days in (("now", self.now), ("before", self.before))
            for column in SUMMED
        }
        found = self._rows.order_by().values("customer").annotate(**sums).order_by(*self._order)
        return {
            row["customer"]: Compared(_figure(row, "now"), _figure(row, "before"), self.measure)
            for row in found[start : start + size]
        }

    @property
    def _customers(self) -> QuerySet:
        return self._rows.order_by().values("customer").distinct()

    @property
    def _rows(self) -> QuerySet:
        (source,) = sources(self.scope, By.CUSTOMER, [*self.now, *self.before], counts=False)
        return source.rows

    @property
    def _order(self) -> list[Any]:
        """Without sales or name last both ways, then by the key (R8)."""
        now, before = (F(f"{side}_{self.measure.value}") for side in ("now", "before"))
        by: Any = {
            "total": now,
            "before": before,
            "difference": Coalesce(now, NO_SALES) - Coalesce(before, NO_SALES),
        }.get(self.sort, F(NAMES.get(self.sort, "customer")))
        if self.descending:
            return [by.desc(nulls_last=True), F("customer").desc()]
        return [by.asc(nulls_last=True), F("customer").asc()]


def _figure(row: dict[str, Any], side: str) -> Figure:
    """The figure of a side; that of no sales where nothing was sold."""
    lines, quantity, amount = (row[f"{side}_{column}"] for column in SUMMED)
    return Figure(lines, quantity, amount) if lines else Figure()
