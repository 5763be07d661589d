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

from django.db.models import Count, F, Min, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from analytics.figures import Measure
from analytics.models import CompanyDay, CustomerYear
from analytics.selectors.sales import By, Key, Scope, in_days, in_scope, sources
from webmino.periods import Period, merged

# The columns that PostgreSQL sorts by; a variation is rounded as the screen shows it, and a price divided.
MEASURES = (Measure.AMOUNT, Measure.QUANTITY)
NAMES = {"number": "customer__number_key", "name": "customer__name_key"}
SORTS = ("total", "before", "difference", *NAMES)
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
        bought = self._rows_of([*self.now, *self.before])
        return bought.aggregate(count=Count("customer", distinct=True))["count"]

    def count_up_to(self, limit: int) -> int | None:
        """How many customers there are; None for more than `limit`."""
        bought = self._rows_of([*self.now, *self.before])
        # From the newest ones, who have the fewest invoices to pass over.
        found = bought.order_by("-customer").values("customer").distinct()[: limit + 1].count()
        return found if found <= limit else None

    def page(self, start: int, size: int) -> list[Key]:
        """Return up to `size` customers from the place `start` on, in their order.

        Those without sales on the side that is sorted by are the last ones: until then it is read alone.
        """
        page = slice(start, start + size)
        kept = list(self._ranked_of_year()[page])
        if len(kept) == size:
            return kept
        side = {"total": self.now, "before": self.before}.get(self.sort)
        if side is not None:
            found = list(self._ranked(side, Sum(self.measure.value))[page])
            if len(found) == min(size, self.count - start):
                return found
        return list(self._ranked([*self.now, *self.before], self._order)[page])

    def _ranked_of_year(self) -> QuerySet:
        """Those who bought in the year that `now` is; nobody where it is none, or another order is wanted."""
        if self.sort != "total" or self._year is None:
            return CustomerYear.objects.none()
        way = "-" if self.descending else ""
        rows = in_scope(CustomerYear.objects.filter(year=self._year), self.scope)
        return rows.order_by(f"{way}{self.measure.value}", f"{way}customer").values_list(
            "customer", flat=True
        )

    @cached_property
    def _year(self) -> int | None:
        """The year of which `now` has all the sales; None when it is no year, or lacks some of one."""
        days = merged(self.now)
        first, last = days[0].first, days[-1].last
        end = datetime.date(last.year, 12, 31)
        if len(days) > 1 or first != datetime.date(last.year, 1, 1):
            return None
        lacks = last < end and CompanyDay.objects.filter(day__gt=last, day__lte=end).exists()
        return None if lacks else last.year

    def _ranked(self, days: Sequence[Period], order: Any) -> QuerySet:
        """Who bought anything in some days, without sales or name last both ways, then by the key (R8)."""
        by_customer = self._rows_of(days).order_by().values("customer").annotate(rank=order)
        rank, key = F("rank"), F("customer")
        last = rank.desc(nulls_last=True) if self.descending else rank.asc(nulls_last=True)
        ranked = by_customer.order_by(last, key.desc() if self.descending else key)
        return ranked.values_list("customer", flat=True)

    def _rows_of(self, days: Sequence[Period]) -> QuerySet:
        (source,) = sources(self.scope, By.CUSTOMER, days, counts=False)
        return source.rows

    @property
    def _order(self) -> Any:
        if self.sort in NAMES:
            # Of his rows, which have all the same one.
            return Min(NAMES[self.sort])
        now, before = (
            Sum(self.measure.value, filter=in_days("sold_on", days)) for days in (self.now, self.before)
        )
        if self.sort == "difference":
            return Coalesce(now, NO_SALES) - Coalesce(before, NO_SALES)
        return now if self.sort == "total" else before
