"""The analyses on a telephone: their figures by period, and targets for a thumb (R21, R24)."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from customers.models import Customer
from tests.browser.targets import small_targets
from tests.factories import (
    make_customer,
    make_customer_item,
    make_item,
    make_item_category,
    make_sale_line,
    make_user,
)
from webmino.models import User
from webmino.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LISTS = [
    "",
    "clients/",
    "items/",
    "vendeurs/",
    "routes/",
    "categories-clients/",
    "categories-items/",
    "villes/",
    "lignes/",
    "n-achetent-plus/",
]


@pytest.fixture(scope="module")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    return browser_context_args | phone


@pytest.fixture
def customer() -> Customer:
    """One who bought butter each week until half a year ago, and milk today."""
    customer = make_customer(number="7", name="Épicerie Chez Léa")
    dairy = make_item_category(name_fr="Laitier")
    butter = make_item(code="1", name_fr="Beurre", category=dairy)
    milk = make_item(code="2", name_fr="Lait", category=dairy)
    make_customer_item(customer=customer, item=milk)
    silent = localdate() - datetime.timedelta(days=180)
    for week in range(8):
        make_sale_line(customer=customer, item=butter, sold_on=silent - datetime.timedelta(weeks=week))
    make_sale_line(customer=customer, item=milk, amount="12.50")
    return customer


@pytest.fixture
def phone(page: Page, sign_in: Callable[[User], None], customer: Customer) -> Page:
    sign_in(make_user(Role.MANAGER, language="fr"))
    return page


def test_r21_a_card_opens_its_figures_by_period(phone: Page, customer: Customer) -> None:
    phone.goto(f"/clients/{customer.pk}/analyse/")
    card = phone.locator(".analysis-table tbody tr", has_text="Lait")
    periods = card.locator("td.period")

    expect(periods.locator("visible=true")).to_have_count(0)
    card.locator("summary", has_text="Par période").tap()
    expect(periods.locator("visible=true")).to_have_count(12)

    this_month = periods.last
    expect(this_month).to_have_attribute("data-label", f"{localdate():%Y-%m}" + _mark())
    expect(this_month).to_have_text("12,50")
    this_month.locator("a").tap()
    expect(phone.locator(".list-table tbody tr")).to_have_count(1)
    expect(phone.locator(".list-table tbody td.col-amount")).to_have_text("12,50")


def test_r21_a_card_shows_a_few_periods_at_once(phone: Page) -> None:
    phone.goto("/analyses/clients/?unit=quarter")

    expect(phone.locator(".analysis-table tbody td.period").locator("visible=true")).to_have_count(4)
    expect(phone.locator(".analysis-table summary")).to_have_count(0)


def test_every_target_is_large_enough_for_a_thumb(phone: Page, customer: Customer) -> None:
    filters = "?q=chez&status=all&period_from=2020-01-01"
    found = {}
    for address in (
        *(f"/analyses/{name}" for name in LISTS),
        *(f"/analyses/{name}{filters}" for name in LISTS),
        f"/clients/{customer.pk}/analyse/?from=/clients/",
        f"/clients/{customer.pk}/analyse/?from=/clients/&unit=week&item=2",
    ):
        phone.goto(address)
        found[address] = small_targets(phone)

    assert found == {address: [] for address in found}


def test_the_page_is_no_wider_than_the_screen_when_its_cards_are_open(phone: Page) -> None:
    phone.goto("/analyses/clients/?unit=week")
    phone.locator("td.periods-fold summary").first.tap()
    expect(phone.locator("tbody td.period").last).to_be_visible()

    assert phone.evaluate("document.documentElement.scrollWidth") == 390


def _mark() -> str:
    """What the name of a month ends with that is not over."""
    tomorrow = localdate() + datetime.timedelta(days=1)
    return "" if tomorrow.day == 1 else "*"
