"""The form of a customer in a browser: what is typed outlives what happens meanwhile (R27, R28)."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from customers.models import Customer
from tests.factories import make_customer, make_user
from webmino.models import User
from webmino.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def office(sign_in: Callable[[User], None]) -> None:
    """A clerk of the office, signed in."""
    sign_in(make_user(Role.OFFICE))


def test_r28_what_is_put_back_after_another_s_change_does_not_pass_over_it(page: Page) -> None:
    customer = make_customer(note="Front door", city="Lévis")
    page.goto(f"/clients/{customer.pk}/modifier/")
    page.locator("#id_note").fill("Back door")
    Customer.objects.update(city="Québec")

    page.goto(f"/clients/{customer.pk}/modifier/")
    expect(page.locator(".kept-note")).to_be_visible()
    page.locator("main .btn-primary").click()

    expect(page.locator("#meanwhile")).to_contain_text("Québec")
    expect(page.locator("#id_city")).to_have_value("Québec")
    expect(page.locator("#id_note")).to_have_value("Back door")
    assert Customer.objects.values_list("note", "city").get() == ("Front door", "Québec")


def test_a_look_alike_is_confirmed_by_its_button_and_not_by_the_enter_key(page: Page) -> None:
    make_customer(phone="418 555-0123")
    page.goto("/clients/nouveau/")
    page.locator("#id_name").fill("Chez Léa")
    page.locator("#id_phone").fill("4185550123")
    page.locator("#id_phone").press("Enter")
    expect(page.locator("#look-alikes")).to_be_focused()
    page.locator("#id_phone").press("Enter")
    expect(page.locator("#look-alikes")).to_be_focused()
    before = Customer.objects.count()

    page.locator("[name=accepted]").click()

    expect(page.locator("#messages")).to_contain_text("Chez Léa")
    assert (before, Customer.objects.count()) == (1, 2)


def test_r27_a_customer_is_created_by_keyboard_alone(page: Page) -> None:
    make_customer(number="000123")
    page.goto("/clients/nouveau/")
    page.locator("#id_number").focus()
    page.keyboard.press("Tab")
    page.keyboard.type("Chez Léa")
    for _field in ("category", "sorting group", "address", "city"):
        page.keyboard.press("Tab")
    page.keyboard.type("Lévis")
    page.keyboard.press("Enter")

    expect(page.locator("#messages")).to_contain_text("000124 Chez Léa")
    created = Customer.objects.values_list("name", "city").get(number="000124")
    assert created == ("Chez Léa", "Lévis")
