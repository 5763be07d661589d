"""Figures that come from several tables."""

import datetime
from collections.abc import Mapping
from decimal import Decimal

from django.db.models import Sum

from customers.models import Customer
from par.models import OrderLine

ZERO = Decimal(0)


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
    earliest = min((day or today for day in days.values()), default=today)
    lines = OrderLine.objects.filter(order__customer__in=days).on_the_way(on=earliest).order_by()
    by_day = lines.values_list("order__customer", "order__expected_on").annotate(Sum("quantity"))
    for customer, expected_on, quantity in by_day:
        if expected_on > (days[customer] or today):
            totals[customer] += quantity
    return totals
