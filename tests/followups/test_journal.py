"""The journal: standing follow-ups of the customers whom one sees, by day (R4, R25)."""

import datetime
import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from followups.tables import JournalTable
from tests.factories import make_customer, make_follow_up, make_salesperson, make_service_type
from tests.lists import numbers_of_queries, rows_of_all_pages, rows_of_file, rows_of_page
from webmino.models import User

pytestmark = pytest.mark.django_db
ADDRESS = "/suivis/"
DAY = datetime.timedelta(days=1)


@pytest.fixture
def desk(manager: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(manager)


def keys_of_page(client: Client, **params: Any) -> list[int]:
    """The follow-ups that the page lists, by their keys."""
    return [row.pk for row in rows_of_page(client, ADDRESS, **params)]


def test_r4_standing_follow_ups_are_listed_the_newest_first(desk: Client) -> None:
    today = timezone.localdate()
    old, new = make_follow_up(happened_on=today - DAY), make_follow_up(happened_on=today)
    make_follow_up(cancelled_at=timezone.now(), cancel_reason="mistake")

    assert keys_of_page(desk) == [new.pk, old.pk]


def test_a_day_opens_the_follow_up_itself_and_a_number_the_record(desk: Client) -> None:
    follow_up = make_follow_up(customer=make_customer(phone="4185550123"))
    make_follow_up()

    page = desk.get(ADDRESS, {"q": follow_up.customer.number}).text
    own_page = re.search(rf'<a href="(/suivis/{follow_up.pk}/[^"]*)"><time', page)

    assert own_page is not None
    assert desk.get(html.unescape(own_page[1])).context["walk"].back.startswith(f"{ADDRESS}?q=")
    assert f'<a href="/clients/{follow_up.customer_id}/?from=' in page
    assert 'href="tel:+1-418-555-0123"' in page


def test_r25_a_representative_has_those_of_his_customers(
    representative: User, signed_in: Callable[[User], Client]
) -> None:
    own = make_follow_up(customer=make_customer(salesperson=representative.salespeople.get()))
    make_follow_up(customer=make_customer(salesperson=make_salesperson()))
    make_follow_up(done_by=representative.salespeople.get())

    assert keys_of_page(signed_in(representative)) == [own.pk]


def test_filters_choose_visits_a_period_a_code_and_a_salesperson(desk: Client) -> None:
    day = datetime.date(2026, 3, 10)
    salesperson, call = make_salesperson(), make_service_type(counts_as_visit=False)
    wanted = make_follow_up(happened_on=day, customer=make_customer(salesperson=salesperson))
    others = [
        make_follow_up(happened_on=day - DAY, customer=wanted.customer),
        make_follow_up(happened_on=day + DAY, customer=wanted.customer),
        make_follow_up(happened_on=day, customer=wanted.customer, service_type=call),
        make_follow_up(happened_on=day),
    ]
    period = {"period_from": "2026-03-10", "period_to": "2026-03-10"}

    visits = keys_of_page(desk, visits="only", salesperson=salesperson.code, **period)

    assert visits == [wanted.pk]
    assert keys_of_page(desk, code=call.code) == [others[2].pk]
    assert keys_of_page(desk, salesperson="none") == [others[3].pk]
    assert keys_of_page(desk, q=others[3].customer.number) == [others[3].pk]


def test_r28_a_period_that_ends_before_it_begins_is_refused(desk: Client) -> None:
    make_follow_up()

    page = desk.get(ADDRESS, {"period_from": "2026-03-10", "period_to": "2026-03-09"})

    assert "period_to" in page.context["filters"].form.errors
    assert list(page.context["table"].rows) == []


def test_r8_pages_hold_each_follow_up_once(desk: Client) -> None:
    customer, service_type = make_customer(), make_service_type()
    made = [make_follow_up(customer=customer, service_type=service_type) for _ in range(60)]

    listed = rows_of_all_pages(desk, ADDRESS)

    assert [row.pk for row in listed] == [follow_up.pk for follow_up in made[::-1]]


def test_r26_the_file_holds_what_the_screen_lists(desk: Client, manager: User) -> None:
    follow_up = make_follow_up(note="=1+1", done_by=make_salesperson(name="Mélanie"))
    make_follow_up(entered_by=manager, happened_on=follow_up.happened_on - DAY)

    head, *rows = rows_of_file(desk, ADDRESS)
    by, note, number = head.index("Par"), head.index("Note"), head.index("No")

    assert [row[number] for row in rows] == [row.number for row in rows_of_page(desk, ADDRESS)]
    assert [(row[by], row[note]) for row in rows] == [("Mélanie", "=1+1"), (str(manager), None)]


def test_r26_the_file_has_of_a_follow_up_what_its_page_has(
    desk: Client, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    salesperson = make_salesperson(name="Mélanie <b>&")
    customer = make_customer(salesperson=salesperson, phone="4185550123", city="Lévis")
    make_follow_up(customer=customer, done_by=make_salesperson(), note="=1+1")
    make_follow_up(entered_by=manager, next_action="Rappeler", next_action_on=timezone.localdate() + DAY)
    make_follow_up()
    monkeypatch.setattr("webmino.table_pages.ROWS_AT_ONCE", 2)

    page = JournalTable(rows_of_page(desk, ADDRESS))
    _head, *rows = rows_of_file(desk, ADDRESS)

    shown = [[_as_excel_has(value) for value in row] for row in page.values(page.data)]
    assert [list(row) for row in rows] == shown
    assert len(rows) == 3


def _as_excel_has(value: object) -> object:
    """Nothing for an empty text, and a moment for a day."""
    if isinstance(value, datetime.date):
        return datetime.datetime.combine(value, datetime.time())
    return value or None


def test_one_number_of_queries_for_1_and_for_50_rows(desk: Client, manager: User) -> None:
    def add(count: int) -> None:
        for _ in range(count):
            salesperson = make_salesperson()
            make_follow_up(
                customer=make_customer(salesperson=salesperson), done_by=salesperson, entered_by=manager
            )

    one, fifty = numbers_of_queries(desk, ADDRESS, add)

    assert one == fifty
