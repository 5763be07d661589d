"""What is on order, of one customer or of many."""

import datetime
from collections.abc import Mapping
from decimal import Decimal

from django.db.models import QuerySet, Sum

from customers.models import Customer
from par.models import OrderLine
from par.replenishment import ZERO


def on_order(customer: Customer, *, on: datetime.date) -> dict[int, Decimal]:
    """Return the units on order of each item for a customer, by the item's key, as of the day `on`.

    They are the lines of confirmed orders that are neither delivered, invoiced nor cancelled, and that are
    expected after that day: the day of the count that they are subtracted from (R19). Other items: none.
    """
    lines = OrderLine.objects.filter(order__customer=customer).on_the_way(on=on).order_by()
    return dict(lines.values_list("item").annotate(Sum("quantity")))


def total_on_order(days: Mapping[int, datetime.date | None], *, today: datetime.date) -> dict[int, Decimal]:
    """Return the units on order of each of these customers, all items together, by the customer's key.

    `days` says for each the day of his last count, None when he was never counted; then it is as of today.
    """
    totals = dict.fromkeys(days, ZERO)
    for customer, expected_on, quantity in _on_the_way(days, today):
        if expected_on > (days[customer] or today):
            totals[customer] += quantity
    return totals


def items_on_order(
    days: Mapping[int, datetime.date | None], *, today: datetime.date
) -> dict[tuple[int, int], Decimal]:
    """Return the units on order of these customers, by the keys of the customer and of the item.

    `days` and `today` are as in `total_on_order`. What is not there is not on order.
    """
    found: dict[tuple[int, int], Decimal] = {}
    for customer, item, expected_on, quantity in _on_the_way(days, today, "item"):
        if expected_on > (days[customer] or today):
            found[customer, item] = found.get((customer, item), ZERO) + quantity
    return found


def _on_the_way(days: Mapping[int, datetime.date | None], today: datetime.date, *by: str) -> QuerySet:
    """The quantities of lines that are on the way on the earliest of the days, by customer and delivery."""
    earliest = min((day or today for day in days.values()), default=today)
    lines = OrderLine.objects.filter(order__customer__in=list(days)).on_the_way(on=earliest).order_by()
    return lines.values_list("order__customer", *by, "order__expected_on").annotate(Sum("quantity"))
