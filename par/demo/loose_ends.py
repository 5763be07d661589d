"""What became of the demo's orders, what is still open on the day it is filled, and what was cancelled."""

import datetime
from collections.abc import Iterable, Sequence
from random import Random

from django.utils import timezone
from django.utils.timezone import make_aware

from par.demo import words
from par.demo.par_lists import Shelf, to_shelf
from par.demo.visits import DAY, MINUTE, Counted, Line, Ordered, Round, cases, order_line
from par.models import Order, OrderLine, ShelfCount
from webmino.models import User

ON_THEIR_WAY = 6
INVOICED_AFTER = 7 * DAY
NEVER_INVOICED = 0.02
NOT_MARKED = 0.25  # of those that were delivered this week
FIRST_INVOICE = 48_200
# Those that nobody cancelled yesterday.
CANCELLED_FROM, CANCELLED_TO = 3 * DAY, 120 * DAY


def settle(random: Random, today: datetime.date, orders: Sequence[Ordered]) -> None:
    """Say what became of each order, oldest first: on its way, delivered, invoiced."""
    for one in orders[-ON_THEIR_WAY:]:
        one.order.expected_on = today + DAY
    invoice = FIRST_INVOICE
    for one in orders:
        late = today - one.expected_on
        drawn = random.random()
        if late >= INVOICED_AFTER and drawn >= NEVER_INVOICED:
            invoice += random.randint(1, 4)
            one.order.status = Order.Status.INVOICED
            one.order.invoice = f"F-{invoice:06}"
        elif late >= INVOICED_AFTER or (late >= 0 * DAY and drawn >= NOT_MARKED):
            one.order.status = Order.Status.DELIVERED


def cancel_orders(random: Random, today: datetime.date, last: Iterable[Ordered], manager: User) -> None:
    """Cancel some of `last`, each the newest of its customer, and none that is on its way."""
    fit = [
        one.order
        for one in last
        if CANCELLED_FROM <= today - one.order.ordered_on <= CANCELLED_TO and one.expected_on <= today
    ]
    for n, (order, reason) in enumerate(
        zip(random.sample(fit, len(words.ORDERS_CANCELLED)), words.ORDERS_CANCELLED, strict=True)
    ):
        order.status = Order.Status.CANCELLED
        order.invoice = ""
        order.cancelled_at = order.created_at + random.randint(15, 90) * MINUTE
        order.cancelled_by = manager if n % 3 == 0 else order.entered_by
        order.cancel_reason = reason


def cancel_count(random: Random, last: Iterable[Counted]) -> None:
    """Cancel one count that a user entered, the newest of its customer: the one before counts again."""
    count = random.choice([one.count for one in last if is_visit_alone(one.count)])
    count.state = ShelfCount.State.CANCELLED
    count.cancelled_at = count.created_at + 25 * MINUTE
    count.cancelled_by = count.entered_by
    count.cancel_reason = words.COUNT_CANCELLED


def is_visit_alone(count: ShelfCount) -> bool:
    """Whether it was made in a visit that nothing was ordered in."""
    return count.follow_up is not None and count.follow_up.service_type.code == "VIS"


def open_count(today: datetime.date, shelves: Sequence[Shelf], user: User) -> Counted:
    """Return a draft that the user has begun today: the first half of the shelves."""
    count = ShelfCount(
        customer=shelves[0].line.customer,
        counted_on=today,
        entered_by=user,
        created_at=earlier(today, datetime.time(8, 40)),
    )
    seen = [shelf for shelf in shelves if shelf.line.is_active][: len(shelves) // 2]
    lines = [Line(shelf.line.item_id, to_shelf(shelf.units, shelf.line.item), None) for shelf in seen]
    return Counted(count, lines)


def draft_order(today: datetime.date, visits: Round, note: str, user: User) -> Ordered:
    """Return an order that the user has begun at the desk today: what is suggested, the first items."""
    customer = visits.customer
    order = Order(
        customer=customer,
        salesperson=customer.salesperson,
        route=customer.route,
        ordered_on=today,
        note=note,
        entered_by=user,
        created_at=earlier(today, datetime.time(8, 50)),
    )
    visits.let_time_pass(today)
    lines: list[OrderLine] = []
    for shelf in visits.listed[:6]:
        suggestion = visits.suggestion(shelf)
        quantity = suggestion.quantity if suggestion and suggestion.quantity else cases(shelf, 1)
        lines.append(order_line(order, shelf, len(lines) + 1, quantity, suggestion))
    return Ordered(order, lines)


def earlier(today: datetime.date, time: datetime.time) -> datetime.datetime:
    """Return that time of today, or now if it is still to come."""
    return min(make_aware(datetime.datetime.combine(today, time)), timezone.now())
