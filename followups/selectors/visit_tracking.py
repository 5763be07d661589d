"""What the tracking page reads in visit mode beyond the kept state of each customer."""

import datetime
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection

from customers.models import Route, Salesperson
from customers.selectors import CustomerLookups
from customers.states import CUSTOMER_SORTS
from followups.models import CustomerVisitState, FollowUp, ServiceType
from followups.models.visit_states import days_late
from webmino.lookups import CodeTable
from webmino.models import User
from webmino.periods import Period


class VisitTrackingLookups(CustomerLookups):
    """The code tables of the tracking page. Who did a follow-up may be any salesperson."""

    wanted = (*CustomerLookups.wanted, ServiceType, User)

    @property
    def service_types(self) -> CodeTable:
        return self.shared[ServiceType]

    @property
    def users(self) -> CodeTable:
        return self.shared[User]

    @cached_property
    def authors(self) -> tuple[list[Salesperson], list[User]]:
        """Whom the filter « done by » offers: a representative, only those behind rows that he sees (R25)."""
        salespeople, users = list(self.everyone.by_pk.values()), list(self.users.by_pk.values())
        if self.sees_everybody:
            return salespeople, users
        states = CustomerVisitState.objects.visible_to(self.user).order_by()
        seen = set(states.values_list("last_done_by", "last_entered_by").distinct())
        return (
            [one for one in salespeople if one.pk in {done_by for done_by, _entered_by in seen}],
            [one for one in users if one.pk in {entered_by for done_by, entered_by in seen if not done_by}],
        )


@dataclass(slots=True)
class VisitRow:
    """A customer's state as the tracking page shows and sorts it, with the names behind its codes.

    A page has fifty, and a file all of them: to make models of the state, the customer and two follow-ups
    would take longer than to read them.
    """

    salesperson: Salesperson | None
    route: Route | None
    last_service_type: ServiceType
    done_by: Salesperson | None
    entered_by: User | None
    # Of the period that is shown.
    follow_ups_in_period: int
    visits_in_period: int
    pk: int
    is_active: bool
    number_key: str
    name_key: str
    city_key: str | None
    salesperson_key: str | None
    route_key: str | None
    last_on: datetime.date
    late_from: datetime.date | None
    next_action_on: datetime.date | None
    number: str
    name: str
    phone: str
    city: str
    last_note: str
    next_action: str | None
    # Given by the page.
    record_address: str = ""

    # Said as the model says it.
    author = FollowUp.author
    entered_as = FollowUp.entered_as

    @property
    def customer(self) -> str:
        return f"{self.number} {self.name}"

    def days_late(self, *, on: datetime.date) -> int:
        """By how many days a visit is late on the day `on`; 0 when it is not, or none is expected (R9b)."""
        return days_late(self.late_from, on=on)


# What is read of a state, its customer and its two follow-ups: keys of what a row names, then its own fields.
READ = (
    *("salesperson", "route", "last_service_type", "last_follow_up__done_by", "last_follow_up__entered_by"),
    *("pk", "is_active", *CUSTOMER_SORTS, "last_on", "late_from", "next_action_on"),
    *(f"customer__{name}" for name in ("number", "name", "phone", "city")),
    *("last_follow_up__note", "next_action_follow_up__next_action"),
)


def visit_rows(read: list[Any], lookups: VisitTrackingLookups, period: Period) -> list[VisitRow]:
    """Return the rows of READ with the names behind their codes, and what was done in a period."""
    counts = _counts_in(period, [row.pk for row in read])
    return [
        VisitRow(
            lookups.salespeople.named(salesperson),
            lookups.routes.named(route),
            lookups.service_types.row(service_type),
            lookups.everyone.named(done_by),
            lookups.users.named(entered_by),
            *counts.get(own[0], (0, 0)),
            *own,
        )
        for salesperson, route, service_type, done_by, entered_by, *own in read
    ]


# By hand, since Django takes longer to write it than PostgreSQL to answer: standing ones, and visits (R4).
COUNTS = """
SELECT customer_id, count(*), count(*) FILTER (WHERE counts_as_visit)
FROM followups_followup JOIN followups_servicetype AS type ON type.id = service_type_id
WHERE customer_id = ANY(%s) AND happened_on BETWEEN %s AND %s AND cancelled_at IS NULL
GROUP BY customer_id
"""


def _counts_in(period: Period, customers: list[int]) -> dict[int, tuple[int, int]]:
    """Standing follow-ups and visits of each customer in the period, both ends included (R7)."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, [customers, period.first, period.last])
        return {customer: (follow_ups, visits) for customer, follow_ups, visits in cursor.fetchall()}
