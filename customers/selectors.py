"""What pages read of customers beyond one table."""

import datetime
from functools import cached_property
from typing import ClassVar, NamedTuple

from django.db import connection, models
from django.db.models import Count
from django.utils import timezone

from customers.models import Customer, CustomerCategory, Route, Salesperson, SortingGroup
from customers.querysets import CustomerQuerySet
from webmino.functions import DigitsOnly, Fold
from webmino.lookups import CodeTable, shared_tables
from webmino.models import User
from webmino.periods import DAY
from webmino.phones import digits_of_line

# As many look-alikes as can be compared at a glance.
LOOK_ALIKES = 10
# Fewer digits are no telephone number: an extension, an area code.
FEWEST_DIGITS = 7


# The kept spellings of each city, the most usual first. By hand: every list of customers asks for them, and
# Django takes longer to write it than PostgreSQL to answer.
CITIES = """
SELECT DISTINCT ON (city_key) city_key, city FROM customers_cityspelling
GROUP BY city_key, city HAVING sum(customer_count) > 0
ORDER BY city_key, sum(customer_count) DESC, city
"""


class Assignment(NamedTuple):
    """Keys of the salesperson and of the route that a customer had; None: none."""

    salesperson_id: int | None
    route_id: int | None


def assignment_on(customer: Customer, day: datetime.date) -> Assignment:
    """Return whom and which route the customer was assigned to at the end of a day, by his history (R5)."""
    end = timezone.make_aware(datetime.datetime.combine(day + DAY, datetime.time()))
    # History keeps the row before each change: the first one after the day tells what it was then.
    then = (
        customer.events.filter(pgh_created_at__gte=end).order_by("pgh_created_at", "pk").first() or customer
    )
    return Assignment(then.salesperson_id, then.route_id)


class CustomerLookups:
    """The code tables that filters and lists of customers share, as far as the user sees them (R25).

    `wanted` are the tables that are asked for at once.
    """

    wanted: ClassVar[tuple[type[models.Model], ...]] = (Salesperson, Route, CustomerCategory, SortingGroup)

    def __init__(self, user: User) -> None:
        self.user = user
        self.sees_everybody = user.has_perm("customers.view_all_customers")
        self.shared = shared = shared_tables(*self.wanted)
        self.categories, self.sorting_groups = shared[CustomerCategory], shared[SortingGroup]
        self.salespeople, self.routes = shared[Salesperson], shared[Route]
        if not self.sees_everybody:
            self.salespeople = CodeTable(Salesperson.objects.visible_to(user))
            self.routes = CodeTable(
                Route.objects.filter(pk__in=Customer.objects.visible_to(user).values("route"))
            )

    @property
    def everyone(self) -> CodeTable:
        """All the salespeople, whoever asks."""
        return self.shared[Salesperson]

    @cached_property
    def cities(self) -> dict[str, str]:
        """The cities where the user sees customers: how it is written most often, by its folded name."""
        if self.sees_everybody:
            with connection.cursor() as cursor:
                cursor.execute(CITIES)
                return dict(cursor.fetchall())
        customers = Customer.objects.visible_to(self.user).filter(city_key__isnull=False)
        spellings = customers.values("city_key", "city").annotate(times=Count("pk"))
        # The last one of a key stays.
        in_order = spellings.order_by("city_key", "times", "-city")
        return dict(in_order.values_list("city_key", "city"))


def look_alikes(*, name: str, city: str, phone: str, but: int | None, user: User) -> list[Customer]:
    """Return the customers, whom the user sees, who may be the same as one that is being written.

    They have his telephone, with or without the 1 before or an extension, or his name and his city whatever
    the accents and capitals. `but` is his own key; None when he is new.
    """
    customers = Customer.objects.visible_to(user)
    alike = models.Q(name_key=Fold(models.Value(name))) & (
        models.Q(city_key=Fold(models.Value(city))) if city else models.Q(city_key__isnull=True)
    )
    alike |= models.Q(pk__in=_on_the_line(phone, customers))
    return list(customers.filter(alike).exclude(pk=but or 0).select_related("salesperson")[:LOOK_ALIKES])


def _on_the_line(phone: str, customers: CustomerQuerySet) -> list[int]:
    """The keys of the customers who have this telephone, whatever its extension."""
    digits = digits_of_line(phone)
    if len(digits) < FEWEST_DIGITS:
        return []
    # The search text has an index; the digits alone have none. Where a number ends and its extension begins
    # is more than PostgreSQL knows: it finds the few that may be the same.
    may_be = customers.alias(digits=DigitsOnly("phone")).filter(
        search_text__contains=digits, digits__contains=digits
    )
    return [
        key for key, other in may_be.order_by().values_list("pk", "phone") if digits_of_line(other) == digits
    ]


def next_number() -> str:
    """Return the number after the highest that has digits only, as long as it: 000124 → 000125.

    1 when no customer has such a number.
    """
    digits = Customer.objects.filter(number__regex=r"^[0-9]+$").order_by("-number_key", "-pk")
    highest = digits.values_list("number", flat=True).first() or "0"
    return str(int(highest) + 1).zfill(len(highest))
