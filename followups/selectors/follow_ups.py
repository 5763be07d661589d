"""What the follow-up panel reads of a customer, and who may be named as having done a follow-up."""

import datetime
from collections.abc import Iterable, Mapping

from django.db.models import Model, QuerySet

from customers.models import Customer, Salesperson
from customers.querysets import SalespersonQuerySet
from followups.models import CustomerVisitState, FollowUp, ServiceType
from followups.querysets import FollowUpQuerySet
from webmino.lookups import CodeTable, shared_tables
from webmino.models import User

DAY = datetime.timedelta(days=1)
# Small tables whole, by their model.
Tables = Mapping[type[Model], CodeTable]


def open_actions(customer: Customer) -> FollowUpQuerySet:
    """Return the follow-ups whose next action is still to do, the one that is due first before others."""
    return FollowUp.objects.filter(customer=customer).with_open_action().order_by("next_action_on", "pk")


def count_with_open_action(customers: QuerySet[Customer]) -> int:
    """Return how many of the customers have a next action that is still to do."""
    states = CustomerVisitState.objects.filter(next_action_on__isnull=False)
    return states.filter(customer__in=customers.order_by().values("pk")).count()


def settled_by(follow_up: FollowUp) -> FollowUpQuerySet:
    """Return those whose action its entry ticked as done: open again while it is cancelled.

    They are looked for among its customer's follow-ups, which an index finds.
    """
    return FollowUp.objects.filter(customer=follow_up.customer_id, closed_by=follow_up.pk)


def names_of_lines() -> Tables:
    """Return the tables of what lines of follow-ups name, from memory: codes, salespeople and users."""
    return shared_tables(ServiceType, Salesperson, User)


def with_names(follow_ups: Iterable[FollowUp], names: Tables) -> list[FollowUp]:
    """Return follow-ups with the code and the people whom their lines name, without a query for them."""
    rows = list(follow_ups)
    names[ServiceType].attach(rows, "service_type")
    names[Salesperson].attach(rows, "done_by")
    for field in ("entered_by", "cancelled_by", "next_action_done_by"):
        names[User].attach(rows, field)
    return rows


def visit_state(customer: Customer) -> CustomerVisitState | None:
    """Return what is kept of the customer's standing follow-ups; None when he has none."""
    return CustomerVisitState.objects.filter(customer=customer).first()


def days_since_last_follow_up(customer: Customer, *, on: datetime.date) -> int | None:
    """Return the days from the last standing follow-up to the day `on`; None when there is none."""
    last_on = CustomerVisitState.objects.filter(customer=customer).values_list("last_on", flat=True).first()
    return None if last_on is None else (on - last_on).days


def days_late(customer: Customer, *, on: datetime.date) -> int:
    """Return by how many days a visit is late on the day `on`; 0 when it is not, or none is expected.

    Counted from the last visit, else from the customer's creation. Source: R9b.
    """
    return days_late_by(customer, visit_state(customer), on=on) if customer.visit_every_days else 0


def days_late_by(customer: Customer, state: CustomerVisitState | None, *, on: datetime.date) -> int:
    """Return what `days_late` does; `state` is what is kept of the customer, None when nothing is."""
    if not customer.visit_every_days:
        return 0
    start = (state and state.last_visit_on) or customer.created_on
    return max(0, (on - start).days - customer.visit_every_days)


def salespeople_to_name(user: User) -> SalespersonQuerySet:
    """Return those whom the user may name as having done a follow-up.

    The office names any active salesperson; a representative, only those he acts for (R3, R25).
    """
    if names_nobody(user):
        return Salesperson.objects.active()
    return Salesperson.objects.visible_to(user)


def names_nobody(user: User) -> bool:
    """Whether a follow-up of this user may name no salesperson, and is then shown as his own (R3)."""
    return user.has_perm("customers.view_all_customers")


def default_done_by(customer: Customer, user: User) -> Salesperson | None:
    """Return the salesperson that the form names at first; None when the user chooses, or nobody is named.

    For a representative: the customer's salesperson if he acts for him, else his only one. Source: R3.
    """
    if names_nobody(user):
        return None
    his_own = list(salespeople_to_name(user))
    if customer.salesperson in his_own:
        return customer.salesperson
    return his_own[0] if len(his_own) == 1 else None
