"""The rows of an order's form: the customer's list, and what else is asked for."""

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from customers.models import Customer
from par.models import Item, Order
from par.replenishment import ZERO, Suggestion
from par.selectors.order_sheets import order_sheet


class OrderRow(NamedTuple):
    """An item that may be ordered, and what is known of it; None is unknown, or what it does not have.

    `asked` is the quantity that the form opens with; `on_order` is as of the day `as_of`.
    """

    item: Item
    price: Decimal | None
    par: Decimal | None
    counted: Decimal | None
    on_order: Decimal | None
    suggestion: Suggestion | None
    asked: Decimal
    as_of: datetime.date | None = None


def order_rows(
    customer: Customer, order: Order | None = None, *, added: Iterable[int] = ()
) -> list[OrderRow]:
    """Return a row for each item on the customer's list, in shelf order, then for each other one.

    The others are those of the draft `order`, then those of the keys `added`. Without a draft, each row
    opens with what is suggested, else with 0 (R16).
    """
    draft = dict(order.lines.order_by("position").values_list("item", "quantity")) if order else None
    rows = [
        OrderRow(
            line.item,
            line.price,
            line.par,
            line.counted,
            line.on_order,
            line.suggestion,
            _asked(line.item, line.suggestion, draft),
            line.as_of,
        )
        for line in order_sheet(customer)
    ]
    on_list = {row.item.pk for row in rows}
    others = [key for key in dict.fromkeys([*(draft or ()), *added]) if key not in on_list]
    found = Item.objects.in_bulk(others)
    return rows + [
        OrderRow(item, item.list_price, None, None, None, None, _asked(item, None, draft))
        for item in map(found.get, others)
        if item is not None
    ]


def _asked(item: Item, suggestion: Suggestion | None, draft: dict[int, Decimal] | None) -> Decimal:
    if draft is not None:
        return draft.get(item.pk, ZERO)
    return suggestion.quantity if suggestion else ZERO
