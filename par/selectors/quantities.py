"""What is on order, of one customer or of many."""

import datetime
from collections.abc import Mapping
from decimal import Decimal

from django.db import connection
from django.db.models import Sum

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


# By hand, since Django takes longer to write it than PostgreSQL to answer: lines that are on the way (R19).
ON_THE_WAY = """
SELECT customer_id, expected_on, sum(quantity)
FROM par_order AS of_customer JOIN par_orderline AS line ON line.order_id = of_customer.id
WHERE customer_id = ANY(%s) AND status = 'confirmed' AND expected_on > %s
GROUP BY customer_id, expected_on
"""


def total_on_order(days: Mapping[int, datetime.date | None], *, today: datetime.date) -> dict[int, Decimal]:
    """Return the units on order of each of these customers, all items together, by the customer's key.

    `days` says for each the day of his last count, None when he was never counted; then it is as of today.
    """
    totals = dict.fromkeys(days, ZERO)
    with connection.cursor() as cursor:
        cursor.execute(ON_THE_WAY, [list(days), _earliest(days, today)])
        for customer, expected_on, quantity in cursor.fetchall():
            if expected_on > (days[customer] or today):
                totals[customer] += quantity
    return totals


def items_on_order(
    days: Mapping[int, datetime.date | None], *, today: datetime.date
) -> dict[tuple[int, int], Decimal]:
    """Return the units on order of these customers, by the keys of the customer and of the item.

    `days` and `today` are as in `total_on_order`. What is not there is not on order.
    """
    lines = OrderLine.objects.filter(order__customer__in=list(days)).on_the_way(on=_earliest(days, today))
    by_day = lines.order_by().values_list("order__customer", "item", "order__expected_on")
    found: dict[tuple[int, int], Decimal] = {}
    for customer, item, expected_on, quantity in by_day.annotate(Sum("quantity")):
        if expected_on > (days[customer] or today):
            found[customer, item] = found.get((customer, item), ZERO) + quantity
    return found


def _earliest(days: Mapping[int, datetime.date | None], today: datetime.date) -> datetime.date:
    return min((day or today for day in days.values()), default=today)
