"""How regularly customers buy their items: what « stopped buying » is read from (R24)."""

import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from analytics.models.summaries import summed_key
from analytics.querysets import BuyingHabitQuerySet, StopFollowUpQuerySet
from customers.models import Customer
from followups.models import FollowUp
from par.models import Item
from par.models.numbers import amount_field

# Days with a purchase that a habit takes: three intervals between them.
HABIT = 4
# The latest intervals that say what is usual.
RECENT = 12
# A silence is over when it is longer than this many usual intervals, and than this many of the longer ones.
USUAL_INTERVALS, LONGER_INTERVALS = 3, 2
# Days that anybody may let pass.
PATIENCE = 14
# Days after which one who stopped is no longer called on about it.
FORGOTTEN = 365


class DateMultiRangeField(models.Field):
    """PostgreSQL's `datemultirange`: sets of days that the database alone writes and asks."""

    def db_type(self, connection: object) -> str:
        return "datemultirange"


@DateMultiRangeField.register_lookup
class HoldsDay(models.Lookup):
    """Whether one of the sets holds a day."""

    lookup_name = "holds"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        days, params = self.process_lhs(compiler, connection)
        day, more = self.process_rhs(compiler, connection)
        return f"{days} @> ({day})::date", (*params, *more)


class BuyingHabit(models.Model):
    """A customer who bought an item at least once, and how regularly he does (R24).

    A day of purchase is one with a line above zero: a return is no purchase. Triggers keep the rows,
    whatever writes the sale lines; nothing else writes here. `analytics_refresh_habits(customers, items)`
    makes those of pairs of keys anew.
    """

    customer = summed_key(Customer)
    item = summed_key(Item)
    first_on = models.DateField()
    last_on = models.DateField(_("last purchase"))
    purchase_day_count = models.PositiveIntegerField()
    # CAD before taxes, in the 365 days that end with `last_on`, credits taken away: what is at stake.
    yearly_amount = amount_field(_("bought in a year"))

    # The median of the latest RECENT intervals, in days; None below HABIT days of purchase.
    usual_interval = models.PositiveIntegerField(_("usual interval"), null=True)
    # From this day on, the silence is well over the usual interval. None: not bought regularly.
    silent_from = models.DateField(null=True)
    # The silences as long as that, which ended by a purchase. They say when he never buys, as in winter.
    past_silences = DateMultiRangeField()

    # What a page shows beside; given by `complete_habits`. None: no other item took its place, and nobody
    # recorded a follow-up about it since the last purchase.
    replaced_by: Item | None
    follow_up: FollowUp | None

    objects = BuyingHabitQuerySet.as_manager()

    class Meta:
        verbose_name = _("buying habit")
        verbose_name_plural = _("buying habits")
        constraints = [
            models.UniqueConstraint(fields=["customer", "item"], name="customer_has_a_habit_of_an_item_once")
        ]
        indexes = [
            models.Index(
                fields=["last_on"],
                include=["silent_from", "customer"],
                condition=Q(silent_from__isnull=False),
                name="habit_by_last_purchase",
            ),
            models.Index(fields=["item"], name="habit_of_item"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.item_id}: {self.last_on}"

    def days_silent(self, *, on: datetime.date) -> int:
        """Days since the last purchase."""
        return (on - self.last_on).days


class StopFollowUp(models.Model):
    """A follow-up that was recorded about an item which its customer stopped buying (R24).

    It is of the silence that it was recorded in, and says nothing of one that begins with a later purchase.
    """

    follow_up = models.OneToOneField(
        FollowUp, models.CASCADE, primary_key=True, related_name="+", verbose_name=_("follow-up")
    )
    item = models.ForeignKey(Item, models.CASCADE, related_name="+", verbose_name=_("item"))

    objects = StopFollowUpQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        verbose_name = _("follow-up about a stop")
        verbose_name_plural = _("follow-ups about stops")

    def __str__(self) -> str:
        return f"{self.follow_up_id}: {self.item_id}"
