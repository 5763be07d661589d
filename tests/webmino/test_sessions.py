"""A session is Django's own, until it ends."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from webmino.sessions import SessionStore

pytestmark = pytest.mark.django_db


def kept_session(**kept: object) -> str:
    session = SessionStore()
    session.update(kept)
    session.create()
    return str(session.session_key)


def test_a_session_gives_back_what_was_kept_in_it_and_nothing_of_another() -> None:
    kept_session(who="Luc")
    key = kept_session(who="Zoé")

    found = SessionStore(key)

    assert (dict(found.items()), found.session_key) == ({"who": "Zoé"}, key)


@pytest.mark.parametrize("left", [timedelta(seconds=-1), timedelta(0)])
def test_a_session_that_has_ended_gives_nothing_and_another_begins(left: timedelta) -> None:
    key = kept_session(who="Zoé")
    Session.objects.filter(pk=key).update(expire_date=timezone.now() + left)

    found = SessionStore(key)

    assert (dict(found.items()), found.session_key) == ({}, None)


def test_what_is_no_session_gives_nothing() -> None:
    kept_session(who="Zoé")

    found = SessionStore("'; SELECT <b>&\"")

    assert (dict(found.items()), found.session_key) == ({}, None)
