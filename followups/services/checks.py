"""What every service that writes a follow-up asks first."""

import datetime

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.models import Customer, Salesperson
from followups.models import ServiceType
from followups.selectors.follow_ups import names_nobody, salespeople_to_name
from webmino.models import LABEL_LENGTH, User


def locked(customer: Customer) -> Customer:
    """Return the customer as he is now, held until the end of the transaction.

    Locks are taken in one order everywhere, so that no two writers wait for each other: the table of
    follow-ups, as any writer does, and then the customers, as the triggers of the visit states do.
    """
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE followups_followup IN ROW EXCLUSIVE MODE")
    return Customer.objects.select_for_update(of=("self",), no_key=True).get(pk=customer.pk)


def check_code(service_type: ServiceType) -> None:
    """Refuse a code that can't be chosen now, whatever it was when the form was read."""
    if not ServiceType.objects.active().filter(pk=service_type.pk).exists():
        raise ValidationError({"service_type": _("This code is no longer in use. Choose another.")})


def check_day(happened_on: datetime.date) -> None:
    if happened_on > timezone.localdate():
        raise ValidationError({"happened_on": _("The date can't be in the future.")})


def check_done_by(done_by: Salesperson | None, by: User) -> None:
    if done_by is None:
        if not names_nobody(by):
            raise ValidationError({"done_by": _("Choose who did it.")})
    elif not salespeople_to_name(by).filter(pk=done_by.pk).exists():
        raise ValidationError({"done_by": _("You can't name this salesperson.")})


def check_next_action(what: str, due_on: datetime.date | None, happened_on: datetime.date) -> None:
    if what and due_on is None:
        raise ValidationError({"next_action_on": _("Say for which day.")})
    if due_on is not None and not what:
        raise ValidationError({"next_action": _("Say what is to be done.")})
    if due_on is not None and due_on < happened_on:
        raise ValidationError({"next_action_on": _("The action can't be due before the follow-up's date.")})


def checked_reason(reason: str, *, empty: str = "") -> str:
    """Return why something is cancelled, as it is kept; refuse an empty reason and one too long (R4).

    `empty` is what is said where there is none, when something else than cancelling is to be explained.
    """
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": empty or _("Say why it is cancelled.")})
    if len(reason) > LABEL_LENGTH:
        raise ValidationError({"reason": _("This reason is too long.")})
    return reason
