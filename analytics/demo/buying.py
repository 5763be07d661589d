"""How much a customer of the demo buys of an item, month after month, and when he stopped."""

import datetime
import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from par.models import CustomerItem, ItemCategory

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
# Of the PAR, what is sold between two visits; of a case, of what the customer does not stock.
PACE = (0.06, 0.33)
PACE_NOT_STOCKED = (0.15, 0.5)
# From one year to the next.
GROWTH = (0.8, 1.3)


@dataclass
class Habit:
    """What a customer buys of one item: units between two invoices, until a day, at a price of today.

    `until` is the last day on which he may buy it. Prices go up with the year, `price` being that of now.
    """

    specific: CustomerItem
    price: Decimal
    units: float
    growth: float
    until: datetime.date
    due: float = 0

    def buys(self, day: datetime.date, today: datetime.date) -> int:
        """Return the units that he buys on the day of an invoice: whole cases, 0 where none is needed yet."""
        if day > self.until:
            return 0
        years = (today - day).days / 365
        self.due += self.units * season(self.specific.item.category, day) * self.growth ** (1 - years)
        pack = self.specific.item.pack_size
        cases = int(self.due // pack)
        self.due -= cases * pack
        return cases * pack


def season(category: ItemCategory | None, day: datetime.date) -> float:
    """Return how well a category of items sells on a day; 1 is the average of the year."""
    best, more = SEASONS.get(category.code if category else "", (1, 0))
    return 1 + more * math.cos(2 * math.pi * (day.month - best) / MONTHS)


def draft_habit(random: Random, specific: CustomerItem, price: Decimal, until: datetime.date) -> Habit:
    is_stocked = specific.par_quantity > 0
    of = float(specific.par_quantity) if is_stocked else specific.item.pack_size
    units = of * random.uniform(*(PACE if is_stocked else PACE_NOT_STOCKED))
    return Habit(specific, price, units, random.uniform(*GROWTH), until, due=random.uniform(0, units))


def days_of_invoices(
    random: Random, first: datetime.date, last: datetime.date, every: int
) -> Iterator[datetime.date]:
    """Yield the days of a customer's invoices, about `every` days apart and on weekdays."""
    day = first + random.randrange(every) * DAY
    while day <= last:
        yield min(last, day + max(0, day.isoweekday() - 5) * DAY)
        day += max(1, round(every * random.uniform(0.7, 1.3))) * DAY
