"""Orders: seen and written by whom (R25)."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from par.models import (
    Order,
)
from tests.access.addresses import OF_AN_ORDER, OFFICE_AND_UP, ORDERS_OF_A_CUSTOMER, STEPS_OF_AN_ORDER
from tests.access.company import Company, order_address, order_sent, snapshot
from webmino.roles import Role

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", sorted({**ORDERS_OF_A_CUSTOMER, **OF_AN_ORDER}))
def test_an_order_is_for_who_sees_its_customer(company: Company, role: Role, name: str) -> None:
    client, may = company.client(role), role in (ORDERS_OF_A_CUSTOMER | OF_AN_ORDER)[name]

    answers = [client.get(order_address(name, customer)) for customer in (company.own, company.other)]

    expected = [200, 404 if role == Role.REPRESENTATIVE else 200] if may else [403, 403]
    # Cancelling is explained on the order's page to who may not.
    if name == "par:order-cancel" and role in (Role.REPRESENTATIVE, Role.OFFICE):
        expected = [302 if status == 200 else status for status in expected]
    assert [answer.status_code for answer in answers] == expected
    if expected[1] != 200:
        assert b"Other customer" not in answers[1].content


@pytest.mark.parametrize("name", sorted({**ORDERS_OF_A_CUSTOMER, **OF_AN_ORDER, **STEPS_OF_AN_ORDER}))
def test_an_order_of_another_s_customer_is_not_written(company: Company, name: str) -> None:
    user = company.user(Role.REPRESENTATIVE)
    user.user_permissions.add(Permission.objects.get(codename="change_order"))
    Order.objects.update(entered_by=user)
    client = Client()
    client.force_login(user)
    before = snapshot()

    answer = client.post(order_address(name, company.other), order_sent(company.other))

    assert answer.status_code in (404, 405)
    assert snapshot() == before


@pytest.mark.parametrize(
    "name", sorted({"par:order-create", "par:order-edit", "par:order-throw-away", *STEPS_OF_AN_ORDER})
)
def test_orders_are_written_at_the_desk_by_the_office_and_up(company: Company, role: Role, name: str) -> None:
    if name == "par:order-deliver":
        Order.objects.update(status="confirmed", expected_on="2020-01-02")
    client = company.client(role)
    before = snapshot()

    answer = client.post(order_address(name, company.own), order_sent(company.own))

    assert (snapshot() != before) == (role in OFFICE_AND_UP)
    assert answer.status_code == (302 if role in OFFICE_AND_UP else 403)
