"""What pages read of customers beyond one table."""

import datetime
import re
from functools import cached_property
from typing import NamedTuple

from django.db import models
from django.db.models import Min, Q, Value
from django.db.models.functions import NullIf
from django.utils import timezone

from customers.models import Customer, CustomerCategory, Route, Salesperson, SortingGroup
from webmino.functions import DigitsOnly, Fold
from webmino.lookups import CodeTable
from webmino.models import User
from webmino.periods import DAY

# Digits of a telephone number without its area code.
SHORTEST_PHONE = 7


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


def next_number() -> str:
    """Return a number that follows the highest one made of digits alone, as wide as it; 1 when none is."""
    digits = Customer.objects.filter(number__regex=r"^\d+$").order_by("-number_key", "-pk")
    highest = digits.values_list("number", flat=True).first() or "0"
    return str(int(highest) + 1).zfill(len(highest))


def look_alikes(customer: Customer, user: User) -> models.QuerySet:
    """Return other customers, of those whom the user sees, that may be the same merchant.

    They have the same telephone digits, or the same name and city, accents and capitals aside.
    """
    same = Q(name_key=Fold(Value(customer.name)), city_key=NullIf(Fold(Value(customer.city)), Value("")))
    digits = re.sub(r"\D", "", customer.phone)
    if len(digits) >= SHORTEST_PHONE:
        same |= Q(digits=digits)
    others = Customer.objects.visible_to(user).exclude(pk=customer.pk)
    return others.annotate(digits=DigitsOnly("phone")).filter(same)


class CustomerLookups:
    """The code tables that filters and lists of customers share, as far as the user sees them (R25)."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.salespeople = CodeTable(Salesperson.objects.visible_to(user))
        self.routes = CodeTable(self._routes())
        self.categories = CodeTable(CustomerCategory.objects.all())
        self.sorting_groups = CodeTable(SortingGroup.objects.all())

    @cached_property
    def cities(self) -> dict[str, str]:
        """The cities where the user sees customers: how one of them is written, by its folded name."""
        customers = Customer.objects.visible_to(self.user).filter(city_key__isnull=False)
        cities = customers.order_by("city_key").values("city_key").annotate(written=Min("city"))
        return dict(cities.values_list("city_key", "written"))

    def _routes(self) -> models.QuerySet:
        routes = Route.objects.all()
        if self.user.has_perm("customers.view_all_customers"):
            return routes
        return routes.filter(pk__in=Customer.objects.visible_to(self.user).values("route"))
