"""The pages of analyses: rows, totals, what each figure opens, the way back, the file (R9, R21, R22, R26)."""

import base64
import datetime
import re
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from customers.models import Customer
from tests.factories import (
    make_category,
    make_customer,
    make_customer_item,
    make_follow_up,
    make_item,
    make_item_category,
    make_route,
    make_sale_line,
    make_salesperson,
)
from tests.lists import numbers_of_queries, queries_of, rows_of_file, rows_of_page, workbook_of
from webmino.models import CompanySettings, User
from webmino.paging import KeysetOrder, Sort

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("november"),
]
CUSTOMERS, ITEMS, LINES = "/analyses/clients/", "/analyses/items/", "/analyses/lignes/"
CITIES = "/analyses/villes/"
PAGES = {
    "clients",
    "items",
    "vendeurs",
    "routes",
    "categories-clients",
    "categories-items",
    "villes",
}
DAY = datetime.date


@pytest.fixture
def november() -> Any:
    """24 November 2026, a Tuesday."""
    with time_machine.travel("2026-11-24 15:00 -0500", tick=False):
        yield


@pytest.fixture
def desk(manager: User) -> Client:
    client = Client()
    client.force_login(manager)
    return client


def sell(amount: str, on: str = "2026-10-10", **fields: Any) -> Any:
    return make_sale_line(sold_on=DAY.fromisoformat(on), amount=Decimal(amount), **fields)


def test_r21_twelve_months_show_those_without_sales_too(desk: Client) -> None:
    customer = make_customer()
    sell("10.00", "2026-10-31", customer=customer)
    sell("-2.50", "2026-11-24", customer=customer)
    sell("4.00", "2025-11-24", customer=customer)
    sell("99.00", "2025-11-25", customer=customer)  # after the same day: not compared

    page = desk.get(CUSTOMERS)

    [row] = [one.record for one in page.context["table"].rows]
    assert [head.label for head in page.context["headers"]][2:] == [
        *("2025-12", "2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06", "2026-07"),
        *("2026-08", "2026-09", "2026-10", "2026-11*"),
        *("Total", "An passé", "Écart", "Variation"),
    ]
    assert row.cells == [None] * 10 + [Decimal("10.00"), Decimal("-2.50")]
    compared = row.compared
    assert (compared.total, compared.year_before) == (Decimal("7.50"), Decimal("4.00"))
    assert (compared.difference, compared.variation) == (Decimal("3.50"), Decimal("87.5"))


@pytest.mark.parametrize(
    ("unit", "labels"),
    [
        ("quarter", ["2026-T1", "2026-T2", "2026-T3", "2026-T4*"]),
        ("year", ["2024", "2025", "2026*"]),
        ("fiscal", ["2024-2025", "2025-2026", "2026-2027*"]),
    ],
)
def test_r21_periods_of_every_length(desk: Client, unit: str, labels: list[str]) -> None:
    CompanySettings(fiscal_year_month=4).save()
    sell("10.00")

    page = desk.get(CUSTOMERS, {"unit": unit})

    assert [head.label for head in page.context["headers"]][2:-4] == labels


@pytest.mark.parametrize(
    ("compare", "note"),
    [("yes", "* En partie, et comparé aux mêmes jours de l’an passé"), ("no", "* En partie")],
)
def test_r21_a_note_says_which_days_of_a_period_are_counted(desk: Client, compare: str, note: str) -> None:
    sell("1.00", "2026-11-22")

    page = desk.get("/analyses/clients/", {"compare": compare})

    assert page.context["cut"] == f"{note}\N{NO-BREAK SPACE}: 2026-11 (2026-11-01 au 2026-11-24)."


def test_r21_weeks_begin_on_monday(desk: Client) -> None:
    sell("1.00", "2026-11-22")
    sell("2.00", "2026-11-23")

    page = desk.get("/analyses/", {"unit": "week", "period_from": "2026-11-16"})

    assert [(row.record.name, row.record.compared.now.amount) for row in page.context["table"].rows] == [
        ("2026-S47", Decimal("1.00")),
        ("2026-S48*", Decimal("2.00")),
    ]


def test_r21_each_figure_of_the_same_sales(desk: Client) -> None:
    customer = make_customer()
    sell("10.00", customer=customer, invoice="F-1", line_no=1, quantity=Decimal(3))
    sell("4.00", customer=customer, invoice="F-1", line_no=2, quantity=Decimal(1))
    sell("1.00", customer=customer, invoice="F-2", quantity=Decimal(1))

    shown = {
        measure: rows_of_page(desk, CUSTOMERS, measure=measure)[0].compared.total
        for measure in ("amount", "quantity", "average_price", "invoices")
    }

    assert shown == {
        "amount": Decimal("15.00"),
        "quantity": Decimal(5),
        "average_price": Decimal("3.0000"),
        "invoices": 2,
    }


def test_r21_the_foot_counts_an_invoice_of_two_items_once(desk: Client) -> None:
    customer = make_customer()
    for n in (1, 2):
        sell("1.00", customer=customer, invoice="F-1", line_no=n)

    page = desk.get(ITEMS, {"measure": "invoices"})

    assert [row.record.compared.total for row in page.context["table"].rows] == [1, 1]
    assert page.context["foot"].rows[0].record.compared.total == 1


def cells(page: Any, row: str, *columns: str) -> list[str]:
    """What a row of a page shows in some columns."""
    shown = page.text.partition(f'<tr id="row-{row}">')[2].partition("</tr>")[0]
    return [
        re.sub("<[^>]*>", "", re.search(rf'<td class="[^"]* col-{column}\b.*?</td>', shown)[0])
        for column in columns
    ]


def test_no_sale_is_a_dash_a_sum_of_zero_is_one_and_a_difference_has_its_sign(desk: Client) -> None:
    customer = sell("10.00", "2026-10-02").customer
    sell("-10.00", "2026-10-03", customer=customer)
    sell("25.00", "2026-11-02", customer=customer)
    sell("20.00", "2025-11-02", customer=customer)
    sell("5.00", "2025-08-02", customer=customer)
    periods = [f"period_{place}" for place in (8, 9, 10, 11)]

    page = desk.get(CUSTOMERS)

    assert {
        row: cells(page, row, "number", *periods, "total", "before", "difference", "variation")
        for row in (str(customer.pk), "total", "before", "difference")
    } == {
        str(customer.pk): [customer.number, "—", "—", "0,00", "25,00", "25,00", "25,00", "0,00", "0,0\xa0%"],
        "total": ["", "—", "—", "0,00", "25,00", "25,00", "25,00", "0,00", "0,0\xa0%"],
        "before": ["", "5,00", "—", "—", "20,00", "25,00", "", "", ""],
        "difference": ["", "−5,00", "—", "0,00", "+5,00", "0,00", "", "", ""],
    }


def test_r21_the_company_s_page_has_each_figure_beside_the_year_before(desk: Client) -> None:
    customer = make_customer()
    for day, invoice, quantity, amount in (
        ("2026-10-02", "F-1", 3, "10.00"),
        ("2026-10-03", "F-2", 1, "2.00"),
        ("2026-10-03", "F-3", 1, "3.00"),
        ("2025-10-02", "E-1", 2, "4.00"),
        ("2025-10-03", "E-2", 2, "8.00"),
    ):
        sell(amount, day, customer=customer, invoice=invoice, quantity=Decimal(quantity))
    figures = [
        *("total", "before", "difference", "variation"),
        *("quantity", "quantity_before", "quantity_variation"),
        *("average_price", "average_price_before", "average_price_variation"),
        *("invoices", "invoices_before", "invoices_variation"),
    ]

    page = desk.get("/analyses/")

    october = [
        *("15,00", "12,00", "+3,00", "+25,0\xa0%"),
        *("5", "4", "+25,0\xa0%"),
        *("3,0000", "3,0000", "0,0\xa0%"),
        *("3", "2", "+50,0\xa0%"),
    ]
    assert cells(page, "10", *figures) == cells(page, "total", *figures) == october
    assert cells(page, "9", *figures) == ["—"] * len(figures)


def test_r22_each_figure_of_the_company_opens_what_makes_it_up(desk: Client) -> None:
    customer = make_customer()
    for invoice, quantity in (("F-1", 3), ("F-2", 1)):
        sell("10.00", "2026-10-02", customer=customer, invoice=invoice, quantity=Decimal(quantity))
    sell("4.00", "2025-10-02", customer=customer, invoice="E-1", quantity=Decimal(2))

    page = desk.get("/analyses/")

    october, total = page.context["table"].rows[10].record, page.context["foot"].rows[0].record
    figures = ["total", "quantity", "average_price", "invoices"]
    figures += ["before", *(f"{figure}_before" for figure in figures[1:])]
    assert [opened_total(desk, october.addresses[figure]) for figure in figures] == [
        *(20, 4, 5, 2),
        *(4, 2, 2, 1),
    ]
    # The lines have their amount and their quantity in the foot, but neither their mean nor their invoices.
    of_lines = ("total", "quantity", "before", "quantity_before")
    assert [amount_at(desk, total.addresses[figure]) for figure in of_lines] == [20, 20, 4, 4]
    of_customers = [figure for figure in figures if figure not in of_lines]
    assert [opened_total(desk, total.addresses[figure]) for figure in of_customers] == [5, 2, 2, 1]
    assert desk.get(october.addresses["invoices"]).context["way_back"] == "/analyses/#row-10"


def opened_total(client: Client, address: str) -> Any:
    """The figure of all the customers, on the page of them that a figure opens."""
    assert address.startswith(CUSTOMERS)
    return client.get(address).context["foot"].rows[0].record.compared.total


@pytest.fixture
def company() -> list[Customer]:
    """Three customers of two salespeople, routes, categories and cities; one has none of them."""
    salesperson, route, category = (
        make_salesperson(code="V1"),
        make_route(code="R1"),
        make_category(code="C1"),
    )
    family = make_item_category(code="I1")
    items = [make_item(category=family), make_item(category=family), make_item()]
    assigned = {"salesperson": salesperson, "route": route, "category": category, "city": "Lévis"}
    other = {"salesperson": make_salesperson(), "route": make_route(), "category": make_category()}
    customers = [
        make_customer(**assigned),
        make_customer(**other, city="Québec", is_active=False),
        make_customer(),
    ]
    for n, customer in enumerate(customers):
        for place, item in enumerate(items):
            sell(f"{10 * n + place + 1}.25", customer=customer, item=item)
            sell(f"{5 * n + place + 1}.50", "2025-10-10", customer=customer, item=item)
    return customers


@pytest.mark.parametrize("name", sorted(PAGES))
def test_r22_sums_agree_at_every_level_to_the_cent(desk: Client, company: list[Customer], name: str) -> None:
    """Every figure of every row opens a page whose total is that figure, down to the lines."""
    page = desk.get(f"/analyses/{name}/")
    rows = [row.record for row in page.context["table"].rows]
    foot = page.context["foot"].rows[0].record

    assert sum(row.compared.now.amount for row in rows) == foot.compared.now.amount == Decimal("110.25")
    for row in rows:
        total, before = row.compared.now.amount, row.compared.before.amount
        assert amount_at(desk, row.addresses["total"]) == total
        assert amount_at(desk, row.addresses["before"]) == before
        assert amount_at(desk, row.addresses["period_10"]) == total
    assert amount_at(desk, foot.addresses["total"]) == foot.compared.now.amount
    assert amount_at(desk, foot.addresses["before"]) == foot.compared.before.amount


def amount_at(client: Client, address: str) -> Decimal:
    """The total of the page that a figure opens."""
    page = client.get(address)
    if address.startswith(LINES):
        lines = [row.record.amount for row in page.context["table"].rows]
        assert sum(lines) == page.context["listing"].total.amount
        return page.context["listing"].total.amount
    total = page.context["foot"].rows[0].record
    rows = [row.record.compared.now.amount for row in page.context["table"].rows]
    assert sum(rows) == total.compared.now.amount
    return total.compared.now.amount


def test_r22_from_a_salesperson_to_an_invoice_line_and_back(desk: Client, company: list[Customer]) -> None:
    address, trail = "/analyses/vendeurs/?measure=amount&sort=name&salesperson=V1", []

    while not address.startswith(LINES):
        trail.append(address)
        page = desk.get(address)
        address = page.context["table"].rows[0].record.addresses["total"]
    back = []
    while address:
        way = desk.get(address).context["way_back"]
        back.append(way and way.partition("#")[0])
        address = way

    assert [urlsplit(one).path for one in trail] == [
        "/analyses/vendeurs/",
        "/analyses/clients/",
        f"/clients/{company[0].pk}/analyse/",
    ]
    assert back == [*trail[::-1], None]


def test_r22_the_way_back_leads_to_the_row(desk: Client, company: list[Customer]) -> None:
    row = rows_of_page(desk, CUSTOMERS, sort="-name")[1]

    way = desk.get(row.addresses["total"]).context["way_back"]

    assert way == f"{CUSTOMERS}?sort=-name#row-{row.pk}"
    assert f'id="row-{row.pk}"' in desk.get(way).text


def test_r22_another_s_way_back_leads_nowhere(desk: Client, company: list[Customer]) -> None:
    assert desk.get(CUSTOMERS, {"trail": "0123456789.4"}).context["way_back"] is None
    assert desk.get(CUSTOMERS, {"from": "https://example.com/"}).context["way_back"] is None
    assert desk.get(CUSTOMERS, {"from": "//example.com/mobile/"}).context["way_back"] is None


def test_r7_the_filters_of_the_tracking_page_choose_whose_sales_they_are(
    desk: Client, company: list[Customer]
) -> None:
    def total(**filters: str) -> Decimal | None:
        foot = desk.get(ITEMS, filters).context["foot"]
        return foot and foot.rows[0].record.compared.now.amount

    first, second, third = Decimal("6.75"), Decimal("36.75"), Decimal("66.75")
    assert total() == first + second + third
    assert total(salesperson="V1") == total(route="R1") == total(category="C1") == first
    assert total(salesperson="none") == total(route="none") == total(city="none") == third
    assert total(city="levis") == total(q=company[0].name) == first
    assert total(status="inactive") == second
    assert total(status="active") == first + third
    assert total(salesperson="V1", city="quebec") is None
    assert total(item_category="none") == Decimal("3.25") + Decimal("13.25") + Decimal("23.25")


def test_r7_the_last_follow_up_chooses_whose_sales_they_are_too(
    desk: Client, company: list[Customer], manager: User
) -> None:
    last = make_follow_up(customer=company[0], happened_on=DAY(2026, 11, 4), entered_by=manager)
    make_follow_up(
        customer=company[2],
        happened_on=DAY(2026, 11, 20),
        next_action="Rappeler",
        next_action_on=DAY(2026, 11, 23),
    )

    def customers(**filters: str) -> set[int | None]:
        return {row.label.key for row in rows_of_page(desk, CUSTOMERS, **filters)}

    assert customers(code=last.service_type.code) == {company[0].pk}
    assert customers(done_by=f"@{manager.username}") == {company[0].pk}
    assert customers(days_since_min="20") == {company[0].pk}
    assert customers(days_since_min="4") == {company[0].pk, company[2].pk}
    assert customers(due="overdue") == {company[2].pk}
    assert customers(due="overdue", code=last.service_type.code) == set()
    assert "days_since_min=20" in rows_of_page(desk, CITIES, days_since_min="20")[0].addresses["total"]


def test_r26_the_file_holds_the_rows_the_order_and_the_totals_of_the_page(
    desk: Client, company: list[Customer]
) -> None:
    page = desk.get(CUSTOMERS, {"sort": "total"})

    head, *rows = rows_of_file(desk, CUSTOMERS, sort="total")

    shown = [row.record for row in page.context["table"].rows]
    foot = [row.record for row in page.context["foot"].rows]
    assert list(head) == [str(one.label) for one in page.context["headers"]]
    assert [row[0] for row in rows] == [row.label.code for row in shown] + [None] * 3
    assert [row[1] for row in rows] == [row.label.name for row in [*shown, *foot]]
    assert [Decimal(str(row[12])) for row in rows] == [row.cells[10] for row in [*shown, *foot]]
    assert [Decimal(str(row[14])) for row in rows[:-2]] == [row.compared.total for row in [*shown, foot[0]]]
    assert rows[0][17] == float(shown[0].compared.variation / 100)


@pytest.mark.parametrize("sort", ["number", "name", "total", "before", "difference", "variation"])
def test_r8_rows_sort_both_ways_and_those_without_figure_come_last(desk: Client, sort: str) -> None:
    customers = [make_customer() for _n in range(3)]
    for n, customer in enumerate(customers[:2]):
        sell(f"{n + 1}.00", customer=customer)
        sell("1.00", "2025-10-10", customer=customer)
    sell("9.00", customer=customers[2])

    up, down = (
        [row.label.key for row in rows_of_page(desk, CUSTOMERS, sort=f"{sign}{sort}")] for sign in ("", "-")
    )

    first, second, third = (customer.pk for customer in customers)
    if sort in ("before", "variation"):  # one has none
        assert (up, down) == ([first, second, third], [second, first, third])
    else:
        assert (up, down) == ([first, second, third], [third, second, first])


def test_r8_pages_neither_repeat_nor_skip_a_row(desk: Client) -> None:
    item = make_item()
    for _n in range(120):
        sell("1.00", item=item)
    seen, address = [], CUSTOMERS

    while address:
        page = desk.get(address)
        seen.append([row.record.pk for row in page.context["table"].rows])
        wanted = page.context["pages"]["next"]
        address = wanted and CUSTOMERS + wanted
    last = desk.get(CUSTOMERS, {"page": "last"}).context
    back = desk.get(CUSTOMERS + last["pages"]["previous"]).context

    assert [len(keys) for keys in seen] == [50, 50, 20]
    assert len({key for keys in seen for key in keys}) == 120
    assert [row.record.pk for row in last["table"].rows] == seen[2]
    assert [row.record.pk for row in back["table"].rows] == seen[1]


@pytest.mark.parametrize("name", ["clients", "items"])
def test_the_number_of_queries_is_the_same_for_one_row_and_for_fifty(desk: Client, name: str) -> None:
    item, customer = make_item(), make_customer()

    def add(more: int) -> None:
        for _n in range(more):
            sell(
                "1.00",
                customer=None if name == "clients" else customer,
                item=item if name == "clients" else None,
            )

    desk.get(f"/analyses/{name}/")
    one, fifty = numbers_of_queries(desk, f"/analyses/{name}/", add)

    assert one == fifty


def test_the_number_of_queries_is_the_same_for_one_period_and_for_fifty(desk: Client) -> None:
    sell("1.00", "2026-11-02")

    def queries(first: str) -> int:
        address = f"{ITEMS}?period_from={first}&period_to=2026-11-30"
        desk.get(address)
        return queries_of(lambda: desk.get(address))

    assert queries("2026-10-01") == queries("2022-10-01")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"unit": "week", "period_from": "2010-01-01"}, "Plus de 270 périodes"),
        ({"period_from": "2026-05-01", "period_to": "2026-04-01"}, "finit avant de commencer"),
        ({"unit": "day"}, "day"),
        ({"period_from": "hier"}, "date"),
    ],
)
def test_r28_a_wrong_filter_is_said_and_nothing_is_added_up(
    desk: Client, asked: dict[str, str], said: str
) -> None:
    sell("1.00")

    for address in (CUSTOMERS, "/analyses/"):
        page = desk.get(address, asked)
        assert said in page.text
        assert list(page.context["table"].rows) == []
        assert page.context["foot"] is None


def test_nothing_sold_is_said(desk: Client) -> None:
    for name in sorted(PAGES):
        page = desk.get(f"/analyses/{name}/")
        assert "Rien ne s’est vendu" in page.text
    assert "Rien ne s’est encore vendu" in desk.get(LINES).text


def test_r7_a_view_of_an_analysis_is_saved_without_the_way_back(
    desk: Client, company: list[Customer]
) -> None:
    page = desk.get(CUSTOMERS, {"unit": "year", "salesperson": "V1", "trail": "abc.1"})

    assert parse_qs(page.context["listing"].query) == {"unit": ["year"], "salesperson": ["V1"]}


@pytest.mark.parametrize(
    "tracking", ["followups:visit-tracking", "par:par-tracking", "par:par-tracking-items"]
)
def test_r9_the_analysis_opens_from_each_mode_and_leads_back_to_the_row(desk: Client, tracking: str) -> None:
    listed = make_customer_item()
    make_follow_up(customer=listed.customer)
    make_customer_item(customer=listed.customer)
    address = reverse(tracking)

    page = desk.get(address, {"sort": "-name", "q": listed.customer.name})
    button = str(page.context["table"].rows[0].get_cell("analysis"))
    opened = desk.get(button.partition('href="')[2].partition('"')[0].replace("&amp;", "&"))

    assert opened.status_code == 200
    assert opened.context["customer"] == listed.customer
    back = urlsplit(opened.context["walk"].back)
    assert back.path == address
    assert parse_qs(back.query)["sort"] == ["-name"]
    assert parse_qs(back.query)["q"] == [listed.customer.name]


def test_r26_the_file_says_which_figures_it_holds_and_of_which_days(desk: Client) -> None:
    sell("10.00", on="2026-11-03")

    book = workbook_of(desk, "/analyses/clients/", unit="week", measure="quantity", period_from="2026-11-02")

    said = dict(book.worksheets[-1].values)
    assert (said["Périodes"], said["Chiffre"]) == ("semaines", "quantité")
    assert said["Jours"].startswith("2026-11-02 au ")
    assert (said["Lignes"], said["Lignes de totaux"]) == (4, 3)


@pytest.mark.parametrize(
    ("address", "totals"), [("/analyses/", 1), ("/analyses/clients/", 3), ("/analyses/lignes/", 1)]
)
def test_r26_the_file_says_how_many_of_its_rows_are_totals(desk: Client, address: str, totals: int) -> None:
    sell("10.00")

    book = workbook_of(desk, address)

    said, rows = dict(book.worksheets[-1].values), list(book.worksheets[0].values)[1:]
    listed = len(desk.get(address).context["table"].rows)
    assert (said["Lignes de totaux"], said["Lignes"]) == (totals, len(rows)) == (totals, listed + totals)


def test_r9_the_way_back_is_there_after_a_day_of_going_to_and_fro(desk: Client) -> None:
    customers = [sell("10.00").customer for _ in range(70)]
    listed = "/analyses/clients/"

    for customer in customers:
        trail = desk.get(listed).context["table"].rows[0].record.addresses["total"]
        name = parse_qs(urlsplit(trail).query)["trail"][0].partition(".")[0]
        page = desk.get(f"/clients/{customer.pk}/analyse/", {"trail": f"{name}.{customer.pk}"})
        assert page.context["way_back"] == f"{listed}#row-{customer.pk}"


def test_an_empty_period_of_lines_is_not_a_company_that_sold_nothing(desk: Client) -> None:
    sell("10.00")

    page = desk.get("/analyses/lignes/", {"period_from": "2030-01-01"}).text

    assert "Tout effacer" in page
    assert "Rien ne s’est encore vendu" not in page


def test_periods_after_today_do_not_count_among_those_that_are_too_many(desk: Client) -> None:
    sell("10.00")

    page = desk.get(
        "/analyses/clients/", {"unit": "week", "period_from": "2026-01-01", "period_to": "2032-01-01"}
    )

    assert page.context["filters"].form.errors == {}
    assert len(page.context["table"].rows) == 1


@pytest.mark.parametrize("address", [CUSTOMERS, LINES, "/clients/"])
@pytest.mark.parametrize("name", ["after", "before"])
def test_r28_a_place_that_nests_without_end_shows_the_first_page(
    desk: Client, address: str, name: str
) -> None:
    line = make_sale_line()
    nested = base64.urlsafe_b64encode(b"[" * 2_900).decode()

    rows = rows_of_page(desk, address, **{name: nested})

    assert [str(row.pk) for row in rows] == [str(line.pk if address == LINES else line.customer_id)]


@pytest.mark.parametrize("address", ["/analyses/", CUSTOMERS, LINES, "/clients/{}/analyse/"])
def test_r9_an_address_that_names_an_analysis_as_the_list_one_came_from_shows_the_record(
    desk: Client, address: str
) -> None:
    """Analyses lead back by their trail: their rows are no records that one walks through."""
    line = make_sale_line()
    place = KeysetOrder(Sort("sold_on")).cursor(line).encoded()
    list_address = f"{address.format(line.customer_id)}?at={place}"

    answers = [
        desk.get(f"/clients/{line.customer_id}/{tab}", {"from": list_address}) for tab in ("", "analyse/")
    ]

    assert [(answer.status_code, answer.context["walk"]) for answer in answers] == [(200, None)] * 2
