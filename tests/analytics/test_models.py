"""What the database refuses, and who sees sale lines."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from analytics.models import InvoiceDay, SaleLine
from tests.factories import make_customer, make_sale_line, make_salesperson, make_user
from webmino.roles import Role

pytestmark = pytest.mark.django_db


def test_an_invoice_has_a_line_number_once() -> None:
    line = make_sale_line(invoice="F-1", line_no=1)

    with pytest.raises(IntegrityError, match="invoice_has_a_line_number_once"), transaction.atomic():
        make_sale_line(customer=line.customer, invoice="F-1", line_no=1)
    with pytest.raises(ValidationError) as refusal:
        SaleLine(customer=line.customer, invoice="F-1", line_no=1).validate_constraints()

    assert refusal.value.messages == ["La facture de ce client a déjà cette ligne."]


def test_two_customers_may_have_the_same_invoice_and_line() -> None:
    make_sale_line(invoice="F-1", line_no=1)
    make_sale_line(invoice="F-1", line_no=1)

    assert InvoiceDay.objects.filter(invoice="F-1").count() == 2


def test_r25_a_representative_sees_the_sales_of_his_customers() -> None:
    representative, salesperson = make_user(Role.REPRESENTATIVE), make_salesperson()
    salesperson.users.add(representative)
    his = make_sale_line(customer=make_customer(salesperson=salesperson))
    make_sale_line(customer=make_customer(salesperson=make_salesperson()))
    make_sale_line(customer=make_customer(salesperson=None))

    seen = [model.objects.visible_to(representative).get() for model in (SaleLine, InvoiceDay)]

    assert seen[0] == his
    assert [row.customer_id for row in seen] == [his.customer_id] * 2
    assert SaleLine.objects.visible_to(make_user(Role.MANAGER)).count() == 3
