"""Who invoices while sales are imported: no deadlock, and nobody waits for minutes (R23)."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.utils.timezone import localdate

from analytics.models import SaleLine
from analytics.services.invoicing import invoice_order, take_back_invoice
from par.models import Item, Order
from tests.at_once import Beside, wait_for_a_lock
from tests.factories import make_customer, make_item, make_order
from tests.importing import Folder, Imported
from tests.sales_sums import kept_sums, live_sums
from webmino.kept_sums import write_alone
from webmino.models import User

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "An import is running; try again in a few minutes."


@pytest.fixture
def replacing(tmp_path: Path, manager: User) -> Callable[[], Imported]:
    """An import whose invoice F-1 replaces the lines of an order: milk is taken away, then bread is sold."""
    milk = make_item(code="MILK", list_price=2)
    make_item(code="BREAD", list_price=3)
    invoice_order(make_order({milk: 4}, customer=make_customer(number="7")), invoice="F-1", by=manager)
    folder = Folder(tmp_path)
    header = "date,invoice,line_no,customer_code,item_code,quantity,unit_price,amount"
    folder.write(sales=f"{header}\n{localdate()},F-1,10,7,BREAD,3,2,6.00\n")
    return folder.run


def test_r23_who_invoices_while_an_import_runs_is_told_so_and_nothing_is_invoiced(
    replacing: Callable[[], Imported], manager: User, signed_in: Callable[[User], Client]
) -> None:
    manager.language = "en"
    manager.save()
    desk, bread = signed_in(manager), Item.objects.get(code="BREAD")
    order = make_order({make_item(list_price=2): 4})
    answers = []

    with transaction.atomic():
        # What the import waits for when it has written its lines, and the order does not need.
        Item.objects.select_for_update().get(pk=bread.pk)
        imported = Beside(replacing)
        wait_for_a_lock()
        sent = Beside(lambda: answers.append(desk.post(f"/commandes/{order}/facturer/", {"invoice": "F-2"})))
        sent.join(20)
    imported.finish()
    sent.finish()

    [answer] = answers
    order.refresh_from_db()
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors() == [WORDS]
    assert (order.status, SaleLine.objects.filter(invoice="F-2").count()) == ("confirmed", 0)
    assert kept_sums() == live_sums()


def test_r23_an_invoice_is_taken_back_when_the_import_has_ended(manager: User) -> None:
    order = make_order({make_item(list_price=2): 4})
    invoice_order(order, invoice="F-1", by=manager)

    with transaction.atomic():
        write_alone()
        refused = Beside(lambda: take_back_invoice(order, by=manager))
        refused.finish()
    still = Order.objects.get(pk=order.pk).status
    count = take_back_invoice(order, by=manager)

    assert refused.refusal is not None
    assert (still, count) == ("invoiced", 1)


def test_r23_an_import_waits_for_who_invoices_before_it_holds_anything(
    replacing: Callable[[], Imported], manager: User
) -> None:
    milk, bread = Item.objects.get(code="MILK"), Item.objects.get(code="BREAD")
    order, other = make_order({bread: 1}), make_order({milk: 1})
    outcomes: list[Imported] = []

    with transaction.atomic():
        invoice_order(order, invoice="F-2", by=manager)
        imported = Beside(lambda: outcomes.append(replacing()))
        wait_for_a_lock()
        # An import that held the sums of milk would wait for those of bread, and this for it.
        invoice_order(other, invoice="F-3", by=manager)
    imported.finish()

    assert [one.is_refused for one in outcomes] == [False]
    assert SaleLine.objects.count() == 3
    assert kept_sums() == live_sums()
