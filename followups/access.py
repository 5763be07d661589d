"""Who may correct a follow-up: the one place that says it, for buttons and for services (R4)."""

import datetime

from followups.models import FollowUp
from webmino.models import User


def may_change(follow_up: FollowUp, user: User, *, on: datetime.date) -> bool:
    """Whether the user may edit or cancel a standing follow-up of a customer whom he sees, on the day `on`.

    Its author, on the company's day on which he entered it; who may change later, anybody's on any day.
    One that is cancelled is restored first. Source: R4.
    """
    if follow_up.is_cancelled or not user.has_perm("followups.change_followup"):
        return False
    return may_change_later(user) or (follow_up.entered_by_id == user.pk and follow_up.entered_on == on)


def may_restore(follow_up: FollowUp, user: User, *, on: datetime.date) -> bool:
    """Whether the user may make a cancelled follow-up stand again, on the day `on`.

    Its author, when he himself cancelled it, on the company's day on which he entered it; who may change
    later, anybody's on any day. Source: R4.
    """
    if not follow_up.is_cancelled or not user.has_perm("followups.change_followup"):
        return False
    is_his_own = follow_up.entered_by_id == follow_up.cancelled_by_id == user.pk
    return may_change_later(user) or (is_his_own and follow_up.entered_on == on)


def may_change_later(user: User) -> bool:
    """Whether the user may correct follow-ups of others and of other days."""
    return user.has_perm("followups.change_later")
