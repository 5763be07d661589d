"""The round of a representative: his customers by route and stop, with what is late at a glance (R14)."""

import datetime
from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

from django.db.models import Case, Exists, F, OuterRef, Q, Value, When

from customers.models import Customer, Route, Salesperson
from customers.querysets import CustomerQuerySet, SalespersonQuerySet
from followups.models import CustomerVisitState
from followups.selectors.follow_ups import days_late_by
from par.models import ShelfCount
from par.selectors.visits import is_seen, was_his_lately
from webmino.models import User


class Stop(NamedTuple):
    """A customer of a round, with what is late.

    `days_since_visit` is None when no visit stands; `days_late` is 0 when no visit is late (R9b).
    """

    customer: Customer
    days_since_visit: int | None
    days_late: int
    has_overdue_action: bool


class Leg(NamedTuple):
    """The stops of one route; `route` None: of none. `is_today` when it is done on this weekday."""

    route: Route | None
    is_today: bool
    stops: list[Stop]


def salespeople_to_choose(user: User) -> SalespersonQuerySet:
    """Return those whose customers the user may call on: the active ones whom he acts for (R14)."""
    return Salesperson.objects.visible_to(user).active()


def round_of(
    user: User, *, on: datetime.date, salesperson: Salesperson | None = None, search: str = ""
) -> CustomerQuerySet:
    """Return the active customers whom the user sees, in the order in which he calls on them.

    The routes of the weekday of `on` come first; customers without a route last. Each says whether the
    user has counted something of him (`has_draft`).
    """
    customers = Customer.objects.visible_to(user).active()
    if salesperson:
        customers = customers.filter(salesperson=salesperson)
    if search:
        customers = customers.search(search)
    drafts = ShelfCount.objects.drafts().filter(
        customer=OuterRef("pk"), entered_by=user, lines__quantity__isnull=False
    )
    return (
        customers.select_related("route", "visit_state")
        .annotate(has_draft=Exists(drafts))
        .order_by(
            Case(When(route__weekday=on.isoweekday(), then=Value(0)), default=Value(1)),
            F("route__code_key").asc(nulls_last=True),
            F("route").asc(nulls_last=True),
            F("stop").asc(nulls_last=True),
            "number_key",
            "pk",
        )
    )


def legs_of(customers: Iterable[Customer], *, on: datetime.date) -> list[Leg]:
    """Put customers who come in the order of a round under their routes, as they are on the day `on`."""
    return [
        Leg(route, _is_done_on(route, on), [stop_at(customer, on=on) for customer in those])
        for route, those in groupby(customers, key=lambda customer: customer.route)
    ]


def stop_at(customer: Customer, *, on: datetime.date) -> Stop:
    """Return what is late of a customer on the day `on`."""
    state: CustomerVisitState | None = getattr(customer, "visit_state", None)
    last_visit_on = state.last_visit_on if state else None
    due_on = state.next_action_on if state else None
    return Stop(
        customer,
        (on - last_visit_on).days if last_visit_on else None,
        days_late_by(customer, state, on=on),
        due_on is not None and due_on < on,
    )


def next_on_the_round(user: User, customer: Customer, *, on: datetime.date) -> Customer | None:
    """Return who comes after a customer on his route, among those whom the user sees; None at its end."""
    if customer.route_id is None:
        return None
    same_route = round_of(user, on=on).filter(route=customer.route_id)
    # Numbers such as 7 and 007 sort alike: their keys tell them apart, as they do in the round.
    after = Q(number_key__gt=customer.number_key) | Q(number_key=customer.number_key, pk__gt=customer.pk)
    if customer.stop is None:
        return same_route.filter(after, stop=None).first()
    after = Q(stop__gt=customer.stop) | Q(stop=None) | (Q(stop=customer.stop) & after)
    return same_route.filter(after).first()


def left_in_hand(user: User) -> list[Customer]:
    """Return customers of whom the user has counted something, and who are not, or no longer, on his round.

    They were taken from him or deactivated while he counted; he may still send what he has of them (R18).
    """
    drafts = ShelfCount.objects.drafts().filter(entered_by=user, lines__quantity__isnull=False)
    on_the_round = Customer.objects.visible_to(user).active()
    left = Customer.objects.filter(pk__in=drafts.values("customer")).exclude(pk__in=on_the_round.values("pk"))
    return [customer for customer in left if is_seen(customer, user) or was_his_lately(customer, user)]


def _is_done_on(route: Route | None, day: datetime.date) -> bool:
    return route is not None and route.weekday == day.isoweekday()
