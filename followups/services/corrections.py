"""Correcting follow-ups: editing, cancelling with a reason, and restoring one that was cancelled (R4)."""

import datetime
from typing import TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.models import Salesperson
from customers.selectors import assignment_on
from followups.access import may_change, may_restore
from followups.models import FollowUp, ServiceType
from followups.selectors.follow_ups import settled_by
from followups.services.checks import (
    check_code,
    check_day,
    check_done_by,
    check_next_action,
    checked_reason,
    locked,
)
from webmino.models import User
from webmino.versions import check_version


class Correction(TypedDict, total=False):
    """What can be corrected of a follow-up; what is not said stays as it is."""

    service_type: ServiceType
    happened_on: datetime.date
    done_by: Salesperson | None
    note: str
    next_action: str
    next_action_on: datetime.date | None


@transaction.atomic
def edit_follow_up(
    follow_up: FollowUp, *, by: User, version: int, **correction: Unpack[Correction]
) -> FollowUp:
    """Correct a follow-up, and return it as it is now (R4).

    Its salesperson and route stay, whatever the customer's are now; with another date, they become those
    that the customer had on that one (R5).
    `version` is what `version_of` said when the form was opened: when the follow-up is no longer what it
    was then, `check_version` refuses it. What stays as it was is not judged again: an old follow-up keeps
    a code that is no longer in use. An action that is done stays as it was done.
    Raises ValidationError, by field where there is one; nothing is then saved.
    """
    follow_up = _to_correct(follow_up, by)
    refusal = _("This follow-up was changed in the meantime. Nothing is saved yet.")
    check_version(follow_up, version, refusal=refusal)
    changed = {name: value for name, value in correction.items() if getattr(follow_up, name) != value}
    for name, value in changed.items():
        setattr(follow_up, name, value)
    written = set(changed)
    _check_changed(follow_up, written, by)
    if "happened_on" in changed:
        assignment = assignment_on(follow_up.customer, follow_up.happened_on)
        follow_up.salesperson_id, follow_up.route_id = assignment
        written |= {"salesperson", "route"}
    follow_up.save(update_fields=written)
    return follow_up


@transaction.atomic
def cancel_follow_up(follow_up: FollowUp, *, by: User, reason: str) -> FollowUp:
    """Cancel a follow-up: it stays visible with its reason and counts nowhere (R4).

    The actions that its entry had ticked as done are open again, since nothing settled them; `settled_by`
    still tells them.
    Raises ValidationError, by field where there is one; nothing is then saved.
    """
    follow_up = _to_correct(follow_up, by)
    follow_up.cancel_reason = checked_reason(reason)
    follow_up.cancelled_at = timezone.now()
    follow_up.cancelled_by = by
    follow_up.save(update_fields=["cancelled_at", "cancelled_by", "cancel_reason"])
    settled_by(follow_up).update(next_action_done_at=None, next_action_done_by=None)
    return follow_up


@transaction.atomic
def restore_follow_up(follow_up: FollowUp, *, by: User) -> FollowUp:
    """Make a cancelled follow-up stand again, as it was (R4).

    The actions that it had settled are done again, as of its entry, unless somebody closed them meanwhile.
    Raises ValidationError when it is not cancelled, or the user may not.
    """
    follow_up = _held(follow_up)
    if not follow_up.is_cancelled:
        raise ValidationError(_("This follow-up is not cancelled."))
    if not may_restore(follow_up, by, on=timezone.localdate()):
        raise ValidationError(
            _("A manager restores a follow-up, or its author who cancelled it himself the same day.")
        )
    follow_up.cancelled_at = follow_up.cancelled_by = None
    follow_up.cancel_reason = ""
    follow_up.save(update_fields=["cancelled_at", "cancelled_by", "cancel_reason"])
    # One whose action was corrected away meanwhile has nothing left to be done.
    settled_by(follow_up).filter(next_action_done_at=None).exclude(next_action="").update(
        next_action_done_at=follow_up.created_at, next_action_done_by=follow_up.entered_by
    )
    return follow_up


def _held(follow_up: FollowUp) -> FollowUp:
    """Return the follow-up as it is now, held with its customer until the end of the transaction."""
    locked(follow_up.customer)
    follow_ups = FollowUp.objects.select_related("service_type", "done_by", "cancelled_by")
    return follow_ups.select_for_update(of=("self",)).get(pk=follow_up.pk)


def _to_correct(follow_up: FollowUp, by: User) -> FollowUp:
    """Return the follow-up as `_held` does; refuse one that is cancelled, or that `by` may not change."""
    follow_up = _held(follow_up)
    if follow_up.is_cancelled:
        raise ValidationError(
            _("This follow-up was cancelled by %(who)s: %(reason)s"),
            params={"who": follow_up.cancelled_by or _("imported"), "reason": follow_up.cancel_reason},
        )
    if not may_change(follow_up, by, on=timezone.localdate()):
        raise ValidationError(
            _("A follow-up is corrected by its author the day it was entered, later by a manager.")
        )
    return follow_up


def _check_changed(follow_up: FollowUp, changed: set[str], by: User) -> None:
    """Judge what the edit changed, by the rules of an entry."""
    if "service_type" in changed:
        check_code(follow_up.service_type)
    if "happened_on" in changed:
        check_day(follow_up.happened_on)
    if "done_by" in changed:
        check_done_by(follow_up.done_by, by)
    if changed & {"next_action", "next_action_on", "happened_on"}:
        check_next_action(follow_up.next_action, follow_up.next_action_on, follow_up.happened_on)
    if changed & {"next_action", "next_action_on"} and follow_up.next_action_done_at:
        raise ValidationError({"next_action": _("This action is done: it stays as it was.")})
