"""Correcting follow-ups, as services and as pages do."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from followups.models import FollowUp
from followups.services.corrections import (
    edit_follow_up,
)
from webmino.history import version_of
from webmino.models import User


def edit(follow_up: FollowUp, by: User, **fields: Any) -> FollowUp:
    """Edit a follow-up; `fields` say what changes."""
    said = ("service_type", "happened_on", "done_by", "note", "next_action", "next_action_on")
    now = {"version": version_of(follow_up)} | {name: getattr(follow_up, name) for name in said}
    return edit_follow_up(follow_up, by=by, **now | fields)


def refusal(work: Callable[[], object]) -> ValidationError:
    with pytest.raises(ValidationError) as caught:
        work()
    return caught.value


def at(toronto: str) -> Any:
    return time_machine.travel(f"2026-03-10 {toronto} -0400", tick=False)


def form_of(follow_up: FollowUp) -> dict[str, str]:
    """What the form of a follow-up sends when nothing is changed."""
    return {
        "version": str(version_of(follow_up)),
        "service_type": str(follow_up.service_type_id),
        "happened_on": follow_up.happened_on.isoformat(),
        "done_by": str(follow_up.done_by_id or ""),
        "note": follow_up.note,
        "next_action": follow_up.next_action,
        "next_action_on": follow_up.next_action_on.isoformat() if follow_up.next_action_on else "",
    }


def addresses(follow_up: FollowUp) -> dict[str, str]:
    """The addresses of a follow-up's pages, by what one does there."""
    names = {
        "read": "follow-up-detail",
        "edit": "follow-up-edit",
        "cancel": "follow-up-cancel",
        "restore": "follow-up-restore",
        "postpone": "action-postpone",
    }
    return {what: reverse(f"followups:{name}", args=[follow_up.pk]) for what, name in names.items()}


def said_to(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]
