"""Suivi visites client in visit mode: R6, R7 and R8, on the page and in its file."""

import datetime
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.urls import reverse

from customers.models import Customer
from tests.factories import (
    make_category,
    make_customer,
    make_follow_up,
    make_item,
    make_route,
    make_salesperson,
    make_service_type,
    make_sorting_group,
    make_user,
)
from tests.lists import numbers_of_queries, rows_of_all_pages, rows_of_file, rows_of_page, workbook_of
from webmino.models import User
from webmino.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
TODAY = datetime.date(2026, 3, 31)
DAY = datetime.timedelta(days=1)
ADDRESS = "/suivi-visites/"


@pytest.fixture
def noon() -> Any:
    with time_machine.travel(datetime.datetime(2026, 3, 31, 16, tzinfo=datetime.UTC), tick=False):
        yield


@pytest.fixture
def desk(manager: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(manager)


def followed(**fields: Any) -> Customer:
    """A customer with one follow-up of ten days ago."""
    return make_follow_up(customer=make_customer(**fields), happened_on=TODAY - 10 * DAY).customer


def listed(client: Client, **params: Any) -> list[int]:
    """The keys of the customers that the page lists."""
    return [row.pk for row in rows_of_page(client, ADDRESS, **params)]


def parameters(client: Client, **params: Any) -> list[tuple[Any, ...]]:
    """What the last sheet of the file says, in its order."""
    sheet = workbook_of(client, ADDRESS, **params).worksheets[-1]
    return list(sheet.iter_rows(min_row=2, max_col=2, values_only=True))


def test_r6_only_customers_with_a_standing_follow_up_are_listed(desk: Client) -> None:
    never = make_customer()
    cancelled = make_follow_up(
        cancelled_at=datetime.datetime.now(datetime.UTC), cancel_reason="mistake"
    ).customer
    old = make_follow_up(happened_on=datetime.date(1999, 12, 31)).customer
    call = make_follow_up(
        service_type=make_service_type(counts_as_visit=False, is_active=False), happened_on=TODAY
    ).customer

    rows = listed(desk)

    assert rows == [old.pk, call.pk]
    assert {never.pk, cancelled.pk}.isdisjoint(rows)


def test_r7_active_customers_unless_the_address_says_otherwise(desk: Client) -> None:
    active, inactive = followed(), followed(is_active=False)

    assert listed(desk) == [active.pk]
    assert listed(desk, status="inactive") == [inactive.pk]
    assert listed(desk, status="all") == [active.pk, inactive.pk]


def test_r7_filters_combine_with_and_between_and_or_within(desk: Client) -> None:
    one, two = make_salesperson(), make_salesperson()
    north, south = make_route(), make_route()
    both = followed(salesperson=one, route=north)
    followed(salesperson=one, route=south)
    other = followed(salesperson=two, route=north)
    followed(salesperson=make_salesperson(), route=north)

    rows = listed(desk, salesperson=[one.code, two.code], route=north.code)

    assert rows == [both.pk, other.pk]


@pytest.mark.parametrize("param", ["salesperson", "route", "category", "sorting_group", "city"])
def test_r7_none_assigned_can_be_chosen_alone_or_with_others(desk: Client, param: str) -> None:
    values = {
        "salesperson": make_salesperson(),
        "route": make_route(),
        "category": make_category(),
        "sorting_group": make_sorting_group(),
        "city": "Trois-Rivières",
    }
    value = values[param]
    chosen = value if param == "city" else value.code
    chosen = "trois-rivieres" if param == "city" else chosen
    without, with_it = followed(), followed(**{param: value})

    assert listed(desk, **{param: "none"}) == [without.pk]
    assert listed(desk, **{param: chosen}) == [with_it.pk]
    assert listed(desk, **{param: ["none", chosen]}) == [without.pk, with_it.pk]


def test_r7_code_and_done_by_are_those_of_the_last_follow_up(desk: Client) -> None:
    visit, call, salesperson = make_service_type(), make_service_type(), make_salesperson()
    changed = followed()
    make_follow_up(customer=changed, service_type=visit, done_by=salesperson, happened_on=TODAY - 3 * DAY)
    make_follow_up(customer=changed, service_type=call, happened_on=TODAY - 2 * DAY)
    visited = followed()
    make_follow_up(customer=visited, service_type=visit, done_by=salesperson, happened_on=TODAY - DAY)

    assert listed(desk, code=visit.code) == [visited.pk]
    assert listed(desk, code=[visit.code, call.code]) == [changed.pk, visited.pk]
    assert listed(desk, done_by=salesperson.code) == [visited.pk]
    assert listed(desk, done_by="none") == [changed.pk]


def test_r7_done_by_a_user_of_the_office_can_be_chosen(desk: Client, office: User) -> None:
    by_office = make_follow_up(entered_by=office, happened_on=TODAY).customer
    imported = make_follow_up(happened_on=TODAY).customer
    make_follow_up(entered_by=office, done_by=make_salesperson(), happened_on=TODAY)

    assert listed(desk, done_by=f"@{office.username}") == [by_office.pk]
    assert listed(desk, done_by="none") == [imported.pk]


def test_r7_days_since_the_last_follow_up(desk: Client) -> None:
    old = make_follow_up(happened_on=TODAY - 31 * DAY).customer
    edge = make_follow_up(happened_on=TODAY - 30 * DAY).customer
    make_follow_up(happened_on=TODAY - 29 * DAY)

    assert listed(desk, days_since_min="30") == [old.pk, edge.pk]
    assert listed(desk, days_since_min="31") == [old.pk]


def test_r7_late_and_next_action_overdue(desk: Client) -> None:
    late = followed(visit_every_days=9)
    followed(visit_every_days=10)
    overdue = make_follow_up(next_action="call", next_action_on=TODAY - DAY, happened_on=TODAY).customer
    due = make_follow_up(next_action="call", next_action_on=TODAY, happened_on=TODAY).customer
    later = make_follow_up(next_action="call", next_action_on=TODAY + DAY, happened_on=TODAY).customer
    make_follow_up(
        next_action="call",
        next_action_on=TODAY - DAY,
        next_action_done_at=datetime.datetime.now(datetime.UTC),
        happened_on=TODAY,
    )

    assert listed(desk, due="late") == [late.pk]
    assert listed(desk, due="overdue") == [overdue.pk]
    assert listed(desk, due="today") == [due.pk]
    assert listed(desk, due="open") == [overdue.pk, due.pk, later.pk]
    assert listed(desk, due=["late", "overdue"]) == [late.pk, overdue.pk]


@pytest.mark.parametrize(
    "q",
    ["000124", "epicerie LEA", "Léa", "levis", "418 555-0123", "4185550123", "555-0123", "(418)", "léa 0124"],
)
def test_r7_search_by_number_name_telephone_or_city(desk: Client, q: str) -> None:
    wanted = followed(number="000124", name="Épicerie Chez Léa", city="Lévis", phone="(418) 555-0123")
    followed(number="000999", name="Marché Lambert", city="Québec", phone="514 555-0199")

    assert listed(desk, q=q) == [wanted.pk]


def test_r7_a_period_changes_the_counts_and_never_who_is_listed(desk: Client) -> None:
    customer = make_customer()
    call = make_service_type(counts_as_visit=False)
    for day in (TODAY, TODAY - 29 * DAY, TODAY - 30 * DAY, TODAY - 200 * DAY):
        make_follow_up(customer=customer, happened_on=day)
    make_follow_up(customer=customer, service_type=call, happened_on=TODAY - DAY)
    make_follow_up(
        customer=customer,
        happened_on=TODAY,
        cancelled_at=datetime.datetime.now(datetime.UTC),
        cancel_reason="mistake",
    )

    def counts(**params: str) -> tuple[int, int]:
        (row,) = desk.get(ADDRESS, params).context["table"].rows
        return row.record.follow_ups_in_period, row.record.visits_in_period

    assert counts() == (3, 2)
    assert counts(period_from="2026-03-01", period_to="2026-03-01") == (1, 1)
    assert counts(period_from="1999-01-01", period_to="1999-12-31") == (0, 0)
    assert counts(period_to=(TODAY - 30 * DAY).isoformat()) == (1, 1)


def test_r7_the_head_of_the_counts_says_in_which_period_they_are(desk: Client) -> None:
    followed()

    default = desk.get(ADDRESS).content.decode()
    chosen = desk.get(ADDRESS, {"period_from": "2026-03-30"}).content.decode()

    assert 'title="Suivis / visites du 2026-03-02 au 2026-03-31"' in default
    assert 'title="Suivis / visites du 2026-03-30 au 2026-03-31"' in chosen


def test_r8_oldest_first_then_by_key_and_sorted_both_ways(desk: Client) -> None:
    second = followed(name="B", city="Lévis", number="319")
    third = followed(name="A", city="", number="31742")
    first = make_follow_up(
        customer=make_customer(name="É", city="Alma", number="5"), happened_on=TODAY - 40 * DAY
    ).customer

    assert listed(desk) == [first.pk, second.pk, third.pk]
    assert listed(desk, sort="-last_on") == [third.pk, second.pk, first.pk]
    assert listed(desk, sort="name") == [third.pk, second.pk, first.pk]
    assert listed(desk, sort="number") == [first.pk, second.pk, third.pk]
    assert listed(desk, sort="city") == [first.pk, second.pk, third.pk]
    assert listed(desk, sort="-city") == [second.pk, first.pk, third.pk]
    assert listed(desk, sort="nonsense") == [first.pk, second.pk, third.pk]


def test_r8_the_columns_hold_the_last_follow_up_and_the_first_action(desk: Client) -> None:
    salesperson = make_salesperson(name="Mélanie Côté")
    customer = make_customer(
        number="000124",
        name="Épicerie Chez Léa",
        phone="4185550123",
        city="Lévis",
        salesperson=salesperson,
        route=make_route(code="R-07"),
    )
    make_follow_up(
        customer=customer, happened_on=TODAY - 40 * DAY, next_action="Rappeler", next_action_on=TODAY - DAY
    )
    make_follow_up(
        customer=customer,
        happened_on=TODAY - 23 * DAY,
        service_type=make_service_type(code="VIS"),
        done_by=salesperson,
        note="=Tablette pleine",
    )

    head, row = rows_of_file(desk, ADDRESS)

    assert len(head) == len(row)
    assert [value.date() if isinstance(value, datetime.datetime) else value for value in row] == [
        *("000124", "Épicerie Chez Léa", "418 555-0123", "Lévis", "Mélanie Côté", "R-07"),
        *(TODAY - 23 * DAY, "VIS", "Mélanie Côté", "=Tablette pleine", 23, None),
        *(1, 1, "Rappeler", TODAY - DAY),
    ]


def test_r26_the_file_says_by_how_many_days_a_visit_is_late_as_the_screen_marks_it(desk: Client) -> None:
    """R9b: late from the day after the frequency."""
    for number, every in (("1", 7), ("2", 10), ("3", None)):
        followed(number=number, visit_every_days=every)

    head, *rows = rows_of_file(desk, ADDRESS, sort="number")
    page = desk.get(ADDRESS).content.decode()

    late = head.index("Jours de retard de visite")
    assert [row[late] for row in rows] == [3, None, None]
    assert page.count('class="warned"') == 1


def test_r26_the_file_holds_the_rows_and_the_order_of_the_screen_all_pages(desk: Client) -> None:
    for n in range(70):
        make_follow_up(customer=make_customer(name=f"{n % 7}"), happened_on=TODAY - (n % 5) * DAY)
    numbers = dict(Customer.objects.values_list("pk", "number"))
    params = {"sort": "-name", "days_since_min": "1"}

    in_file = [row[0] for row in rows_of_file(desk, ADDRESS, **params)[1:]]

    assert len(in_file) == 56
    assert in_file == [numbers[row.pk] for row in rows_of_all_pages(desk, ADDRESS, **params)]


@pytest.mark.parametrize("sort", ["number", "-last_on", "city", "-city"])
@pytest.mark.parametrize("rows_at_once", [1, 4, 5, 6, 7, 8])
def test_r26_a_file_that_is_read_bit_by_bit_holds_each_row_once(
    desk: Client, monkeypatch: pytest.MonkeyPatch, sort: str, rows_at_once: int
) -> None:
    for city in ("Lévis", "", "Québec", "", "Lévis", "Gaspé", ""):
        followed(city=city)
    monkeypatch.setattr("webmino.table_pages.ROWS_AT_ONCE", rows_at_once)

    in_file = [row[0] for row in rows_of_file(desk, ADDRESS, sort=sort)[1:]]

    assert len(in_file) == 7
    assert in_file == [row.number for row in rows_of_page(desk, ADDRESS, sort=sort)]


def test_r26_the_last_sheet_says_which_filters_who_when_and_how_many_rows(
    desk: Client, manager: User
) -> None:
    salesperson, other = make_salesperson(name="Mélanie Côté"), make_salesperson(name="Anne Roy")
    followed(salesperson=salesperson)
    followed(salesperson=other)
    followed()

    said = parameters(
        desk, salesperson=[salesperson.code, other.code], period_from="2026-03-01", sort="-name"
    )

    assert said == [
        ("Exporté par", str(manager)),
        ("Exporté le", datetime.datetime.fromisoformat("2026-03-31 12:00")),
        ("Lignes", 2),
        ("Vendeur", "Mélanie Côté"),
        ("Vendeur", "Anne Roy"),
        ("Statut", "actif"),
        ("Tri", "Nom, décroissant"),
        ("Période du", "2026-03-01"),
        ("Période au", "2026-03-31"),
    ]


def test_r25_a_file_stays_within_what_its_reader_sees(
    representative: User, signed_in: Callable[[User], Client]
) -> None:
    representative.user_permissions.add(Permission.objects.get(codename="export_tables"))
    own = followed(salesperson=representative.salespeople.get())
    followed(salesperson=make_salesperson())

    _head, *rows = rows_of_file(signed_in(representative), ADDRESS, status="all")

    assert [row[0] for row in rows] == [own.number]


def test_r25_filters_offer_a_representative_only_what_he_sees(
    representative: User, signed_in: Callable[[User], Client]
) -> None:
    colleague, stranger = make_salesperson(name="Colleague"), make_salesperson(name="Stranger")
    clerk, other_clerk = make_user(Role.OFFICE, username="clerk"), make_user(Role.OFFICE, username="other")
    own = {"salesperson": representative.salespeople.get()}
    make_follow_up(customer=make_customer(**own), done_by=colleague, entered_by=other_clerk)
    make_follow_up(customer=make_customer(**own), entered_by=clerk)
    elsewhere = {"city": "Elsewhere", "salesperson": stranger, "route": make_route(name="Elsewhere")}
    make_follow_up(customer=make_customer(**elsewhere), done_by=stranger)

    page = signed_in(representative).get(ADDRESS)

    offered = {control.name: control.choices for control in page.context["filters"].controls()}
    assert [value for value, _label, _on in offered["done_by"]] == ["none", colleague.code, "@clerk"]
    assert [value for value, _label, _on in offered["route"]] == ["none"]
    assert [value for value, _label, _on in offered["city"]] == ["none"]
    assert "Elsewhere" not in page.content.decode()


def test_r25_a_representative_sees_only_customers_of_his_salespeople(
    representative: User, signed_in: Callable[[User], Client]
) -> None:
    own = followed(salesperson=representative.salespeople.get())
    stranger = make_salesperson()
    followed(salesperson=stranger)
    followed()
    phone = signed_in(representative)

    assert listed(phone) == [own.pk]
    assert listed(phone, salesperson=stranger.code) == []
    assert listed(phone, salesperson="none") == []
    assert phone.get(ADDRESS).context["listing"].count == 1


def test_r25_a_table_is_taken_away_only_with_the_permission(
    office: User, signed_in: Callable[[User], Client]
) -> None:
    followed(name="Secret")

    answer = signed_in(office).get(ADDRESS, {"export": "xlsx"})

    assert answer.status_code == 403
    assert answer.streaming is False


@pytest.mark.parametrize(
    ("param", "value"),
    [
        ("days_since_min", "abc"),
        ("days_since_min", "-1"),
        ("days_since_min", "1e9"),
        ("salesperson", "nobody"),
        ("due", "never"),
        ("status", "gone"),
        ("period_from", "2026-13-01"),
        ("period_to", "yesterday"),
        ("q", "x" * 201),
    ],
)
def test_r28_a_filter_that_cannot_be_read_is_said_beside_it_and_lists_nothing(
    desk: Client, param: str, value: str
) -> None:
    followed()

    page = desk.get(ADDRESS, {param: value})

    assert list(page.context["filters"].form.errors) == [param]
    assert [row.record.pk for row in page.context["table"].rows] == []
    assert f'id="filter-{param}-error"' in page.content.decode()


def test_r28_a_period_that_ends_before_it_begins_is_said(desk: Client) -> None:
    followed()

    page = desk.get(ADDRESS, {"period_from": "2026-03-02", "period_to": "2026-03-01"})

    assert list(page.context["filters"].form.errors) == ["period_to"]


def test_r28_a_period_may_begin_with_the_calendar(desk: Client) -> None:
    customer = followed()

    assert listed(desk, period_to="0001-01-05") == [customer.pk]


def test_ids_of_rows_are_written_without_separators(desk: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('customers_customer_id_seq', 1234567)")
    customer = followed()

    page = desk.get(ADDRESS).content.decode()

    assert f'id="row-{customer.pk}"' in page


def test_chips_show_each_value_and_take_it_away(desk: Client) -> None:
    one, two = make_salesperson(name="Anne"), make_salesperson(name="Zoé")

    page = desk.get(ADDRESS, {"salesperson": [one.code, two.code], "sort": "name", "after": "x"})

    chips = [(chip.value, chip.without) for chip in page.context["filters"].chips()]
    assert chips == [
        ("Anne", f"salesperson={two.code}&sort=name"),
        ("Zoé", f"salesperson={one.code}&sort=name"),
    ]


def test_one_number_of_queries_for_1_and_for_50_rows(desk: Client) -> None:
    def add(count: int) -> None:
        for _ in range(count):
            make_follow_up(
                customer=make_customer(salesperson=make_salesperson(), route=make_route()),
                done_by=make_salesperson(),
                next_action="call",
                next_action_on=TODAY,
            )

    assert numbers_of_queries(desk, ADDRESS, add) == (9, 9)


def walk(client: Client, address: str) -> Any:
    return client.get(address).context["walk"]


def test_r8_previous_and_next_walk_the_filtered_list(desk: Client) -> None:
    salesperson = make_salesperson()
    customers = [
        make_follow_up(
            customer=make_customer(salesperson=salesperson), happened_on=TODAY - (9 - n) * DAY
        ).customer
        for n in range(3)
    ]
    followed(salesperson=make_salesperson())
    (opened, *_rest) = desk.get(ADDRESS, {"salesperson": salesperson.code}).context["table"].rows

    first = walk(desk, opened.record.record_address)
    second = walk(desk, first.next)
    third = walk(desk, second.next)

    assert (first.rank, first.count, first.previous) == (1, 3, None)
    assert second.rank == 2
    assert third.next is None
    assert second.previous.startswith(reverse("customers:customer-detail", args=[customers[0].pk]))
    assert third.back.startswith(f"{ADDRESS}?salesperson={salesperson.code}&")
    assert [row.record.pk for row in desk.get(third.back).context["table"].rows] == [customers[2].pk]


@pytest.mark.parametrize(
    ("tab", "kept"),
    [
        ("customers:customer-changes", ""),
        ("followups:follow-up-list", "&period_from=2026-01-01"),
        ("par:par-list", "&inactive=1"),
        ("par:shelf-count-list", ""),
        ("par:customer-order-list", ""),
        ("analytics:customer-analysis", "&unit=quarter&measure=quantity&sort=-total"),
    ],
)
def test_r8_previous_and_next_stay_on_the_tab_that_one_reads(desk: Client, tab: str, kept: str) -> None:
    customers = [
        make_follow_up(customer=make_customer(), happened_on=TODAY - (9 - n) * DAY).customer for n in range(3)
    ]
    way = desk.get(ADDRESS).context["table"].rows[1].record.record_address.partition("?")[2]
    not_kept = "&item=00481&page=1"

    step = walk(desk, f"{reverse(tab, args=[customers[1].pk])}?{way}{kept}{not_kept}")

    assert step.rank == 2
    for address, customer in ((step.previous, customers[0]), (step.next, customers[2])):
        assert address.startswith(f"{reverse(tab, args=[customer.pk])}?from=")
        assert address.partition("&")[2] == kept.removeprefix("&")
    assert (walk(desk, step.next).rank, walk(desk, step.next).previous.partition("?")[0]) == (
        3,
        reverse(tab, args=[customers[1].pk]),
    )


def test_a_tab_that_was_opened_from_a_list_of_something_else_leads_to_what_is_listed(desk: Client) -> None:
    items = [make_item(code=code) for code in ("1", "2")]
    way = desk.get("/items/?sort=code").context["table"].rows[0].record.record_address.partition("?")[2]

    step = walk(desk, f"/clients/{followed().pk}/analyse/?{way}")

    assert step.next.partition("?")[0] == f"/items/{items[1].pk}/"


def test_r8_the_place_in_the_list_stays_when_the_customer_moves_in_it(desk: Client) -> None:
    customers = [
        make_follow_up(customer=make_customer(), happened_on=TODAY - (9 - n) * DAY).customer for n in range(3)
    ]
    rows = desk.get(ADDRESS).context["table"].rows
    opened = rows[0].record.record_address

    make_follow_up(customer=customers[0], happened_on=TODAY)

    assert walk(desk, opened).next.startswith(reverse("customers:customer-detail", args=[customers[1].pk]))


def test_r8_who_is_called_on_the_way_does_not_come_again(desk: Client) -> None:
    """Telephone solicitation: the longest silent first, and each call puts a customer at the end."""
    customers = [
        make_follow_up(customer=make_customer(), happened_on=TODAY - (9 - n) * DAY).customer for n in range(3)
    ]
    address = desk.get(ADDRESS).context["table"].rows[0].record.record_address
    steps = []
    while address:
        step = walk(desk, address)
        steps.append((step.rank, step.count, step.previous is None))
        make_follow_up(customer=customers[step.rank - 1], happened_on=TODAY)
        # The page is made anew after each entry, and the way stays.
        assert walk(desk, address) == step
        address = step.next

    assert steps == [(1, 3, True), (2, 3, False), (3, 3, False)]


def test_r8_who_was_given_to_another_on_the_way_is_passed_over(
    representative: User, signed_in: Callable[[User], Client]
) -> None:
    mine = representative.salespeople.get()
    customers = [
        make_follow_up(customer=make_customer(salesperson=mine), happened_on=TODAY - (9 - n) * DAY).customer
        for n in range(3)
    ]
    client = signed_in(representative)
    opened = client.get(ADDRESS).context["table"].rows[0].record.record_address
    walk(client, opened)
    Customer.objects.filter(pk=customers[1].pk).update(salesperson=make_salesperson())

    step = walk(client, opened)

    assert step.next.startswith(reverse("customers:customer-detail", args=[customers[2].pk]))


def test_r8_a_list_of_more_than_1000_is_walked_without_a_rank(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webmino.walks.LONGEST", 2)
    customers = [
        make_follow_up(customer=make_customer(), happened_on=TODAY - (9 - n) * DAY).customer for n in range(3)
    ]
    opened = desk.get(ADDRESS).context["table"].rows[0].record.record_address

    step = walk(desk, opened)

    assert (step.rank, step.count, step.previous) == (None, None, None)
    assert step.next.startswith(reverse("customers:customer-detail", args=[customers[1].pk]))


@pytest.mark.parametrize("back", ["https://example.org/", "//example.org/", "/langue/", "/nowhere/", ""])
def test_a_way_back_that_is_no_list_of_ours_is_ignored(desk: Client, back: str) -> None:
    customer = followed()

    address = reverse("customers:customer-detail", args=[customer.pk])

    assert walk(desk, f"{address}?{urlencode({'from': back})}") is None
