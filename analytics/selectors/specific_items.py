"""The items of a customer's list, as his analysis shows them (R21)."""

import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db.models.functions import Coalesce
from django.utils.translation import get_language

from analytics.selectors.stopped_buying import Purchases
from customers.models import Customer
from par.models import CustomerItem


class SpecificItem(NamedTuple):
    """An active item of a customer's list, `item` being its key.

    `price` is what a unit costs him: None when it has no price at all, 0 when it is free (R20). `counted` and
    `missing` are None when they are unknown, which is not zero (R11, R13). `last_sale` is the last day on
    which he bought it, None when he never did. `days_stopped` are the days since then where he stopped
    buying it (R24), None where he did not.
    """

    item: int
    code: str
    name: str
    price: Decimal | None
    par: Decimal
    counted: Decimal | None
    missing: Decimal | None
    last_sale: datetime.date | None
    days_stopped: int | None


def specific_items(customer: Customer, bought: Purchases) -> list[SpecificItem]:
    """Return the active items of a customer's list in shelf order, in one query."""
    name = "item__name_en" if get_language() == "en" else "item__name_fr"
    listed = CustomerItem.objects.filter(customer=customer).active().in_shelf_order()
    price = Coalesce("price", "item__list_price")
    rows = listed.values_list("item", "item__code", name, price, "par_quantity", "last_counted", "missing")
    return [
        SpecificItem._make((*row, bought.last_on.get(row[0]), bought.days_stopped.get(row[0])))
        for row in rows
    ]
