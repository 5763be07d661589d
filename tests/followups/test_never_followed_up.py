"""The list of customers whom visit mode leaves out: those without a standing follow-up (R6)."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from customers.models import Customer
from tests.factories import make_customer, make_follow_up, make_salesperson
from tests.lists import numbers_of_queries, rows_of_file, rows_of_page
from webmino.models import User

pytestmark = pytest.mark.django_db
ADDRESS = "/clients/jamais-suivis/"


@pytest.fixture
def desk(manager: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(manager)


def test_r6_it_holds_exactly_the_customers_who_are_not_in_visit_mode(desk: Client) -> None:
    never = make_customer()
    undone = make_follow_up(cancelled_at=timezone.now(), cancel_reason="mistake").customer
    followed = make_follow_up().customer

    listed = rows_of_page(desk, ADDRESS)
    tracked = rows_of_page(desk, "/suivi-visites/")

    assert listed == [never, undone]
    assert [row.pk for row in tracked] == [followed.pk]


def test_r7_it_has_the_filters_of_customers(desk: Client) -> None:
    salesperson = make_salesperson()
    active, inactive = (make_customer(salesperson=salesperson, is_active=state) for state in (True, False))
    make_customer()

    assert rows_of_page(desk, ADDRESS, salesperson=salesperson.code) == [active]
    assert rows_of_page(desk, ADDRESS, salesperson=salesperson.code, status="all") == [active, inactive]


def test_r25_a_representative_has_his_own(representative: User, signed_in: Callable[[User], Client]) -> None:
    own = make_customer(salesperson=representative.salespeople.get())
    make_customer(salesperson=make_salesperson())

    assert rows_of_page(signed_in(representative), ADDRESS) == [own]


def test_r8_a_record_that_is_opened_there_leads_through_the_list(desk: Client) -> None:
    first = make_customer()
    make_follow_up()
    second = make_customer()
    [row, _second] = rows_of_page(desk, ADDRESS)

    walk = desk.get(row.record_address).context["walk"]

    assert (row.pk, walk.rank, walk.count) == (first.pk, 1, 2)
    assert f"/clients/{second.pk}/?" in walk.next


def test_r26_the_file_holds_the_rows_of_the_screen(desk: Client) -> None:
    never = make_customer()
    make_follow_up()

    _head, *rows = rows_of_file(desk, ADDRESS)

    assert [row[0] for row in rows] == [never.number]


def test_one_number_of_queries_for_1_and_for_50_rows(desk: Client) -> None:
    def add(count: int) -> None:
        for _ in range(count):
            make_customer(salesperson=make_salesperson())

    one, fifty = numbers_of_queries(desk, ADDRESS, add)

    assert one == fifty


def test_it_says_when_everybody_was_followed_up(desk: Client) -> None:
    make_follow_up()

    page = desk.get(ADDRESS)

    assert Customer.objects.count() == 1
    assert "Tous les clients actifs ont été suivis" in page.text
