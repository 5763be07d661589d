"""What the journal shows of follow-ups beyond their own fields."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

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


@dataclass(slots=True)
class JournalRow:
    """A follow-up as the journal shows it, with the names behind its codes.

    A file has a hundred thousand of them: to make models of each and its customer would take longer than all
    the rest.
    """

    salesperson: Salesperson | None
    service_type: ServiceType
    done_by: Salesperson | None
    entered_by: User | None
    pk: int
    customer_id: int
    happened_on: datetime.date
    note: str
    next_action: str
    next_action_on: datetime.date | None
    number: str
    name: str
    phone: str
    city: str
    # Given by the page.
    record_address: str = ""

    # Said as the model says it.
    author = FollowUp.author
    entered_as = FollowUp.entered_as


# What is read of a follow-up and its customer: keys of what a row names, then its own fields.
READ = (
    *("customer__salesperson", "service_type", "done_by", "entered_by"),
    *("pk", "customer_id", "happened_on", "note", "next_action", "next_action_on"),
    *(f"customer__{name}" for name in ("number", "name", "phone", "city")),
)


def journal_rows(read: Iterable[Any], lookups: JournalLookups) -> list[JournalRow]:
    """Return the rows of READ with the names behind their codes."""
    return [
        JournalRow(
            lookups.everyone.named(salesperson),
            lookups.service_types.row(service_type),
            lookups.everyone.named(done_by),
            lookups.users.named(entered_by),
            *own,
        )
        for salesperson, service_type, done_by, entered_by, *own in read
    ]
