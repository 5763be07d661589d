"""What is said of some sales: lines, units, an amount, invoices. Arithmetic alone."""

from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

ZERO = Decimal(0)
# Decimals of an average price, which is rounded once: what the page shows is what the file has.
PRICE = Decimal("0.0001")
# Decimals of a variation in percent.
PERCENT = Decimal("0.1")


class Measure(StrEnum):
    """Which figure of sales one looks at."""

    AMOUNT = "amount"
    QUANTITY = "quantity"
    AVERAGE_PRICE = "average_price"
    INVOICES = "invoices"


class Figure(NamedTuple):
    """Some sales: lines, units, CAD before taxes; credits are negative.

    `invoices` are distinct (customer, invoice); 0 where they were not counted.
    """

    lines: int = 0
    quantity: Decimal = ZERO
    amount: Decimal = ZERO
    invoices: int = 0

    @property
    def average_price(self) -> Decimal | None:
        """CAD for a unit; None when the units add up to zero."""
        return (self.amount / self.quantity).quantize(PRICE) if self.quantity else None

    def plus(self, other: "Figure") -> "Figure":
        """The two together; what is distinct can't be added."""
        return Figure(self.lines + other.lines, self.quantity + other.quantity, self.amount + other.amount)

    def of(self, measure: Measure) -> Decimal | int | None:
        """The figure of that measure; None for a price of no units."""
        return getattr(self, measure)


NOTHING = Figure()


def difference(now: Decimal | int | None, before: Decimal | int | None) -> Decimal | int | None:
    """How much more it is than before; None when there is no price to compare."""
    return None if now is None or before is None else now - before


def variation(now: Decimal | int | None, before: Decimal | int | None) -> Decimal | None:
    """How much more it is than before, in percent of that; None when there was nothing before."""
    if now is None or not before:
        return None
    return (100 * (Decimal(now) - before) / abs(Decimal(before))).quantize(PERCENT)
