"""Sums of sales by anything and by period, from the smallest table that has them (R21, R22).

The number of queries depends on the periods' ends alone, never on how many periods, rows or lines there are.
"""

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import (
    Aggregate,
    Count,
    Expression,
    F,
    Func,
    IntegerField,
    Q,
    QuerySet,
    Sum,
    Value,
)

from analytics.figures import NOTHING, Figure
from analytics.models import CompanyDay, InvoiceDay, ItemMonth, SaleLine, SalespersonItemMonth
from customers.models import Customer
from webmino.models import User
from webmino.periods import Period, edges, merged, split_by_month


class By(StrEnum):
    """What sales are added up by. Customers have the salesperson, route and category of today (R22)."""

    COMPANY = "company"
    CUSTOMER = "customer"
    SALESPERSON = "salesperson"
    ROUTE = "route"
    CUSTOMER_CATEGORY = "customer_category"
    CITY = "city"
    ITEM = "item"
    ITEM_CATEGORY = "item_category"


# Lists of periods of which what queries need is remembered.
REMEMBERED = 200
# The key of a row; None: of what has no such thing, as a customer without route.
Key = int | str | None
OF_ITEMS = {By.ITEM: "item", By.ITEM_CATEGORY: "item__category"}
OF_CUSTOMERS = {
    By.CUSTOMER: "customer",
    By.SALESPERSON: "customer__salesperson",
    By.ROUTE: "customer__route",
    By.CUSTOMER_CATEGORY: "customer__category",
    By.CITY: "customer__city_key",
}


@dataclass(frozen=True)
class Scope:
    """Which sales are added up: to these customers, whose query began at `visible_to(user)` (R25).

    `items` are those that count, None for all. `salespeople` says that the customers are all those whom
    these keys have (None: those without), and `is_everybody` that they are all of the company's.
    """

    customers: QuerySet
    items: QuerySet | None = None
    salespeople: frozenset[int | None] | None = None
    is_everybody: bool = False
    # The key of the only customer, who was found among those whom the user sees.
    customer: int | None = None

    @classmethod
    def of(cls, user: User) -> "Scope":
        """All that a user sees."""
        customers = Customer.objects.visible_to(user)
        if user.has_perm("customers.view_all_customers"):
            return cls(customers, is_everybody=True)
        return cls(customers, salespeople=frozenset(user.salespeople.values_list("pk", flat=True)))


@dataclass(frozen=True)
class Side:
    """Some of the days asked for: periods in their order, which share no day, and the place of each."""

    periods: list[Period]
    places: list[int]

    @cached_property
    def edges(self) -> dict[datetime.date, int]:
        """Each edge of the periods, in order, with the number of the days that begin there."""
        return {day: number for number, day in enumerate(dict.fromkeys(edges(self.periods)), start=1)}

    @cached_property
    def place_of(self) -> dict[int, int]:
        """The place of the period, by the number of its days; what lies between periods has none."""
        firsts = (period.first for period in self.periods)
        return {self.edges[first]: place for first, place in zip(firsts, self.places, strict=True)}

    @cached_property
    def array(self) -> str:
        """The edges as PostgreSQL reads them."""
        return "{" + ",".join(map(str, self.edges)) + "}"


@lru_cache(maxsize=REMEMBERED)
def _side(periods: tuple[Period, ...]) -> Side:
    return Side(list(periods), list(range(len(periods))))


class Source(NamedTuple):
    """Rows that add up to the sales asked for, with the column of their day and those to group by.

    `sides` are the days of each side that the rows are to be read for.
    """

    rows: QuerySet
    day: str
    paths: dict[By, str]
    sides: Sequence[Side]


class Invoices(Aggregate):
    """How many different (customer, invoice) there are."""

    template = "COUNT(DISTINCT (%(expressions)s))"
    output_field = IntegerField()

    def __init__(self) -> None:
        super().__init__(F("customer"), F("invoice"))


def totals(
    scope: Scope,
    by: By,
    periods: Iterable[Period],
    *,
    counts: bool = False,
    keys: Collection[Key] | None = None,
) -> dict[Key, Figure]:
    """Return the figure of each key that has a line in these days, taken together.

    `keys` are the only ones to look for, None for all. `counts`: with the number of invoices, which no
    table of sums of months or days has.
    """
    found: dict[Key, Figure] = {}
    for source in sources(scope, by, list(periods), counts=counts):
        for (key,), figure in _read(_only(source, by, keys), [_group(source, by)], counts=counts):
            _add(found, key, figure)
    return found


def compared_totals(
    scope: Scope, by: By, now: Sequence[Period], before: Sequence[Period], *, counts: bool = False
) -> list[dict[Key, Figure]]:
    """Return what `totals` does, now and before, in the queries of one of them; they may share days.

    Invoices are counted in queries of their own, as by period.
    """
    if counts:
        return [totals(scope, by, days, counts=True) for days in (now, before)]
    whole = [_merged(tuple(days)) for days in (now, before)]
    found: list[dict[Key, Figure]] = []
    for sold in _by_period(scope, by, whole, counts=False):
        together: dict[Key, Figure] = {}
        for (key, _place), figure in sold.items():
            _add(together, key, figure)
        found.append(together)
    return found


def by_period(
    scope: Scope,
    by: By,
    periods: Sequence[Period],
    *,
    counts: bool = False,
    keys: Collection[Key] | None = None,
) -> dict[tuple[Key, int], Figure]:
    """Return the figure of each key in each period, by the period's place among `periods`.

    The periods are in their order and share no day. A key without lines in a period has no entry.
    """
    return _by_period(scope, by, [periods], counts=counts, keys=keys)[0]


def compared_by_period(
    scope: Scope,
    by: By,
    now: Sequence[Period],
    before: Sequence[Period],
    *,
    counts: bool = False,
    keys: Collection[Key] | None = None,
) -> list[dict[tuple[Key, int], Figure]]:
    """Return what `by_period` does, now and before, in the queries of one of them; they may share days.

    Invoices are counted in queries of their own: one of several days may be in two parts of a period.
    """
    if counts:
        return [by_period(scope, by, periods, counts=True, keys=keys) for periods in (now, before)]
    return _by_period(scope, by, [now, before], counts=False, keys=keys)


def _by_period(
    scope: Scope,
    by: By,
    sides: Sequence[Sequence[Period]],
    *,
    counts: bool,
    keys: Collection[Key] | None = None,
) -> list[dict[tuple[Key, int], Figure]]:
    found: list[dict[tuple[Key, int], Figure]] = [{} for _side in sides]
    for source in sources(scope, by, *sides, counts=counts):
        # A side that has no days in this table is not asked for.
        asked = [(sold, side) for sold, side in zip(found, source.sides, strict=True) if side.periods]
        groups = [_group(source, by), *(_bucket(source.day, side) for _sold, side in asked)]
        places = [(sold, side.place_of) for sold, side in asked]
        for (key, *buckets), figure in _read(_only(source, by, keys), groups, counts=counts):
            for bucket, (sold, place_of) in zip(buckets, places, strict=True):
                if bucket in place_of:
                    _add(sold, (key, place_of[bucket]), figure)
    return found


def _add(sold: dict[Any, Figure], key: Any, figure: Figure) -> None:
    """Add a figure to those of the other sources."""
    sold[key] = sold[key].plus(figure) if key in sold else figure


def company_total(scope: Scope, periods: Iterable[Period], *, counts: bool = False) -> Figure:
    """Return the figure of all the sales in these days."""
    return next(iter(totals(scope, By.COMPANY, periods, counts=counts).values()), NOTHING)


def total_of_invoices(scope: Scope, periods: Iterable[Period], condition: Q) -> Figure:
    """Return the figure of the lines of these days whose invoice the condition holds of."""
    rows = _invoices_of(scope, periods) if scope.items is None else lines_of(scope, periods)
    found = _read(rows.filter(condition), [Value(0)], counts=False)
    return next((figure for _everything, figure in found), NOTHING)


def lines_of(scope: Scope, periods: Iterable[Period] = ()) -> QuerySet[SaleLine]:
    """Return the invoice lines behind the figures of these days, of any day when none is given."""
    return in_scope(SaleLine.objects.filter(in_days("sold_on", periods)), scope)


def _invoices_of(scope: Scope, periods: Iterable[Period]) -> QuerySet[InvoiceDay]:
    """The sums of invoices, which are many times fewer than their lines and know no item."""
    return in_scope(InvoiceDay.objects.filter(in_days("sold_on", periods)), scope)


def sources(scope: Scope, by: By, *sides: Sequence[Period], counts: bool) -> list[Source]:
    """The smallest tables that know what is asked; where months are summed up, lines for the days beside."""
    asked = [tuple(side) for side in sides]
    whole = [_side(side) for side in asked]
    if scope.items is None and by not in OF_ITEMS:
        if by == By.COMPANY and scope.is_everybody and not counts:
            return [_source(CompanyDay.objects.all(), "day", {}, whole)]
        return [_source(in_scope(InvoiceDay.objects.all(), scope), "sold_on", OF_CUSTOMERS, whole)]
    summary = None if counts else _by_month(scope, by)
    split = [_split(side) for side in asked] if summary else []
    months = [of_months for of_months, _of_days in split]
    days = [of_days for _of_months, of_days in split] if summary else whole
    found = []
    if summary and any(side.periods for side in months):
        found.append(_source(_of_items(summary.rows, scope), summary.day, summary.paths, months))
    if any(side.periods for side in days) or not found:
        lines = in_scope(SaleLine.objects.all(), scope)
        found.append(_source(lines, "sold_on", OF_CUSTOMERS | OF_ITEMS, days))
    return found


def _source(rows: QuerySet, day: str, paths: dict[By, str], sides: Sequence[Side]) -> Source:
    """The rows of the days of the sides."""
    in_sides = in_days(day, [period for side in sides for period in side.periods])
    return Source(rows.filter(in_sides), day, paths, sides)


def _by_month(scope: Scope, by: By) -> Source | None:
    """The kept sums of months that can tell these customers from others; None when none can."""
    if scope.is_everybody and by in (By.COMPANY, *OF_ITEMS):
        return Source(ItemMonth.objects.all(), "month", OF_ITEMS, ())
    if by not in (By.COMPANY, By.SALESPERSON, *OF_ITEMS):
        return None
    paths = OF_ITEMS | {By.SALESPERSON: "salesperson"}
    if scope.is_everybody:
        return Source(SalespersonItemMonth.objects.all(), "month", paths, ())
    if scope.salespeople is None:
        return None
    whose = _one_of("salesperson", scope.salespeople)
    return Source(SalespersonItemMonth.objects.filter(whose), "month", paths, ())


@lru_cache(maxsize=REMEMBERED)
def _split(periods: tuple[Period, ...]) -> tuple[Side, Side]:
    """The whole months of periods, and the days that are in none; days alone when no month is whole."""
    months, days = Side([], []), Side([], [])
    for place, period in enumerate(periods):
        whole, rest = split_by_month(period)
        for side, parts in ((months, [whole] if whole else []), (days, rest)):
            side.periods.extend(parts)
            side.places.extend([place] * len(parts))
    return months, days


def in_scope(rows: QuerySet, scope: Scope) -> QuerySet:
    """Those of rows with a `customer`, and an `item` where the scope has some, that are in the scope."""
    if scope.customer is not None:
        rows = rows.filter(customer=scope.customer)
    elif not scope.is_everybody:
        rows = rows.filter(customer__in=scope.customers.order_by().values("pk"))
    return _of_items(rows, scope)


def _of_items(rows: QuerySet, scope: Scope) -> QuerySet:
    return rows if scope.items is None else rows.filter(item__in=scope.items.order_by().values("pk"))


def in_days(column: str, periods: Iterable[Period]) -> Q:
    """The condition that a day is in one of the periods; none when there are none."""
    condition = Q()
    for period in _merged(tuple(periods)):
        condition |= Q(**{f"{column}__range": period})
    return condition


@lru_cache(maxsize=REMEMBERED)
def _merged(periods: tuple[Period, ...]) -> tuple[Period, ...]:
    return tuple(merged(periods))


def _only(source: Source, by: By, keys: Collection[Key] | None) -> QuerySet:
    return source.rows if keys is None else source.rows.filter(_one_of(source.paths[by], keys))


def _one_of(column: str, keys: Collection[Key]) -> Q:
    condition = Q(**{f"{column}__in": [key for key in keys if key is not None]})
    return condition | Q(**{f"{column}__isnull": True}) if None in keys else condition


def _group(source: Source, by: By) -> Expression | F:
    return Value(0) if by == By.COMPANY else F(source.paths[by])


def _bucket(day: str, side: Side) -> Expression:
    """Between which edges of the periods a day is: 0 before the first one."""
    return Func(
        F(day),
        Value(side.array),
        function="width_bucket",
        template="%(function)s(%(expressions)s::date[])",
        output_field=IntegerField(),
    )


def _read(rows: QuerySet, groups: list[Any], *, counts: bool) -> Iterable[tuple[tuple[Any, ...], Figure]]:
    """Yield the figure of each group of rows."""
    named = {f"group_{n}": group for n, group in enumerate(groups)}
    lines: Any = Count("*") if rows.model is SaleLine else Sum("line_count")
    sums: dict[str, Any] = {
        "of_lines": lines,
        "of_quantity": Sum("quantity"),
        "of_amount": Sum("amount"),
    }
    if counts:
        sums["of_invoices"] = Invoices()
    summed = rows.order_by().values(**named).annotate(**sums).values_list(*named, *sums)
    count = len(groups)
    for row in _fetched(summed):
        if row[count]:  # no sales at all are one row of nothing, where all are one group
            yield row[:count], Figure(*row[count:])


def _fetched(summed: QuerySet) -> list[tuple[Any, ...]]:
    """The rows as they are sent: Django would make of each of thousands of numbers what it is already."""
    try:
        sql, params = summed.query.sql_with_params()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
