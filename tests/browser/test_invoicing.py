"""An order becomes a sale, then the accounting's own file brings its invoice (R23)."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from par.models import Order
from tests.factories import make_customer, make_customer_item, make_item, make_order, make_user
from tests.importing import Folder
from webmino.models import User
from webmino.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def order() -> Order:
    """One of yesterday's: 4 butters at 5.00 $ and a cheddar at 9.00 $, both of the customer's list."""
    customer = make_customer(number="000124", name="Épicerie Chez Léa")
    butter, cheddar = (
        make_item(code=code, name_fr=name, list_price=price)
        for code, name, price in (("00481", "Beurre", 5), ("00482", "Cheddar", 9))
    )
    for item in (butter, cheddar):
        make_customer_item(customer=customer, item=item, par_quantity=12)
    return make_order({butter: 4, cheddar: 1}, customer=customer)


def test_r23_an_invoiced_order_is_sold_once_before_and_after_the_accounting_s_file(
    page: Page, sign_in: Callable[[User], None], order: Order, tmp_path: Path
) -> None:
    sign_in(make_user(Role.OFFICE))
    delivers(page, order)
    sign_in(make_user(Role.MANAGER))
    invoices(page, order, "F-104 221")
    finds_sold(page, total="29,00", items={"Beurre": "20,00", "Cheddar": "9,00"})

    accounting_brings(tmp_path, order, "F-104 221")

    finds_sold(page, total="15,75", items={"Beurre": "15,75"})
    page.goto(f"/commandes/{order}/")
    expect(page.locator(".order-status").first).to_have_text("facturée")
    page.get_by_role("link", name="F-104 221", exact=True).click()
    lines = page.locator(".list-table tbody tr")
    expect(lines.locator("td.col-code")).to_have_text(["00481"])
    expect(lines.locator("td.col-amount")).to_have_text(["15,75"])
    expect(lines.locator("td.col-order")).to_have_text(["—"])
    page.get_by_role("link", name="‹ Retour", exact=True).click()
    expect(page.locator("h2.order-title")).to_contain_text(f"Commande {order}")


def delivers(page: Page, order: Order) -> None:
    """The office marks the order as delivered, and is offered no invoice."""
    page.goto(f"/commandes/{order}/")
    page.get_by_role("button", name="Marquer comme livrée").click()
    expect(page.locator("#messages")).to_contain_text(f"La commande {order} est livrée.")
    expect(page.get_by_role("link", name="Facturer…")).to_have_count(0)


def invoices(page: Page, order: Order, number: str) -> None:
    """The manager gives the number of the invoice, which then opens the lines that the order made."""
    page.goto(f"/commandes/{order}/")
    page.get_by_role("link", name="Facturer…").click()
    page.locator("#id_invoice").fill(number)
    page.get_by_role("button", name="Facturer cette commande").click()
    expect(page.locator("#messages")).to_contain_text(f"La commande {order} est facturée : {number}.")
    page.get_by_role("link", name=number, exact=True).click()
    lines = page.locator(".list-table tbody tr")
    expect(lines.locator("td.col-order")).to_have_text([str(order)] * 2)
    page.get_by_role("link", name="‹ Retour", exact=True).click()
    expect(page.locator("h2.order-title")).to_contain_text(f"Commande {order}")


def finds_sold(page: Page, *, total: str, items: dict[str, str]) -> None:
    """The customer's analysis has this total of twelve months, made of these items."""
    page.get_by_role("link", name="Analyse", exact=True).click()
    table = page.locator(".analysis-table")
    expect(table.locator("#row-total td.col-total")).to_have_text(total)
    expect(table.locator("tbody td.col-name")).to_have_text(list(items))
    expect(table.locator("tbody td.col-total")).to_have_text(list(items.values()))


def accounting_brings(folder: Path, order: Order, number: str) -> None:
    """The file has what was invoiced in the end: three butters, dearer, and no cheddar."""
    files = Folder(folder)
    day, customer = localdate(), order.customer.number
    files.write(
        sales="date,invoice,line_no,customer_code,item_code,quantity,unit_price,amount\n"
        f"{day},{number},10,{customer},00481,3,5.25,15.75\n"
    )
    imported = files.run()
    assert imported.numbers["sales.csv"] == (1, 0, 0, 0)
    assert "2 sale lines made from orders are replaced by those of their imported invoices." in imported.out
