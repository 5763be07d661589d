"""What an order comes to before it is written, line by line as the database computes it (R20)."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

CENT = Decimal("0.01")


class Asked(NamedTuple):
    """Units of an item, and what one costs: CAD before taxes; 0 is free.

    `price` None: it has no price. `quantity` None: none was typed, or something that is no quantity.
    """

    price: Decimal | None
    quantity: Decimal | None

    @property
    def amount(self) -> Decimal | None:
        """CAD before taxes, to the cent; None without a price or a quantity."""
        if self.price is None or self.quantity is None:
            return None
        return (self.price * self.quantity).quantize(CENT, ROUND_HALF_UP)


class Subtotal(NamedTuple):
    """CAD before taxes of the lines that have a price, and how many of those asked for have none.

    `amount` is None when none of those asked for has a price, 0 when nothing is asked for.
    """

    amount: Decimal | None
    unpriced: int


def subtotal_of(asked: Iterable[Asked]) -> Subtotal:
    """Return the sum of the amounts of these lines, each rounded by itself."""
    wanted = [line for line in asked if line.quantity]
    amounts = [line.amount for line in wanted if line.amount is not None]
    is_known = bool(amounts) or not wanted
    return Subtotal(sum(amounts, Decimal(0)) if is_known else None, len(wanted) - len(amounts))
