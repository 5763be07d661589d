"""Who is on the road, with a phone in hand."""

from collections.abc import Callable

import pytest
from django.test import Client

from customers.models import Customer, Salesperson
from followups.models import MobileCodes
from tests.factories import (
    make_customer,
    make_service_type,
)
from webmino.company import save_settings
from webmino.models import User

SignedIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def codes(db: None) -> None:
    save_settings(MobileCodes(visit=make_service_type(code="VIS"), order=make_service_type(code="CMD")))


@pytest.fixture
def salesperson(representative: User) -> Salesperson:
    return representative.salespeople.get()


@pytest.fixture
def customer(salesperson: Salesperson) -> Customer:
    return make_customer(name="Épicerie Chez Léa", salesperson=salesperson)


@pytest.fixture
def phone(representative: User, signed_in: SignedIn) -> Client:
    User.objects.update(language="en")
    return signed_in(representative)
