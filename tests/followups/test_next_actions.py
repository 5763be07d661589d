"""Next actions: marked done by mistake, postponed, and told on the page of their follow-up (R3, R4, R28)."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from followups.models import CustomerVisitState, FollowUp
from followups.services.follow_ups import mark_action_done, postpone_action
from tests.factories import (
    make_customer,
    make_follow_up,
)
from tests.followups.correcting import addresses, edit, refusal
from webmino.history import changes_of
from webmino.models import User

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


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
