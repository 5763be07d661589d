"""A customer's analysis: his specific items, what he bought of them, all that he bought (R9, R21)."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client

from customers.models import Customer
from par.models import Item
from tests.factories import make_customer, make_customer_item, make_item, make_sale_line, make_shelf_count
from tests.lists import numbers_of_queries, queries_of_page, workbook_of
from webmino.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("november")]


@pytest.fixture
def november() -> Any:
    with time_machine.travel("2026-11-24 15:00 -0500", tick=False):
        yield


@pytest.fixture
def desk(manager: User) -> Client:
    client = Client()
    client.force_login(manager)
    return client


@pytest.fixture
def customer() -> Customer:
    """He has two items on his list, and bought one of them and another."""
    customer = make_customer(name="Épicerie Chez Léa", number="000124")
    milk = make_item(code="00481", name_fr="Lait 2 %", list_price=Decimal("4.25"))
    butter, bread = make_item(code="00977", name_fr="Beurre"), make_item(code="00500", name_fr="Pain")
    make_customer_item(customer=customer, item=milk, par_quantity=12, price=Decimal("4.10"), position=1)
    make_customer_item(customer=customer, item=butter, position=2)
    make_shelf_count({milk: 3}, customer=customer, counted_on=datetime.date(2026, 11, 1))
    for item, day, quantity, amount in (
        (milk, "2026-09-01", 3, "12.30"),
        (milk, "2026-10-02", -1, "-4.10"),
        (milk, "2025-09-01", 2, "8.00"),
        (bread, "2026-10-02", 2, "6.00"),
        (bread, "2020-01-02", 2, "5.00"),
    ):
        make_sale_line(
            customer=customer,
            item=item,
            sold_on=datetime.date.fromisoformat(day),
            quantity=Decimal(quantity),
            amount=Decimal(amount),
        )
    # Another's, which would show if it leaked.
    make_sale_line(item=milk, sold_on=datetime.date(2026, 10, 3), amount=Decimal("999.00"))
    return customer


def address(customer: Customer) -> str:
    return f"/clients/{customer.pk}/analyse/"


def shown(page: Any) -> dict[str, tuple[Any, Any]]:
    """By its code, the total of each row, and that of the year before."""
    rows = [row.record for row in page.context["table"].rows]
    return {row.label.code: (row.compared.total, row.compared.year_before) for row in rows}


def foot(page: Any) -> dict[str, Any]:
    return {row.record.pk: row.record.compared.total for row in page.context["foot"].rows}


def test_r21_the_specific_items_say_par_last_count_missing_price_and_last_sale(
    desk: Client, customer: Customer
) -> None:
    page = desk.get(address(customer))

    lines = [one.line for one in page.context["specific_items"]]
    assert [
        (
            line.code,
            line.price,
            line.par,
            line.counted,
            line.missing,
            line.last_sale,
        )
        for line in lines
    ] == [
        # The return of October is no sale.
        ("00481", Decimal("4.10"), Decimal(12), Decimal(3), Decimal(9), datetime.date(2026, 9, 1)),
        ("00977", None, Decimal(0), None, Decimal(0), None),
    ]
    assert page.context["counted_on"] == datetime.date(2026, 11, 1)
    assert "relevé du 2026-11-01" in page.text


def test_r21_the_rows_are_his_specific_items_and_the_total_is_all_that_he_bought(
    desk: Client, customer: Customer
) -> None:
    page = desk.get(address(customer))

    assert shown(page) == {"00481": (Decimal("8.20"), Decimal("8.00"))}
    assert foot(page) == {
        "others": Decimal("6.00"),
        "total": Decimal("14.20"),
        "before": Decimal("8.00"),
        "difference": Decimal("6.20"),
    }


def test_r21_all_the_items_that_he_bought_show_on_request(desk: Client, customer: Customer) -> None:
    page = desk.get(address(customer), {"items": "all"})

    assert shown(page) == {
        "00481": (Decimal("8.20"), Decimal("8.00")),
        "00500": (Decimal("6.00"), None),
    }
    assert foot(page)["total"] == Decimal("14.20")
    assert "others" not in foot(page)


def test_r22_the_other_items_open_as_rows_and_lead_back(desk: Client, customer: Customer) -> None:
    page = desk.get(address(customer), {"measure": "amount"})
    others = page.context["foot"].rows[0].record

    whole, october, september = (
        desk.get(address(customer) + opened)
        for opened in (others.record_address, others.addresses["period_10"], others.addresses["period_9"])
    )

    assert shown(whole) == shown(october) == {"00500": (Decimal("6.00"), None)}
    assert foot(whole) == {
        "others": Decimal("8.20"),
        "total": Decimal("14.20"),
        "before": Decimal("8.00"),
        "difference": Decimal("6.20"),
    }
    assert foot(october)["total"] == Decimal("1.90")
    assert shown(september) == {}
    assert foot(september)["others"] == Decimal("12.30")
    assert october.context["way_back"] == f"{address(customer)}?measure=amount#row-others"
    back = whole.context["foot"].rows[0].record
    assert back.label.name == "Items de sa liste"
    assert shown(desk.get(address(customer) + back.record_address)) == shown(page)


def test_r21_one_item_is_looked_at_alone(desk: Client, customer: Customer) -> None:
    opened = desk.get(address(customer)).context["specific_items"][0].address

    page = desk.get(address(customer) + opened)

    assert shown(page) == {"00481": (Decimal("8.20"), Decimal("8.00"))}
    assert foot(page)["total"] == Decimal("8.20")
    assert [one.line.code for one in page.context["specific_items"]] == ["00481"]
    item = page.context["specific_items"][0].line.item
    assert page.context["way_back"] == f"{address(customer)}#row-item-{item}"
    assert f'<tr id="row-item-{item}">' in page.text


def test_r22_the_lines_of_a_figure_lead_back_to_its_row(desk: Client, customer: Customer) -> None:
    page = desk.get(address(customer))
    milk, total = page.context["table"].rows[0].record, page.context["foot"].rows[1].record

    back = [
        desk.get(row.addresses[figure]).context["way_back"]
        for row in (milk, total)
        for figure in ("total", "before", "period_0")
    ]

    assert back == [*[f"{address(customer)}#row-{milk.pk}"] * 3, *[f"{address(customer)}#row-total"] * 3]
    assert f'id="row-{milk.pk}"' in page.text


def test_r21_the_chart_says_what_its_table_says(desk: Client, customer: Customer) -> None:
    drawing = desk.get(address(customer)).context["drawing"]

    assert [(bar.label, bar.value, bar.before) for bar in drawing.chart.bars][9:] == [
        ("2026-09", Decimal("12.3"), Decimal(8)),
        ("2026-10", Decimal("1.9"), 0),
        ("2026-11*", 0, 0),
    ]
    assert [row[2:] for row in drawing.rows][9] == ("12,30", "8,00", "+4,30", "+53,8\xa0%")


def test_r26_the_file_has_the_sales_and_the_specific_items(desk: Client, customer: Customer) -> None:
    sold, listed, _parameters = workbook_of(desk, address(customer)).worksheets

    rows = list(sold.values)
    assert [(row[0], row[1], row[14]) for row in rows[1:]] == [
        ("00481", "Lait 2 %", 8.2),
        (None, "Autres items", 6),
        (None, "Total", 14.2),
        (None, "An passé", 8),
        (None, "Écart", 6.2),
    ]
    rows = [(*row[:6], row[6] and row[6].date()) for row in list(listed.values)[1:]]
    assert rows == [
        ("00481", "Lait 2 %", 4.1, 12, 3, 9, datetime.date(2026, 9, 1)),
        ("00977", "Beurre", None, 0, None, 0, None),
    ]


@pytest.fixture
def stopped(customer: Customer) -> Item:
    """An item of his list that he bought each week until 40 days ago."""
    item = make_item(code="00300", name_fr="Crème")
    make_customer_item(customer=customer, item=item, position=3)
    for weeks in range(60):
        day = datetime.date(2026, 10, 15) - weeks * datetime.timedelta(days=7)
        make_sale_line(customer=customer, item=item, sold_on=day)
    return item


def test_r24_the_specific_items_say_which_he_no_longer_buys(
    desk: Client, customer: Customer, stopped: Item
) -> None:
    page = desk.get(address(customer))

    lines = [one.line for one in page.context["specific_items"]]
    assert [(line.code, line.days_stopped) for line in lines] == [
        ("00481", None),
        ("00977", None),
        ("00300", 40),
    ]
    assert page.text.count("</span> n’achète plus depuis 40 j</span>") == 1


def test_r21_all_the_items_that_he_bought_say_their_last_sale(
    desk: Client, customer: Customer, stopped: Item
) -> None:
    page = desk.get(address(customer), {"items": "all", "sort": "number"})

    rows = [row.record for row in page.context["table"].rows]
    # The return of October is no sale.
    assert [(row.label.code, row.last_sale, row.days_stopped) for row in rows] == [
        ("00300", datetime.date(2026, 10, 15), 40),
        ("00481", datetime.date(2026, 9, 1), None),
        ("00500", datetime.date(2026, 10, 2), None),
    ]
    assert '<time datetime="2026-10-02">2026-10-02</time>' in page.text
    assert [row.record.last_sale for row in page.context["foot"].rows] == [None, None, None]


def test_r26_the_file_says_the_last_sale_and_since_when_he_buys_no_longer(
    desk: Client, customer: Customer, stopped: Item
) -> None:
    book = workbook_of(desk, address(customer), items="all", sort="number")

    head, *rows = book.worksheets[0].values
    assert head[-1] == "Dernière vente"
    assert [(row[0], row[-1] and row[-1].date()) for row in rows[:4]] == [
        ("00300", datetime.date(2026, 10, 15)),
        ("00481", datetime.date(2026, 9, 1)),
        ("00500", datetime.date(2026, 10, 2)),
        (None, None),
    ]
    head, *rows = book.worksheets[1].values
    assert head[-1] == "N’achète plus, jours"
    assert [row[-1] for row in rows] == [None, None, 40]


def test_r9_the_analysis_leads_back_to_the_page_of_the_store(desk: Client, customer: Customer) -> None:
    store = f"/mobile/{customer.pk}/"
    linked = f"{address(customer)}?from={store}"

    assert linked in desk.get(store).text
    assert desk.get(linked).context["way_back"] == store
    count = desk.get(f"{store}releve/").text
    assert f"{address(customer)}?item=00481&amp;from=%2Fmobile%2F{customer.pk}%2Freleve%2F" in count


def test_r9_the_analysis_is_a_tab_of_the_record(desk: Client, customer: Customer) -> None:
    assert f'href="{address(customer)}"' in desk.get(f"/clients/{customer.pk}/").text


def test_a_customer_who_never_bought_has_his_items(desk: Client) -> None:
    listed = make_customer_item()

    page = desk.get(address(listed.customer))

    assert [one.line.item for one in page.context["specific_items"]] == [listed.item_id]
    assert page.context["foot"] is None
    assert "n’a rien acheté" in page.text


def test_the_number_of_queries_is_the_same_for_one_item_and_for_fifty(desk: Client) -> None:
    customer = make_customer()

    def add(more: int) -> None:
        for _n in range(more):
            item = make_item()
            make_customer_item(customer=customer, item=item)
            make_sale_line(customer=customer, item=item, sold_on=datetime.date(2026, 10, 2))

    desk.get(address(customer))
    one, fifty = numbers_of_queries(desk, address(customer), add)

    assert one == fifty


def test_what_is_shown_beside_stops_is_asked_for_where_there_are_any(
    desk: Client, customer: Customer, request: pytest.FixtureRequest
) -> None:
    without = queries_of_page(desk, address(customer))
    request.getfixturevalue("stopped")

    # The stops, the follow-ups about them, the codes of new ones.
    assert queries_of_page(desk, address(customer)) == without + 3
