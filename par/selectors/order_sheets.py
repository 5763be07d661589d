"""What may be ordered for a customer: his list, what his shelf holds, what is on its way, what to order."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from django.utils.timezone import localdate

from customers.models import Customer
from par.models import CustomerItem, CustomerParState, Item
from par.replenishment import ZERO, Suggestion, suggest
from par.selectors.quantities import on_order


class SheetLine(NamedTuple):
    """An item on a customer's list, with the figures that a suggestion is made of (R19).

    `price` is what a unit costs him: None when it has no price at all, 0 when it is free (R20). `counted`
    is None when it is unknown, which is not zero (R13); `suggestion` is None where nothing is suggested.
    `on_order` is as of the day `as_of`.
    """

    item: Item
    customer_item: CustomerItem
    price: Decimal | None
    par: Decimal
    counted: Decimal | None
    on_order: Decimal
    suggestion: Suggestion | None
    as_of: datetime.date


def order_sheet(
    customer: Customer,
    *,
    counted: Mapping[int, Decimal | None] | None = None,
    counted_on: datetime.date | None = None,
) -> list[SheetLine]:
    """Return a line for each active specific item of a customer, in shelf order, in three queries at most.

    `counted` are the quantities of a count in hand, by the item's key, and `counted_on` its day, today
    when it is not said; an item that is not in it is unknown. Without `counted`, they are those of the
    customer's last count (R13). What is on order is as of the day of the count, or of today for one who
    was never counted.
    """
    specific_items = CustomerItem.objects.filter(customer=customer).active().in_shelf_order()
    if counted is None:
        counted_on = last_count_on(customer)
    as_of = counted_on or localdate()
    coming = on_order(customer, on=as_of)
    return [
        _line(
            specific,
            specific.last_counted if counted is None else counted.get(specific.item_id),
            coming.get(specific.item_id, ZERO),
            as_of,
        )
        for specific in specific_items.select_related("item")
    ]


def last_count_on(customer: Customer) -> datetime.date | None:
    """Return the day of the customer's last count (R13); None when he was never counted, or has no list."""
    days = CustomerParState.objects.filter(customer=customer).values_list("last_count_on", flat=True)
    return days.first()


def _line(
    specific: CustomerItem, counted: Decimal | None, on_order: Decimal, as_of: datetime.date
) -> SheetLine:
    item = specific.item
    return SheetLine(
        item=item,
        customer_item=specific,
        price=specific.effective_price,
        par=specific.par_quantity,
        counted=counted,
        on_order=on_order,
        suggestion=suggest(specific.par_quantity, counted, on_order, item.pack_size),
        as_of=as_of,
    )
