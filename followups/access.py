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


def may_restore(follow_up: FollowUp, user: User) -> bool:
    """Whether the user may make a cancelled follow-up stand again: managers and administrators (R4)."""
    return follow_up.is_cancelled and may_change_later(user)


def may_change_later(user: User) -> bool:
    """Whether the user may correct follow-ups of others and of other days."""
    return user.has_perm("followups.change_later")
