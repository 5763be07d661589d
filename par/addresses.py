"""Figures that open to what they come from."""

import datetime
from decimal import Decimal

from django.urls import reverse
from django.utils.html import format_html

from customers.models import Customer
from par.models import Item, Order
from par.wording import quantity_in_words


def orders_on_the_way(customer: Customer, *, on: datetime.date, item: Item | None = None) -> str:
    """Return the list of the orders that are on the way to a customer on the day `on`: of one item, or all.

    They are those of the figure that `on_order` gives for that day (R19).
    """
    query = {
        "customer": customer.number,
        "status": Order.Status.CONFIRMED.value,
        "expected_from": (on + datetime.timedelta(days=1)).isoformat(),
    }
    if item is not None:
        query["item"] = item.code
    return reverse("par:order-list", query=query)


def units_on_order(
    units: Decimal | None, customer: Customer, as_of: datetime.date, item: Item | None = None
) -> str:
    """The units on order as of a day, which open to their orders (R19); None is unknown."""
    shown = quantity_in_words(units)
    if not units:
        return shown
    return format_html('<a href="{}">{}</a>', orders_on_the_way(customer, on=as_of, item=item), shown)
