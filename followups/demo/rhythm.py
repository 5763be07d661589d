"""On which days the demo's customers are visited and called, and with what code."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from customers.models import Customer

DAY = datetime.timedelta(days=1)
HISTORY = 548 * DAY
# A customer opened since then has not been called on yet.
NOT_YET_VISITED = 45 * DAY
# Faxes stopped coming then.
LAST_FAX = 380 * DAY
# Month and day of those on which nobody works.
HOLIDAYS = {(1, 1), (1, 2), (6, 24), (7, 1), (12, 25), (12, 26)}
# Mondays off: of the patriots in May, Labour Day and Thanksgiving, by month.
MONDAYS_OFF = {5: range(18, 25), 9: range(1, 8), 10: range(8, 15)}
SEASON = range(5, 10)  # months in which snack bars are open
SNACK_BAR_DAYS = 14  # between visits in that season; their record asks for none, or winter would be late
# The two weeks in July when most of the province is on holiday, and so are half of the visits.
SUMMER_BREAK = ((7, 18), (7, 31))
# Active customers whom nobody has contacted for more than 60, and more than 90 days.
SILENT_FOR = ((10, 62, 88), (10, 92, 200))

VISIT_CODES = {"CMD": 47, "VIS": 28, "PRO": 6, "ABS": 6, "DEM": 3, "FER": 3, "RET": 3}
CALL_CODES = {"TEL": 38, "TCM": 22, "MES": 11, "COU": 10, "LIV": 7, "REC": 5, "FAC": 4}
OFFICE_ONLY = ("COU", "LIV", "REC", "FAC", "TLC")
# Chance of a call in a week, by sorting group.
CALLS_A_WEEK = {"A": 0.2, "N": 0.2, "B": 0.13, "C": 0.08, "S": 0.06}


@dataclass(frozen=True)
class Contact:
    """A contact on a day; by the customer's salesperson when not by the office."""

    day: datetime.date
    code: str
    by_office: bool = False


def is_working_day(day: datetime.date) -> bool:
    is_monday_off = day.isoweekday() == 1 and day.day in MONDAYS_OFF.get(day.month, ())
    return day.isoweekday() <= 5 and not is_monday_off and (day.month, day.day) not in HOLIDAYS


def working_day_from(day: datetime.date) -> datetime.date:
    """Return `day`, or the first working day after it."""
    while not is_working_day(day):
        day += DAY
    return day


def is_contacted(customer: Customer, today: datetime.date) -> bool:
    """Whether anybody follows the customer: not who orders online only, nor who has just come."""
    return group_code(customer) != "W" and customer.created_on <= today - NOT_YET_VISITED


def group_code(customer: Customer) -> str:
    """Return the code of the sorting group; who has none is small."""
    return customer.sorting_group.code if customer.sorting_group else "C"


def last_days(
    random: Random, customers: Sequence[Customer], today: datetime.date
) -> dict[int, datetime.date]:
    """Return the last day on which each customer can have been contacted, by his key."""
    yesterday = today - DAY
    last = {
        one.pk: yesterday if one.is_active else today - random.randint(110, 380) * DAY for one in customers
    }
    visited = [one for one in customers if one.is_active and one.visit_every_days and group_code(one) in "BC"]
    silent = iter(random.sample(visited, sum(count for count, _least, _most in SILENT_FOR)))
    for count, least, most in SILENT_FOR:
        for customer, _n in zip(silent, range(count), strict=False):
            last[customer.pk] = today - random.randint(least, most) * DAY
    return last


def contacts(random: Random, customer: Customer, today: datetime.date, last: datetime.date) -> list[Contact]:
    """Return the customer's contacts until `last`, included, oldest first."""
    first = max(today - HISTORY, customer.created_on + 2 * DAY)
    planned = (*visits(random, customer, first, last), *calls(random, customer, first, last))
    found = [one for one in planned if first <= one.day <= last and is_working_day(one.day)]
    return sorted(replace_old_calls(random, found, today - LAST_FAX), key=lambda one: one.day)


def visits(
    random: Random, customer: Customer, first: datetime.date, last: datetime.date
) -> Iterator[Contact]:
    """Yield visits at the customer's frequency, on his route's weekday, with the slips of real life."""
    every = SNACK_BAR_DAYS if group_code(customer) == "S" else customer.visit_every_days
    if not every or customer.route is None:
        return
    weekday = customer.route.weekday or 1
    weeks = every // 7
    offset = random.randrange(weeks)
    monday = first - first.weekday() * DAY
    codes = dict(VISIT_CODES)
    if not can_be_closed(customer):
        del codes["FER"]
    for week in range((last - monday).days // 7 + 1):
        skipped, slip, [code] = random.random(), random.random(), pick(random, codes)
        if week % weeks != offset:
            continue
        day = monday + (7 * week + weekday - 1) * DAY
        day += DAY if slip < 0.05 else -DAY if slip > 0.96 else 0 * DAY
        if skipped < (0.5 if is_summer_break(day) else 0.07) or is_out_of_season(customer, day):
            continue
        yield Contact(day, code)
        if code == "CMD" and slip > 0.92:
            yield Contact(day, "PRO")
        if code in ("ABS", "FER") and slip < 0.4:
            yield Contact(day + DAY, "TEL")


def calls(random: Random, customer: Customer, first: datetime.date, last: datetime.date) -> Iterator[Contact]:
    """Yield telephone calls and letters, mostly of the office."""
    chance = CALLS_A_WEEK[group_code(customer)]
    if not customer.visit_every_days:
        chance += 0.1
    for week in range((last - first).days // 7 + 1):
        drawn, weekday, by_office = random.random(), random.randrange(7), random.random() < 0.75
        [code] = pick(random, CALL_CODES)
        day = first + (7 * week + weekday) * DAY
        if drawn < chance and not is_out_of_season(customer, day):
            yield Contact(day, code, by_office or code in OFFICE_ONLY)
            if code == "REC":
                yield Contact(day, "COU", by_office=True)


def replace_old_calls(random: Random, found: Sequence[Contact], last_fax: datetime.date) -> Iterator[Contact]:
    """Yield the contacts, some of the orders by telephone having come by fax in its time."""
    for contact in found:
        is_fax = contact.code == "TCM" and contact.day <= last_fax and random.random() < 0.4
        yield Contact(contact.day, "TLC", by_office=True) if is_fax else contact


def pick(random: Random, weights: dict[str, int]) -> list[str]:
    return random.choices(list(weights), list(weights.values()))


def can_be_closed(customer: Customer) -> bool:
    """Whether one can find the door closed; a residence is always open."""
    return customer.category is None or customer.category.code != "RPA"


def is_summer_break(day: datetime.date) -> bool:
    return SUMMER_BREAK[0] <= (day.month, day.day) <= SUMMER_BREAK[1]


def is_out_of_season(customer: Customer, day: datetime.date) -> bool:
    return group_code(customer) == "S" and day.month not in SEASON
