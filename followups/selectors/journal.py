"""What the journal shows of follow-ups beyond their own fields."""

from functools import cached_property

from customers.models import Salesperson
from followups.models import FollowUp, ServiceType
from webmino.lookups import CodeTable
from webmino.models import User


class JournalLookups:
    """The code tables of the journal. Who did a follow-up may be any salesperson."""

    def __init__(self, user: User) -> None:
        self.salespeople = CodeTable(Salesperson.objects.visible_to(user))
        self.everyone = CodeTable(Salesperson.objects.all())
        self.service_types = CodeTable(ServiceType.objects.all())

    @cached_property
    def users(self) -> dict[int, User]:
        return User.objects.in_bulk()


def complete_follow_ups(rows: list[FollowUp], lookups: JournalLookups) -> list[FollowUp]:
    """Give follow-ups, which have their customer, the names behind their codes."""
    lookups.salespeople.attach([row.customer for row in rows], "salesperson")
    lookups.service_types.attach(rows, "service_type")
    lookups.everyone.attach(rows, "done_by")
    for row in rows:
        if row.entered_by_id:
            row.entered_by = lookups.users[row.entered_by_id]
    return rows
