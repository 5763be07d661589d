"""Making sales of an order, and taking that back: for managers and up (R23, R25)."""

import html
import re

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from analytics.models import SaleLine
from par.models import Order
from tests.access.addresses import EXPORTS, INVOICING
from tests.access.company import Company, order_address, order_sent, snapshot
from tests.factories import make_sale_line
from webmino.roles import Role

pytestmark = pytest.mark.django_db
STATUSES = {"analytics:order-invoice": "confirmed", "analytics:order-take-back": "invoiced"}


@pytest.fixture(autouse=True)
def _orders_with_a_price(company: Company) -> None:
    for order in Order.objects.all():
        order.lines.update(unit_price=2)


def begin(name: str) -> None:
    """Let the orders of both customers be where the address has something to do."""
    invoice = "F-0" if STATUSES[name] == "invoiced" else ""
    Order.objects.update(status=STATUSES[name], expected_on="2020-01-02", invoice=invoice)
    if invoice:
        for order in Order.objects.all():
            make_sale_line(customer=order.customer, invoice=invoice, order=order)


@pytest.mark.parametrize("name", sorted(INVOICING))
def test_r25_orders_are_invoiced_by_managers_and_up(company: Company, role: Role, name: str) -> None:
    begin(name)
    client, before, lines = company.client(role), snapshot(), SaleLine.objects.count()

    shown = client.get(order_address(name, company.own))
    after_showing = snapshot()
    done = client.post(order_address(name, company.own), order_sent(company.own))

    may = role in EXPORTS
    assert (shown.status_code, done.status_code) == ((200, 302) if may else (403, 403))
    assert after_showing == before
    made = {"analytics:order-invoice": 1, "analytics:order-take-back": -1}[name]
    assert SaleLine.objects.count() - lines == (made if may else 0)


@pytest.mark.parametrize("name", sorted(INVOICING))
def test_r25_an_order_of_another_s_customer_is_not_invoiced(company: Company, name: str) -> None:
    begin(name)
    user = company.user(Role.REPRESENTATIVE)
    codenames = ["add_saleline", "delete_saleline"]
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client = Client()
    client.force_login(user)
    before = snapshot()

    answers = [
        client.get(order_address(name, company.other)),
        client.post(order_address(name, company.other), order_sent(company.other)),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert snapshot() == before


@pytest.mark.parametrize("name", sorted(INVOICING))
def test_r25_the_order_s_page_offers_it_to_who_may(company: Company, role: Role, name: str) -> None:
    begin(name)

    page = company.client(role).get(order_address("par:order-detail", company.own)).content.decode()

    assert (f'href="{order_address(name, company.own)}"' in page) == (role in EXPORTS)


def test_r25_the_order_s_page_opens_its_invoice_for_all_who_see_it(company: Company, role: Role) -> None:
    begin("analytics:order-take-back")
    client = company.client(role)

    page = client.get(order_address("par:order-detail", company.own)).content.decode()
    [address] = re.findall('<dd>\\s*<a href="(/analyses/lignes/[^"]*)">F-0</a>', page)
    opened = client.get(html.unescape(address))

    assert [row.record.customer for row in opened.context["table"].rows] == [company.own]
