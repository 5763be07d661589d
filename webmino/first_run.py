"""The first minutes of an installation: a one-time address, where its first administrator is made.

`manage.py serve` prints the address as long as nobody administers, and each start makes a new one.
"""

import hashlib
import secrets
from importlib import import_module

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q
from django.http import Http404

from webmino.company import CompanySettings, save_settings
from webmino.models import FirstRunToken, User
from webmino.roles import Role


def is_needed() -> bool:
    """Whether no active user is an administrator."""
    administers = Q(is_superuser=True) | Q(groups__name=Role.ADMINISTRATOR.value)
    return not User.objects.filter(administers, is_active=True).exists()


@transaction.atomic
def new_token() -> str:
    """Return a secret for the address, which voids the one before; only its digest is kept."""
    token = secrets.token_urlsafe(32)
    FirstRunToken.objects.all().delete()
    FirstRunToken.objects.create(digest=_digest(token))
    return token


def admits(token: str) -> bool:
    """Whether `token` is the last one made, not used yet, and nobody administers."""
    return FirstRunToken.objects.filter(digest=_digest(token)).exists() and is_needed()


@transaction.atomic
def make_administrator(user: User, *, company: CompanySettings, token: str) -> User:
    """Save `user`, who is new, as an administrator, and the settings that he chose.

    What each application needs to be used is prepared too.

    Raises Http404 when `token` was used meanwhile.
    """
    # The second of two that are sent at once waits for the first, and finds nothing.
    used = FirstRunToken.objects.select_for_update().filter(digest=_digest(token)).first()
    if used is None or not is_needed():
        raise Http404
    user.save()
    save_settings(company)
    user.groups.add(Group.objects.get(name=Role.ADMINISTRATOR.value))
    for name in settings.FIRST_RUN:
        import_module(name).prepare()
    FirstRunToken.objects.all().delete()
    return user


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
