"""Counting a customer's shelf: the draft that is typed in the store, and the count that it becomes (R15)."""

import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.models import Customer
from followups.models import FollowUp
from followups.services.checks import locked
from par.models import CustomerItem, ShelfCount, ShelfCountLine
from par.selectors.shelf_counts import open_draft
from par.services.locks import hold_items
from webmino.models import User

# Each opening of a visit asks it: one plain query.
_WAS_SENT = """
SELECT EXISTS (SELECT FROM followups_followup WHERE submission = %s)
    OR EXISTS (SELECT FROM par_waitingvisit WHERE submission = %s)
"""
# The code of the error that the visit of a draft was recorded already.
RECORDED = "recorded"
# Units by the key of their item; None is not counted, which is not zero.
Quantities = Mapping[int, Decimal | None]


@transaction.atomic
def save_draft(
    customer: Customer,
    *,
    by: User,
    submission: uuid.UUID,
    quantities: Quantities,
    note: str | None = None,
) -> ShelfCount:
    """Put what was typed in the user's open count of a customer, and return it; the other lines stay.

    `submission` is that of the visit, made when it was opened. A user has one open count of a customer: one
    that was opened elsewhere meanwhile is gone on with, under its own submission. `note` None leaves it.
    Raises ValidationError, with the code RECORDED, when the visit was recorded in between; then nothing is
    saved. Items that the customer never had on his list are refused.
    """
    hold_items(quantities)
    customer = locked(customer)
    if was_recorded(submission):
        raise ValidationError(_("This visit was recorded already."), code=RECORDED)
    draft = open_draft(customer, by) or _new_draft(
        customer=customer, entered_by=by, submission=submission, counted_on=timezone.localdate()
    )
    draft.submission = draft.submission or submission
    if note is not None:
        draft.note = note
    draft.save()
    _write_lines(draft, quantities)
    return draft


@transaction.atomic
def discard_draft(customer: Customer, *, by: User) -> bool:
    """Throw away what the user has typed of an open count; return whether there was one."""
    draft = open_draft(locked(customer), by)
    if draft:
        draft.delete()
    return draft is not None


def complete_count(
    customer: Customer, *, by: User, submission: uuid.UUID, quantities: Quantities, follow_up: FollowUp
) -> ShelfCount | None:
    """Make the count of a visit, of its draft and of what was typed since, and return it.

    None when nothing was counted: what was a draft is then gone. Each active specific item has a line, with
    the PAR of that moment; an item that was taken off the list while it was counted keeps its quantity (R13).
    The caller holds the items of the list and then the customer. It is of the day, and has the note, of its
    follow-up.
    """
    shelf_count = draft_of_visit(customer, by, submission)
    if shelf_count:
        quantities = dict(shelf_count.lines.values_list("item", "quantity")) | dict(quantities)
    if all(quantity is None for quantity in quantities.values()):
        if shelf_count:
            shelf_count.delete()
        return None
    if not shelf_count:
        shelf_count = ShelfCount(customer=customer, entered_by=by, submission=submission)
    shelf_count.counted_on, shelf_count.note = follow_up.happened_on, follow_up.note
    shelf_count.follow_up = follow_up
    shelf_count.state = ShelfCount.State.COMPLETED
    shelf_count.completed_at, shelf_count.completed_by = timezone.now(), by
    shelf_count.save()
    _write_lines(shelf_count, quantities)
    return shelf_count


def _new_draft(**fields: Any) -> ShelfCount:
    """Return a draft, not saved; refuse the submission of another count."""
    if ShelfCount.objects.filter(submission=fields["submission"]).exists():
        raise ValidationError(_("This visit was recorded already."), code=RECORDED)
    return ShelfCount(**fields)


def draft_of_visit(customer: Customer, user: User, submission: uuid.UUID) -> ShelfCount | None:
    """Return what the user has open of this visit to the customer; None when that is nothing.

    A draft that says no visit is of whichever comes.
    """
    draft = open_draft(customer, user)
    return draft if draft and draft.submission in (submission, None) else None


def was_recorded(submission: uuid.UUID) -> bool:
    """Whether the visit of this submission was sent: it is a follow-up, or waits to be one."""
    with connection.cursor() as cursor:
        cursor.execute(_WAS_SENT, [submission, submission])
        (was_sent,) = cursor.fetchone()
    return bool(was_sent)


def _write_lines(shelf_count: ShelfCount, quantities: Quantities) -> None:
    """Write the lines of a count.

    Once it is completed, the active items without a quantity have one too, as not counted, and each line
    keeps the PAR of its item (R13).
    """
    listed = CustomerItem.objects.filter(customer=shelf_count.customer_id).order_by()
    known = list(listed.values_list("item", "is_active", "par_quantity"))
    if quantities.keys() - {item for item, _is_active, _par in known}:
        raise ValidationError(_("An item that was counted is not on the customer’s list."))
    lines, par = dict(quantities), {}
    if shelf_count.state == ShelfCount.State.COMPLETED:
        par = {item: par_quantity for item, is_active, par_quantity in known if is_active}
        lines = dict.fromkeys(par) | lines
    ShelfCountLine.objects.bulk_create(
        (
            ShelfCountLine(
                shelf_count=shelf_count, item_id=item, quantity=quantity, par_quantity=par.get(item)
            )
            for item, quantity in lines.items()
        ),
        update_conflicts=True,
        unique_fields=["shelf_count", "item"],
        update_fields=["quantity", "par_quantity"],
    )
