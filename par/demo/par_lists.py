"""Chooses what stands on the shelves of the demo's customers, how much of it, and how fast it goes."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto
from random import Random

from customers.models import Customer
from followups.demo import rhythm
from par.demo import words
from par.models import CustomerItem, Item
from par.replenishment import ZERO

# Two customers in three have a list, some of whom nobody visits.
WITH_LIST = 2 / 3
UNVISITED = 6
WITHOUT_POSITIONS = 0.05  # of the lists
OWN_PRICE = 0.15  # of the lines, and of those whose item has no list price:
OWN_PRICE_IN_PLACE_OF_NONE = 0.6
NOT_STOCKED = 0.12  # of the lines: PAR 0
TAKEN_OFF = 0.03
# Half a bag is counted as a half where the case holds few.
SMALL_CASE = 4
# What the supplier cannot deliver, on the lists of all stores.
SCARCE = "FRO-101"
UNKNOWN_INTERVAL = 14  # days between visits, where no frequency is agreed


class Fit(Enum):
    """How a PAR suits what is sold."""

    RIGHT = auto()
    TOO_LOW = auto()  # sold out before each visit
    TOO_HIGH = auto()  # the shelf holds more than the PAR, and hardly moves
    NOT_STOCKED = auto()
    SCARCE = auto()


FITS = {Fit.RIGHT: 80, Fit.TOO_LOW: 8, Fit.TOO_HIGH: 12}
# Of the PAR, how much is sold between two visits.
PACES = {
    Fit.RIGHT: (0.08, 0.4),
    Fit.TOO_LOW: (1.3, 2.0),
    Fit.TOO_HIGH: (0.0, 0.03),
    Fit.NOT_STOCKED: (0.0, 0.0),
    Fit.SCARCE: (0.5, 1.0),
}


@dataclass
class Shelf:
    """The place of one item at a customer's: units there, and units sold in a day."""

    line: CustomerItem
    fit: Fit
    pace: float
    units: float


def make_lists(
    random: Random, today: datetime.date, bought: Mapping[str, Sequence[Item]]
) -> dict[Customer, list[Shelf]]:
    """Save the PAR lists; return the shelves of each customer who has one, in his shelf order."""
    shelves = {
        customer: draft_shelves(random, customer, bought) for customer in choose_customers(random, today)
    }
    CustomerItem.objects.bulk_create(shelf.line for those in shelves.values() for shelf in those)
    return shelves


def choose_customers(random: Random, today: datetime.date) -> list[Customer]:
    """Return those who have a list, by number."""
    customers = list(
        Customer.objects.select_related("category", "sorting_group", "route", "salesperson").order_by(
            "number_key"
        )
    )
    visited = [one for one in customers if one.route and rhythm.is_contacted(one, today)]
    others = [one for one in customers if one.is_active and one not in visited]
    lists = round(len(customers) * WITH_LIST)
    chosen = {*random.sample(visited, lists - UNVISITED), *random.sample(others, UNVISITED)}
    return [one for one in customers if one in chosen]


def draft_shelves(random: Random, customer: Customer, bought: Mapping[str, Sequence[Item]]) -> list[Shelf]:
    """Return the unsaved specific items of a customer, on their shelves."""
    letter, least, most = (
        words.BUYERS[customer.category.code] if customer.category else words.BUYER_WITHOUT_CATEGORY
    )
    pool = bought[letter]
    chosen = set(random.sample(range(len(pool)), random.randint(least, most)))
    chosen |= {n for n, item in enumerate(pool) if item.code == SCARCE}
    has_positions = random.random() >= WITHOUT_POSITIONS
    return [
        draft_shelf(random, customer, pool[n], 10 * place if has_positions else None)
        for place, n in enumerate(sorted(chosen), start=1)
    ]


def draft_shelf(random: Random, customer: Customer, item: Item, position: int | None) -> Shelf:
    fit = choose_fit(random, item)
    par = ZERO if fit is Fit.NOT_STOCKED else choose_par(random, customer, item)
    line = CustomerItem(
        customer=customer,
        item=item,
        par_quantity=par,
        price=own_price(random, item),
        position=position,
        is_active=item.code == SCARCE or random.random() >= TAKEN_OFF,
    )
    sold = random.uniform(*PACES[fit]) * float(par)
    units = float(par) * (random.uniform(1.2, 1.6) if fit is Fit.TOO_HIGH else random.uniform(0.4, 1))
    return Shelf(line, fit, sold / (customer.visit_every_days or UNKNOWN_INTERVAL), units)


def choose_fit(random: Random, item: Item) -> Fit:
    drawn = random.random()
    [fit] = random.choices(list(FITS), list(FITS.values()))
    if item.code == SCARCE:
        return Fit.SCARCE
    return Fit.NOT_STOCKED if drawn < NOT_STOCKED else fit


def choose_par(random: Random, customer: Customer, item: Item) -> Decimal:
    """Return about one case or two, more for a key account: quarters of a case, halves where it holds few."""
    is_key_account = rhythm.group_code(customer) == "A"
    cases = random.uniform(1, 2.5) if is_key_account else random.uniform(0.5, 1.5)
    if item.pack_size <= SMALL_CASE:
        return max(Decimal(1), to_shelf(cases * max(item.pack_size, 2), item))
    return Decimal(round(4 * cases) * item.pack_size // 4)


def to_shelf(units: float, item: Item) -> Decimal:
    """Return a quantity as one counts it: whole, or in halves where the case holds few."""
    if item.pack_size <= SMALL_CASE:
        return Decimal(round(2 * units)) / 2
    return Decimal(round(units))


def own_price(random: Random, item: Item) -> Decimal | None:
    """Return the customer's own price; None when he pays what others pay."""
    drawn, part = random.random(), Decimal(random.randint(85, 97)) / 100
    if item.list_price is None:
        in_units = Decimal(random.randint(700, 6500)) / 100
        return in_units if drawn < OWN_PRICE_IN_PLACE_OF_NONE else None
    return round(item.list_price * part, 2) if drawn < OWN_PRICE else None
