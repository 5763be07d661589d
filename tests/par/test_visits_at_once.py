"""Somebody who counts or orders in the store while the office changes an item of the catalogue."""

import uuid
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils.timezone import localdate

from customers.models import Customer
from followups.models import MobileCodes
from followups.services.checks import locked
from par.models import CustomerItem, Item, WaitingVisit
from par.services.counts import save_draft
from par.services.visits import SentVisit, accept_visit, record_visit
from tests.at_once import Beside, wait_for_a_lock
from tests.factories import (
    make_customer,
    make_customer_item,
    make_item,
    make_salesperson,
    make_service_type,
    make_user,
)
from webmino.company import save_settings
from webmino.models import User
from webmino.roles import Role

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def milk() -> CustomerItem:
    """On the list of a customer, who has butter on it too, which is not counted."""
    save_settings(MobileCodes(visit=make_service_type(code="VIS"), order=make_service_type(code="CMD")))
    customer = make_customer(salesperson=make_salesperson())
    make_customer_item(customer=customer, item=make_item(code="BUTTER"))
    return make_customer_item(customer=customer, item=make_item(code="MILK"))


@pytest.fixture
def by(milk: CustomerItem) -> User:
    user = make_user(Role.REPRESENTATIVE)
    user.salespeople.add(milk.customer.salesperson)
    return user


def visit_of(milk: CustomerItem) -> SentVisit:
    return SentVisit(uuid.uuid4(), localdate(), counted={milk.item_id: Decimal(3)})


def drafts(milk: CustomerItem, by: User) -> Callable[[], object]:
    counted = {milk.item_id: Decimal(3)}
    return lambda: save_draft(milk.customer, by=by, submission=uuid.uuid4(), quantities=counted)


def visits(milk: CustomerItem, by: User) -> Callable[[], object]:
    return lambda: record_visit(milk.customer, by=by, visit=visit_of(milk))


def accepts(milk: CustomerItem, by: User) -> Callable[[], object]:
    Customer.objects.update(is_active=False)
    waiting = record_visit(milk.customer, by=by, visit=visit_of(milk))
    assert isinstance(waiting, WaitingVisit)
    manager = make_user(Role.MANAGER)
    return lambda: accept_visit(waiting, by=manager)


@pytest.mark.parametrize(
    ("code", "prepared"),
    [
        pytest.param("MILK", drafts, id="a draft"),
        pytest.param("MILK", visits, id="what a visit counted"),
        pytest.param("BUTTER", visits, id="what a visit left uncounted"),
        pytest.param("BUTTER", accepts, id="a visit that waited"),
    ],
)
def test_r18_who_counts_waits_for_an_item_before_he_holds_its_customer(
    code: str, prepared: Callable[[CustomerItem, User], Callable[[], object]], milk: CustomerItem, by: User
) -> None:
    work = prepared(milk, by)

    with transaction.atomic():
        Item.objects.filter(code=code).update(code="NEW")
        counted = Beside(work)
        wait_for_a_lock()
        # As the trigger of a price does, after it: with the customer held, neither would go on.
        locked(milk.customer)
    counted.finish()

    found = milk.customer.shelf_counts.get().lines.values_list("item__code", "quantity")
    assert ("NEW", 3 if code == "MILK" else None) in found
