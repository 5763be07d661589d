"""The accounts of those who sign in: their role, whether they may come in, and what ends it at once (R25)."""

import datetime
from typing import Any

from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from webmino.functions import Fold
from webmino.models import User
from webmino.roles import Role


def users_by_name(users: models.QuerySet | None = None) -> models.QuerySet:
    """Return users, all of them when none are given, in the order of their names as they are read."""
    users = User.objects.all() if users is None else users
    return users.order_by(Fold("first_name"), Fold("last_name"), "username", "pk")


def with_lock(users: models.QuerySet) -> models.QuerySet:
    """Add `is_locked`: whether too many wrong passwords keep the user out for now."""
    recently = timezone.now() - datetime.timedelta(hours=settings.AXES_COOLOFF_TIME)
    attempts = AccessAttempt.objects.filter(
        username=Lower(OuterRef("username")),
        failures_since_start__gte=settings.AXES_FAILURE_LIMIT,
        attempt_time__gt=recently,
    )
    return users.annotate(is_locked=Exists(attempts))


def lock_administrators() -> Group:
    """Return the group of administrators, whose roles nobody else changes before this transaction ends.

    It is taken before the row of any user: who takes them in the other order waits for the other for ever.
    """
    return Group.objects.select_for_update(no_key=True).get(name=Role.ADMINISTRATOR.value)


@transaction.atomic
def set_role(user: User, role: Role) -> None:
    """Give a user one role, instead of those that he had; it decides alone what he may do.

    Raises ValidationError beside `role` when he is the last active administrator and would not be one.
    """
    if role != Role.ADMINISTRATOR:
        _check_another_administers(user, "role")
        user.is_superuser = False
        user.save(update_fields=["is_superuser"])
    user.groups.set([Group.objects.get(name=role.value)])


@transaction.atomic
def deactivate(user: User, *, by: User) -> None:
    """Keep a user out: his sessions end at once, and stay ended if he is active again later (R25).

    Raises ValidationError when he is who asks, or the last active administrator.
    """
    if user.pk == by.pk:
        raise ValidationError(_("You can't deactivate yourself: ask another administrator."))
    _check_another_administers(user)
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_sessions(user)


def reactivate(user: User) -> None:
    """Let a user come in again, with the password, role and salespeople that he had."""
    user.is_active = True
    user.save(update_fields=["is_active"])


def unlock(user: User) -> None:
    """Forget a user's wrong passwords, so that he may try again without waiting."""
    reset(username=user.username.lower())


def set_password(user: User, password: str) -> None:
    """Give a user another password, which ends the sessions that he had with the one before (R25).

    Nothing else of his row is written: he may have been deactivated since it was read.
    """
    user.set_password(password)
    user.save(update_fields=["password", "password_set_at"])


def end_sessions(user: User) -> None:
    """Sign a user out of every browser."""
    # Whose a session is, is known by reading it; a company has few that have not ended.
    for session in Session.objects.filter(expire_date__gt=timezone.now()):
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            session.delete()


def _check_another_administers(user: User, field: str | None = None) -> None:
    """Refuse, beside the field, when nobody would administer without this user."""
    # Of two administrators who take each other's role away, the second waits, and is refused.
    group = lock_administrators()
    administrators = User.objects.filter(Q(groups=group) | Q(is_superuser=True), is_active=True)
    keys = set(administrators.values_list("pk", flat=True))
    if keys == {user.pk}:
        message: Any = _("Nobody else is an administrator: give this role to somebody first.")
        raise ValidationError({field: message} if field else message)
