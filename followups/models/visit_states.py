"""What is kept of each customer's follow-ups, so that the tracking table reads one row per customer."""

import datetime
from typing import Self

from django.db import models

from customers.models import Customer, Salesperson
from customers.states import (
    CAN_BE_EMPTY,
    CUSTOMER_SORTS,
    CustomerState,
    CustomerStateQuerySet,
    copied_key,
    sort_indexes,
)
from followups.models.follow_ups import FollowUp
from followups.models.service_types import ServiceType
from webmino.models import User


class CustomerVisitStateQuerySet(CustomerStateQuerySet):
    """Words for choosing rows of the tracking table in visit mode."""

    def late(self, *, on: datetime.date) -> Self:
        """Those whose visit is late on the day `on` (R9b)."""
        return self.filter(late_from__lte=on)


class CustomerVisitState(CustomerState):
    """A customer who has at least one standing follow-up: being a row here is R6 itself.

    Triggers keep it, whatever wrote the follow-ups or the customers; nothing else writes here. The
    function `followups_refresh_visit_state(customer ids)` makes rows anew from what they summarize.
    """

    customer = models.OneToOneField(
        Customer, models.DO_NOTHING, primary_key=True, related_name="visit_state", db_constraint=False
    )

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
        indexes = sort_indexes(
            "visit_state",
            (*CUSTOMER_SORTS, "last_on", "next_action_on"),
            can_be_empty=(*CAN_BE_EMPTY, "next_action_on"),
        )

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.last_on}"

    def days_late(self, *, on: datetime.date) -> int:
        """By how many days a visit is late on the day `on`; 0 when it is not, or none is expected (R9b)."""
        return days_late(self.late_from, on=on)


def days_late(late_from: datetime.date | None, *, on: datetime.date) -> int:
    """The same, of the first day on which a customer is late; None where no visit is expected."""
    return max(0, (on - late_from).days + 1) if late_from else 0
