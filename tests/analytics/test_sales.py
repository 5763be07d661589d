"""Sums of sales: every source says what the lines say (R21, R22), and nobody reads another's (R25)."""

import datetime
import random
from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from analytics.figures import NOTHING, Figure, difference, variation
from analytics.models import SaleLine
from analytics.selectors.sales import (
    OF_CUSTOMERS,
    By,
    Scope,
    by_period,
    company_total,
    compared_by_period,
    compared_totals,
    lines_of,
    totals,
)
from customers.models import Customer
from par.models import Item
from tests.factories import (
    make_category,
    make_customer,
    make_item,
    make_item_category,
    make_route,
    make_sale_line,
    make_salesperson,
)
from tests.lists import queries_of
from webmino.models import User
from webmino.periods import Period, Unit, compared_periods, period_of

pytestmark = pytest.mark.django_db

DAY = datetime.date
KEYS: dict[By, Callable[[SaleLine], Any]] = {
    By.COMPANY: lambda line: 0,
    By.CUSTOMER: lambda line: line.customer_id,
    By.SALESPERSON: lambda line: line.customer.salesperson_id,
    By.ROUTE: lambda line: line.customer.route_id,
    By.CUSTOMER_CATEGORY: lambda line: line.customer.category_id,
    By.CITY: lambda line: line.customer.city_key,
    By.ITEM: lambda line: line.item_id,
    By.ITEM_CATEGORY: lambda line: line.item.category_id,
}


@pytest.fixture
def sold() -> list[SaleLine]:
    """Two years of lines of all kinds: credits, nobody's customers, invoices of two customers or two days."""
    draw = random.Random(7)
    people, routes = [*(make_salesperson() for _n in range(2)), None], [make_route(), None]
    categories, cities = [make_category(), None], ["Lévis", "LEVIS", "Québec", ""]
    customers = [
        make_customer(
            salesperson=draw.choice(people),
            route=draw.choice(routes),
            category=draw.choice(categories),
            city=draw.choice(cities),
            is_active=draw.random() < 0.8,
        )
        for _n in range(9)
    ]
    families = [make_item_category(), None]
    items = [make_item(category=draw.choice(families)) for _n in range(6)]
    for n in range(300):
        quantity = Decimal(draw.randrange(-3, 40)) / 4
        make_sale_line(
            customer=draw.choice(customers),
            item=draw.choice(items),
            sold_on=DAY(2024, 1, 1) + datetime.timedelta(draw.randrange(760)),
            invoice=f"F-{draw.randrange(60)}",
            line_no=n + 1,
            quantity=quantity,
            amount=(quantity * Decimal("3.33")).quantize(Decimal("0.01")),
        )
    return list(SaleLine.objects.select_related("customer", "item"))


def live(lines: list[SaleLine], key: Callable[[SaleLine], Any]) -> dict[Any, Figure]:
    """What the lines add up to, in Python."""
    groups: dict[Any, list[SaleLine]] = defaultdict(list)
    for line in lines:
        groups[key(line)].append(line)
    return {
        one: Figure(
            len(group),
            sum((line.quantity for line in group), Decimal(0)),
            sum((line.amount for line in group), Decimal(0)),
            len({(line.customer_id, line.invoice) for line in group}),
        )
        for one, group in groups.items()
    }


def sums_alone(figures: dict[Any, Figure]) -> dict[Any, Figure]:
    return {key: figure._replace(invoices=0) for key, figure in figures.items()}


def scopes(user: User) -> dict[str, tuple[Scope, Callable[[SaleLine], bool]]]:
    """Scopes that are served by different tables, and which lines each has."""
    everybody = Scope.of(user)
    someone = Customer.objects.exclude(salesperson=None)[0].salesperson_id
    own = frozenset({someone, None})
    his = Customer.objects.filter(salesperson=someone) | Customer.objects.filter(salesperson=None)
    family = Item.objects.filter(category=None)
    active = Customer.objects.filter(is_active=True)
    every, one = Customer.objects.all(), Customer.objects.order_by("pk")[0]
    return {
        "everybody": (everybody, lambda line: True),
        "salespeople": (Scope(his, salespeople=own), lambda line: line.customer.salesperson_id in own),
        "active": (Scope(active), lambda line: line.customer.is_active),
        "one customer": (Scope(every, customer=one.pk), lambda line: line.customer_id == one.pk),
        "items": (
            Scope(everybody.customers, family, is_everybody=True),
            lambda line: not line.item.category_id,
        ),
        "items of salespeople": (
            Scope(his, family, salespeople=own),
            lambda line: line.customer.salesperson_id in own and not line.item.category_id,
        ),
    }


RANGES = {
    "a year": (Unit.MONTH, Period(DAY(2025, 1, 1), DAY(2025, 12, 31))),
    "to date": (Unit.MONTH, Period(DAY(2024, 12, 10), DAY(2025, 9, 14))),
    "weeks": (Unit.WEEK, Period(DAY(2024, 12, 1), DAY(2025, 2, 14))),
    "fiscal years": (Unit.FISCAL, Period(DAY(2023, 5, 1), DAY(2026, 4, 30))),
}


@pytest.mark.parametrize("range_name", sorted(RANGES))
def test_r22_every_source_says_what_the_lines_say(
    sold: list[SaleLine], manager: User, range_name: str
) -> None:
    unit, wanted = RANGES[range_name]
    compared = compared_periods(unit, wanted, today=DAY(2025, 9, 14), fiscal_month=5)

    for (name, (scope, has)), by, counts, side in product(
        scopes(manager).items(), By, (False, True), ("now", "before")
    ):
        periods = [getattr(one, side) for one in compared]
        lines = [line for line in sold if has(line)]
        in_periods = [line for line in lines if place_of(line, periods) is not None]
        expected = live(in_periods, KEYS[by])
        by_both = live(
            in_periods, lambda line, by=by, periods=periods: (KEYS[by](line), place_of(line, periods))
        )
        shown = (lambda figures: figures) if counts else sums_alone

        assert totals(scope, by, periods, counts=counts) == shown(expected), (name, by)
        assert by_period(scope, by, periods, counts=counts) == shown(by_both), (name, by)


@pytest.mark.parametrize("range_name", sorted(RANGES))
def test_r21_now_and_before_are_read_together(sold: list[SaleLine], manager: User, range_name: str) -> None:
    unit, wanted = RANGES[range_name]
    compared = compared_periods(unit, wanted, today=DAY(2025, 9, 14), fiscal_month=5)
    now, before = [one.now for one in compared], [one.before for one in compared]

    for (name, (scope, _has)), by, counts in product(scopes(manager).items(), By, (False, True)):
        assert compared_totals(scope, by, now, before, counts=counts) == [
            totals(scope, by, days, counts=counts) for days in (now, before)
        ], (name, by)
        assert compared_by_period(scope, by, now, before, counts=counts) == [
            by_period(scope, by, days, counts=counts) for days in (now, before)
        ], (name, by)


def place_of(line: SaleLine, periods: list[Period]) -> int | None:
    return next((n for n, (first, last) in enumerate(periods) if first <= line.sold_on <= last), None)


def test_r22_sums_agree_at_every_level(sold: list[SaleLine], manager: User) -> None:
    year = [Period(DAY(2025, 1, 1), DAY(2025, 12, 31))]
    scope = Scope.of(manager)

    sums = {by: sum(figure.amount for figure in totals(scope, by, year).values()) for by in By}

    assert set(sums.values()) == {company_total(scope, year).amount}
    assert sum(line.amount for line in lines_of(scope, year)) == sums[By.COMPANY]
    for key, of_one in totals(scope, By.SALESPERSON, year).items():
        customers = Customer.objects.filter(salesperson=key)
        below = totals(Scope(customers), By.CUSTOMER, year)
        assert sum(figure.amount for figure in below.values()) == of_one.amount


@pytest.mark.parametrize("by", [*OF_CUSTOMERS, By.ITEM, By.ITEM_CATEGORY])
def test_r22_only_the_keys_that_are_asked_for(sold: list[SaleLine], manager: User, by: By) -> None:
    year, scope = [Period(DAY(2024, 1, 1), DAY(2025, 12, 31))], Scope.of(manager)
    every = totals(scope, by, year)
    asked = [*sorted(key for key in every if key is not None)[:1], *([None] if None in every else [])]

    assert totals(scope, by, year, keys=asked) == {key: every[key] for key in asked}


def test_r25_a_representative_adds_up_his_customers_alone(sold: list[SaleLine], representative: User) -> None:
    own = make_customer(salesperson=representative.salespeople.get())
    make_sale_line(customer=own, item=sold[0].item, sold_on=DAY(2025, 3, 3), amount="12.34")
    year, scope = [Period(DAY(2025, 1, 1), DAY(2025, 12, 31))], Scope.of(representative)

    amounts = {by: [figure.amount for figure in totals(scope, by, year).values()] for by in By}

    assert amounts == {key: [Decimal("12.34")] for key in By}
    assert [line.customer for line in lines_of(scope)] == [own]


def test_r21_an_invoice_number_of_two_customers_is_two_invoices(manager: User) -> None:
    item, day = make_item(), DAY(2025, 3, 3)
    for customer in (make_customer(), make_customer()):
        make_sale_line(customer=customer, item=item, invoice="F-1", sold_on=day)
    scope, march = Scope.of(manager), [period_of(Unit.MONTH, day)]

    counted = [
        company_total(scope, march, counts=True),
        *totals(scope, By.ITEM, march, counts=True).values(),
    ]

    assert [figure.invoices for figure in counted] == [2, 2]


def test_the_number_of_queries_is_that_of_the_ends_alone(sold: list[SaleLine], manager: User) -> None:
    scope = Scope.of(manager)
    months = [one.now for one in compared_periods(Unit.MONTH, RANGES["to date"][1], today=DAY(2026, 1, 1))]

    def queries(by: By, periods: list[Period]) -> int:
        return queries_of(lambda: by_period(scope, by, periods))

    assert {by: queries(by, months) for by in By} == {
        by: 2 if by in (By.ITEM, By.ITEM_CATEGORY) else 1 for by in By
    }
    assert {by: queries(by, months[1:3]) for by in By} == dict.fromkeys(By, 1)
    together = [queries_of(lambda by=by: compared_totals(scope, by, months, months[:2])) for by in By]
    assert together == [queries(by, months) for by in By]


def test_r21_an_average_price_has_none_where_units_add_up_to_zero() -> None:
    assert Figure(2, Decimal(0), Decimal("-1.00")).average_price is None
    assert Figure(2, Decimal(3), Decimal("10.00")).average_price == Decimal("3.3333")
    assert Figure(1, Decimal(-2), Decimal("-9.00")).average_price == Decimal("4.5")
    assert NOTHING.average_price is None


@pytest.mark.parametrize(
    ("now", "before", "more", "percent"),
    [
        ("150", "100", "50", "50.0"),
        ("0", "80", "-80", "-100.0"),
        ("50", "-100", "150", "150.0"),  # credits outweighed sales
        ("10", "0", "10", None),
        (None, "3", None, None),
        ("3", None, None, None),
    ],
)
def test_r21_a_variation_is_of_what_was_before(
    now: str | None, before: str | None, more: str | None, percent: str | None
) -> None:
    def number(text: str | None) -> Decimal | None:
        return None if text is None else Decimal(text)

    assert difference(number(now), number(before)) == number(more)
    assert variation(number(now), number(before)) == number(percent)
