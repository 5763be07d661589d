"""What is kept of each customer's follow-ups, so that the tracking table reads one row per customer."""

import datetime
from typing import Any

from django.db import models
from django.db.models import F

from customers.models import Customer, CustomerCategory, Route, Salesperson, SortingGroup
from customers.querysets import search_condition, visible_customers
from followups.models.follow_ups import FollowUp
from followups.models.service_types import ServiceType
from webmino.functions import C_COLLATION
from webmino.models import User


class CustomerVisitStateQuerySet(models.QuerySet):
    """Words for choosing rows of the tracking table in visit mode."""

    def visible_to(self, user: User) -> "CustomerVisitStateQuerySet":
        return self.filter(visible_customers(user))

    def active(self) -> "CustomerVisitStateQuerySet":
        return self.filter(is_active=True)

    def late(self, *, on: datetime.date) -> "CustomerVisitStateQuerySet":
        """Those whose visit is late on the day `on` (R9b)."""
        return self.filter(late_from__lte=on)

    def search(self, text: str) -> "CustomerVisitStateQuerySet":
        return self.filter(search_condition(text, "customer__search_text"))


def copied_key(model: type[models.Model], **options: Any) -> models.ForeignKey:
    """A foreign key that triggers copy from a row which has the constraint and the index already."""
    usual: dict[str, Any] = {"null": True, "related_name": "+", "db_constraint": False, "db_index": False}
    return models.ForeignKey(model, models.DO_NOTHING, **usual | options)


def sort_text() -> models.TextField:
    return models.TextField(null=True, db_collation=C_COLLATION)


# A sort by each, alone and within a salesperson; the primary key breaks ties.
SORTS = ("number_key", "name_key", "last_on", "city_key", "salesperson_key", "route_key", "next_action_on")
CAN_BE_EMPTY = ("city_key", "salesperson_key", "route_key", "next_action_on")


def sort_indexes() -> list[models.Index]:
    """An index for each sort. One is read both ways, except where empty values come last both ways."""
    indexes = []
    for column in SORTS:
        orders = [("up", F(column).asc(), F("customer").asc())]
        if column in CAN_BE_EMPTY:
            orders.append(("down", F(column).desc(nulls_last=True), F("customer").desc()))
        for way, *order in orders:
            name = column.removesuffix("_key").removesuffix("_on").replace("next_", "")
            indexes.append(models.Index(*order, name=f"visit_state_{name}_{way}"))
            if column != "salesperson_key":
                indexes.append(models.Index(F("salesperson"), *order, name=f"visit_state_sp_{name}_{way}"))
    return indexes


class CustomerVisitState(models.Model):
    """A customer who has at least one standing follow-up: being a row here is R6 itself.

    Triggers keep it, whatever wrote the follow-ups or the customers; nothing else writes here. The
    function `followups_refresh_visit_state(customer ids)` makes rows anew from what they summarize.
    """

    customer = models.OneToOneField(
        Customer, models.DO_NOTHING, primary_key=True, related_name="visit_state", db_constraint=False
    )
    is_active = models.BooleanField()
    salesperson = copied_key(Salesperson)
    route = copied_key(Route)
    category = copied_key(CustomerCategory)
    sorting_group = copied_key(SortingGroup)
    number_key = sort_text()
    name_key = sort_text()
    city_key = sort_text()
    salesperson_key = sort_text()
    route_key = sort_text()

    # Of the period that a page shows; given by `complete_visit_states`.
    follow_ups_in_period: int
    visits_in_period: int

    last_follow_up = copied_key(FollowUp, null=False)
    last_on = models.DateField()
    last_service_type = copied_key(ServiceType, null=False)
    last_done_by = copied_key(Salesperson)
    last_entered_by = copied_key(User)
    follow_up_count = models.PositiveIntegerField()
    visit_count = models.PositiveIntegerField()
    # The newest visit; None when none of the follow-ups is a visit.
    last_visit_on = models.DateField(null=True)
    # The first day on which the customer is late (R9b); None when no visit frequency is set.
    late_from = models.DateField(null=True)
    # The open action that is due first, and its day; None when nothing is to be done.
    next_action_follow_up = copied_key(FollowUp)
    next_action_on = models.DateField(null=True)

    objects = CustomerVisitStateQuerySet.as_manager()

    class Meta:
        indexes = sort_indexes()

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.last_on}"

    def days_late(self, *, on: datetime.date) -> int:
        """By how many days a visit is late on the day `on`; 0 when it is not, or none is expected (R9b)."""
        return max(0, (on - self.late_from).days + 1) if self.late_from else 0
