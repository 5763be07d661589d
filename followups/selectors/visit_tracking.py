"""What the tracking page reads in visit mode beyond the kept state of each customer."""

from functools import cached_property

from django.db import connection

from customers.models import Salesperson
from customers.selectors import CustomerLookups
from followups.models import CustomerVisitState, ServiceType
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


def complete_visit_states(
    rows: list[CustomerVisitState], lookups: VisitTrackingLookups, period: Period
) -> list[CustomerVisitState]:
    """Give rows the names behind their codes, and `follow_ups_in_period` and `visits_in_period`."""
    lookups.salespeople.attach(rows, "salesperson")
    lookups.routes.attach(rows, "route")
    lookups.service_types.attach(rows, "last_service_type")
    follow_ups = [row.last_follow_up for row in rows]
    lookups.everyone.attach(follow_ups, "done_by")
    counts = _counts_in(period, [row.pk for row in rows])
    for row in rows:
        row.follow_ups_in_period, row.visits_in_period = counts.get(row.pk, (0, 0))
        entered_by = row.last_follow_up.entered_by_id
        if entered_by:
            row.last_follow_up.entered_by = lookups.users.row(entered_by)
    return rows


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
