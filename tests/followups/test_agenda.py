"""The agenda: open actions by day, of the customers whom one sees (R3, R25)."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from followups.models import FollowUp
from followups.selectors.agenda import When, when_due
from tests.factories import make_customer, make_follow_up, make_salesperson
from tests.lists import numbers_of_queries, rows_of_page
from webmino.models import User

pytestmark = pytest.mark.django_db
ADDRESS = "/agenda/"
DAY = datetime.timedelta(days=1)


@pytest.fixture
def desk(manager: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(manager)


def action(due_in: int, **fields: Any) -> FollowUp:
    """A follow-up whose action is due in so many days."""
    return make_follow_up(next_action="call", next_action_on=timezone.localdate() + due_in * DAY, **fields)


def listed(client: Client, **params: Any) -> list[int]:
    return [row.pk for row in rows_of_page(client, ADDRESS, **params)]


def test_r3_open_actions_are_listed_by_day(desk: Client) -> None:
    later, overdue, today = action(30), action(-2), action(0)
    action(0, next_action_done_at=timezone.now())
    action(0, cancelled_at=timezone.now(), cancel_reason="mistake")
    make_follow_up()

    assert listed(desk) == [overdue.pk, today.pk, later.pk]


@pytest.mark.parametrize(
    ("due_on", "when"),
    [
        ("2026-03-10", When.OVERDUE),
        ("2026-03-11", When.TODAY),
        ("2026-03-12", When.TOMORROW),
        ("2026-03-13", When.THIS_WEEK),
        ("2026-03-15", When.THIS_WEEK),
        ("2026-03-16", When.LATER),
    ],
)
def test_actions_are_grouped_as_seen_from_a_wednesday(due_on: str, when: When) -> None:
    wednesday = datetime.date(2026, 3, 11)

    assert when_due(datetime.date.fromisoformat(due_on), on=wednesday) == when


def test_r25_a_representative_has_the_actions_of_his_customers(
    representative: User, signed_in: Callable[[User], Client]
) -> None:
    own = action(0, customer=make_customer(salesperson=representative.salespeople.get()))
    action(0, customer=make_customer(salesperson=make_salesperson()))

    assert listed(signed_in(representative)) == [own.pk]


def test_mine_are_those_that_i_entered_or_whose_salesperson_i_act_for(desk: Client, manager: User) -> None:
    salesperson = make_salesperson()
    manager.salespeople.add(salesperson)
    entered, acted_for = (
        action(0, entered_by=manager),
        action(1, customer=make_customer(salesperson=salesperson)),
    )
    action(0)

    assert listed(desk, whose="mine") == [entered.pk, acted_for.pk]


def test_an_action_is_done_and_one_returns_to_the_agenda(desk: Client) -> None:
    follow_up = action(0)

    answer = desk.post(
        reverse("followups:action-done", args=[follow_up.customer_id]),
        {"follow_up": follow_up.pk, "next": ADDRESS},
    )

    follow_up.refresh_from_db()
    assert answer.url == ADDRESS
    assert not follow_up.has_open_action


def test_an_action_is_postponed_to_another_day(desk: Client) -> None:
    follow_up, to = action(-3), timezone.localdate() + 7 * DAY

    answer = desk.post(
        reverse("followups:action-postpone", args=[follow_up.pk]), {"to": to.isoformat(), "next": ADDRESS}
    )

    follow_up.refresh_from_db()
    assert (answer.url, follow_up.next_action_on) == (ADDRESS, to)


def test_one_number_of_queries_for_1_and_for_50_rows(desk: Client) -> None:
    def add(count: int) -> None:
        for _ in range(count):
            action(0, customer=make_customer(salesperson=make_salesperson()))

    one, fifty = numbers_of_queries(desk, ADDRESS, add)

    assert one == fifty


def test_an_empty_agenda_says_what_comes_there(desk: Client) -> None:
    page = desk.get(ADDRESS).content.decode()

    assert "Rien n’est à faire" in page


def test_each_group_of_the_agenda_is_a_filter(desk: Client) -> None:
    made = [action(due_in) for due_in in range(-2, 16)]
    today = timezone.localdate()

    found = {when: listed(desk, due=when) for when in When}

    assert found == {
        when: [one.pk for one in made if when_due(one.next_action_on, on=today) == when] for when in When
    }
    assert listed(desk, due=["overdue", "today"]) == [one.pk for one in made[:3]]
