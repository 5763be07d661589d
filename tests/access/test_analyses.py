"""Analyses: of which customers, for whom (R25)."""

from decimal import Decimal

import pytest
from django.urls import reverse

from analytics.models import SaleLine
from tests.access.addresses import (
    ANALYSES,
    ANALYSIS_OF_A_CUSTOMER,
    ANALYSTS,
    EXPORTS,
    SALE_LINES,
    STOPPED_BUYING,
)
from tests.access.company import Company, address
from tests.factories import make_category, make_item, make_item_category, make_route, make_sale_line
from webmino.roles import Role

pytestmark = pytest.mark.django_db

OWN, OTHER = "111.11", "2222.22"


@pytest.fixture
def sold(company: Company) -> Company:
    """Each customer bought an item of his own, and has a route, a category and a city of his own."""
    SaleLine.objects.all().delete()
    for customer, amount in ((company.own, OWN), (company.other, OTHER)):
        customer.city = f"City of {customer.name}"
        customer.route = make_route(name=f"Route of {customer.name}")
        customer.category = make_category(name_fr=f"Kind of {customer.name}")
        customer.save()
        family = make_item_category(name_fr=f"Family of {customer.name}")
        item = make_item(name_fr=f"Goods of {customer.name}", category=family)
        make_sale_line(customer=customer, item=item, amount=amount)
    return company


@pytest.mark.parametrize("name", sorted(ANALYSES))
def test_an_analysis_adds_up_the_customers_whom_one_sees(sold: Company, role: Role, name: str) -> None:
    answer = sold.client(role).get(address(name, sold))

    assert answer.status_code == (200 if role in ANALYSTS else 403)
    if role in ANALYSTS:
        both = Decimal(OWN) + Decimal(OTHER)
        foot = answer.context["foot"].rows[0].record
        assert foot.compared.now.amount == (Decimal(OWN) if role == Role.REPRESENTATIVE else both)
        rows = [row.record.label.name for row in answer.context["table"].rows if name != "analytics:company"]
        of_other = [words for words in rows if words in (str(sold.other.salesperson.name), sold.other.name)]
        of_other += [words for words in rows if words.endswith("of Other customer")]
        assert len(of_other) == (0 if role == Role.REPRESENTATIVE or name == "analytics:company" else 1)
        assert len(rows) == len(of_other) + (name != "analytics:company")


@pytest.mark.parametrize("name", sorted(STOPPED_BUYING))
def test_who_stopped_buying_is_for_analysts_and_of_the_customers_whom_one_sees(
    company: Company, role: Role, name: str
) -> None:
    answer = company.client(role).get(address(name, company))

    assert answer.status_code == (200 if role in ANALYSTS else 403)
    assert ("Own customer" in answer.text) == (role in ANALYSTS)
    assert ("Other customer" in answer.text) == (role in ANALYSTS - {Role.REPRESENTATIVE})


@pytest.mark.parametrize("name", sorted(ANALYSES | SALE_LINES | ANALYSIS_OF_A_CUSTOMER))
def test_a_file_of_an_analysis_is_for_who_may_take_tables_away(sold: Company, role: Role, name: str) -> None:
    answer = sold.client(role).get(address(name, sold, sold.own), {"export": "xlsx"})

    assert answer.status_code == (200 if role in EXPORTS else 403)
    assert answer.streaming == (role in EXPORTS)


def test_the_analysis_of_a_customer_is_for_who_sees_him(sold: Company, role: Role) -> None:
    client, may_not = sold.client(role), role == Role.REPRESENTATIVE

    own, other = (
        client.get(reverse("analytics:customer-analysis", args=[customer.pk]), {"items": "all"})
        for customer in (sold.own, sold.other)
    )

    assert [own.status_code, other.status_code] == [200, 404 if may_not else 200]
    assert "Goods of Own customer" not in other.text
    assert "Goods of Own customer" in own.text
    assert ("Goods of Other customer" in other.text) != may_not


def test_an_invoice_is_for_who_sees_its_customer(sold: Company, role: Role) -> None:
    client, lines = sold.client(role), reverse("analytics:line-list")
    SaleLine.objects.update(invoice="F-1")

    own, other = (
        client.get(lines, {"customer": customer.number, "whole_invoice": "F-1"})
        for customer in (sold.own, sold.other)
    )
    every = client.get(lines, {"whole_invoice": "F-1"})

    goods = [
        ("Goods of Own customer" in page.text, "Goods of Other customer" in page.text)
        for page in (own, other)
    ]
    assert goods == [(True, False), (False, role != Role.REPRESENTATIVE)]
    assert every.status_code == (403 if role == Role.OFFICE else 200)


def test_invoice_lines_are_those_of_the_customers_whom_one_sees(sold: Company, role: Role) -> None:
    client, lines = sold.client(role), reverse("analytics:line-list")

    every = client.get(lines)
    of_nobody = [client.get(lines, {"customer": number}).status_code for number in (" ", "nobody")]
    of_other = client.get(lines, {"customer": sold.other.number})

    assert every.status_code == (403 if role == Role.OFFICE else 200)
    assert ("Goods of Own customer" in every.text) == (role != Role.OFFICE)
    assert ("Goods of Other customer" in every.text) == (role in EXPORTS)
    assert of_nobody == [403 if role == Role.OFFICE else 200] * 2
    assert of_other.status_code == 200
    assert ("Goods of Other customer" in of_other.text) == (role != Role.REPRESENTATIVE)
    assert of_other.context["listing"].total.amount == (
        Decimal(0) if role == Role.REPRESENTATIVE else Decimal(OTHER)
    )
