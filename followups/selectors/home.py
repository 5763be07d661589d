"""What the home page reads of customers and follow-ups: a few rows of each kind, and figures by salesperson.

All of it starts from what the user sees (R25). Days are the company's, passed in.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import TruncWeek

from customers.models import Customer, Salesperson
from followups.models import CustomerVisitState, FollowUp
from webmino.models import User
from webmino.periods import DAY, Period

# Rows of each list; the others are a click away.
LINES = 8
# Weeks that the chart shows, the present one included.
WEEKS = 12
WEEK = 7 * DAY


def due_actions(user: User, *, on: datetime.date) -> QuerySet[FollowUp]:
    """Return the open actions due until the day `on`, included, the one that was due first before others."""
    due = FollowUp.objects.visible_to(user).due(on=on).order_by("next_action_on", "pk")
    return due.select_related("customer__salesperson")[:LINES]


def late_customers(user: User, *, on: datetime.date) -> QuerySet[CustomerVisitState]:
    """Return active customers, followed up at least once, who wait longest for a visit that is late (R9b)."""
    late = CustomerVisitState.objects.visible_to(user).active().late(on=on).order_by("late_from", "pk")
    return late.select_related("customer__salesperson")[:LINES]


def never_followed_up(user: User) -> QuerySet[Customer]:
    """Return active customers without a standing follow-up, who have been customers longest."""
    never = Customer.objects.visible_to(user).active().filter(visit_state=None)
    return never.order_by("created_on", "number_key", "pk").select_related("salesperson")[:LINES]


def recent_follow_ups(user: User) -> QuerySet[FollowUp]:
    """Return the newest standing follow-ups.

    They are those of the customers who were followed up last, whom an index of the kept states finds: a
    representative without any would else make PostgreSQL read everybody's.
    """
    states = CustomerVisitState.objects.visible_to(user)
    days = list(states.order_by("-last_on").values_list("last_on", flat=True)[:LINES])
    since = days[-1] if len(days) == LINES else datetime.date.min
    customers = states.filter(last_on__gte=since).order_by().values("pk")
    recent = FollowUp.objects.standing().filter(customer__in=customers, happened_on__gte=since)
    return recent.newest_first().select_related("customer", "service_type", "done_by", "entered_by")[:LINES]


def weeks_until(day: datetime.date, *, count: int = WEEKS) -> list[Period]:
    """Return the weeks, Monday to Sunday, of which the one of the day is the last."""
    monday = day - (day.isoweekday() - 1) * DAY
    mondays = (monday - back * WEEK for back in reversed(range(count)))
    return [Period(first, first + 6 * DAY) for first in mondays]


@dataclass
class Figures:
    """What is counted of the customers of one salesperson; None: of those who have none."""

    salesperson: Salesperson | None = None
    # Active customers, and those among them who have a standing follow-up.
    customers: int = 0
    followed: int = 0
    # Active customers whose visit is late (R9b).
    late: int = 0
    # Open actions due before today, and today.
    overdue: int = 0
    today: int = 0
    # The newest follow-up of an active customer; None when there is none.
    last_on: datetime.date | None = None
    # Visits of each week, from its Monday; a week without any is not there.
    visits: dict[datetime.date, int] = field(default_factory=dict)

    @property
    def never(self) -> int:
        """Active customers who were never followed up: what R6 leaves out."""
        return self.customers - self.followed

    @property
    def is_empty(self) -> bool:
        return not (self.customers or self.overdue or self.today or self.visits)

    def visits_in(self, weeks: Iterable[Period]) -> int:
        return sum(self.visits.get(week.first, 0) for week in weeks)


def total_of(rows: Sequence[Figures]) -> Figures:
    """Return the figures of all the rows together."""
    total = Figures(last_on=max((row.last_on for row in rows if row.last_on), default=None))
    for name in ("customers", "followed", "late", "overdue", "today"):
        setattr(total, name, sum(getattr(row, name) for row in rows))
    for row in rows:
        for monday, visits in row.visits.items():
            total.visits[monday] = total.visits.get(monday, 0) + visits
    return total


def figures_by_salesperson(user: User, *, on: datetime.date, weeks: Sequence[Period]) -> list[Figures]:
    """Return the figures of each salesperson of customers whom the user sees, the worst first.

    Customers go by the salesperson that they have now. Left out: an inactive salesperson, and « none »,
    when there is nothing to count.
    """
    found: defaultdict[int | None, Figures] = defaultdict(Figures)
    for salesperson in Salesperson.objects.visible_to(user):
        found[salesperson.pk].salesperson = salesperson
    for values in (_customers(user), _states(user, on), _actions(user, on)):
        for key, counts in values.items():
            for name, count in counts.items():
                setattr(found[key], name, count)
    for key, monday, count in _visits(user, Period(weeks[0].first, weeks[-1].last)):
        found[key].visits[monday] = count
    rows = [row for row in found.values() if _is_told(row)]
    return sorted(rows, key=lambda row: (-row.late, -row.overdue, -row.never, _name_key(row)))


def _is_told(row: Figures) -> bool:
    return not row.is_empty or (row.salesperson is not None and row.salesperson.is_active)


def _name_key(row: Figures) -> tuple[bool, str]:
    return (row.salesperson is None, (row.salesperson and row.salesperson.name_key) or "")


def _customers(user: User) -> dict[int | None, dict[str, Any]]:
    return _by("salesperson", Customer.objects.visible_to(user).active(), customers=Count("pk"))


def _states(user: User, on: datetime.date) -> dict[int | None, dict[str, Any]]:
    states = CustomerVisitState.objects.visible_to(user).active()
    late = Count("pk", filter=Q(late_from__lte=on))
    return _by("salesperson", states, followed=Count("pk"), late=late, last_on=Max("last_on"))


def _actions(user: User, on: datetime.date) -> dict[int | None, dict[str, Any]]:
    due = FollowUp.objects.visible_to(user).due(on=on)
    overdue, today = Q(next_action_on__lt=on), Q(next_action_on=on)
    counts = {"overdue": Count("pk", filter=overdue), "today": Count("pk", filter=today)}
    return _by("customer__salesperson", due, **counts)


def _visits(user: User, period: Period) -> QuerySet:
    """Salesperson, Monday and number of visits, of each week with any in the period, both ends included."""
    visits = FollowUp.objects.visible_to(user).standing().visits().filter(happened_on__range=period)
    by_week = visits.order_by().values_list("customer__salesperson", TruncWeek("happened_on"))
    return by_week.annotate(count=Count("pk"))


def _by(key: str, rows: QuerySet, **counts: Any) -> dict[int | None, dict[str, Any]]:
    """What is counted of the rows, by the salesperson that `key` names."""
    found = rows.order_by().values(key).annotate(**counts)
    return {row.pop(key): row for row in found}
