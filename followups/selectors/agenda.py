"""What is to be done and when: the next actions that are open, by day."""

import datetime
from collections.abc import Collection
from functools import reduce
from operator import or_

from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.models import Salesperson
from followups.models import FollowUp, ServiceType
from webmino.lookups import CodeTable
from webmino.models import User
from webmino.periods import DAY

WEEK = 7 * DAY


class When(models.TextChoices):
    """When an action is due, seen from a day."""

    OVERDUE = "overdue", _("Overdue")
    TODAY = "today", _("Today")
    TOMORROW = "tomorrow", _("Tomorrow")
    THIS_WEEK = "this_week", _("This week")
    LATER = "later", _("Later")


def when_due(due_on: datetime.date, *, on: datetime.date) -> When:
    """Return when an action of the day `due_on` is due, seen from the day `on`. Weeks end on Sunday."""
    if due_on < on:
        return When.OVERDUE
    if due_on == on:
        return When.TODAY
    if due_on == on + DAY:
        return When.TOMORROW
    return When.THIS_WEEK if due_on <= on + (7 - on.isoweekday()) * DAY else When.LATER


def due_in(whens: Collection[str], *, on: datetime.date) -> models.Q:
    """Return the condition of the actions that `when_due` puts, seen from the day `on`, in one of `whens`."""
    tomorrow, sunday = on + DAY, on + (7 - on.isoweekday()) * DAY
    conditions = {
        When.OVERDUE: models.Q(next_action_on__lt=on),
        When.TODAY: models.Q(next_action_on=on),
        When.TOMORROW: models.Q(next_action_on=tomorrow),
        When.THIS_WEEK: models.Q(next_action_on__gt=tomorrow, next_action_on__lte=sunday),
        When.LATER: models.Q(next_action_on__gt=max(tomorrow, sunday)),
    }
    return reduce(or_, (conditions[When(when)] for when in whens))


def days_to_postpone_to(due_on: datetime.date, *, on: datetime.date) -> tuple[datetime.date, datetime.date]:
    """Return the days that come a day and a week later than `due_on`, or than `on` when it is overdue."""
    start = max(due_on, on)
    return start + DAY, start + WEEK


class AgendaLookups:
    """The code tables of the agenda, as far as the user sees them (R25)."""

    def __init__(self, user: User) -> None:
        self.salespeople = CodeTable(Salesperson.objects.visible_to(user))
        self.service_types = CodeTable(ServiceType.objects.all())


def complete_actions(rows: list[FollowUp], lookups: AgendaLookups, *, on: datetime.date) -> list[FollowUp]:
    """Give open actions the names behind their codes and, seen from the day `on`, what the agenda shows.

    `when` is the group that each is listed in, `tomorrow` and `next_week` the days it can be put off to,
    and `neighbour` the row where one goes on after it: the one below, else above; None when it is alone.
    """
    lookups.salespeople.attach([row.customer for row in rows], "salesperson")
    lookups.service_types.attach(rows, "service_type")
    for place, row in enumerate(rows):
        assert row.next_action_on is not None  # noqa: S101 - an open action has a day
        row.when = when_due(row.next_action_on, on=on)
        row.tomorrow, row.next_week = days_to_postpone_to(row.next_action_on, on=on)
        beside = rows[place + 1 : place + 2] or rows[max(0, place - 1) : place]
        row.neighbour = beside[0].pk if beside else None
    return rows
