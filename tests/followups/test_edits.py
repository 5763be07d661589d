"""Editing follow-ups: what is judged anew, and of two who edit neither loses anything (R4, R5, R28)."""

import datetime
import threading
from collections.abc import Callable

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from customers.models import Customer
from followups.models import CustomerVisitState, FollowUp
from followups.services.corrections import (
    cancel_follow_up,
)
from tests.factories import (
    make_customer,
    make_follow_up,
    make_route,
    make_salesperson,
    make_service_type,
    make_user,
)
from tests.followups.correcting import addresses, at, edit, form_of, refusal
from tests.interruptions import just_after
from tests.processes import PATIENCE
from webmino.history import version_of
from webmino.models import User
from webmino.roles import Role
from webmino.versions import CHANGED_MEANWHILE

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def test_r5_an_edit_keeps_the_salesperson_and_the_route_of_the_day(manager: User) -> None:
    salesperson, route = make_salesperson(), make_route()
    customer = make_customer(salesperson=make_salesperson(), route=make_route())
    follow_up = make_follow_up(customer=customer, salesperson=salesperson, route=route)

    edit(follow_up, manager, note="corrected", service_type=make_service_type())

    follow_up.refresh_from_db()
    assert (follow_up.salesperson, follow_up.route) == (salesperson, route)


def test_r5_another_date_takes_the_salesperson_and_the_route_of_that_one(manager: User) -> None:
    before, after, route = make_salesperson(), make_salesperson(), make_route()
    customer = make_customer(salesperson=before, route=route)
    Customer.objects.update(salesperson=after, route=None)
    follow_up = make_follow_up(customer=customer, salesperson=after)

    edit(follow_up, manager, happened_on=timezone.localdate() - 30 * DAY)

    follow_up.refresh_from_db()
    assert (follow_up.salesperson, follow_up.route) == (before, route)


def test_an_edit_is_judged_as_an_entry_where_it_changes_something(manager: User) -> None:
    old_code = make_service_type(is_active=False)
    follow_up = make_follow_up(service_type=old_code)

    edit(follow_up, manager, note="the old code can stay")
    tomorrow = refusal(lambda: edit(follow_up, manager, happened_on=timezone.localdate() + DAY))
    code = refusal(lambda: edit(follow_up, manager, service_type=make_service_type(is_active=False)))
    half = refusal(lambda: edit(follow_up, manager, next_action="call"))

    assert [list(one.message_dict) for one in (tomorrow, code, half)] == [
        ["happened_on"],
        ["service_type"],
        ["next_action_on"],
    ]


def test_the_second_of_two_who_edit_is_shown_what_changed_and_loses_nothing(
    manager: User, signed_in: Callable[[User], Client]
) -> None:
    follow_up = make_follow_up(note="before")
    opened = form_of(follow_up)
    address = reverse("followups:follow-up-edit", args=[follow_up.pk])
    new_code = make_service_type()
    edit(follow_up, manager, service_type=new_code)

    page = signed_in(manager).post(address, opened | {"note": "typed"})

    assert page.status_code == 422
    assert [change.after for change in page.context["changes"]] == [str(new_code)]
    assert page.context["form"]["note"].value() == "typed"
    assert page.context["form"]["service_type"].value() == str(new_code.pk)
    assert FollowUp.objects.get().note == "before"

    resent = {name: page.context["form"][name].value() for name in opened}
    signed_in(manager).post(address, resent)
    saved = FollowUp.objects.get()
    assert (saved.note, saved.service_type) == ("typed", new_code)


def test_a_change_that_comes_while_the_form_is_made_is_not_overwritten(
    manager: User, signed_in: Callable[[User], Client]
) -> None:
    follow_up = make_follow_up(note="before")
    address = reverse("followups:follow-up-edit", args=[follow_up.pk])
    client = signed_in(manager)

    with just_after("followups_followup", lambda: FollowUp.objects.update(note="from another")):
        form = client.get(address).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    page = client.post(address, sent | {"note": "typed"})

    assert page.status_code == 422
    assert [(change.before, change.after) for change in page.context["changes"]] == [
        ("before", "from another")
    ]
    assert FollowUp.objects.get().note == "from another"


def test_a_stale_version_is_refused_by_the_service(manager: User) -> None:
    follow_up = make_follow_up()
    edit(follow_up, manager, note="first")

    error = refusal(lambda: edit(follow_up, manager, note="second", version=0))

    assert error.code == CHANGED_MEANWHILE
    assert FollowUp.objects.get().note == "first"


def test_a_version_still_to_come_is_refused_by_the_service(manager: User) -> None:
    """A backup that is restored takes the numbers of the versions back, while forms stay open."""
    follow_up = make_follow_up(note="first")

    error = refusal(lambda: edit(follow_up, manager, note="second", version=version_of(follow_up) + 100))

    assert error.code == CHANGED_MEANWHILE
    assert FollowUp.objects.get().note == "first"


def test_what_was_changed_and_changed_back_is_no_change(manager: User) -> None:
    follow_up = make_follow_up(note="first")
    for note in ("second", "first"):
        FollowUp.objects.update(note=note)

    edit(follow_up, manager, note="third", version=0)

    assert FollowUp.objects.get().note == "third"


def test_r28_who_sends_a_version_still_to_come_is_shown_what_was_changed(
    manager: User, signed_in: Callable[[User], Client]
) -> None:
    follow_up = make_follow_up(note="first")
    FollowUp.objects.update(note="second")
    sent = form_of(follow_up) | {"note": "third", "version": str(version_of(follow_up) + 1)}

    told = signed_in(manager).post(addresses(follow_up)["edit"], sent)

    assert told.status_code == 422
    assert [(change.before, change.after) for change in told.context["changes"]] == [("first", "second")]
    assert told.context["form"]["note"].value() == "third"
    assert FollowUp.objects.get().note == "second"


@pytest.mark.parametrize("version", ["", "-1", "x", "9" * 4301], ids=["none", "-1", "x", "too long"])
def test_r28_a_form_that_does_not_say_its_version_saves_nothing(
    manager: User, signed_in: Callable[[User], Client], version: str
) -> None:
    follow_up = make_follow_up(note="first")
    sent = form_of(follow_up) | {"note": "second", "version": version}

    answer = signed_in(manager).post(addresses(follow_up)["edit"], sent)

    assert list(answer.context["form"].errors) == ["version"]
    assert FollowUp.objects.get().note == "first"


def test_r4_the_day_ends_at_midnight_of_the_company_even_with_the_form_open(
    office: User, signed_in: Callable[[User], Client]
) -> None:
    with at("23:58"):
        follow_up = make_follow_up(entered_by=office, note="before")
        typed = form_of(follow_up) | {"note": "typed before midnight"}
    with time_machine.travel("2026-03-11 00:02 -0400", tick=False):
        client = signed_in(office)
        edited = client.post(addresses(follow_up)["edit"], typed)
        cancelled = client.post(addresses(follow_up)["cancel"], {"reason": "mistake"})

    follow_up.refresh_from_db()
    assert (edited.status_code, cancelled.status_code) == (422, 422)
    assert edited.context["form"].non_field_errors() == cancelled.context["form"].non_field_errors()
    assert edited.context["form"]["note"].value() == "typed before midnight"
    assert cancelled.context["form"]["reason"].value() == "mistake"
    assert (follow_up.note, follow_up.is_cancelled) == ("before", False)


@pytest.mark.django_db(transaction=True)
def test_of_an_edit_and_a_cancel_at_once_neither_is_lost_unsaid() -> None:
    manager, follow_up = make_user(Role.MANAGER), make_follow_up(note="before")
    together = threading.Barrier(2, timeout=PATIENCE)
    refused: list[str] = []

    def at_once(work: Callable[[], object], name: str) -> None:
        try:
            together.wait()
            work()
        except ValidationError:
            refused.append(name)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=at_once, args=[lambda: edit(follow_up, manager, note="after"), "edit"]),
        threading.Thread(
            target=at_once,
            args=[lambda: cancel_follow_up(follow_up, by=manager, reason="mistake"), "cancel"],
        ),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)

    # Cancelling after an edit goes; an edit after the cancelling is refused, and says so.
    stored = FollowUp.objects.get()
    assert stored.is_cancelled
    assert (stored.note, refused) in [("after", []), ("before", ["edit"])]
    assert not CustomerVisitState.objects.exists()


def test_what_was_corrected_goes_back_where_one_came_from_and_never_elsewhere(
    manager: User, signed_in: Callable[[User], Client]
) -> None:
    follow_up, client = make_follow_up(), signed_in(manager)
    record = reverse("customers:customer-detail", args=[follow_up.customer_id])
    ways = [{"next": "/agenda/"}, {"next": "https://elsewhere.example/"}, {"from": "/clients/?q=a"}]

    answers = [client.post(addresses(follow_up)["edit"], form_of(follow_up) | way) for way in ways]

    assert [answer.url for answer in answers] == ["/agenda/", record, f"{record}?from=%2Fclients%2F%3Fq%3Da"]
