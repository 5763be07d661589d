"""How much a customer of the demo buys of an item, month after month, and when he stopped."""

import datetime
import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from random import Random

from par.models import CustomerItem

DAY = datetime.timedelta(days=1)
# By category of item: the month when it sells best, and how much more then than on average.
SEASONS = {
    "BOI": (7, 0.75),
    "SUR": (7, 0.4),
    "GRI": (7, 0.25),
    "VIA": (7, 0.25),
    "CAF": (1, 0.35),
    "CON": (1, 0.15),
    "SEC": (12, 0.3),
    "BIS": (12, 0.4),
    "FRO": (12, 0.15),
}
MONTHS = 12
# The fewest cases that one buys at once.
LOTS = (1, 2)
# Invoices for which he has enough, at most.
AHEAD = 1
# Of the PAR, what is sold between two visits; of a case, of what the customer does not stock.
PACE = (0.05, 0.26)
PACE_NOT_STOCKED = (0.15, 0.5)
# From one year to the next: customers shrink and grow, and of what one buys not all alike.
GROWTH = (0.85, 1.31)
GROWTH_OF_ITEM = (0.9, 1.1)


@dataclass
class Habit:
    """What a customer needs of one item: units between two invoices, until a day, at a price of today.

    `until` is the last day on which he may buy it. Prices go up with the year, `price` being that of now,
    as `units` is. `due` is what he needs by now; below zero, what he has too much of. `lot` is the
    fewest units that he buys at once.
    """

    specific: CustomerItem
    price: Decimal
    units: float
    lot: int
    seasons: list[float]
    growth: float
    until: datetime.date
    due: float = 0

    def buys(self, day: datetime.date, today: datetime.date, level: float) -> int:
        """Return the units that he buys on the day of an invoice: whole cases, 0 where none is needed yet.

        `level` is how much he needs beside what is usual, which is 1.
        """
        if day > self.until:
            return 0
        years = (today - day).days / 365
        self.due += self.units * self.seasons[day.month] * self.growth**-years * level
        if self.due < self.lot:
            return 0
        pack = self.specific.item.pack_size
        quantity = int(self.due // pack) * pack
        self.due -= quantity
        return quantity

    def gets(self, units: float) -> None:
        """Need less by what came with an order; what is far too much is soon forgotten."""
        self.due = max(self.due - units, -AHEAD * self.units)


@cache
def seasons_of(category: str) -> list[float]:
    """Return how well a category of items sells in each month, by its number; 1 is the mean of the year."""
    best, more = SEASONS.get(category, (1, 0))
    return [1 + more * math.cos(2 * math.pi * (month - best) / MONTHS) for month in range(MONTHS + 1)]


def draft_habit(
    random: Random, specific: CustomerItem, price: Decimal, until: datetime.date, growth: float
) -> Habit:
    is_stocked, pack = specific.par_quantity > 0, specific.item.pack_size
    of = float(specific.par_quantity) if is_stocked else pack
    units = of * random.uniform(*(PACE if is_stocked else PACE_NOT_STOCKED))
    growth *= random.uniform(*GROWTH_OF_ITEM)
    category = specific.item.category
    seasons = seasons_of(category.code if category else "")
    lot = pack * random.choice(LOTS)
    return Habit(specific, price, units, lot, seasons, growth, until, due=random.uniform(0, lot))


def days_of_invoices(
    random: Random, first: datetime.date, last: datetime.date, every: int
) -> Iterator[datetime.date]:
    """Yield the days of a customer's invoices, about `every` days apart and on weekdays."""
    day = first + random.randrange(every) * DAY
    while day <= last:
        yield min(last, day + max(0, day.isoweekday() - 5) * DAY)
        day += max(1, round(every * random.uniform(0.7, 1.3))) * DAY
