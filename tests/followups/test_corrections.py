"""Correcting follow-ups: who may and when, editing, cancelling, restoring, and what is kept of it (R3–R5)."""

import datetime
import threading
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from customers.models import Customer
from followups.access import may_change, may_restore
from followups.models import CustomerVisitState, FollowUp
from followups.services.corrections import (
    cancel_follow_up,
    edit_follow_up,
    restore_follow_up,
)
from followups.services.follow_ups import mark_action_done, postpone_action
from tests.factories import (
    make_customer,
    make_follow_up,
    make_route,
    make_salesperson,
    make_service_type,
    make_user,
)
from tests.interruptions import just_after
from tests.processes import PATIENCE
from webmino.history import changes_of, version_of
from webmino.models import User
from webmino.roles import Role
from webmino.versions import CHANGED_MEANWHILE

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
HTMX = {"HX-Request": "true"}


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


def test_r4_one_that_a_manager_cancelled_is_restored_by_managers_only(office: User, manager: User) -> None:
    follow_up = cancel_follow_up(make_follow_up(entered_by=office), by=manager, reason="mistake")

    refusal(lambda: restore_follow_up(follow_up, by=office))
    still_cancelled = FollowUp.objects.get().is_cancelled
    restored = restore_follow_up(follow_up, by=manager)

    assert (still_cancelled, restored.is_cancelled) == (True, False)
    assert CustomerVisitState.objects.get().last_follow_up_id == follow_up.pk


def test_r4_the_author_restores_the_same_day_what_he_cancelled_himself(office: User) -> None:
    with at("08:00"):
        follow_up = make_follow_up(entered_by=office)
    with at("23:50"):
        cancelled = cancel_follow_up(follow_up, by=office, reason="mistake")
        restored = restore_follow_up(cancelled, by=office)
        cancelled = cancel_follow_up(restored, by=office, reason="mistake after all")
    with time_machine.travel("2026-03-11 00:10 -0400", tick=False):
        refusal(lambda: restore_follow_up(cancelled, by=office))

    assert not restored.is_cancelled
    assert FollowUp.objects.get().cancel_reason == "mistake after all"


def test_r4_who_did_not_enter_it_restores_nothing(office: User, manager: User) -> None:
    of_a_colleague = cancel_follow_up(make_follow_up(entered_by=manager), by=manager, reason="mistake")
    today = timezone.localdate()

    allowed = [may_restore(of_a_colleague, user, on=today) for user in (office, manager)]

    assert allowed == [False, True]


@pytest.mark.parametrize("script", [True, False])
def test_the_menu_of_a_line_opens_an_action_again_and_restores(
    office: User, signed_in: Callable[[User], Client], script: bool
) -> None:
    client, headers = signed_in(office), HTMX if script else {}
    action = make_follow_up(next_action="call", next_action_on=timezone.localdate())
    mark_action_done(action, by=office)
    mistaken = make_follow_up(customer=action.customer, entered_by=office)
    cancel_follow_up(mistaken, by=office, reason="mistake")
    addresses = [f"/suivis/{action.pk}/rouvrir/", f"/suivis/{mistaken.pk}/retablir/"]

    pages = [client.get(f"/clients/{action.customer_id}/{page}").text for page in ("", "suivis/")]
    for address in addresses:
        answer = client.post(address, headers=headers, follow=True)
    after = answer.text

    assert all(f'formaction="{address}"' in page for address in addresses for page in pages)
    assert "formaction" not in after
    assert 'id="follow-up-panel"' in after
    assert (FollowUp.objects.with_open_action().get(), FollowUp.objects.standing().count()) == (action, 2)


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


def test_r3_an_action_marked_done_by_mistake_is_to_be_done_again(
    representative: User, signed_in: Callable[[User], Client]
) -> None:
    customer = make_customer(salesperson=representative.salespeople.get())
    follow_up = make_follow_up(
        customer=customer, next_action="Rappeler", next_action_on=timezone.localdate() + DAY
    )
    mark_action_done(follow_up, by=representative)
    client = signed_in(representative)
    page = reverse("followups:follow-up-detail", args=[follow_up.pk])
    address = reverse("followups:action-reopen", args=[follow_up.pk])
    offered = address in client.get(page).text

    said = client.post(address, {"next": page}, follow=True)
    again = client.post(address, {"next": page}, follow=True)

    follow_up.refresh_from_db()
    assert offered
    assert (follow_up.has_open_action, follow_up.next_action_done_by) == (True, None)
    assert CustomerVisitState.objects.get().next_action_on == follow_up.next_action_on
    assert "De nouveau à faire\N{NO-BREAK SPACE}: Rappeler." in said.text
    assert "n’a pas d’action faite" in again.text
    assert address not in again.text


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


def test_r4_the_day_is_that_of_the_entry_whatever_day_the_follow_up_is_of(office: User) -> None:
    with at("09:00"):
        back_dated = make_follow_up(entered_by=office, happened_on=timezone.localdate() - 40 * DAY)

    # Ten in the evening there is the next day in UTC, and still the day of the entry.
    with at("22:00"):
        allowed = may_change(back_dated, office, on=timezone.localdate())

    assert allowed


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


def test_r4_in_the_panel_the_reason_is_asked_in_the_line_and_the_lines_come_back(
    office: User, signed_in: Callable[[User], Client]
) -> None:
    follow_up = make_follow_up(entered_by=office, note="mistaken")
    address, client = addresses(follow_up)["cancel"], signed_in(office)

    asked = client.get(address, headers=HTMX)
    refused = client.post(address, {"reason": ""}, headers=HTMX)
    done = client.post(address, {"reason": "wrong customer"}, headers=HTMX)

    assert ["<html" in answer.content.decode() for answer in (asked, refused, done)] == [False] * 3
    assert (refused.status_code, "HX-Retarget" in refused.headers) == (422, False)
    assert done.headers["HX-Retarget"] == done.headers["HX-Reselect"] == "#follow-up-entries"
    assert '<li class="follow-up-entry cancelled">' in done.content.decode()
    assert FollowUp.objects.get().cancel_reason == "wrong customer"


def test_r4_a_line_offers_what_its_reader_may_do(
    office: User, manager: User, signed_in: Callable[[User], Client]
) -> None:
    customer = make_customer()
    own, other = (make_follow_up(customer=customer, entered_by=user) for user in (office, manager))
    cancelled = make_follow_up(customer=customer, cancelled_at=timezone.now(), cancel_reason="mistake")
    pages = ["customers:customer-detail", "followups:follow-up-list"]

    def offered(user: User, page: str) -> set[tuple[int, str]]:
        html = signed_in(user).get(reverse(page, args=[customer.pk])).content.decode()
        return {
            (follow_up.pk, what)
            for follow_up in (own, other, cancelled)
            for what, address in addresses(follow_up).items()
            if f'href="{address}' in html
        }

    reading = {(follow_up.pk, "read") for follow_up in (own, other, cancelled)}
    corrections = {(own.pk, "edit"), (own.pk, "cancel")}
    later = {(other.pk, "edit"), (other.pk, "cancel")}
    assert [offered(office, page) for page in pages] == [reading | corrections] * 2
    assert [offered(manager, page) for page in pages] == [reading | corrections | later] * 2


def test_r4_who_can_no_longer_correct_one_is_told_so_on_its_page(
    office: User, signed_in: Callable[[User], Client]
) -> None:
    follow_up = make_follow_up(entered_by=None)
    client = signed_in(office)

    answers = [client.get(addresses(follow_up)[what], follow=True) for what in ("edit", "cancel")]

    assert [answer.redirect_chain[0][0] for answer in answers] == [addresses(follow_up)["read"]] * 2
    assert [len(said_to(answer)) for answer in answers] == [1, 1]


def test_r4_cancelling_says_how_many_actions_are_open_again(
    manager: User, signed_in: Callable[[User], Client]
) -> None:
    manager.language = "en"
    manager.save()
    customer = make_customer()
    settling = make_follow_up(customer=customer)
    for _ in range(2):
        done = {"next_action_done_at": timezone.now(), "closed_by": settling}
        make_follow_up(customer=customer, next_action="Call", next_action_on=timezone.localdate(), **done)

    page = signed_in(manager).post(addresses(settling)["cancel"], {"reason": "mistake"}, follow=True)

    assert said_to(page) == [
        f"Follow-up cancelled: {settling}. 2 actions that it had settled are open again."
    ]
    assert FollowUp.objects.with_open_action().count() == 2


def test_r4_restoring_leaves_what_was_closed_or_corrected_away_meanwhile(manager: User, office: User) -> None:
    customer = make_customer()
    settling = make_follow_up(customer=customer)
    closed, emptied = (
        make_follow_up(
            customer=customer,
            next_action="Call",
            next_action_on=timezone.localdate(),
            next_action_done_at=timezone.now(),
            closed_by=settling,
        )
        for _ in range(2)
    )
    cancel_follow_up(settling, by=manager, reason="mistake")
    mark_action_done(closed, by=office)
    emptied.refresh_from_db()
    edit(emptied, manager, next_action="", next_action_on=None)

    restore_follow_up(settling, by=manager)

    closed.refresh_from_db()
    emptied.refresh_from_db()
    assert (closed.next_action_done_by, closed.closed_by) == (office, None)
    assert emptied.next_action_done_at is None


def test_an_action_that_is_done_stays_as_it_was_done(manager: User) -> None:
    today = timezone.localdate()
    follow_up = make_follow_up(next_action="Call", next_action_on=today, next_action_done_at=timezone.now())

    error = refusal(lambda: edit(follow_up, manager, next_action="Visit"))
    edit(follow_up, manager, note="the rest can change")

    follow_up.refresh_from_db()
    assert list(error.message_dict) == ["next_action"]
    assert (follow_up.next_action, follow_up.note) == ("Call", "the rest can change")


def test_r3_the_page_tells_the_actions_both_ways(manager: User, signed_in: Callable[[User], Client]) -> None:
    customer = make_customer()
    settling = make_follow_up(customer=customer)
    settled = make_follow_up(
        customer=customer,
        next_action="Bring samples",
        next_action_on=timezone.localdate(),
        next_action_done_at=timezone.now(),
        closed_by=settling,
    )
    client = signed_in(manager)

    of_settling, of_settled = (
        client.get(addresses(one)["read"]).content.decode() for one in (settling, settled)
    )

    assert "Bring samples" in of_settling
    assert f'href="{addresses(settled)["read"]}' in of_settling
    assert f'href="{addresses(settling)["read"]}' in of_settled


def test_the_page_of_a_follow_up_costs_the_same_with_one_change_and_with_many(
    manager: User, signed_in: Callable[[User], Client]
) -> None:
    client, counts = signed_in(manager), []
    for changes in (1, 6):
        follow_up = make_follow_up()
        for n in range(changes):
            edit(follow_up, manager, note=f"note {n}", service_type=make_service_type())
            follow_up.refresh_from_db()
        client.get(addresses(follow_up)["read"])
        with CaptureQueriesContext(connection) as queries:
            page = client.get(addresses(follow_up)["read"])
        assert len(page.context["changes"]) == 2 * changes
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_r28_a_day_that_is_over_is_asked_again_and_postpones_nothing(
    office: User, signed_in: Callable[[User], Client]
) -> None:
    today = timezone.localdate()
    follow_up = make_follow_up(next_action="Call", next_action_on=today)
    yesterday = (today - DAY).isoformat()

    answers = [
        signed_in(office).post(addresses(follow_up)["postpone"], {"to": day}) for day in (yesterday, "x", "")
    ]

    assert [answer.status_code for answer in answers] == [422] * 3
    assert [list(answer.context["form"].errors) for answer in answers] == [["to"]] * 3
    assert [answer.context["form"]["to"].value() for answer in answers] == [yesterday, "x", ""]
    assert FollowUp.objects.get().next_action_on == today


def test_r4_a_postponed_day_is_kept_in_the_history(office: User, signed_in: Callable[[User], Client]) -> None:
    today = timezone.localdate()
    follow_up = make_follow_up(next_action="Call", next_action_on=today - DAY)

    signed_in(office).post(addresses(follow_up)["postpone"], {"to": (today + DAY).isoformat()})

    (change,) = changes_of(FollowUp.objects.get())
    assert change.user == office
    assert (change.before, change.after) == ((today - DAY).isoformat(), (today + DAY).isoformat())


def test_what_was_corrected_goes_back_where_one_came_from_and_never_elsewhere(
    manager: User, signed_in: Callable[[User], Client]
) -> None:
    follow_up, client = make_follow_up(), signed_in(manager)
    record = reverse("customers:customer-detail", args=[follow_up.customer_id])
    ways = [{"next": "/agenda/"}, {"next": "https://elsewhere.example/"}, {"from": "/clients/?q=a"}]

    answers = [client.post(addresses(follow_up)["edit"], form_of(follow_up) | way) for way in ways]

    assert [answer.url for answer in answers] == ["/agenda/", record, f"{record}?from=%2Fclients%2F%3Fq%3Da"]
