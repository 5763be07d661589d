"""The vocabulary of queries on follow-ups."""

import datetime
from typing import TYPE_CHECKING, Self

from django.db import models

from customers.querysets import visible_customers

if TYPE_CHECKING:
    from webmino.models import User


class ServiceTypeQuerySet(models.QuerySet):
    """Words for choosing follow-up codes."""

    def active(self) -> Self:
        return self.filter(is_active=True)

    def held(self) -> Self:
        """Kept as they are until the transaction ends, in one order; follow-ups of them can be entered."""
        return self.select_for_update(of=("self",), no_key=True)


class FollowUpQuerySet(models.QuerySet):
    """Words for choosing follow-ups."""

    def visible_to(self, user: "User") -> Self:
        """Those of the customers whom the user sees now (R25)."""
        return self.filter(visible_customers(user, "customer__"))

    def standing(self) -> Self:
        """Those that are not cancelled: the only ones that count (R4)."""
        return self.filter(cancelled_at=None)

    def visits(self) -> Self:
        """Those whose code counts as a visit."""
        return self.filter(service_type__counts_as_visit=True)

    def newest_first(self) -> Self:
        """By date, then creation, then key (R1)."""
        return self.order_by("-happened_on", "-created_at", "-pk")

    def with_people(self) -> Self:
        """Together with the code and everybody whom its line in the panel names."""
        return self.select_related(
            "service_type", "done_by", "entered_by", "cancelled_by", "next_action_done_by", "closed_by"
        )

    def with_open_action(self) -> Self:
        """Standing ones whose next action is still to do."""
        return self.standing().filter(next_action_on__isnull=False, next_action_done_at=None)

    def due(self, *, on: datetime.date) -> Self:
        """Those whose open action was due before the day `on`, or is on it."""
        return self.with_open_action().filter(next_action_on__lte=on)

    def overdue(self, *, on: datetime.date) -> Self:
        """Those whose open action was due before the day `on`."""
        return self.with_open_action().filter(next_action_on__lt=on)
