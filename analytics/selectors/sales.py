"""Sums of sales by anything and by period, from the smallest table that has them (R21, R22).

The number of queries depends on the periods' ends alone, never on how many periods, rows or lines there are.
"""

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    Aggregate,
    Count,
    DateField,
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

    @classmethod
    def of(cls, user: User) -> "Scope":
        """All that a user sees."""
        customers = Customer.objects.visible_to(user)
        if user.has_perm("customers.view_all_customers"):
            return cls(customers, is_everybody=True)
        return cls(customers, salespeople=frozenset(user.salespeople.values_list("pk", flat=True)))


class Source(NamedTuple):
    """Rows that add up to the sales asked for, with the column of their day and those to group by."""

    rows: QuerySet
    day: str
    paths: dict[By, str]


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
            found[key] = found[key].plus(figure) if key in found else figure
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
    found: dict[tuple[Key, int], Figure] = {}
    for source in sources(scope, by, periods, counts=counts):
        groups = [_group(source, by), _bucket(source.day, periods)]
        for (key, bucket), figure in _read(_only(source, by, keys), groups, counts=counts):
            # Odd ones are periods, even ones what lies between.
            place = key, (bucket - 1) // 2
            found[place] = found[place].plus(figure) if place in found else figure
    return found


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


def sources(scope: Scope, by: By, periods: Sequence[Period], *, counts: bool) -> list[Source]:
    """The smallest tables that know what is asked; where months are summed up, lines for the days beside."""
    if scope.items is None and by not in OF_ITEMS:
        if by == By.COMPANY and scope.is_everybody and not counts:
            return [Source(CompanyDay.objects.filter(in_days("day", periods)), "day", {})]
        invoices = InvoiceDay.objects.filter(in_days("sold_on", periods))
        return [Source(in_scope(invoices, scope), "sold_on", OF_CUSTOMERS)]
    summary = None if counts else _by_month(scope, by)
    months, days = _split(periods) if summary else ([], list(periods))
    found = []
    if summary and months:
        rows = _of_items(summary.rows.filter(in_days("month", months)), scope)
        found.append(summary._replace(rows=rows))
    if days or not found:
        found.append(Source(lines_of(scope, days), "sold_on", OF_CUSTOMERS | OF_ITEMS))
    return found


def _by_month(scope: Scope, by: By) -> Source | None:
    """The kept sums of months that can tell these customers from others; None when none can."""
    if scope.is_everybody and by in (By.COMPANY, *OF_ITEMS):
        return Source(ItemMonth.objects.all(), "month", OF_ITEMS)
    if by not in (By.COMPANY, By.SALESPERSON, *OF_ITEMS):
        return None
    paths = OF_ITEMS | {By.SALESPERSON: "salesperson"}
    if scope.is_everybody:
        return Source(SalespersonItemMonth.objects.all(), "month", paths)
    if scope.salespeople is None:
        return None
    whose = _one_of("salesperson", scope.salespeople)
    return Source(SalespersonItemMonth.objects.filter(whose), "month", paths)


def _split(periods: Sequence[Period]) -> tuple[list[Period], list[Period]]:
    """Whole months, and the days that are in none; lines alone when no month is whole."""
    months: list[Period] = []
    days: list[Period] = []
    for period in periods:
        whole, rest = split_by_month(period)
        months += [whole] if whole else []
        days += rest
    return months, days


def in_scope(rows: QuerySet, scope: Scope) -> QuerySet:
    """Those of rows with a `customer`, and an `item` where the scope has some, that are in the scope."""
    if not scope.is_everybody:
        rows = rows.filter(customer__in=scope.customers.order_by().values("pk"))
    return _of_items(rows, scope)


def _of_items(rows: QuerySet, scope: Scope) -> QuerySet:
    return rows if scope.items is None else rows.filter(item__in=scope.items.order_by().values("pk"))


def in_days(column: str, periods: Iterable[Period]) -> Q:
    """The condition that a day is in one of the periods; none when there are none."""
    condition = Q()
    for period in merged(periods):
        condition |= Q(**{f"{column}__range": period})
    return condition


def _only(source: Source, by: By, keys: Collection[Key] | None) -> QuerySet:
    return source.rows if keys is None else source.rows.filter(_one_of(source.paths[by], keys))


def _one_of(column: str, keys: Collection[Key]) -> Q:
    condition = Q(**{f"{column}__in": [key for key in keys if key is not None]})
    return condition | Q(**{f"{column}__isnull": True}) if None in keys else condition


def _group(source: Source, by: By) -> Expression | F:
    return Value(0) if by == By.COMPANY else F(source.paths[by])


def _bucket(day: str, periods: Sequence[Period]) -> Expression:
    """Between which edges of the periods a day is: 1 for the first period, 3 for the second."""
    at: list[datetime.date] = list(edges(periods))
    return Func(
        F(day),
        Value(at, output_field=ArrayField(DateField())),
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
    found = rows.order_by().values(**named).annotate(**sums).values_list(*named, *sums)
    for row in found:
        if row[len(groups)]:  # no sales at all are one row of nothing, where all are one group
            yield row[: len(groups)], Figure(*row[len(groups) :])
