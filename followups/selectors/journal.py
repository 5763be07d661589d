"""What the journal shows of follow-ups beyond their own fields."""

from customers.models import Salesperson
from followups.models import FollowUp, ServiceType
from webmino.lookups import CodeTable, shared_tables
from webmino.models import User


class JournalLookups:
    """The code tables of the journal. Who did a follow-up may be any salesperson."""

    def __init__(self, user: User) -> None:
        shared = shared_tables(Salesperson, ServiceType, User)
        self.everyone, self.service_types = shared[Salesperson], shared[ServiceType]
        self.users = shared[User]
        self.salespeople = CodeTable(Salesperson.objects.visible_to(user))


def complete_follow_ups(rows: list[FollowUp], lookups: JournalLookups) -> list[FollowUp]:
    """Give follow-ups, which have their customer, the names behind their codes."""
    lookups.salespeople.attach([row.customer for row in rows], "salesperson")
    lookups.service_types.attach(rows, "service_type")
    lookups.everyone.attach(rows, "done_by")
    for row in rows:
        if row.entered_by_id:
            row.entered_by = lookups.users.row(row.entered_by_id)
    return rows
