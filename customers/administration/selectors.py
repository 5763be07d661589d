"""What the pages of reassignments read: whom one would change, who then sees whom, and what one changed."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from customers.models import Customer, Reassignment, Route, Salesperson
from customers.querysets import CustomerQuerySet
from customers.selectors import Assignment
from webmino.accounts import users_by_name
from webmino.backends import ROLE_BACKEND
from webmino.models import User

# Rows that a page shows of a reassignment; the others are counted.
SHOWN = 200


def assignment_of(customer: Any) -> Assignment:
    """Return what a customer, or a row of his history, is assigned to."""
    return Assignment(customer.salesperson_id, customer.route_id)


@dataclass(frozen=True)
class Sight:
    """A representative, and how many of the customers he sees no longer, or from then on."""

    user: User
    count: int


@dataclass(frozen=True)
class Preview:
    """Whom a reassignment would change, and what follows from it."""

    # Every one of them, for what else is asked of them.
    customers: CustomerQuerySet
    # The first of them, with what they are assigned to now.
    rows: list[Customer]
    shown: dict[int, Assignment]
    inactive_count: int
    losing: list[Sight]
    gaining: list[Sight]
    # Whether a representative acts for the salesperson whom they are given to.
    is_seen: bool

    @property
    def count(self) -> int:
        return len(self.shown)


def preview_of(customers: CustomerQuerySet, gives: Mapping[str, Salesperson | Route | None]) -> Preview:
    """Return what giving these customers another salesperson or route would do."""
    found = customers.values_list("pk", "salesperson_id", "route_id", "is_active")
    shown, inactive = {}, 0
    for key, salesperson, route, is_active in found:
        shown[key] = Assignment(salesperson, route)
        inactive += not is_active
    losing, gaining, is_seen = _sights(shown, gives)
    rows = list(customers.select_related("salesperson", "route")[:SHOWN])
    return Preview(customers, rows, shown, inactive, losing, gaining, is_seen)


def rows_before(reassignment: Reassignment) -> QuerySet:
    """Return the customers of a reassignment as they were before it, in the order of their numbers."""
    rows = Customer.pgh_event_model.objects  # type: ignore[attr-defined]  # pghistory.track gives it
    return rows.filter(pgh_context=reassignment.context).order_by("pgh_obj__number_key", "pgh_obj")


def still_given(reassignment: Reassignment) -> CustomerQuerySet:
    """Return the customers of a reassignment who are still where it put them: whom undoing gives back."""
    given = rows_before(reassignment).order_by().values("pgh_obj")
    return Customer.objects.filter(pk__in=given, **reassignment.gives)


def _sights(
    shown: Mapping[int, Assignment], gives: Mapping[str, Any]
) -> tuple[list[Sight], list[Sight], bool]:
    """Return who loses sight of some of these customers, who gains it, and whether anybody has it then (R25).

    They are representatives: the others see every customer.
    """
    losing: list[Sight] = []
    gaining: list[Sight] = []
    is_seen = False
    if "salesperson" not in gives:
        return losing, gaining, True
    to = gives["salesperson"]
    counts = Counter(before.salesperson_id for before in shown.values())
    for user in _representatives():
        acts_for = {salesperson.pk for salesperson in user.salespeople.all()}
        seen = sum(count for key, count in counts.items() if key in acts_for)
        if to is None or to.pk not in acts_for:
            losing += [Sight(user, seen)] if seen else []
        else:
            is_seen = True
            gaining += [Sight(user, len(shown) - seen)] if seen < len(shown) else []
    return losing, gaining, is_seen


def _representatives() -> QuerySet[User]:
    """The active users who see only the customers of the salespeople whom they act for."""
    see_all = User.objects.with_perm("customers.view_all_customers", backend=ROLE_BACKEND)
    users = users_by_name(User.objects.filter(is_active=True).exclude(pk__in=see_all.values("pk")))
    return users.prefetch_related("salespeople")
