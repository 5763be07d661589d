"""Keyboard shortcuts, and the list of them under `?`."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.keyboard import press
from tests.factories import make_customer, make_follow_up, make_user
from webmino.models import User
from webmino.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def manager_page(page: Page, sign_in: Callable[[User], None]) -> Page:
    sign_in(make_user(Role.MANAGER))
    return page


def test_a_question_mark_lists_the_shortcuts_of_the_page(manager_page: Page) -> None:
    page = manager_page
    page.goto("/clients/")

    press(page, "?")

    listed = page.locator("#shortcuts dl")
    expect(listed).to_contain_text("Nouveau client")
    expect(listed).to_contain_text("Chercher un client")
    expect(listed).to_contain_text("Suivi visites client")
    press(page, "Escape")
    expect(page.locator("#shortcuts")).to_be_hidden()


def test_two_letters_lead_to_a_page_and_in_a_field_letters_are_letters(manager_page: Page) -> None:
    page = manager_page
    page.goto("/clients/")

    press(page, "/", "gs")
    expect(page.locator(".site-search input[type=search]")).to_have_value("gs")
    page.locator("main").focus()
    # In one go: a second and a half after the first of them it counts for nothing.
    press(page, "gs")

    expect(page.locator("h1")).to_contain_text("Suivi visites client")


def test_one_walks_the_list_and_enters_a_follow_up_without_a_mouse(manager_page: Page) -> None:
    first, second = (make_customer(number=number) for number in ("1", "2"))
    make_follow_up(customer=first)
    make_follow_up(customer=second)
    page = manager_page
    page.goto("/suivi-visites/?sort=number")
    page.locator("tbody a").first.click()
    expect(page.locator("h1")).to_contain_text(first.name)

    press(page, "j")
    expect(page.locator("h1")).to_contain_text(second.name)
    press(page, "n")
    expect(page.locator("#follow-up-service_type")).to_be_focused()
    page.locator("main").focus()
    press(page, "r")

    expect(page.locator("h1")).to_contain_text("Suivi visites client")


def test_shortcuts_can_be_turned_off_for_the_browser(manager_page: Page) -> None:
    page = manager_page
    page.goto("/clients/")
    press(page, "?")
    page.get_by_label("Activer les raccourcis dans ce navigateur").uncheck()
    press(page, "Escape")
    page.reload()

    press(page, "gs", "/")

    expect(page.locator("h1")).to_contain_text("Clients")
    expect(page.locator(".site-search input[type=search]")).not_to_be_focused()
    page.locator(".user-menu > summary").click()
    page.get_by_role("button", name="Raccourcis clavier").click()
    page.get_by_label("Activer les raccourcis dans ce navigateur").check()
    press(page, "Escape")
    expect(page.locator("#shortcuts")).to_be_hidden()
    press(page, "/")
    expect(page.locator(".site-search input[type=search]")).to_be_focused()
