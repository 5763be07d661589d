"""Recording follow-ups, and closing or postponing the actions that they leave to do."""

import datetime
import uuid
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.models import Customer, Salesperson
from customers.selectors import assignment_on
from followups.models import FollowUp, ServiceType
from followups.selectors.follow_ups import open_actions
from followups.services.checks import check_code, check_day, check_done_by, check_next_action, locked
from webmino.models import User

# The code of the error that a submission has recorded something else.
SUBMISSION_USED = "submission_used"


@transaction.atomic
def record_follow_up(
    customer: Customer,
    *,
    by: User,
    entered_by: User | None = None,
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
    `entered_by` is who made the contact when `by` records it for him; None when it is `by` himself.
    `closes` are actions that this contact settles; one that was closed meanwhile stays as it was closed.
    Raises ValidationError, by field, when a rule refuses it; nothing is then saved.
    """
    # Of two requests with one submission, the second waits here and then finds what the first one made.
    follow_up = FollowUp(
        customer=locked(customer),
        service_type=service_type,
        happened_on=happened_on,
        done_by=done_by,
        note=note,
        next_action=next_action,
        next_action_on=next_action_on,
        entered_by=entered_by or by,
        submission=submission,
    )
    if recorded := FollowUp.objects.filter(submission=submission).first():
        return _the_same(recorded, follow_up)
    _check(follow_up, by=by)
    _assign(follow_up)
    _save(follow_up)
    _close(closes, follow_up, by=by)
    return follow_up


def _check(follow_up: FollowUp, *, by: User) -> None:
    """Refuse one that breaks a rule, by field."""
    check_code(follow_up.service_type)
    check_day(follow_up.happened_on)
    check_done_by(follow_up.done_by, by)
    check_next_action(follow_up.next_action, follow_up.next_action_on, follow_up.happened_on)


def _assign(follow_up: FollowUp) -> None:
    """Give it the salesperson and the route that its customer had that day (R5)."""
    assignment = assignment_on(follow_up.customer, follow_up.happened_on)
    follow_up.salesperson_id, follow_up.route_id = assignment.salesperson_id, assignment.route_id


def _close(actions: Iterable[FollowUp], follow_up: FollowUp, *, by: User) -> None:
    """Mark the actions that it settles as done; one that was closed meanwhile stays as it was closed."""
    settled = open_actions(follow_up.customer).filter(pk__in=[action.pk for action in actions])
    settled.update(next_action_done_at=timezone.now(), next_action_done_by=by, closed_by=follow_up)


@transaction.atomic
def mark_action_done(follow_up: FollowUp, *, by: User) -> FollowUp:
    """Close the next action of a follow-up (R3).

    Raises ValidationError when there is nothing to close: somebody did it before, or it was cancelled.
    """
    follow_up = _with_action_to_do(follow_up)
    follow_up.next_action_done_at = timezone.now()
    follow_up.next_action_done_by = by
    follow_up.closed_by = None
    follow_up.save(update_fields=["next_action_done_at", "next_action_done_by", "closed_by"])
    return follow_up


@transaction.atomic
def postpone_action(follow_up: FollowUp, *, by: User, to: datetime.date) -> FollowUp:
    """Give the open action of a follow-up another day, today or later; its history keeps the one before (R4).

    Raises ValidationError when there is nothing to postpone, or by field (`to`) when the day is over.
    """
    follow_up = _with_action_to_do(follow_up)
    if to < timezone.localdate():
        raise ValidationError({"to": _("This day is over. Choose today or a later one.")})
    if follow_up.next_action_on != to:
        follow_up.next_action_on = to
        follow_up.save(update_fields=["next_action_on"])
    return follow_up


@transaction.atomic
def reopen_action(follow_up: FollowUp, *, by: User) -> FollowUp:
    """Open again the next action of a follow-up that was marked done by mistake, however it was (R3).

    Raises ValidationError when it is not done, or the follow-up is cancelled.
    """
    locked(follow_up.customer)
    follow_up = FollowUp.objects.select_for_update(of=("self",)).get(pk=follow_up.pk)
    if follow_up.is_cancelled or not follow_up.next_action_done_at:
        raise ValidationError(_("This follow-up has no action that is done."))
    follow_up.next_action_done_at = follow_up.next_action_done_by = follow_up.closed_by = None
    follow_up.save(update_fields=["next_action_done_at", "next_action_done_by", "closed_by"])
    return follow_up


def _with_action_to_do(follow_up: FollowUp) -> FollowUp:
    """Return the follow-up as it is now, held with its customer; refuse one with nothing to do."""
    locked(follow_up.customer)
    follow_up = FollowUp.objects.select_for_update(of=("self",)).get(pk=follow_up.pk)
    if follow_up.next_action_done_at:
        raise ValidationError(
            _("“%(action)s” was done already, by %(who)s."),
            params={"action": follow_up.next_action, "who": follow_up.next_action_done_by or _("imported")},
        )
    if not follow_up.has_open_action:
        raise ValidationError(_("This follow-up has no action to do."))
    return follow_up


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
