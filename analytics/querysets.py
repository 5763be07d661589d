"""The vocabulary of queries on sale lines."""

import datetime
from typing import TYPE_CHECKING, Self

from django.db import models

from customers.querysets import visible_customers
from webmino.periods import year_before

if TYPE_CHECKING:
    from webmino.models import User


class SaleLineQuerySet(models.QuerySet):
    """Words for choosing sale lines, and sums of them that are kept by customer."""

    def visible_to(self, user: "User") -> Self:
        """Those of the customers whom the user sees now (R25)."""
        return self.filter(visible_customers(user, "customer__"))


class BuyingHabitQuerySet(models.QuerySet):
    """Words for choosing what customers buy, and how regularly."""

    def visible_to(self, user: "User") -> Self:
        """Those of the customers whom the user sees now (R25)."""
        return self.filter(visible_customers(user, "customer__"))

    def silent(self, *, on: datetime.date) -> Self:
        """What was bought regularly and is not, on the day `on`, for well over its usual interval."""
        return self.filter(silent_from__lte=on)

    def active_a_year_before(self, *, on: datetime.date) -> Self:
        """Without what the customer did not buy a year before `on` either: it is not its season."""
        return self.exclude(past_silences__holds=year_before(on))


class StopFollowUpQuerySet(models.QuerySet):
    """Words for choosing the follow-ups that were recorded about stops."""

    def standing(self) -> Self:
        """Those that are not cancelled: the only ones that count (R4)."""
        return self.filter(follow_up__cancelled_at=None)
