"""Visits that wait for a manager, as he reads and decides them (R18)."""

import re
import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from par.models import WaitingVisit
from tests.factories import make_customer, make_customer_item, make_item
from webmino.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(manager: User, signed_in: Callable[[User], Client]) -> Client:
    manager.language = "en"
    manager.save()
    return signed_in(manager)


def make_waiting(manager: User, **fields: Any) -> WaitingVisit:
    defaults = {"entered_by": manager, "happened_on": localdate(), "submission": uuid.uuid4()}
    return WaitingVisit.objects.create(**defaults | {"customer": make_customer()} | fields)


def cells_of(page: str) -> list[list[str]]:
    """The table of what was sent, row by row."""
    table = re.search(r"<tbody>.*?</tbody>", page, re.DOTALL)
    assert table
    rows = re.findall(r"<tr>(.*?)</tr>", table[0], re.DOTALL)
    return [
        [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)]
        for row in rows
    ]


def test_reason_of_a_refusal_is_asked_for_as_compulsory(desk: Client, manager: User) -> None:
    waiting = make_waiting(manager)

    page = desk.get(reverse("par:waiting-visit-detail", args=[waiting.pk])).text
    refused = desk.post(reverse("par:waiting-visit-refuse", args=[waiting.pk]), {"reason": " "})

    assert "(optional)" not in page
    assert (refused.status_code, "Say why it is refused." in refused.text) == (422, True)
    assert WaitingVisit.objects.get().state == "waiting"


def test_r18_manager_reads_it_in_shelf_order_with_what_it_comes_to(desk: Client, manager: User) -> None:
    customer = make_customer()
    butter = make_item(code="1", name_en="Butter", list_price=Decimal(4))
    milk = make_item(code="2", name_en="Milk", list_price=Decimal(9))
    cheese = make_item(code="0", name_en="Cheddar")
    make_customer_item(customer=customer, item=milk, position=1, price=Decimal("2.50"))
    make_customer_item(customer=customer, item=butter, position=2)
    waiting = make_waiting(
        manager,
        customer=customer,
        counted={str(milk.pk): "3.000", str(butter.pk): None},
        asked={str(butter.pk): "2.000", str(milk.pk): "6.000", str(cheese.pk): "1.000"},
    )

    page = desk.get(reverse("par:waiting-visit-detail", args=[waiting.pk])).text

    assert cells_of(page) == [
        ["2 Milk", "3", "6", "$2.50", "$15.00"],
        ["1 Butter", "—", "2", "$4.00", "$8.00"],
        ["0 Cheddar", "—", "1", "—", "—"],
    ]
    assert "<strong>$23.00</strong>" in page
