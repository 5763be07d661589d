"""Recording follow-ups, and closing the actions that they leave to do."""

import datetime
import uuid
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.models import Customer, Salesperson
from customers.selectors import assignment_on
from followups.models import FollowUp, ServiceType
from followups.selectors.follow_ups import names_nobody, open_actions, salespeople_to_name
from webmino.models import User

# The code of the error that a submission has recorded something else.
SUBMISSION_USED = "submission_used"


@transaction.atomic
def record_follow_up(
    customer: Customer,
    *,
    by: User,
    submission: uuid.UUID,
    service_type: ServiceType,
    happened_on: datetime.date,
    done_by: Salesperson | None = None,
    note: str = "",
    next_action: str = "",
    next_action_on: datetime.date | None = None,
    closes: Iterable[FollowUp] = (),
) -> FollowUp:
    """Record a follow-up of a customer whom `by` sees, and return it (R3).

    `submission` is made when the form is opened: the same form sent again returns the follow-up that it
    made; with something else in it, it is refused with the code SUBMISSION_USED.
    `closes` are actions that this contact settles; one that was closed meanwhile stays as it was closed.
    Raises ValidationError, by field, when a rule refuses it; nothing is then saved.
    """
    # Of two requests with one submission, the second waits here and then finds what the first one made.
    customer = _locked(customer)
    assignment = assignment_on(customer, happened_on)
    follow_up = FollowUp(
        customer=customer,
        service_type=service_type,
        happened_on=happened_on,
        done_by=done_by,
        note=note,
        salesperson_id=assignment.salesperson_id,
        route_id=assignment.route_id,
        next_action=next_action,
        next_action_on=next_action_on,
        entered_by=by,
        submission=submission,
    )
    if recorded := FollowUp.objects.filter(submission=submission).first():
        return _the_same(recorded, follow_up)
    _check_code_and_day(service_type, happened_on)
    _check_done_by(done_by, by)
    _check_next_action(next_action, next_action_on, happened_on)
    _save(follow_up)
    open_actions(customer).filter(pk__in=[action.pk for action in closes]).update(
        next_action_done_at=timezone.now(), next_action_done_by=by, closed_by=follow_up
    )
    return follow_up


@transaction.atomic
def mark_action_done(follow_up: FollowUp, *, by: User) -> FollowUp:
    """Close the next action of a follow-up (R3).

    Raises ValidationError when there is nothing to close: somebody did it before, or it was cancelled.
    """
    _locked(follow_up.customer)
    follow_up = FollowUp.objects.select_for_update(of=("self",)).get(pk=follow_up.pk)
    if follow_up.next_action_done_at:
        raise ValidationError(
            _("“%(action)s” was done already, by %(who)s."),
            params={"action": follow_up.next_action, "who": follow_up.next_action_done_by or _("imported")},
        )
    if not follow_up.has_open_action:
        raise ValidationError(_("This follow-up has no action to do."))
    follow_up.next_action_done_at = timezone.now()
    follow_up.next_action_done_by = by
    follow_up.save(update_fields=["next_action_done_at", "next_action_done_by"])
    return follow_up


def _locked(customer: Customer) -> Customer:
    """Return the customer as he is now, held until the end of the transaction.

    Locks are taken in one order everywhere, so that no two writers wait for each other: the table of
    follow-ups, as any writer does, and then the customers, as the triggers of the visit states do.
    """
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE followups_followup IN ROW EXCLUSIVE MODE")
    return Customer.objects.select_for_update(of=("self",), no_key=True).get(pk=customer.pk)


# What a form that is sent again says again; the rest depends on the moment.
SAID = (
    *("customer_id", "entered_by_id", "service_type_id", "happened_on"),
    *("done_by_id", "note", "next_action", "next_action_on"),
)


def _the_same(recorded: FollowUp, sent: FollowUp) -> FollowUp:
    """Return `recorded` when `sent` says it again; refuse it when the form was filled anew after it."""
    if any(getattr(recorded, name) != getattr(sent, name) for name in SAID):
        raise _already_used()
    return recorded


def _already_used() -> ValidationError:
    message = _("This form had recorded another follow-up before. Send it again to record this one too.")
    return ValidationError(message, code=SUBMISSION_USED)


def _save(follow_up: FollowUp) -> None:
    try:
        with transaction.atomic():
            follow_up.save(force_insert=True)
    except IntegrityError as error:
        # The customer is locked: only a form of another customer can have taken the submission now.
        if FollowUp.objects.filter(submission=follow_up.submission).exists():
            raise _already_used() from error
        raise


def _check_code_and_day(service_type: ServiceType, happened_on: datetime.date) -> None:
    if not service_type.is_active:
        raise ValidationError({"service_type": _("This code is no longer in use. Choose another.")})
    if happened_on > timezone.localdate():
        raise ValidationError({"happened_on": _("The date can't be in the future.")})


def _check_done_by(done_by: Salesperson | None, by: User) -> None:
    if done_by is None:
        if not names_nobody(by):
            raise ValidationError({"done_by": _("Choose who did it.")})
    elif not salespeople_to_name(by).filter(pk=done_by.pk).exists():
        raise ValidationError({"done_by": _("You can't name this salesperson.")})


def _check_next_action(what: str, due_on: datetime.date | None, happened_on: datetime.date) -> None:
    if what and due_on is None:
        raise ValidationError({"next_action_on": _("Say for which day.")})
    if due_on is not None and not what:
        raise ValidationError({"next_action": _("Say what is to be done.")})
    if due_on is not None and due_on < happened_on:
        raise ValidationError({"next_action_on": _("The action can't be due before the follow-up's date.")})
