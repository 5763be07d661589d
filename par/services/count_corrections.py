"""Cancelling shelf counts with a reason, alone or with their visit, and restoring them (R4)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from followups.models import FollowUp
from followups.services.checks import checked_reason, locked
from followups.services.corrections import cancel_follow_up
from par.access import may_cancel_count, may_restore_count
from par.models import ShelfCount
from par.selectors.shelf_counts import standing_count_of
from webmino.models import User

WRITTEN = ("state", "cancelled_at", "cancelled_by", "cancel_reason")


@transaction.atomic
def cancel_count(count: ShelfCount, *, by: User, reason: str) -> ShelfCount:
    """Cancel a completed count: it stays readable, and the one before it is the last (R4, R13).

    Its follow-up stays: a visit was made, whatever was counted.
    Raises ValidationError, by field where there is one; nothing is then saved.
    """
    count = _held(count)
    _check_completed(count)
    if not may_cancel_count(count, by, on=timezone.localdate()):
        raise ValidationError(
            _("A count is cancelled by its author the day it was completed, later by a manager.")
        )
    count.cancel_reason = checked_reason(reason)
    count.state = ShelfCount.State.CANCELLED
    count.cancelled_at, count.cancelled_by = timezone.now(), by
    count.save(update_fields=WRITTEN)
    return count


@transaction.atomic
def restore_count(count: ShelfCount, *, by: User) -> ShelfCount:
    """Make a cancelled count stand again, as it was: the customer's last one if none is newer (R4, R13).

    Its follow-up stays as it is. Raises ValidationError when it is not cancelled, or the user may not.
    """
    count = _held(count)
    if count.state != ShelfCount.State.CANCELLED:
        raise ValidationError(_("This count is not cancelled."))
    if not may_restore_count(count, by, on=timezone.localdate()):
        raise ValidationError(
            _("A manager restores a count, or its author who cancelled it himself the same day.")
        )
    count.state = ShelfCount.State.COMPLETED
    count.cancelled_at = count.cancelled_by = None
    count.cancel_reason = ""
    count.save(update_fields=WRITTEN)
    return count


@transaction.atomic
def cancel_visit_and_count(follow_up: FollowUp, *, by: User, reason: str) -> FollowUp:
    """Cancel a follow-up and the count that was made with it, both for the same reason (R4).

    A count that was cancelled before stays as it is.
    Raises ValidationError, by field where there is one; nothing is then saved.
    """
    cancelled = cancel_follow_up(follow_up, by=by, reason=reason)
    if count := standing_count_of(cancelled):
        cancel_count(count, by=by, reason=reason)
    return cancelled


def _held(count: ShelfCount) -> ShelfCount:
    """Return the count as it is now, held with its customer until the end of the transaction."""
    locked(count.customer)
    return ShelfCount.objects.select_related("cancelled_by").select_for_update(of=("self",)).get(pk=count.pk)


def _check_completed(count: ShelfCount) -> None:
    if count.state == ShelfCount.State.DRAFT:
        raise ValidationError(_("This count is not completed yet."))
    if count.state == ShelfCount.State.CANCELLED:
        raise ValidationError(
            _("This count was cancelled by %(who)s: %(reason)s"),
            params={"who": count.cancelled_by or _("imported"), "reason": count.cancel_reason},
        )
