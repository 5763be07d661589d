"""Suivi visites client in PAR mode: R10 to R13, on the page and in its file."""

import datetime
import html
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client

from customers.models import Customer
from par.models import CustomerItem, Item, Order
from par.wording import amount_in_words
from tests.factories import (
    make_category,
    make_customer,
    make_customer_item,
    make_follow_up,
    make_item,
    make_item_category,
    make_order,
    make_route,
    make_salesperson,
    make_service_type,
    make_shelf_count,
    make_sorting_group,
)
from tests.lists import numbers_of_queries, rows_of_all_pages, rows_of_file, rows_of_page, workbook_of
from webmino.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
TODAY = datetime.date(2026, 3, 31)
DAY = datetime.timedelta(days=1)
ADDRESS = "/suivi-visites/par/"
BY_ITEM = "/suivi-visites/par/items/"


@pytest.fixture
def noon() -> Any:
    with time_machine.travel(datetime.datetime(2026, 3, 31, 16, tzinfo=datetime.UTC), tick=False):
        yield


@pytest.fixture
def desk(manager: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(manager)


def stocked(*pars: int, **fields: Any) -> Customer:
    """A customer with specific items of these PARs."""
    customer = make_customer(**fields)
    for par in pars or (1,):
        make_customer_item(customer=customer, par_quantity=par)
    return customer


def count(customer: Customer, *quantities: Any, **fields: Any) -> None:
    """Count the customer's items, in their order, as these quantities; None: not counted."""
    items = [one.item for one in CustomerItem.objects.filter(customer=customer).order_by("pk")]
    make_shelf_count(dict(zip(items, quantities, strict=True)), customer=customer, **fields)


def listed(client: Client, address: str = ADDRESS, **params: Any) -> list[int]:
    """The keys of the rows that the page lists."""
    return [row.pk for row in rows_of_page(client, address, **params)]


def row_of_file(client: Client, customer: Customer) -> dict[str, Any]:
    """The customer's row of the file, by the head of each column; days without their hours."""
    head, row = rows_of_file(client, ADDRESS, q=customer.number)
    values = [value.date() if isinstance(value, datetime.datetime) else value for value in row]
    return dict(zip(head, values, strict=True))


def test_r10_who_has_an_active_specific_item_is_listed_followed_up_or_not(desk: Client) -> None:
    never_followed_up = stocked(5)
    make_follow_up()
    make_customer_item(is_active=False)
    par_zero = stocked(0)

    assert listed(desk, sort="number") == [never_followed_up.pk, par_zero.pk]


def test_r11_par_zero_is_listed_and_in_no_figure(desk: Client) -> None:
    customer = stocked(0, 0)
    count(customer, 0, 5)

    row = row_of_file(desk, customer)

    assert (row["Items spécifiques"], row["PAR 0"], row["PAR > 0"]) == (2, 2, 0)
    assert (row["Sous PAR"], row["Ruptures"], row["Non comptés"]) == (0, 0, 0)
    assert (row["Σ PAR"], row["Manquant"], row["Valeur du manquant"]) == (0, 0, 0)


def test_r12_each_row_has_its_figures(desk: Client) -> None:
    customer = make_customer(number="000124", name="Épicerie Chez Léa", city="Lévis", phone="4185550123")
    items = [make_item(list_price=price) for price in ("2.50", None, "1", "1", "1", "9")]
    for item, par in zip(items, (12, 4, 3, 6, 8, 0), strict=True):
        make_customer_item(customer=customer, item=item, par_quantity=par)
    counted = dict(zip(items, (3, 0, 5, None, 8, None), strict=True))
    make_shelf_count(counted, customer=customer, counted_on=TODAY - 23 * DAY)
    make_order({items[0]: 4, items[2]: "2.5"}, customer=customer, expected_on=TODAY + DAY)
    make_follow_up(customer=customer, happened_on=TODAY - 9 * DAY)
    call = make_service_type(counts_as_visit=False)
    make_follow_up(customer=customer, happened_on=TODAY, service_type=call)

    row = row_of_file(desk, customer)

    assert row == {
        "No": "000124",
        "Nom": "Épicerie Chez Léa",
        "Téléphone": "418 555-0123",
        "Ville": "Lévis",
        "Vendeur": None,
        "Route": None,
        "Dernier relevé": TODAY - 23 * DAY,
        "Depuis": 23,
        "Items spécifiques": 6,
        "PAR 0": 1,
        "PAR > 0": 5,
        "Comptés": 4,
        "Sous PAR": 2,
        "Ruptures": 1,
        "Non comptés": 1,
        "Σ PAR": 33,
        "Σ compté": 16,
        "Manquant": 13,
        "Valeur du manquant": 22.5,
        "Manquants sans prix": 1,
        "En commande": 6.5,
        "Dernier suivi": TODAY,
        "Dernière visite": TODAY - 9 * DAY,
        "Prochaine action": None,
        "Dernière commande": TODAY,
    }


def test_r12_the_page_says_the_value_and_what_has_no_price(desk: Client) -> None:
    customer = make_customer()
    items = [make_item(list_price="1234.5"), make_item()]
    for item in items:
        make_customer_item(customer=customer, item=item, par_quantity=2)
    make_shelf_count(dict.fromkeys(items, 1), customer=customer)

    page = desk.get(ADDRESS).text

    assert f'{amount_in_words(Decimal("1234.5"))} <span class="beneath">(1 sans prix)</span>' in page


def test_r13_what_was_never_counted_is_unknown_and_not_zero(desk: Client) -> None:
    customer = stocked(5)

    row, page = row_of_file(desk, customer), desk.get(ADDRESS).text

    unknown = ("Dernier relevé", "Depuis", "Σ compté", "Manquant", "Valeur du manquant")
    assert [row[name] for name in unknown] == [None] * 5
    assert (row["PAR > 0"], row["Comptés"], row["Non comptés"], row["Σ PAR"]) == (1, 0, 1, 5)
    assert 'data-label="Dernier relevé">jamais relevé</td>' in page
    assert 'col-missing is-empty" data-label="Manquant">—</td>' in page


def test_r13_a_surplus_offsets_no_shortage(desk: Client) -> None:
    customer = stocked(10, 10)
    count(customer, 4, 30)

    row = row_of_file(desk, customer)

    assert (row["Σ PAR"], row["Σ compté"], row["Manquant"]) == (20, 34, 6)


def test_r13_a_cancelled_count_gives_way_and_an_older_one_changes_nothing(desk: Client) -> None:
    customer = stocked(10)
    count(customer, 9, counted_on=TODAY - 2 * DAY)
    last = make_shelf_count({customer.specific_items.get().item: 1}, customer=customer, counted_on=TODAY)
    count(customer, 5, counted_on=TODAY - 3 * DAY)

    before = row_of_file(desk, customer)
    type(last).objects.filter(pk=last.pk).update(
        state="cancelled", cancelled_at="2026-03-31 12:00Z", cancel_reason="wrong shelf"
    )
    after = row_of_file(desk, customer)

    assert (before["Dernier relevé"], before["Manquant"]) == (TODAY, 9)
    assert (after["Dernier relevé"], after["Manquant"]) == (TODAY - 2 * DAY, 1)


def test_r12_what_counts_as_delivered_on_the_day_of_the_count_is_not_on_order(desk: Client) -> None:
    """R19: expected after the count, whatever today is."""
    counted, never = stocked(5), stocked(5)
    count(counted, 1, counted_on=TODAY - 9 * DAY)
    for customer in (counted, never):
        item = customer.specific_items.get().item
        make_order({item: 1}, customer=customer, expected_on=TODAY - 9 * DAY)
        make_order({item: 10}, customer=customer, expected_on=TODAY - 8 * DAY)
        make_order({item: 100}, customer=customer, expected_on=TODAY + DAY)
        make_order({item: 1000}, customer=customer, expected_on=TODAY + DAY, status=Order.Status.DRAFT)

    assert row_of_file(desk, counted)["En commande"] == 110
    assert row_of_file(desk, never)["En commande"] == 100


def test_r12_the_last_order_is_no_draft_and_none_that_was_cancelled(desk: Client) -> None:
    customer = stocked(5)
    for days, status in ((9, "confirmed"), (5, "delivered"), (2, "cancelled"), (1, "draft")):
        cancelled = {"cancelled_at": "2026-03-31 12:00Z", "cancel_reason": "mistake"}
        make_order(
            customer=customer,
            ordered_on=TODAY - days * DAY,
            status=status,
            **(cancelled if status == "cancelled" else {}),
        )

    assert row_of_file(desk, customer)["Dernière commande"] == TODAY - 5 * DAY


def test_r12_sorted_both_ways_with_the_unknown_last(desk: Client) -> None:
    never = stocked(5, number="5", name="C", city="")
    few = stocked(10, number="319", name="B", city="Alma")
    many = stocked(90, number="31742", name="A", city="Lévis")
    CustomerItem.objects.filter(customer=few).update(price=9)
    CustomerItem.objects.filter(customer=many).update(price="0.01")
    count(few, 2, counted_on=TODAY - DAY)
    count(many, 2, counted_on=TODAY)
    orders = {
        "": [many, few, never],
        "-missing": [many, few, never],
        "missing": [few, many, never],
        "value": [many, few, never],
        "-value": [few, many, never],
        "last_count_on": [few, many, never],
        "-last_count_on": [many, few, never],
        "number": [never, few, many],
        "name": [many, few, never],
        "city": [few, many, never],
    }

    found = {sort: listed(desk, sort=sort) for sort in orders}

    assert found == {sort: [customer.pk for customer in order] for sort, order in orders.items()}


def test_r8_sorted_by_the_follow_ups_as_visit_mode_is(desk: Client) -> None:
    """R12: both ways, those without one last; R9: the switch keeps the sort."""
    recent, silent, never = (stocked(5) for _ in range(3))
    for customer, days, due in ((recent, 2, TODAY + DAY), (silent, 40, TODAY - DAY)):
        make_follow_up(
            customer=customer,
            happened_on=TODAY - days * DAY,
            next_action="Rappeler",
            next_action_on=due,
        )
    orders = {
        "last_on": [silent, recent, never],
        "-last_on": [recent, silent, never],
        "next_action_on": [silent, recent, never],
        "-next_action_on": [recent, silent, never],
    }

    found = {sort: listed(desk, sort=sort) for sort in orders}
    switched = desk.get(modes(desk.get("/suivi-visites/", {"sort": "-next_action_on"}))["Mode PAR"])
    (row,) = rows_of_file(desk, ADDRESS, q=silent.number)[1:]

    assert found == {sort: [customer.pk for customer in order] for sort, order in orders.items()}
    assert switched.context["listing"].sorted_by == "-next_action_on"
    assert switched.text.count('title="en retard"') == 1
    assert [value.date() for value in row if isinstance(value, datetime.datetime)] == [
        TODAY - 40 * DAY,
        TODAY - 40 * DAY,
        TODAY - DAY,
    ]


def test_r12_pages_neither_repeat_nor_skip_a_row(desk: Client) -> None:
    code = make_service_type()
    for n in range(70):
        customer = stocked(4)
        if n % 3:
            count(customer, n % 5)

        if n % 4:
            due = {"next_action": "Rappeler", "next_action_on": TODAY + n % 3 * DAY} if n % 8 > 3 else {}
            make_follow_up(customer=customer, service_type=code, happened_on=TODAY - n % 6 * DAY, **due)

    sorts = ("missing", "-missing", "value", "last_count_on", "last_on", "next_action_on")
    for sort in (*sorts, "-last_on", "-next_action_on"):
        assert len({row.pk for row in rows_of_all_pages(desk, ADDRESS, sort=sort)}) == 70


def test_r7_filters_are_those_of_visit_mode(desk: Client) -> None:
    chosen = {
        "salesperson": make_salesperson(),
        "route": make_route(),
        "category": make_category(),
        "sorting_group": make_sorting_group(),
    }
    wanted = stocked(name="Épicerie Chez Léa", city="Lévis", **chosen)
    other = stocked(city="Québec", is_active=False)

    for name, row in chosen.items():
        assert listed(desk, **{name: row.code}) == [wanted.pk]
        assert listed(desk, **{name: "none", "status": "all"}) == [other.pk]
    assert listed(desk, city="levis") == [wanted.pk]
    assert listed(desk, q="epicerie LEA") == [wanted.pk]
    assert listed(desk) == [wanted.pk]
    assert listed(desk, status="inactive") == [other.pk]


def test_r12_filters_choose_by_what_the_last_count_found(desk: Client) -> None:
    full, below, out, never = (stocked(5, 0) for _ in range(4))
    partly = stocked(5, 5)
    count(full, 5, 0, counted_on=TODAY - 10 * DAY)
    count(below, 4, 0, counted_on=TODAY - 30 * DAY)
    count(out, 0, 0, counted_on=TODAY - 31 * DAY)
    count(partly, 5, None, counted_on=TODAY)

    def found(**params: Any) -> list[int]:
        return listed(desk, sort="number", **params)

    assert found(shelf="below") == [below.pk, out.pk]
    assert found(shelf="out") == [out.pk]
    assert found(shelf="never") == [never.pk]
    assert found(shelf="not_counted") == [never.pk, partly.pk]
    assert found(shelf=["out", "never"]) == [out.pk, never.pk]
    assert found(count_days_min="30") == [below.pk, out.pk]
    assert found(count_days_min="31") == [out.pk]
    assert found(count_days_min="30", shelf="never") == []


@pytest.mark.parametrize("address", [ADDRESS, BY_ITEM])
@pytest.mark.parametrize(
    ("param", "value"),
    [("count_days_min", "-1"), ("count_days_min", "1e9"), ("shelf", "gone"), ("salesperson", "nobody")],
)
def test_r28_a_filter_that_cannot_be_read_is_said_and_lists_nothing(
    desk: Client, address: str, param: str, value: str
) -> None:
    stocked(5)

    page = desk.get(address, {param: value})

    assert list(page.context["filters"].form.errors) == [param]
    assert [row.record.pk for row in page.context["table"].rows] == []
    assert f'id="filter-{param}-error"' in page.text


def test_r25_a_representative_sees_only_his_customers(
    representative: User, signed_in: Callable[[User], Client]
) -> None:
    own = stocked(salesperson=representative.salespeople.get())
    other = stocked(salesperson=make_salesperson())
    phone = signed_in(representative)

    assert listed(phone) == [own.pk]
    assert listed(phone, BY_ITEM) == [own.specific_items.get().pk]
    assert phone.get(f"{ADDRESS}{other.pk}/", headers={"HX-Request": "true"}).status_code == 404
    assert phone.get(ADDRESS, {"export": "xlsx"}).status_code == 403
    assert phone.get(BY_ITEM, {"export": "xlsx"}).status_code == 403


def modes(page: Any) -> dict[str, str]:
    """Where each link of the switch leads, by what it says."""
    found = re.findall(r'<li><a href="([^"]+)"[^>]*>([^<]+)</a></li>', page.text)
    return {words: html.unescape(address) for address, words in found if "suivi-visites" in address}


def test_the_switch_keeps_the_filters_to_and_fro(desk: Client) -> None:
    """R9: the filters of one mode wait in the address while one is in the other."""
    salesperson, visit = make_salesperson(), make_service_type()
    wanted = stocked(salesperson=salesperson)
    make_follow_up(customer=wanted, service_type=visit, happened_on=TODAY)
    make_follow_up(customer=stocked(salesperson=salesperson), happened_on=TODAY)
    stocked()
    asked = {"salesperson": salesperson.code, "code": visit.code, "period_from": "2026-03-01"}

    visits = desk.get("/suivi-visites/", asked)
    par = desk.get(modes(visits)["Mode PAR"])
    by_item = desk.get(modes(par)["Par item"])
    back = desk.get(modes(by_item)["Mode visite"])

    assert len(par.context["table"].rows) == len(by_item.context["table"].rows) == 2
    assert [chip.label for chip in par.context["filters"].chips()] == ["Vendeur"]
    assert f'<input type="hidden" name="code" value="{visit.code}">' in par.text
    assert [row.record.pk for row in back.context["table"].rows] == [wanted.pk]
    assert back.context["listing"].query == visits.context["listing"].query


def test_the_switch_shows_which_mode_is_on(desk: Client) -> None:
    stocked()

    visits, par = desk.get("/suivi-visites/").text, desk.get(ADDRESS).text

    assert 'aria-current="page">Mode visite</a>' in visits
    assert 'aria-current="page">Mode PAR</a>' in par
    assert 'aria-current="page">Mode visite</a>' not in par


def row_opened(client: Client, customer: Customer) -> str:
    return client.get(f"{ADDRESS}{customer.pk}/", headers={"HX-Request": "true"}).text


def test_r12_a_row_opens_to_its_items(desk: Client) -> None:
    customer = make_customer()
    milk, butter, bread, jam = (make_item(pack_size=pack) for pack in (6, 1, 1, 1))
    for position, (item, par) in enumerate([(milk, 12), (butter, 0), (bread, 5), (jam, 4)]):
        make_customer_item(customer=customer, item=item, par_quantity=par, position=position)
    make_customer_item(customer=customer, is_active=False)
    make_shelf_count({milk: 3, bread: 0, butter: None}, customer=customer)
    make_order({milk: 4}, customer=customer, expected_on=TODAY + DAY)

    cells = cells_of(row_opened(desk, customer))

    assert cells == [
        [*(f"{milk.code} {milk.name}", "12", "3", "▼ manque 9", "4"), "12 − 3 − 4 = 5 → caisse de 6 : 6"],
        [f"{butter.code} {butter.name}", "0", "—", "· ne tient pas, peut acheter", "0", "—"],
        [f"{bread.code} {bread.name}", "5", "0", "✕ rupture, manque 5", "0", "5 − 0 − 0 = 5"],
        [f"{jam.code} {jam.name}", "4", "—", "? non compté", "0", "—"],
    ]


def test_r12_a_row_opens_to_the_figures_that_a_narrow_screen_leaves_out(desk: Client) -> None:
    customer = stocked(12, 4, city="Lévis")
    count(customer, 3, None)

    opened, closed = row_opened(desk, customer), desk.get(ADDRESS).text

    assert re.findall(r"<dt>([^<]+)</dt><dd>(.*?)</dd>", opened) == [
        ("Ville", '<span title="Lévis">Lévis</span>'),
        ("PAR &gt; 0", "2"),
        ("Comptés", "1"),
        ("Non comptés", "1"),
        ("Σ PAR", "16"),
        ("Σ compté", "3"),
        ("Dernière commande", "—"),
    ]
    assert re.findall(r'<td class="[^"]*secondary col-(\w+)', closed) == [
        *("city", "par_items", "counted_items", "not_counted", "par_total", "counted_total"),
        "last_order",
    ]


def test_r12_days_since_the_count_stand_under_its_day(desk: Client) -> None:
    customer = stocked(12)
    count(customer, 3, counted_on=TODAY - 23 * DAY)
    stocked(5)

    page = desk.get(ADDRESS).text

    assert re.findall(r'</a> <span class="beneath">([^<]+)</span>', page) == ["23 j"]
    assert "jamais relevé" in page


def test_r12_the_last_visit_stands_under_the_last_follow_up(desk: Client) -> None:
    visit, call = make_service_type(), make_service_type(counts_as_visit=False)
    for days, codes in ((3, (visit,)), (9, (call, visit)), (1, (call,))):
        customer = stocked(days)
        for n, code in enumerate(codes):
            day = TODAY - (days + n) * DAY
            make_follow_up(customer=customer, service_type=code, happened_on=day)
    stocked(5)

    page = desk.get(ADDRESS, {"sort": "-last_on"}).text

    said = re.findall(r'</time> <span class="beneath">([^<]+)</span>', page)
    assert said == ["jamais visité", "visité", f"visité le {TODAY - 10 * DAY}"]


def test_what_people_typed_is_escaped_in_every_column(desk: Client) -> None:
    typed, escaped = "<b>&\"'", "&lt;b&gt;&amp;&quot;&#x27;"
    customer = stocked(
        12,
        number=f"N{typed}",
        name=typed,
        city=typed,
        phone=typed,
        salesperson=make_salesperson(name=typed),
        route=make_route(code=f"R{typed}"),
    )
    make_follow_up(customer=customer)

    rows = [
        desk.get(address).text.partition("<tbody>")[2] for address in (ADDRESS, BY_ITEM, "/suivi-visites/")
    ]

    assert [typed in row for row in rows] == [False] * 3
    assert [row.count(f">{escaped}<") > 1 for row in rows] == [True] * 3
    assert [f">N{escaped}</a>" in row for row in rows] == [True] * 3


def test_r9_the_way_back_from_a_row_by_item_leads_to_the_row(desk: Client) -> None:
    customer = stocked(12)
    line = make_customer_item(customer=customer, par_quantity=3)

    (row,) = [
        row.record for row in desk.get(f"{ADDRESS}items/").context["table"].rows if row.record.pk == line.pk
    ]
    walk = desk.get(row.record_address).context["walk"]

    assert (walk.back.partition("?")[0], walk.row) == (f"{ADDRESS}items/", line.pk)
    assert line.pk != customer.pk


def test_r12_without_script_a_row_leads_to_the_tab_of_its_items(desk: Client) -> None:
    customer = stocked(12)
    (row,) = desk.get(ADDRESS).context["table"].rows
    way = row.record.record_address.partition("?")[2]

    answer = desk.get(f"{ADDRESS}{customer.pk}/?{way}", follow=True)

    assert answer.redirect_chain == [(f"/clients/{customer.pk}/items/?{way}", 302)]
    assert answer.context["walk"].rank == 1


def test_r12_figures_lead_to_what_they_come_from(desk: Client) -> None:
    customer = stocked(12)
    count(customer, 3)
    order = make_order({customer.specific_items.get().item: 4}, customer=customer, expected_on=TODAY + DAY)

    page = desk.get(ADDRESS).text

    assert f'<a href="/commandes/{order.number}/"><time' in page
    assert f'<a href="/releves/{customer.shelf_counts.get().pk}/"><time' in page


def test_r19_what_is_on_order_opens_to_its_orders_wherever_it_is_told(desk: Client) -> None:
    """Not to those that came before the count, nor to those of another item or customer."""
    customer = stocked(12, 9)
    milk, butter = (line.item for line in customer.specific_items.order_by("pk"))
    count(customer, 3, 3, counted_on=TODAY - 9 * DAY)
    before = make_order({milk: 1}, customer=customer, expected_on=TODAY - 9 * DAY)
    passed = make_order({milk: 4, butter: 2}, customer=customer, expected_on=TODAY - 8 * DAY)
    coming = make_order({butter: 8}, customer=customer, expected_on=TODAY + DAY)
    make_order({milk: 7}, customer=stocked(1), expected_on=TODAY + DAY)
    make_order({milk: 7}, customer=customer, expected_on=TODAY + DAY, status="delivered")

    pages = {
        "row": desk.get(f"{ADDRESS}{customer.pk}/", headers={"HX-Request": "true"}).text,
        "by item": desk.get(BY_ITEM, {"q": customer.number}).text,
        "sheet": desk.get(f"/clients/{customer.pk}/items/").text,
        "order": desk.get(f"/clients/{customer.pk}/commandes/nouvelle/").text,
    }
    table = desk.get(ADDRESS).text

    def opened(page: str, figure: str) -> set[Order]:
        (address,) = re.findall(rf'<a href="(/commandes/\?[^"]*)">{figure}</a>', page)
        return set(rows_of_page(desk, html.unescape(address)))

    for page in pages.values():
        assert (opened(page, "4"), opened(page, "10")) == ({passed}, {passed, coming})
    assert opened(table, "14") == opened(pages["sheet"], "14") == {passed, coming}
    assert before not in opened(table, "14")


def cells_of(fragment: str) -> list[list[str]]:
    """The text of each line of the items that a row opens to."""
    body = fragment.partition("<tbody>")[2].partition("</tbody>")[0]
    lines = [line for line in body.split("</tr>") if "<td" in line]

    def text(cell: str) -> str:
        return " ".join(re.sub(r"<[^>]+>", "", cell).replace("\xa0", " ").split())

    return [[text(cell) for cell in re.split(r"</t[dh]>", line)[:-1]] for line in lines]


def test_by_item_each_specific_item_is_a_row_the_most_missing_first(desk: Client) -> None:
    few, many, unknown = stocked(5, number="2"), stocked(50, number="1"), stocked(5, number="3")
    count(few, 1)
    count(many, 1)
    make_customer_item(customer=few, is_active=False)

    def items(*customers: Customer) -> list[int]:
        return [customer.specific_items.filter(is_active=True).get().pk for customer in customers]

    assert listed(desk, BY_ITEM) == items(many, few, unknown)
    assert listed(desk, BY_ITEM, sort="missing") == items(few, many, unknown)
    assert listed(desk, BY_ITEM, sort="number") == items(many, few, unknown)
    assert listed(desk, BY_ITEM, sort="-number") == items(unknown, few, many)
    assert listed(desk, BY_ITEM, shelf="below") == items(many, few)
    assert listed(desk, BY_ITEM, shelf="never") == items(unknown)


def test_by_item_filters_choose_the_customers_and_the_items(desk: Client) -> None:
    family, salesperson = make_item_category(), make_salesperson()
    milk = make_item(name_fr="Lait écrémé", category=family)
    wanted = make_customer_item(item=milk, customer=make_customer(salesperson=salesperson))
    other = make_customer_item(customer=make_customer(is_active=False))

    assert listed(desk, BY_ITEM, item="LAIT ecreme") == [wanted.pk]
    assert listed(desk, BY_ITEM, item_category=family.code) == [wanted.pk]
    assert listed(desk, BY_ITEM, salesperson=salesperson.code) == [wanted.pk]
    assert listed(desk, BY_ITEM, status="inactive") == [other.pk]
    assert listed(desk, BY_ITEM, q=wanted.customer.number) == [wanted.pk]


def test_by_item_pages_neither_repeat_nor_skip_a_row(desk: Client) -> None:
    for n in range(15):
        stocked(1, 2, 3, 4, 5, name=f"{n % 4}")

    for sort in ("number", "-name", "code", "-missing", "par", "counted"):
        assert len({row.pk for row in rows_of_all_pages(desk, BY_ITEM, sort=sort)}) == 75


def test_r26_the_file_has_the_customers_and_their_items_in_the_order_of_the_screen(desk: Client) -> None:
    salesperson = make_salesperson(name="Mélanie Côté")
    first, second = stocked(9, salesperson=salesperson), stocked(8, 7, salesperson=salesperson)
    stocked(99)
    for customer, quantities in ((first, (1,)), (second, (8, 6))):
        count(customer, *quantities)

    book = workbook_of(desk, ADDRESS, salesperson=salesperson.code)

    assert book.sheetnames == ["Clients", "Items spécifiques", "Paramètres"]
    customers, items, said = (list(sheet.values) for sheet in book.worksheets)
    assert [row[0] for row in customers[1:]] == [first.number, second.number]
    missing = items[0].index("Manquant")
    assert [(row[0], row[missing]) for row in items[1:]] == [
        (first.number, 8),
        (second.number, 0),
        (second.number, 1),
    ]
    assert [row[:2] for row in said[3:7]] == [
        ("Lignes de « Clients »".replace(" »", "\xa0»").replace("« ", "«\xa0"), 2),
        ("Lignes de « Items spécifiques »".replace(" »", "\xa0»").replace("« ", "«\xa0"), 3),
        ("Vendeur", "Mélanie Côté"),
        ("Statut", "actif"),
    ]


def test_r26_the_file_by_item_says_what_each_row_shows(desk: Client) -> None:
    item = make_item(code="00481", name_fr="Lait 2 % 2 L", pack_size=6, list_price="3.333333")
    one = make_customer_item(item=item, par_quantity="12.5", customer=make_customer(number="000124"))
    make_shelf_count({item: "3.25"}, customer=one.customer, counted_on=TODAY)
    make_order({item: 4}, customer=one.customer, expected_on=TODAY + DAY)

    head, row = rows_of_file(desk, BY_ITEM)

    values = dict(zip(head, row, strict=True))
    assert {name: values[name] for name in ("No", "Item", "Description", "PAR", "Compté", "Manquant")} == {
        "No": "000124",
        "Item": "00481",
        "Description": "Lait 2 % 2 L",
        "PAR": 12.5,
        "Compté": 3.25,
        "Manquant": 9.25,
    }
    assert values["Sur la tablette"] == "manque 9,25"
    assert (values["Prix"], values["En commande"], values["Suggéré"]) == (3.333333, 4, 6)
    assert values["Suggestion"] == "12,5 − 3,25 − 4 = 5,25 → caisse de 6 : 6".replace(" :", "\xa0:")


def add_stocked(count_of_rows: int) -> None:
    for _ in range(count_of_rows):
        customer = stocked(5, salesperson=make_salesperson(), route=make_route())
        count(customer, 1)
        item: Item = customer.specific_items.get().item
        make_order({item: Decimal(2)}, customer=customer, expected_on=TODAY + DAY)
        make_follow_up(customer=customer)


@pytest.mark.parametrize("address", [ADDRESS, BY_ITEM])
def test_one_number_of_queries_for_1_and_for_50_rows(desk: Client, address: str) -> None:
    one, fifty = numbers_of_queries(desk, address, add_stocked)

    assert one == fifty


def test_r8_previous_and_next_walk_the_customers_of_the_list(desk: Client) -> None:
    most, less = stocked(50), stocked(5)
    count(most, 1)
    count(less, 1)

    opened = desk.get(ADDRESS).context["table"].rows[0].record.record_address
    walk = desk.get(opened).context["walk"]

    assert (walk.rank, walk.count, walk.previous) == (1, 2, None)
    assert walk.next.startswith(f"/clients/{less.pk}/")
    assert walk.back.startswith(f"{ADDRESS}?")
