"""A representative before a customer's shelf, with a telephone."""

from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from playwright.sync_api import BrowserContext, Page

from customers.models import Customer
from followups.models import MobileCodes
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


@pytest.fixture(scope="module")
def browser_context_args(browser_context_args: dict[str, object]) -> dict[str, object]:
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    return browser_context_args | phone


@pytest.fixture
def representative() -> User:
    user = make_user(Role.REPRESENTATIVE, first_name="Mélanie", last_name="Côté", language="fr")
    user.salespeople.add(make_salesperson())
    return user


@pytest.fixture
def customer(representative: User) -> Customer:
    """One with milk (PAR 12, cases of 6) and butter (PAR 4) on his list."""
    save_settings(MobileCodes(visit=make_service_type(code="VIS"), order=make_service_type(code="CMD")))
    customer = make_customer(name="Épicerie Chez Léa", salesperson=representative.salespeople.get())
    milk = make_item(code="LAI", name_fr="Lait", pack_size=6)
    make_customer_item(customer=customer, item=milk, par_quantity=Decimal(12), position=1)
    butter = make_item(code="BEU", name_fr="Beurre")
    make_customer_item(customer=customer, item=butter, par_quantity=Decimal(4), position=2)
    return customer


@pytest.fixture
def count(page: Page, sign_in: Callable[[User], None], customer: Customer, representative: User) -> Page:
    """The page RELEVÉ of the customer."""
    sign_in(representative)
    page.goto(f"/mobile/{customer.pk}/releve/")
    return page


@pytest.fixture
def offline(context: BrowserContext) -> Iterator[Callable[[bool], None]]:
    yield context.set_offline
    context.set_offline(False)
