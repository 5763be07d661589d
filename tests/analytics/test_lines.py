"""The invoice lines behind the figures (R22)."""

import datetime
from decimal import Decimal

import pytest
from django.test import Client

from tests.factories import make_customer, make_item, make_sale_line
from tests.lists import rows_of_all_pages, rows_of_file, rows_of_page
from webmino.models import User

pytestmark = pytest.mark.django_db
LINES = "/analyses/lignes/"


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
    assert rows[1][1:] == ("0007", 3, "000124", "Chez Léa", "00481", "Lait", 1.5, 0.333333, 0.5)
    assert rows[2][1] == "Total"
    assert rows[2][7:] == (1.5, None, 0.5)


@pytest.mark.parametrize("asked", [{"invoice": "\0"}, {"customer": "\0"}, {"item": "x" * 61}, {"q": "%_\\"}])
def test_r28_odd_words_are_no_fault(desk: Client, asked: dict[str, str]) -> None:
    make_sale_line()

    assert desk.get(LINES, asked).status_code == 200
    assert desk.get("/analyses/items/", asked).status_code == 200
