"""The list of customers: followed up or not, filtered, sorted, and taken away in Excel."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.factories import (
    make_category,
    make_customer,
    make_follow_up,
    make_route,
    make_salesperson,
    make_sorting_group,
)
from tests.lists import numbers_of_queries, rows_of_file, rows_of_page, workbook_of
from webmino.models import User

pytestmark = pytest.mark.django_db
ADDRESS = "/clients/"


@pytest.fixture
def desk(manager: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(manager)


def listed(client: Client, **params: Any) -> list[str]:
    """The numbers of the customers that the page lists."""
    return [row.number for row in rows_of_page(client, ADDRESS, **params)]


def test_customers_who_were_never_followed_up_are_listed_too(desk: Client) -> None:
    make_customer(number="2")
    make_follow_up(customer=make_customer(number="1"))

    assert listed(desk) == ["1", "2"]


def test_numbers_sort_as_people_count(desk: Client) -> None:
    for number in ("31742", "319", "R-10", "R-9", "000124", "124", "A"):
        make_customer(number=number)

    assert listed(desk) == ["000124", "124", "319", "31742", "A", "R-9", "R-10"]
    assert listed(desk, sort="-number") == ["R-10", "R-9", "A", "31742", "319", "124", "000124"]


def test_names_sort_without_accents_or_capitals_and_cities_with_the_empty_last(desk: Client) -> None:
    make_customer(number="1", name="zoo", city="Québec")
    make_customer(number="2", name="Épicerie", city="")
    make_customer(number="3", name="ecole", city="alma")

    assert listed(desk, sort="name") == ["3", "2", "1"]
    assert listed(desk, sort="city") == ["3", "1", "2"]
    assert listed(desk, sort="-city") == ["1", "3", "2"]


def test_inactive_customers_are_shown_on_request(desk: Client) -> None:
    make_customer(number="1", is_active=False)
    make_customer(number="2")

    assert listed(desk) == ["2"]
    assert listed(desk, status="inactive") == ["1"]
    assert listed(desk, status="all") == ["1", "2"]


def test_a_search_from_the_head_of_a_page_opens_the_only_customer_that_it_finds(desk: Client) -> None:
    one = make_customer(number="1", name="Épicerie Léa", is_active=False)
    make_customer(number="2", name="Épicerie Roy")
    searched = {"status": "all", "open": "1"}

    found = desk.get(ADDRESS, searched | {"q": "lea"}, follow=True)

    assert found.context["customer"] == one
    assert listed(desk, q="epicerie", **searched) == ["1", "2"]
    assert listed(desk, q="nobody", **searched) == []
    assert listed(desk, q="", **searched) == ["1", "2"]


def test_a_list_that_is_filtered_down_to_one_customer_stays_a_list(desk: Client) -> None:
    make_customer(number="1", name="Léa")
    opened = desk.get(ADDRESS, {"q": "lea", "status": "all", "open": "1"}, follow=True)

    assert listed(desk, q="lea") == ["1"]
    (row,) = desk.get(opened.context["walk"].back).context["table"].rows
    assert row.record.number == "1"


def test_links_of_a_list_that_was_searched_from_the_head_do_not_open_a_record(desk: Client) -> None:
    make_customer(name="Léa")
    make_customer(name="Léa")

    page = desk.get(ADDRESS, {"q": "lea", "status": "all", "open": "1"}).context

    addresses = [head.address for head in page["headers"] if head.address]
    addresses += [chip.without for chip in page["filters"].chips()]
    assert len(addresses) == 5
    assert [address for address in addresses if "open=" in address] == []


def test_an_inactive_customer_is_marked_beside_his_name(desk: Client) -> None:
    make_customer(number="1", is_active=False)
    active = make_customer(number="2")

    table = desk.get(ADDRESS, {"status": "all"}).context["table"]

    cells = [str(row.get_cell("name")) for row in table.rows]
    assert "inactif" in cells[0]
    assert cells[1].endswith(f">{active.name}</a>")


def test_filters_choose_a_portion_of_the_customers(desk: Client) -> None:
    assignment = {
        "salesperson": make_salesperson(code="V1"),
        "route": make_route(code="R1"),
        "category": make_category(code="C1"),
        "sorting_group": make_sorting_group(code="G1"),
    }
    make_customer(number="1", **assignment)
    make_customer(number="2")

    for param, chosen in assignment.items():
        assert listed(desk, **{param: chosen.code}) == ["1"]
        assert listed(desk, **{param: "none"}) == ["2"]


def test_the_file_holds_the_list_with_leading_zeros_and_status(desk: Client) -> None:
    make_customer(
        number="000124", name="=Épicerie", phone="4185550123", address="12, rue Principale", city="Lévis"
    )
    make_customer(number="000125", name="Autre", is_active=False)

    _head, first, second = rows_of_file(desk, ADDRESS, status="all")

    assert first[:5] == ("000124", "=Épicerie", "418 555-0123", "12, rue Principale", "Lévis")
    assert (first[-1], second[-1]) == ("actif", "inactif")


def test_r26_the_last_sheet_says_that_only_active_customers_are_listed_and_in_which_order(
    desk: Client,
) -> None:
    make_customer()

    sheet = workbook_of(desk, ADDRESS).worksheets[-1]

    assert list(sheet.iter_rows(min_row=4, max_col=2, values_only=True)) == [
        ("Lignes", 1),
        ("Statut", "actif"),
        ("Tri", "No, croissant"),
    ]


def test_one_number_of_queries_for_1_and_for_50_rows(desk: Client) -> None:
    def add(count: int) -> None:
        for _ in range(count):
            make_customer(
                salesperson=make_salesperson(),
                route=make_route(),
                category=make_category(),
                sorting_group=make_sorting_group(),
            )

    assert numbers_of_queries(desk, ADDRESS, add) == (8, 8)


def test_a_row_shows_the_customer_s_own_address(desk: Client) -> None:
    make_customer(address="12, rue Principale")

    page = desk.get(ADDRESS).content.decode()

    assert "12, rue Principale</span>" in page


def test_who_sees_his_own_customers_only_is_told_so_where_nothing_is_found(
    desk: Client, representative: User, signed_in: Callable[[User], Client]
) -> None:
    make_customer(name="Léa", salesperson=make_salesperson())
    words = "parmi vos clients"

    own = signed_in(representative).get(ADDRESS, {"q": "lea"}).content.decode()
    everybody_s = desk.get(ADDRESS, {"q": "nobody"}).content.decode()

    assert (words in own, words in everybody_s) == (True, False)


def test_an_empty_list_says_what_to_do(desk: Client) -> None:
    nothing = desk.get(ADDRESS).content.decode()
    make_customer()
    nothing_found = desk.get(ADDRESS, {"q": "nobody"}).content.decode()

    assert 'class="empty-state"' in nothing
    assert f'href="{ADDRESS}"' in nothing_found.split('class="empty-state"')[1]


def test_r7_a_city_is_offered_once_as_it_is_written_most_often(desk: Client) -> None:
    for city in ("Québec", "Québec", "Quebec", "quebec", "Lévis"):
        make_customer(city=city)

    offered = desk.get(ADDRESS).context["filters"].lookups.cities

    assert offered == {"levis": "Lévis", "quebec": "Québec"}
