"""The items of a customer's list, as his analysis shows them (R21)."""

import datetime
from decimal import Decimal
from typing import NamedTuple

from analytics.models import BuyingHabit
from customers.models import Customer
from par.selectors.order_sheets import SheetLine, last_count_on, order_sheet
from par.shelf import missing


class SpecificItem(NamedTuple):
    """An item of a customer's list.

    `last_sale` is the last day on which he bought it, None when he never did; a return is no purchase.
    """

    sheet: SheetLine
    missing: Decimal | None
    last_sale: datetime.date | None


def specific_items(customer: Customer) -> tuple[list[SpecificItem], datetime.date | None]:
    """Return the active items of a customer's list in shelf order, and the day of his last count."""
    bought = dict(BuyingHabit.objects.filter(customer=customer).values_list("item", "last_on"))
    lines = [
        SpecificItem(line, missing(line.par, line.counted), bought.get(line.item.pk))
        for line in order_sheet(customer)
    ]
    return lines, last_count_on(customer)
