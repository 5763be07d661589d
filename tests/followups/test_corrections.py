"""Correcting follow-ups: who may and when, cancelling, restoring, and what is kept of it (R4)."""

import datetime
from collections.abc import Callable

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from followups.access import may_change, may_restore
from followups.models import CustomerVisitState, FollowUp
from followups.services.corrections import (
    cancel_follow_up,
    restore_follow_up,
)
from followups.services.follow_ups import mark_action_done
from tests.factories import (
    make_customer,
    make_follow_up,
    make_route,
    make_salesperson,
    make_service_type,
)
from tests.followups.correcting import addresses, at, edit, form_of, refusal, said_to
from webmino.history import changes_of
from webmino.models import User

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
HTMX = {"HX-Request": "true"}


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


def test_r4_the_day_is_that_of_the_entry_whatever_day_the_follow_up_is_of(office: User) -> None:
    with at("09:00"):
        back_dated = make_follow_up(entered_by=office, happened_on=timezone.localdate() - 40 * DAY)

    # Ten in the evening there is the next day in UTC, and still the day of the entry.
    with at("22:00"):
        allowed = may_change(back_dated, office, on=timezone.localdate())

    assert allowed


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
