"""What the journal shows of follow-ups beyond their own fields."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

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


class JournalCustomer(NamedTuple):
    """The customer of a row of the file."""

    number: str
    name: str
    phone: str
    city: str
    salesperson: Salesperson | None


@dataclass(slots=True)
class JournalRow:
    """A follow-up as the file has it, which answers the journal's columns as the model does.

    A file has a hundred thousand of them: to make two models of each would take longer than all the rest.
    """

    service_type: ServiceType
    done_by: Salesperson | None
    entered_by: User | None
    customer: JournalCustomer
    pk: int
    happened_on: datetime.date
    note: str
    next_action: str
    next_action_on: datetime.date | None

    # Said as the model says it.
    author = FollowUp.author
    entered_as = FollowUp.entered_as


# What `journal_rows` reads of a follow-up: keys of code tables, its customer's fields, its own.
READ_FOR_FILE = (
    *("service_type", "done_by", "entered_by", "customer__salesperson"),
    *(f"customer__{name}" for name in ("number", "name", "phone", "city")),
    *("pk", "happened_on", "note", "next_action", "next_action_on"),
)


def journal_rows(read: Iterable[tuple[Any, ...]], lookups: JournalLookups) -> list[JournalRow]:
    """Return the rows of a file from the values of READ_FOR_FILE."""
    everyone, users, service_types = lookups.everyone, lookups.users, lookups.service_types
    return [
        JournalRow(
            service_types.row(service_type),
            everyone.row(done_by) if done_by else None,
            users.row(entered_by) if entered_by else None,
            JournalCustomer(number, name, phone, city, everyone.row(salesperson) if salesperson else None),
            *own,
        )
        for service_type, done_by, entered_by, salesperson, number, name, phone, city, *own in read
    ]
