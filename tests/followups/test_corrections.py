"""Correcting follow-ups: who may and when, editing, cancelling, restoring, and what is kept of it (R3–R5)."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from followups.access import may_change, may_restore
from followups.models import CustomerVisitState, FollowUp
from followups.services.corrections import (
    CHANGED_MEANWHILE,
    cancel_follow_up,
    edit_follow_up,
    restore_follow_up,
)
from followups.services.follow_ups import mark_action_done, postpone_action
from tests.factories import make_customer, make_follow_up, make_route, make_salesperson, make_service_type
from webmino.history import changes_of, version_of
from webmino.models import User

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


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


def test_r4_the_author_corrects_the_same_day_of_the_company_and_no_later(office: User) -> None:
    with at("23:50"):
        follow_up = make_follow_up(entered_by=office)
        same_day = may_change(follow_up, office, on=timezone.localdate())
    with time_machine.travel("2026-03-11 00:10 -0400", tick=False):
        next_day = may_change(follow_up, office, on=timezone.localdate())

    assert (same_day, next_day) == (True, False)


def test_r4_another_author_s_is_for_managers_on_any_day(
    office: User, manager: User, administrator: User
) -> None:
    of_a_colleague = make_follow_up(happened_on=timezone.localdate() - 400 * DAY)
    today = timezone.localdate()

    allowed = [may_change(of_a_colleague, user, on=today) for user in (office, manager, administrator)]

    assert allowed == [False, True, True]


def test_r4_cancelling_needs_a_reason_and_keeps_who_and_when(office: User) -> None:
    follow_up = make_follow_up(entered_by=office)

    refused = refusal(lambda: cancel_follow_up(follow_up, by=office, reason="  "))
    with at("10:00"):
        FollowUp.objects.update(created_at=timezone.now())
        cancelled = cancel_follow_up(follow_up, by=office, reason=" mauvais client ")

    assert list(refused.message_dict) == ["reason"]
    assert (cancelled.cancel_reason, cancelled.cancelled_by) == ("mauvais client", office)
    assert cancelled.cancelled_at == datetime.datetime(2026, 3, 10, 14, tzinfo=datetime.UTC)
    assert not CustomerVisitState.objects.exists()


def test_r4_cancelling_opens_again_what_it_had_settled_and_restoring_settles_it(
    office: User, manager: User
) -> None:
    customer = make_customer()
    settling = make_follow_up(customer=customer, entered_by=office)
    action = make_follow_up(
        customer=customer,
        next_action="call",
        next_action_on=timezone.localdate(),
        next_action_done_at=timezone.now(),
        next_action_done_by=office,
        closed_by=settling,
    )

    cancel_follow_up(settling, by=office, reason="mistake")
    action.refresh_from_db()
    after_cancelling = action.has_open_action
    restore_follow_up(settling, by=manager)
    action.refresh_from_db()

    assert after_cancelling
    assert (action.has_open_action, action.next_action_done_by, action.closed_by) == (False, office, settling)


def test_r4_a_cancelled_one_is_restored_by_managers_only(office: User, manager: User) -> None:
    follow_up = cancel_follow_up(make_follow_up(entered_by=office), by=office, reason="mistake")

    refused = refusal(lambda: restore_follow_up(follow_up, by=office))
    restored = restore_follow_up(follow_up, by=manager)

    assert refused.messages == ["Seuls les gestionnaires peuvent rétablir un suivi."]
    assert (may_restore(follow_up, office), restored.is_cancelled) == (False, False)
    assert CustomerVisitState.objects.get().last_follow_up_id == follow_up.pk


def test_r4_a_cancelled_one_is_not_edited_or_cancelled_again(manager: User) -> None:
    follow_up = cancel_follow_up(make_follow_up(), by=manager, reason="mistake")

    again = refusal(lambda: cancel_follow_up(follow_up, by=manager, reason="other"))
    edited = refusal(lambda: edit(follow_up, manager, note="new"))

    follow_up.refresh_from_db()
    assert again.messages == edited.messages
    assert (follow_up.cancel_reason, follow_up.note) == ("mistake", "")


def test_r4_every_change_keeps_who_before_and_after(
    manager: User, signed_in: Callable[[User], Client]
) -> None:
    follow_up = make_follow_up(note="before")
    address = reverse("followups:follow-up-edit", args=[follow_up.pk])

    signed_in(manager).post(address, form_of(follow_up) | {"note": "after"})

    (change,) = changes_of(FollowUp.objects.get())
    assert (change.user, change.before, change.after) == (manager, "before", "after")


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


def test_r5_an_edit_keeps_the_salesperson_and_the_route_of_the_day(manager: User) -> None:
    salesperson, route = make_salesperson(), make_route()
    follow_up = make_follow_up(salesperson=salesperson, route=route)

    edit(follow_up, manager, happened_on=timezone.localdate() - 30 * DAY)

    follow_up.refresh_from_db()
    assert (follow_up.salesperson, follow_up.route) == (salesperson, route)


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


def test_a_stale_version_is_refused_by_the_service(manager: User) -> None:
    follow_up = make_follow_up()
    edit(follow_up, manager, note="first")

    error = refusal(lambda: edit(follow_up, manager, note="second", version=0))

    assert error.code == CHANGED_MEANWHILE
    assert FollowUp.objects.get().note == "first"


def test_postponing_gives_another_day_and_never_one_that_is_over(office: User) -> None:
    today = timezone.localdate()
    follow_up = make_follow_up(next_action="call", next_action_on=today - DAY)

    past = refusal(lambda: postpone_action(follow_up, by=office, to=today - DAY))
    postponed = postpone_action(follow_up, by=office, to=today)
    mark_action_done(follow_up, by=office)
    done = refusal(lambda: postpone_action(follow_up, by=office, to=today + DAY))

    assert list(past.message_dict) == ["to"]
    assert postponed.next_action_on == today
    assert done.messages == [f"«\xa0call\xa0»\xa0: déjà fait par {office}."]


def test_r28_a_cancel_without_a_reason_says_so_and_changes_nothing(
    manager: User, signed_in: Callable[[User], Client]
) -> None:
    follow_up = make_follow_up()

    page = signed_in(manager).post(reverse("followups:follow-up-cancel", args=[follow_up.pk]), {"reason": ""})

    assert page.status_code == 422
    assert page.context["form"].errors == {"reason": ["Ce champ est obligatoire."]}
    assert not FollowUp.objects.get().is_cancelled


def test_the_page_of_a_follow_up_shows_all_that_it_holds(
    manager: User, signed_in: Callable[[User], Client]
) -> None:
    salesperson, route = make_salesperson(name="Old salesperson"), make_route(name="Old route")
    follow_up = make_follow_up(
        note="written", salesperson=salesperson, route=route, entered_by=manager, next_action="call",
        next_action_on=timezone.localdate(),
    )  # fmt: skip

    page = signed_in(manager).get(reverse("followups:follow-up-detail", args=[follow_up.pk])).content.decode()

    for said in ("written", "Old salesperson", "Old route", "call", str(manager)):
        assert said in page
