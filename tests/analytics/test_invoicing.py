"""An order becomes sales once, and stops being any (R23)."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.test import Client
from django.utils import translation
from django.utils.timezone import localdate

from analytics.models import SaleLine
from analytics.services.invoicing import invoice_order, take_back_invoice
from followups.services.checks import locked
from par.models import Item, Order, OrderLine
from par.services.order_steps import cancel_order
from tests.at_once import Beside, wait_for_a_lock
from tests.factories import (
    make_customer,
    make_customer_item,
    make_item,
    make_order,
    make_sale_line,
    make_user,
)
from tests.importing import Folder
from tests.lists import said
from tests.sales_sums import kept_sums, live_sums
from webmino.models import User
from webmino.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(manager: User, signed_in: Callable[[User], Client]) -> Client:
    manager.language = "en"
    manager.save()
    return signed_in(manager)


def refusal_of(do: Callable[[], object]) -> list[str]:
    with pytest.raises(ValidationError) as refused, translation.override("en"):
        do()
    return refused.value.messages


def words_of(answer: Any) -> str:
    """The text of a page, in one line."""
    return " ".join(answer.content.decode().replace("\xa0", " ").split())


def is_untouched(order: Order) -> bool:
    stored = Order.objects.get(pk=order.pk)
    return (stored.status, stored.invoice) == (order.status, order.invoice) and not order.sale_lines.exists()


@pytest.mark.parametrize("status", ["confirmed", "delivered"])
def test_r23_an_order_makes_its_sale_lines_of_today(status: str, manager: User) -> None:
    first, second = make_item(list_price="1.234567"), make_item(list_price=0)
    order = make_order({second: 3, first: "2.5"}, status=status, ordered_on=datetime.date(2026, 1, 2))
    Item.objects.update(list_price=99)

    invoice_order(order, invoice=" 0042 ", by=manager)

    fields = ("item", "line_no", "quantity", "unit_price", "amount")
    assert list(order.sale_lines.order_by("line_no").values_list(*fields)) == [
        (second.pk, 1, 3, 0, 0),
        (first.pk, 2, Decimal("2.5"), Decimal("1.234567"), Decimal("3.09")),
    ]
    assert set(order.sale_lines.values_list("customer", "invoice", "sold_on")) == {
        (order.customer_id, "0042", localdate())
    }
    assert kept_sums() == live_sums()


def test_r23_an_order_is_not_a_sale_until_it_is_invoiced(manager: User) -> None:
    order = make_order({make_item(list_price=1): 1})
    lines_before = SaleLine.objects.count()

    invoice_order(order, invoice="F-1", by=manager)
    again = refusal_of(lambda: invoice_order(order, invoice="F-2", by=manager))

    assert lines_before == 0
    assert again == [f"{order} is invoiced already: F-1."]
    assert list(SaleLine.objects.values_list("invoice", flat=True)) == ["F-1"]


def test_r23_a_number_whose_lines_another_order_made_is_refused(manager: User) -> None:
    customer = make_customer()
    order, earlier = (make_order({make_item(list_price=1): 1}, customer=customer) for _ in range(2))
    make_sale_line(customer=customer, invoice="F-1", order=earlier)
    make_sale_line(customer=customer, invoice="F-1", line_no=2)
    make_sale_line(invoice="F-2")

    refusal = refusal_of(lambda: invoice_order(order, invoice="F-1 ", by=manager))
    refused = is_untouched(order)
    invoice_order(order, invoice="F-2", by=manager)

    assert refusal == ["This customer has an invoice F-1 already."]
    assert refused
    assert order.sale_lines.get().invoice == "F-2"


def test_r23_an_order_whose_invoice_was_imported_first_is_invoiced_and_adds_no_line(manager: User) -> None:
    order = make_order({make_item(list_price=None): 4})
    imported = make_sale_line(customer=order.customer, invoice="F-1")

    invoice_order(order, invoice="F-1", by=manager)

    order.refresh_from_db()
    assert (order.status, order.invoice) == ("invoiced", "F-1")
    assert list(SaleLine.objects.values_list("pk", "order")) == [(imported.pk, None)]


def test_r20_a_line_without_a_price_takes_the_customer_s_price_of_the_day(manager: User) -> None:
    own, listed, off_the_list = (make_item(list_price=None) for _ in range(3))
    order = make_order({own: 3, listed: 1, off_the_list: 2})
    make_customer_item(customer=order.customer, item=own, price="1.115")
    make_customer_item(customer=order.customer, item=listed)
    make_customer_item(customer=order.customer, item=off_the_list, price=50, is_active=False)
    Item.objects.exclude(pk=own.pk).update(list_price=4)

    invoice_order(order, invoice="F-1", by=manager)

    assert list(order.sale_lines.order_by("line_no").values_list("unit_price", "amount")) == [
        (Decimal("1.115"), Decimal("3.35")),
        (4, 4),
        (4, 8),
    ]
    assert list(OrderLine.objects.values_list("unit_price", flat=True)) == [None] * 3


def test_r23_an_order_with_an_item_of_no_price_is_refused(manager: User) -> None:
    milk, butter = make_item(code="1", name_en="Milk"), make_item(code="2", name_en="Butter", list_price=3)
    order = make_order({milk: 1, butter: 1})

    refusal = refusal_of(lambda: invoice_order(order, invoice="F-1", by=manager))

    assert len(refusal) == 1
    assert refusal[0].startswith("Items without a price: ")
    assert ("Milk" in refusal[0], "Butter" in refusal[0]) == (True, False)
    assert is_untouched(order)


@pytest.mark.parametrize("role", [Role.REPRESENTATIVE, Role.OFFICE])
def test_r25_others_invoice_nothing(role: Role, manager: User) -> None:
    order, invoiced = (make_order({make_item(list_price=1): 1}) for _ in range(2))
    invoice_order(invoiced, invoice="F-1", by=manager)
    user = make_user(role)

    for do in (
        lambda: invoice_order(order, invoice="F-1", by=user),
        lambda: take_back_invoice(invoiced, by=user),
    ):
        with pytest.raises(PermissionDenied):
            do()

    assert is_untouched(order)
    assert invoiced.sale_lines.count() == 1


def test_r23_an_invoice_taken_back_takes_its_sales_away_and_can_be_given_again(manager: User) -> None:
    order = make_order({make_item(list_price=1): 1, make_item(list_price=2): 1})
    other = make_sale_line(customer=order.customer)
    invoice_order(order, invoice="F-1", by=manager)

    count = take_back_invoice(order, by=manager)
    left = list(SaleLine.objects.values_list("pk", flat=True))
    order.refresh_from_db()
    was = (order.status, order.invoice)
    invoice_order(order, invoice="F-1", by=manager)

    assert (count, left, was) == (2, [other.pk], ("delivered", ""))
    assert order.sale_lines.count() == 2
    assert kept_sums() == live_sums()


def test_r23_an_imported_invoice_replaces_the_lines_and_stays_when_the_order_s_is_taken_back_and_given_again(
    manager: User, tmp_path: Path
) -> None:
    milk, bread = make_item(code="MILK", list_price=2), make_item(code="BREAD", list_price=3)
    order = make_order({milk: 4, bread: 1}, customer=make_customer(number="7"))
    invoice_order(order, invoice="F-1", by=manager)
    folder = Folder(tmp_path)
    header = "date,invoice,line_no,customer_code,item_code,quantity,unit_price,amount"
    folder.write(sales=f"{header}\n2026-01-02,F-1,10,7,MILK,3,2,6.00\n")

    imported = folder.run()
    order.refresh_from_db()
    status = order.status
    count = take_back_invoice(order, by=manager)
    order = invoice_order(order, invoice="F-1", by=manager)

    assert "2 sale lines made from orders are replaced by those of their imported invoices." in imported.out
    assert (status, count, order.status) == ("invoiced", 0, "invoiced")
    assert list(SaleLine.objects.values_list("line_no", "quantity", "order")) == [(10, 3, None)]
    assert kept_sums() == live_sums()


def test_r23_the_page_asks_the_number_and_says_what_becomes_of_it(desk: Client) -> None:
    order = make_order({make_item(list_price="2.50"): 2, make_item(): 1})
    address = f"/commandes/{order}/facturer/"

    page = words_of(desk.get(address))
    answer = desk.post(address, {"invoice": ""})

    assert "Its 2 lines become sales of" in page
    assert "Subtotal before taxes: $5.00." in page
    assert "1 line has no price: it takes the customer’s price of today." in page
    assert answer.status_code == 422
    assert "This field is required." in words_of(answer)
    assert is_untouched(order)


def test_r23_r28_what_is_wrong_is_said_beside_the_number_that_was_typed(desk: Client) -> None:
    customer = make_customer()
    order, earlier = (make_order({make_item(list_price=2): 2}, customer=customer) for _ in range(2))
    make_sale_line(customer=customer, invoice="F-1", order=earlier)

    answer = desk.post(f"/commandes/{order}/facturer/", {"invoice": "F-1"})

    assert answer.status_code == 422
    assert answer.context["form"].errors == {"invoice": ["This customer has an invoice F-1 already."]}
    assert 'value="F-1"' in answer.content.decode()


def test_r23_it_is_said_that_an_invoice_was_imported_and_its_lines_stay(desk: Client) -> None:
    order = make_order({make_item(list_price=2): 2})
    make_sale_line(customer=order.customer, invoice="F-1")

    answer = desk.post(f"/commandes/{order}/facturer/", {"invoice": "F-1"}, follow=True)

    words = "That invoice was imported: its sale lines stay, and the order adds none."
    assert f"Order {order} is invoiced: F-1. {words}" in said(answer)
    assert SaleLine.objects.count() == 1


def test_r23_the_button_pressed_twice_invoices_once(desk: Client) -> None:
    order = make_order({make_item(list_price=2): 2})
    address, typed = f"/commandes/{order}/facturer/", {"invoice": "F-1"}

    first = desk.post(address, typed, follow=True)
    second = desk.post(address, typed, follow=True)

    assert f"Order {order} is invoiced: F-1." in said(first)
    assert f"{order} is invoiced already: F-1." in said(second)
    assert [one.redirect_chain for one in (first, second)] == [[(f"/commandes/{order}/", 302)]] * 2
    assert SaleLine.objects.count() == 1


def test_r23_taking_an_invoice_back_is_asked_first_and_done_once(desk: Client, manager: User) -> None:
    order = make_order({make_item(list_price=2): 2, make_item(list_price=1): 1})
    invoice_order(order, invoice="F-1", by=manager)
    address = f"/commandes/{order}/facture/reprendre/"

    asked = words_of(desk.get(address))
    still = SaleLine.objects.count()
    first = desk.post(address, follow=True)
    second = desk.post(address, follow=True)

    assert "The order is delivered again, and its 2 sale lines are taken away." in asked
    assert still == 2
    assert f"Order {order} is not invoiced any more: its 2 sale lines are taken away." in said(first)
    assert f"{order} is delivered: this can't be done." in said(second)
    assert SaleLine.objects.count() == 0


def test_r23_an_order_that_cannot_be_invoiced_is_left(desk: Client, office: User) -> None:
    draft = make_order({make_item(list_price=2): 2}, status="draft", expected_on=None)
    cancelled = make_order({make_item(list_price=2): 2}, entered_by=office)
    cancel_order(cancelled, by=office, reason="mistake")

    shown = [desk.get(f"/commandes/{order}/facturer/", follow=True) for order in (draft, cancelled)]
    sent = [desk.post(f"/commandes/{order}/facturer/", {"invoice": "F"}) for order in (draft, cancelled)]

    assert f"{draft} is draft: this can't be done." in said(shown[0])
    assert f"{cancelled} is cancelled: this can't be done." in said(shown[1])
    assert [answer.status_code for answer in sent] == [422, 422]
    assert SaleLine.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_r23_two_who_invoice_at_once_make_the_sales_once(manager: User) -> None:
    order = make_order({make_item(list_price=2): 2})

    with transaction.atomic():
        locked(order.customer)
        both = [Beside(lambda n=n: invoice_order(order, invoice=f"F-{n}", by=manager)) for n in range(2)]
        wait_for_a_lock()
    for one in both:
        one.finish()

    assert [one.refusal is None for one in both].count(True) == 1
    assert SaleLine.objects.count() == 1
    assert kept_sums() == live_sums()


@pytest.mark.django_db(transaction=True)
def test_r23_two_orders_invoiced_at_once_with_one_number_are_not_one_invoice(manager: User) -> None:
    customer = make_customer()
    orders = [make_order({make_item(list_price=2): 2}, customer=customer) for _ in range(2)]

    with transaction.atomic():
        locked(customer)
        both = [
            Beside(lambda order=order: invoice_order(order, invoice="F-1", by=manager)) for order in orders
        ]
        wait_for_a_lock()
    for one in both:
        one.finish()

    assert [one.refusal is None for one in both].count(True) == 1
    assert SaleLine.objects.count() == 1
