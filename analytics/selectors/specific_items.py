"""The items of a customer's list, as his analysis shows them (R21)."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from analytics.models import BuyingHabit
from customers.models import Customer
from par.selectors.order_sheets import SheetLine, last_count_on, order_sheet
from par.shelf import missing


class SpecificItem(NamedTuple):
    """An item of a customer's list.

    `last_sale` is the last day on which he bought it, None when he never did. `days_stopped` are the days
    since then where he stopped buying it (R24), None where he did not.
    """

    sheet: SheetLine
    missing: Decimal | None
    last_sale: datetime.date | None
    days_stopped: int | None


@dataclass(frozen=True)
class Purchases:
    """Of each item that a customer ever bought: the last day, and the days since then where he stopped (R24).

    By the item's key. A return is no purchase.
    """

    last_on: dict[int, datetime.date]
    days_stopped: dict[int, int]


def purchases(customer: Customer, stopped: list[BuyingHabit], *, on: datetime.date) -> Purchases:
    """Return what is known of a customer's purchases, `stopped` being what he no longer buys on a day."""
    bought = BuyingHabit.objects.filter(customer=customer).values_list("item", "last_on")
    return Purchases(dict(bought), {habit.item_id: habit.days_silent(on=on) for habit in stopped})


def specific_items(customer: Customer, bought: Purchases) -> tuple[list[SpecificItem], datetime.date | None]:
    """Return the active items of a customer's list in shelf order, and the day of his last count."""
    lines = [
        SpecificItem(
            line,
            missing(line.par, line.counted),
            bought.last_on.get(line.item.pk),
            bought.days_stopped.get(line.item.pk),
        )
        for line in order_sheet(customer)
    ]
    return lines, last_count_on(customer)
