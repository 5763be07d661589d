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


class FollowUpQuerySet(models.QuerySet):
    """Words for choosing follow-ups."""

    def visible_to(self, user: "User") -> Self:
        """Those of the customers whom the user sees now (R25)."""
        return self.filter(visible_customers(user, "customer__"))

    def standing(self) -> Self:
        """Those that are not cancelled: the only ones that count (R4)."""
        return self.filter(cancelled_at=None)

    def visits(self) -> Self:
        return self.filter(service_type__counts_as_visit=True)

    def with_open_action(self) -> Self:
        """Standing ones whose next action is still to do."""
        return self.standing().filter(next_action_on__isnull=False, next_action_done_at=None)

    def overdue(self, *, on: datetime.date) -> Self:
        """Those whose open action was due before the day `on`."""
        return self.with_open_action().filter(next_action_on__lt=on)
