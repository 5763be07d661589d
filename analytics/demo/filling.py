"""Makes the demo's sales: those of its invoiced orders, and what another system invoiced beside them."""

import datetime
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from random import Random
from typing import NamedTuple

from django.db import connection

from analytics.demo.buying import DAY, GROWTH, Habit, days_of_invoices, draft_habit
from analytics.models import SaleLine
from customers.models import Customer
from par.models import CustomerItem, Order

TWO_YEARS = 731 * DAY
CENT = Decimal("0.01")
EVERY = 14  # days between invoices, where no frequency of visits is agreed
# Customers who buy no more, and since when; items that regular customers buy no more.
STOPPED_CUSTOMERS = 4
STOPPED = (60, 240)
STOPPED_ITEMS = 0.06
# Items that are not stocked are bought all the same by some.
BOUGHT_ALL_THE_SAME = 0.3
# What a customer orders in Webmino is measured over a month at least. The days before the first of his orders
# sell from his shelves, and until then his invoices had more than he needs, as his orders have.
MONTH = 30
HELD = 10 * DAY
BEFORE_ORDERS = 1.27
CREDITED = 0.012  # of the lines, some days later
# What a price of today was so many years before.
RAISES = [Decimal("0.97") ** years for years in range(4)]


class Line(NamedTuple):
    """A line of an invoice before it has its number."""

    sold_on: datetime.date
    customer: int
    is_credit: bool
    item: int
    quantity: int
    price: Decimal

    @property
    def amount(self) -> Decimal:
        return (self.quantity * self.price).quantize(CENT, ROUND_HALF_UP)


class Delivery(NamedTuple):
    """Units of an item that came with an invoiced order."""

    day: datetime.date
    item: int
    quantity: float


def fill(random: Random, today: datetime.date) -> None:
    """Make the sales of two years: orders have theirs, and what was bought otherwise was imported."""
    sell_invoiced_orders()
    ordered = deliveries_of_orders()
    lines = [
        line
        for customer, habits in make_habits(random, today)
        for line in bought(random, today, customer, habits, ordered.get(customer.pk, []))
    ]
    copy_lines(sorted(lines + credited(random, today, lines)))


def sell_invoiced_orders() -> None:
    """Make the sale lines of the orders that the demo says are invoiced, on their days of delivery.

    Lines without a price were priced by the accounting, and are not known here.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO analytics_saleline (
                customer_id, item_id, sold_on, invoice, line_no, quantity, unit_price, amount, order_id
            )
            SELECT
                sold.customer_id, line.item_id, sold.expected_on, sold.invoice,
                row_number() OVER (PARTITION BY sold.id ORDER BY line.position, line.id),
                line.quantity, line.unit_price, line.amount, sold.id
            FROM par_order AS sold JOIN par_orderline AS line ON line.order_id = sold.id
            WHERE sold.status = 'invoiced' AND line.unit_price IS NOT NULL
            ORDER BY sold.expected_on, sold.id
            """
        )


def deliveries_of_orders() -> dict[int, list[Delivery]]:
    """Return what came to each customer with the orders that are invoiced, by day."""
    found: dict[int, list[Delivery]] = defaultdict(list)
    lines = SaleLine.objects.order_by("sold_on", "pk")
    for customer, day, item, quantity in lines.values_list("customer", "sold_on", "item", "quantity"):
        found[customer].append(Delivery(day, item, float(quantity)))
    return found


def make_habits(random: Random, today: datetime.date) -> Iterator[tuple[Customer, list[Habit]]]:
    """Yield each customer who has a list, and what he needs."""
    lists: dict[Customer, list[CustomerItem]] = defaultdict(list)
    for specific in CustomerItem.objects.select_related("customer", "item__category").order_by("pk"):
        lists[specific.customer].append(specific)
    ordering = set(Order.objects.values_list("customer", flat=True))
    others = [one for one in lists if one.pk not in ordering and one.is_active]
    stopped = {one.pk for one in random.sample(others, min(STOPPED_CUSTOMERS, len(others)))}
    for customer, specific_items in lists.items():
        has_stopped = customer.pk in stopped or not customer.is_active
        until = some_time_ago(random, today) if has_stopped else today
        growth = random.uniform(*GROWTH)
        drafts = [habit_of(random, today, one, until, growth) for one in specific_items]
        yield customer, [habit for habit in drafts if habit]


def habit_of(
    random: Random, today: datetime.date, specific: CustomerItem, until: datetime.date, growth: float
) -> Habit | None:
    """Return how a customer buys an item; None for one that he never bought, or that has no price."""
    price = specific.effective_price
    is_stocked = specific.par_quantity > 0
    if not is_stocked and random.random() >= BOUGHT_ALL_THE_SAME:
        return None
    if not specific.is_active or random.random() < STOPPED_ITEMS:
        until = min(until, some_time_ago(random, today))
    return None if price is None else draft_habit(random, specific, price, until, growth)


def some_time_ago(random: Random, today: datetime.date) -> datetime.date:
    return today - random.randint(*STOPPED) * DAY


def bought(
    random: Random,
    today: datetime.date,
    customer: Customer,
    habits: Sequence[Habit],
    ordered: Sequence[Delivery],
) -> Iterator[Line]:
    """Yield the lines of a customer's invoices: what he needs and did not order, `ordered` being by day."""
    every = customer.visit_every_days or EVERY
    of_item = {habit.specific.item_id: habit for habit in habits}
    needs_as_ordered(of_item, ordered, today, every)
    began = ordered[0].day if ordered else datetime.date.min
    deliveries = deque(ordered)
    last = max((habit.until for habit in habits), default=datetime.date.min)
    for day in days_of_invoices(random, today - TWO_YEARS, last, every):
        while deliveries and deliveries[0].day <= day:
            came = deliveries.popleft()
            if came.item in of_item:
                of_item[came.item].gets(came.quantity)
        if day < began <= day + HELD:
            continue
        level = BEFORE_ORDERS if day < began else 1
        for habit in habits:
            if quantity := habit.buys(day, today, level):
                price = price_on(habit.price, day, today)
                yield Line(day, customer.pk, False, habit.specific.item_id, quantity, price)


def needs_as_ordered(
    habits: Mapping[int, Habit], ordered: Sequence[Delivery], today: datetime.date, every: int
) -> None:
    """Let a customer need at least what he orders: before his first order, he bought as much."""
    if not ordered:
        return
    invoices = max(MONTH, (today - ordered[0].day).days) / every
    units: dict[int, float] = defaultdict(float)
    for one in ordered:
        units[one.item] += one.quantity
    for item, habit in habits.items():
        habit.units = max(habit.units, units[item] / invoices)


def price_on(price: Decimal, day: datetime.date, today: datetime.date) -> Decimal:
    """Return what was asked on a day for what costs `price` today: prices go up in January."""
    return (price * RAISES[today.year - day.year]).quantize(CENT, ROUND_HALF_UP)


def credited(random: Random, today: datetime.date, lines: Iterable[Line]) -> list[Line]:
    """Return the credits of some lines: what came broken, or too much."""
    return [
        line._replace(
            sold_on=min(today, line.sold_on + random.randint(1, 6) * DAY),
            is_credit=True,
            quantity=-random.randint(1, line.quantity),
        )
        for line in lines
        if random.random() < CREDITED
    ]


def copy_lines(lines: Sequence[Line]) -> None:
    """Save lines, sorted by day and customer: a customer's of a day are an invoice, his credits another."""
    columns = "customer_id, item_id, sold_on, invoice, line_no, quantity, unit_price, amount"
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY analytics_saleline ({columns}) FROM STDIN") as copy,
    ):
        for invoice, of_invoice in numbered(lines):
            for line_no, line in enumerate(of_invoice, start=1):
                sums = (line.quantity, line.price, line.amount)
                copy.write_row((line.customer, line.item, line.sold_on, invoice, line_no, *sums))


def numbered(lines: Sequence[Line]) -> Iterator[tuple[str, Iterator[Line]]]:
    """Yield invoices: 25-00017, then NC-25-00018 for a credit, from 1 on each year."""
    for year, of_year in groupby(lines, key=lambda line: line.sold_on.year):
        invoices = groupby(of_year, key=lambda line: (line.sold_on, line.customer, line.is_credit))
        for number, ((_day, _customer, is_credit), of_invoice) in enumerate(invoices, start=1):
            yield f"{'NC-' if is_credit else ''}{year % 100}-{number:05}", of_invoice
