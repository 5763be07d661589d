"""Makes the demo's customers and what they are sorted by."""

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal
from random import Random
from typing import TypeVar

from django.utils.text import slugify

from customers.demo import words
from customers.demo.places import PLACES, ROUTES, Place
from customers.models import Customer, CustomerCategory, Route, Salesperson, SortingGroup
from webmino.models import BilingualLabel, User

Label = TypeVar("Label", bound=BilingualLabel)
DAY = datetime.timedelta(days=1)
# Of the customers, so many…
NEW = 14  # …came in the last year,
NEWEST = 8  # …of which so many in the last six weeks,
ONLINE = 12  # …order online only,
INACTIVE = 12
WITHOUT_GROUP = 4
WITHOUT_CATEGORY = 2  # …of those without a group.

PLACE_OF = {name: place for place in PLACES for names in place.merchants.values() for name in names}
ROUTE_OF_CODE = {route.code: route for route in ROUTES}
COMMON_NAMES = {"Ouest", "Avenue", "Grand", "Marie"}
POSTAL_LETTERS = "ABCEGHJKLMNPRSTVWXYZ"


def fill(random: Random, today: datetime.date) -> None:
    """Make the customers and what they are sorted by, and let the demo's accounts act for salespeople."""
    salespeople = make_salespeople()
    routes = make_routes(salespeople)
    categories = make_labels(CustomerCategory, words.CATEGORIES)
    groups = make_labels(SortingGroup, words.SORTING_GROUPS)
    customers = draft_customers(random, today)
    groups_of = choose_groups(random, customers)
    inactive = choose_inactive(random, customers, groups_of)
    for customer in customers:
        place, group = PLACE_OF[customer.name], groups_of[customer.name]
        customer.is_active = customer.name not in inactive
        customer.route = routes.get(place.route)
        customer.salesperson = salespeople.get(present_salesperson(customer.name))
        customer.category = categories[category_code(customer.name)]
        customer.sorting_group = groups[group]
        customer.visit_every_days = frequency(random, customer.name, group)
        customer.note = note(random, customer)
    on_round = [one for one in customers if one.is_active and one.route and groups_of[one.name] != "W"]
    number_stops(random, on_round)
    leave_unsorted(random, customers)
    Customer.objects.bulk_create(customers)


def reassigned_on(today: datetime.date) -> datetime.date:
    """Return the first day of the present assignments: a Monday about five months before `today`."""
    day = today - 150 * DAY
    return day - day.weekday() * DAY


def present_salesperson(name: str) -> str:
    """Return the code of the salesperson of the merchant `name`; "" for none."""
    if name in words.WITHOUT_SALESPERSON:
        return ""
    route = PLACE_OF[name].route
    return ROUTE_OF_CODE[route].salesperson if route else words.SALESPERSON_OFF_ROUTE


def former_assignment(name: str) -> tuple[str, str]:
    """Return the codes of salesperson and route that `name` had before `reassigned_on`; "" for none."""
    place = PLACE_OF[name]
    route = ROUTE_OF_CODE.get(place.former_route or place.route)
    if route is None:
        return present_salesperson(name), ""
    return route.former_salesperson or route.salesperson, route.code


def contact_of(customer: Customer) -> str:
    """Return the person to ask for at the customer's, always the same one."""
    contacts = words.CONTACTS if customer.language == "fr" else words.CONTACTS_IN_ENGLISH
    return contacts[int(customer.number) % len(contacts)]


def make_salespeople() -> dict[str, Salesperson]:
    """Save the salespeople, by code."""
    made = {}
    for person in words.SALESPEOPLE:
        made[person.code] = Salesperson.objects.create(
            code=person.code, name=person.name, team=person.team, is_active=person.is_active
        )
        made[person.code].users.set(User.objects.filter(username__in=person.usernames))
    return made


def make_routes(salespeople: dict[str, Salesperson]) -> dict[str, Route]:
    """Save the routes, by code."""
    rows = [
        Route(
            code=route.code,
            name=route.name,
            weekday=route.weekday,
            salesperson=salespeople[route.salesperson],
        )
        for route in ROUTES
    ]
    return {route.code: route for route in Route.objects.bulk_create(rows)}


def make_labels(model: type[Label], labels: Iterable[tuple[str, str, str]]) -> dict[str, Label]:
    """Save rows of a code, a French and an English label, by code."""
    rows = [model(code=code, name_fr=fr, name_en=en) for code, fr, en in labels]
    return {row.code: row for row in model._default_manager.bulk_create(rows)}


def category_code(name: str) -> str:
    return next(code for code, names in PLACE_OF[name].merchants.items() if name in names)


def draft_customers(random: Random, today: datetime.date) -> list[Customer]:
    """Return unsaved customers with what does not depend on others, oldest first, as they are numbered."""
    names = random.sample(list(PLACE_OF), len(PLACE_OF))
    telephones = TelephoneNumbers(random)
    customers = []
    for name, age in zip(names, ages(random, len(names)), strict=True):
        place = PLACE_OF[name]
        customers.append(
            Customer(
                name=name,
                address=address(random, place, name),
                city=place.city,
                region="QC",
                postal_code=postal_code(random, place),
                country="CA",
                **coordinates(random, place),
                phone=telephones.draw(place),
                email=email(random, name),
                language="en" if name in words.ENGLISH_SPEAKING else "fr",
                created_on=weekday_before(today - age * DAY),
            )
        )
    number = 100
    for customer in customers:
        number += random.randint(1, 9)
        customer.number = f"{number:06}"
    return customers


def ages(random: Random, count: int) -> list[int]:
    """Return for how many days each of `count` customers has been one, the longest first."""
    newest = [random.randint(3, 40) for _ in range(NEWEST)]
    new = [random.randint(60, 350) for _ in range(NEW - NEWEST)]
    old = [400 + int(random.random() ** 1.3 * 5800) for _ in range(count - NEW)]
    return sorted(newest + new + old, reverse=True)


def weekday_before(day: datetime.date) -> datetime.date:
    """Return `day`, or the Friday before it when it is in a weekend."""
    return day - max(0, day.isoweekday() - 5) * DAY


def address(random: Random, place: Place, name: str) -> str:
    """Return a street and a number; a merchant named after a street of the place is on it."""
    if not place.streets:
        return ""
    named_after = [street for street in place.streets if proper_names(street) & proper_names(name)]
    return f"{random.randint(*place.numbers)}, {random.choice(named_after or place.streets)}"


def proper_names(text: str) -> set[str]:
    """Return the words of a street or a merchant that can be the other's: « Laviolette », « Saint-Marc »."""
    words_of = {word.removeprefix("l'").removeprefix("d'") for word in text.split()}
    return {word for word in words_of if word[0].isupper() and len(word) >= 5} - COMMON_NAMES


def postal_code(random: Random, place: Place) -> str:
    if not place.postal_prefixes:
        return ""
    prefix = random.choice(place.postal_prefixes)
    if " " in prefix:
        return prefix
    return f"{prefix} {random.randint(1, 9)}{random.choice(POSTAL_LETTERS)}{random.randint(0, 9)}"


def coordinates(random: Random, place: Place) -> dict[str, Decimal]:
    """Return a point within about a kilometre of the place's middle."""
    if place.center is None:
        return {}
    latitude, longitude = place.center
    return {
        "latitude": Decimal(f"{latitude + random.uniform(-0.009, 0.009):.6f}"),
        "longitude": Decimal(f"{longitude + random.uniform(-0.013, 0.013):.6f}"),
    }


def email(random: Random, name: str) -> str:
    """Return an address in a domain that is reserved for examples; every second customer has none."""
    domain = random.choice(("example.com", "example.org", "", ""))
    return f"{slugify(name.replace('œ', 'oe').replace('Œ', 'Oe'))[:40].strip('-')}@{domain}" if domain else ""


class TelephoneNumbers:
    """Numbers that nobody has, 555-0100 to 555-0199 of each area code, each drawn once."""

    # An area code is rarer the later it was opened.
    WEIGHTS = (10, 4, 2)

    def __init__(self, random: Random) -> None:
        self.random = random
        self.left: dict[str, list[int]] = {}

    def draw(self, place: Place) -> str:
        codes = place.area_codes
        [code] = self.random.choices(codes, self.WEIGHTS[: len(codes)])
        left = self.left.setdefault(code, self.random.sample(range(100), 100))
        return f"{code} 555-01{left.pop():02}"


def choose_groups(random: Random, customers: Sequence[Customer]) -> dict[str, str]:
    """Return the code of each customer's sorting group, by his name. `customers` are oldest first."""
    groups = {one.name: random.choice(words.GROUPS_OF_CATEGORY[category_code(one.name)]) for one in customers}
    old = [one.name for one in customers[:-NEW] if groups[one.name] in "BC" and PLACE_OF[one.name].route]
    for name in random.sample(old, ONLINE):
        groups[name] = "W"
    for one in customers[-NEW:]:
        if groups[one.name] != "S":
            groups[one.name] = "N"
    return groups


def choose_inactive(random: Random, customers: Sequence[Customer], groups: dict[str, str]) -> set[str]:
    """Return the names of those who closed: merchants, neither new nor key accounts."""
    old = [
        one.name
        for one in customers
        if groups[one.name] in "BC"
        and present_salesperson(one.name)
        and category_code(one.name) not in words.COLLECTIVE_KITCHENS
    ]
    return set(random.sample(old, INACTIVE))


def frequency(random: Random, name: str, group: str) -> int | None:
    """Return the days between visits; None where nobody goes."""
    if not PLACE_OF[name].route:
        return None
    if group != "W" and category_code(name) in words.COLLECTIVE_KITCHENS:
        return 28
    return random.choice(words.FREQUENCIES_OF_GROUP[group])


def note(random: Random, customer: Customer) -> str:
    """Return what the office wrote about the customer; two in five ordinary customers have nothing."""
    place = PLACE_OF[customer.name]
    special = special_note(random, customer, place)
    if special or random.random() > 0.6:
        return special
    closed = random.choice([day for day in (7, 1, 2) if day != ROUTE_OF_CODE[place.route].weekday])
    text = random.choice(usual_notes(customer))
    return text.format(contact=contact_of(customer), closed=words.WEEKDAYS[closed])


def special_note(random: Random, customer: Customer, place: Place) -> str:
    """Return the note that the customer's circumstances call for; "" when they are ordinary."""
    if not customer.is_active:
        return random.choice(words.NOTES_CLOSED)
    if customer.sorting_group and customer.sorting_group.code == "W":
        return words.NOTE_ONLINE
    if not place.city:
        return words.NOTE_NO_ADDRESS
    if not place.route:
        return words.NOTE_OFF_ROUTE
    return "" if customer.salesperson else words.NOTE_UNASSIGNED


def usual_notes(customer: Customer) -> Sequence[str]:
    """Return the notes that make sense for such a customer."""
    category = category_code(customer.name)
    if customer.language == "en":
        return words.NOTES_IN_ENGLISH_PLACE
    if category in words.COLLECTIVE_KITCHENS:
        return words.NOTES_OF_COLLECTIVE_KITCHEN
    if category == "CAN":
        return words.NOTES_OF_SNACK_BAR
    return words.NOTES_OF_STORE if category in words.STORES else words.NOTES_OF_KITCHEN


def number_stops(random: Random, customers: Sequence[Customer]) -> None:
    """Number the stops of each route, city after city."""
    last = dict.fromkeys(ROUTE_OF_CODE, 0)
    mixed = random.sample(customers, len(customers))
    for customer in sorted(mixed, key=lambda one: PLACES.index(PLACE_OF[one.name])):
        route = PLACE_OF[customer.name].route
        last[route] += 1
        customer.stop = last[route]


def leave_unsorted(random: Random, customers: Iterable[Customer]) -> None:
    """Take the sorting group from a few small customers, and the category from some of these."""
    small = [one for one in customers if one.sorting_group and one.sorting_group.code == "C"]
    for n, customer in enumerate(random.sample(small, WITHOUT_GROUP)):
        customer.sorting_group = None
        if n < WITHOUT_CATEGORY:
            customer.category = None
