"""Figures that open to what they come from."""

import datetime
from decimal import Decimal
from typing import Protocol
from urllib.parse import urlencode

from par.models import Item, Order
from par.wording import quantity_in_words
from webmino.addresses import path_of
from webmino.periods import DAY
from webmino.tables import linked


class HasNumber(Protocol):
    """A customer, or the row of one."""

    @property
    def number(self) -> str: ...


def orders_on_the_way(customer: HasNumber, *, on: datetime.date, item: Item | None = None) -> str:
    """Return the list of the orders that are on the way to a customer on the day `on`: of one item, or all.

    They are those of the figure that `on_order` gives for that day (R19).
    """
    query = {
        "customer": customer.number,
        "status": Order.Status.CONFIRMED.value,
        "expected_from": (on + DAY).isoformat(),
    }
    if item is not None:
        query["item"] = item.code
    return f"{path_of('par:order-list')}?{urlencode(query)}"


def units_on_order(
    units: Decimal | None, customer: HasNumber, as_of: datetime.date, item: Item | None = None
) -> str:
    """The units on order as of a day, which open to their orders (R19); None is unknown."""
    shown = quantity_in_words(units)
    return linked(orders_on_the_way(customer, on=as_of, item=item), shown) if units else shown
