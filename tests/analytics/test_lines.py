"""The invoice lines behind the figures (R22)."""

import datetime
import html
import re
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from analytics.models import SaleLine
from analytics.services.invoicing import invoice_order
from tests.factories import make_customer, make_item, make_order, make_sale_line
from tests.lists import numbers_of_queries, rows_of_all_pages, rows_of_file, rows_of_page
from webmino.models import User

pytestmark = pytest.mark.django_db
LINES = "/analyses/lignes/"


def address_of(words: str, page: Any) -> str | None:
    """Where the page's link of these words leads; None when it has none."""
    found = re.search(f'<a href="([^"]*)">{re.escape(words)}</a>', page.text)
    return html.unescape(found[1]) if found else None


@pytest.fixture
def desk(manager: User) -> Client:
    client = Client()
    client.force_login(manager)
    return client


def test_r22_lines_are_those_of_the_customer_the_item_the_days_and_the_invoice(desk: Client) -> None:
    customer, item = make_customer(), make_item()
    day = datetime.date(2026, 10, 2)
    wanted = make_sale_line(customer=customer, item=item, sold_on=day, invoice="F-123")
    others = [
        make_sale_line(item=item, sold_on=day, invoice="F-123"),
        make_sale_line(customer=customer, sold_on=day, invoice="F-123", line_no=2),
        make_sale_line(
            customer=customer, item=item, sold_on=day + datetime.timedelta(1), invoice="F-123", line_no=3
        ),
        make_sale_line(customer=customer, item=item, sold_on=day, invoice="G-9"),
    ]
    asked = {
        "customer": customer.number,
        "item": item.code,
        "period_from": str(day),
        "period_to": str(day),
        "invoice": "123",
    }

    assert rows_of_page(desk, LINES, **asked) == [wanted]
    for name, left_out in zip(("customer", "item", "period_to", "invoice"), others, strict=True):
        fewer = {key: value for key, value in asked.items() if key != name}
        assert set(rows_of_page(desk, LINES, **fewer)) == {wanted, left_out}


def test_r22_an_invoice_s_number_opens_all_its_lines_and_leads_back(desk: Client) -> None:
    customer = make_customer(number="7 & 8")
    lines = [make_sale_line(customer=customer, invoice="F+1", line_no=n) for n in (1, 2)]
    make_sale_line(invoice="F+1")  # another customer's
    make_sale_line(customer=customer, invoice="F+10")

    page = desk.get(LINES, {"item": lines[0].item.code})
    address = address_of("F+1", page)
    opened = desk.get(address)

    assert [row.record for row in opened.context["table"].rows] == lines[::-1]
    assert opened.context["way_back"] == f"{LINES}?item={lines[0].item.code}#row-{lines[0].pk}"
    assert [chip.value for chip in opened.context["filters"].chips()] == [str(customer), "F+1"]
    assert address_of("F+1", opened) is None
    assert opened.context["listing"].total.lines == 2


def test_r22_a_line_that_came_of_an_order_opens_the_order(desk: Client, manager: User) -> None:
    order = make_order({make_item(list_price=3): 1})
    invoice_order(order, invoice="F-1", by=manager)
    make_sale_line(customer=order.customer, invoice="F-2")

    page = desk.get(LINES)

    assert (address_of(order.number, page) or "").partition("?")[0] == f"/commandes/{order}/"
    assert page.text.count('href="/commandes/CMD') == 1


@pytest.mark.parametrize("asked", [{}, {"invoice": "F"}], ids=["all lines", "filtered"])
def test_r22_the_order_and_the_item_of_a_line_lead_back_to_the_line(
    desk: Client, manager: User, asked: dict[str, str]
) -> None:
    item = make_item(list_price=3)
    order = make_order({item: 1})
    invoice_order(order, invoice="F-1", by=manager)

    page = desk.get(LINES, asked)
    opened = [desk.get(address_of(words, page)) for words in (order.number, item.code)]

    back = f"{page.wsgi_request.get_full_path()}#row-{order.sale_lines.get().pk}"
    assert [html.unescape(record.text).count(f'<a href="{back}"') for record in opened] == [1, 1]
    assert [record.text.count('aria-disabled="true">‹') for record in opened] == [0, 0]


def test_r23_an_order_s_invoice_opens_its_lines_and_leads_back_to_the_order(
    desk: Client, manager: User
) -> None:
    order = make_order({make_item(list_price=3): 1})
    invoice_order(order, invoice="F 1", by=manager)
    make_sale_line(customer=order.customer, invoice="F 12")
    make_sale_line(invoice="F 1")

    opened = desk.get(address_of("F 1", desk.get(f"/commandes/{order}/")))

    assert [row.record for row in opened.context["table"].rows] == [order.sale_lines.get()]
    assert opened.context["way_back"] == f"/commandes/{order}/"


def test_the_lines_are_as_many_queries_for_one_as_for_fifty(desk: Client, manager: User) -> None:
    customer, item = make_customer(), make_item(list_price=3)

    def add(count: int) -> None:
        for _n in range(count):
            order = make_order({item: 1}, customer=customer)
            invoice_order(order, invoice=f"F-{order}", by=manager)

    add(1)
    desk.get(LINES)  # which begins the trail
    SaleLine.objects.all().delete()
    one, fifty = numbers_of_queries(desk, LINES, add)

    assert one == fifty


def test_r22_the_total_is_of_the_lines_that_the_invoice_the_days_and_the_item_choose(desk: Client) -> None:
    customer, item, day = make_customer(), make_item(), datetime.date(2026, 10, 2)
    for line_no, (on, what, amount) in enumerate(
        [(day, item, "1.10"), (day, None, "2.20"), (day + datetime.timedelta(1), item, "4.40")]
    ):
        line = {"invoice": "F-123", "line_no": line_no, "sold_on": on, "amount": Decimal(amount)}
        make_sale_line(customer=customer, item=what, **line)
    make_sale_line(invoice="f-1234", amount=Decimal("8.80"))
    make_sale_line(invoice="G-12", amount=Decimal("17.60"))

    def total(**asked: str) -> tuple[int, Decimal]:
        figure = desk.get(LINES, asked).context["listing"].total
        return figure.lines, figure.amount

    assert total(invoice="F-123") == (4, Decimal("16.50"))
    assert total(invoice="123", customer=customer.number) == (3, Decimal("7.70"))
    assert total(whole_invoice="F-123", period_to=str(day)) == (2, Decimal("3.30"))
    assert total(invoice="123", item=item.code) == (2, Decimal("5.50"))
    assert total(invoice="F-1299") == (0, Decimal(0))


def test_the_lines_of_a_number_are_read_once(desk: Client) -> None:
    make_sale_line(invoice="F-123")

    with CaptureQueriesContext(connection) as queries:
        desk.get(LINES, {"invoice": "123"})

    assert len([one for one in queries.captured_queries if 'FROM "analytics_saleline"' in one["sql"]]) == 1


def test_r21_a_credit_is_negative_and_the_total_says_so(desk: Client) -> None:
    customer = make_customer()
    make_sale_line(customer=customer, amount=Decimal("10.00"), quantity=Decimal(2))
    make_sale_line(customer=customer, amount=Decimal("-12.50"), quantity=Decimal(-3), unit_price=None)

    page = desk.get(LINES)

    assert "−12,50" in page.text
    total = page.context["foot"].rows[0].record
    assert (total.quantity, total.amount) == (Decimal(-1), Decimal("-2.50"))


def test_r8_pages_neither_repeat_nor_skip_a_line(desk: Client) -> None:
    customer, day = make_customer(), datetime.date(2026, 10, 2)
    made = [make_sale_line(customer=customer, sold_on=day) for _n in range(120)]

    down = rows_of_all_pages(desk, LINES)

    assert down == made[::-1]
    assert rows_of_all_pages(desk, LINES, sort="sold_on") == made


def test_r26_the_file_has_the_lines_typed_and_their_total(desk: Client) -> None:
    customer, item = make_customer(number="000124", name="Chez Léa"), make_item(code="00481", name_fr="Lait")
    make_sale_line(
        customer=customer,
        item=item,
        sold_on=datetime.date(2026, 10, 2),
        invoice="0007",
        line_no=3,
        quantity=Decimal("1.5"),
        unit_price=Decimal("0.333333"),
        amount=Decimal("0.50"),
    )

    rows = rows_of_file(desk, LINES)

    assert rows[1][0].date() == datetime.date(2026, 10, 2)
    assert rows[1][1:] == ("0007", None, 3, "000124", "Chez Léa", "00481", "Lait", 1.5, 0.333333, 0.5)
    assert rows[2][1] == "Total"
    assert rows[2][8:] == (1.5, None, 0.5)


@pytest.mark.parametrize(
    "asked",
    [{"invoice": "\0"}, {"whole_invoice": "\0"}, {"customer": "\0"}, {"item": "x" * 61}, {"q": "%_\\"}],
)
def test_r28_odd_words_are_no_fault(desk: Client, asked: dict[str, str]) -> None:
    make_sale_line()

    assert desk.get(LINES, asked).status_code == 200
    assert desk.get("/analyses/items/", asked).status_code == 200
