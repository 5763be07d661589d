"""How much to order so that the shelf holds its PAR again: the one place that computes it (R19)."""

from decimal import Decimal
from typing import NamedTuple

ZERO = Decimal(0)
# A customer who holds 12 hardly orders 37 at once; 600 for 6 is a slip.
SLIP_FACTOR = 3


class Suggestion(NamedTuple):
    """A suggested quantity and what it is made of, in units: `12 − 3 − 4 = 5 → caisse de 6 : 6`.

    `needed` is the sum before it is rounded up to the pack, and 0 where that sum is below zero.
    """

    par: Decimal
    counted: Decimal
    on_order: Decimal
    needed: Decimal
    pack_size: int
    quantity: Decimal


def suggest(
    par: Decimal | None, counted: Decimal | None, on_order: Decimal, pack_size: int
) -> Suggestion | None:
    """Return the units to order, a multiple of `pack_size`, with their figures.

    None where nothing is suggested: the customer does not stock the item (`par` is 0, or None when it is
    not on his list), or it was not counted (`counted` is None), which is not zero. A suggested quantity of
    0 says that the shelf holds enough, with what is on order.

    Source: R19.
    """
    if not par or counted is None:
        return None
    needed = max(ZERO, par - counted - on_order)
    packs, rest = divmod(needed, pack_size)
    quantity = (packs + bool(rest)) * pack_size
    return Suggestion(par, counted, on_order, needed, pack_size, quantity)
