"""Quantities that look like a slip of the finger: they are questioned, never refused."""

from decimal import Decimal

# A quantity is questioned above so many times the PAR, or so many times the last count.
TIMES_PAR = 3
TIMES_LAST_COUNT = 10


def questioned_above(par: Decimal | None, last_counted: Decimal | None) -> Decimal | None:
    """Return the units above which a quantity of an item is questioned; None when none is.

    A PAR or a last count of 0, or that is not known (None), questions nothing.
    """
    limits = [
        times * known
        for times, known in ((TIMES_PAR, par), (TIMES_LAST_COUNT, last_counted))
        if known is not None and known > 0
    ]
    return min(limits, default=None)


def is_questioned(quantity: Decimal, par: Decimal | None, last_counted: Decimal | None) -> bool:
    """Whether so many units of an item look like a slip."""
    limit = questioned_above(par, last_counted)
    return limit is not None and quantity > limit
