"""The home page in a browser, in French: from signing in to the table behind a figure (R9b, R25)."""

import datetime
import re
from collections.abc import Callable

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from tests.browser.screens import PHONE, overflow
from tests.factories import PASSWORD, make_customer, make_follow_up, make_salesperson, make_user
from webmino.models import User
from webmino.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = datetime.timedelta(days=1)


@pytest.fixture
def manager() -> User:
    """A manager; Mélanie has two customers who are late for a visit, and one never followed up."""
    melanie = make_salesperson(name="Mélanie Côté")
    for n in (1, 2):
        customer = make_customer(name=f"Dépanneur {n}", salesperson=melanie, visit_every_days=7)
        make_follow_up(customer=customer, happened_on=localdate() - (10 + n) * DAY)
    make_customer(name="Épicerie neuve", salesperson=melanie)
    make_follow_up(customer=make_customer(name="Autre"), happened_on=localdate())
    return make_user(Role.MANAGER)


def test_signing_in_shows_what_waits_and_a_figure_opens_its_table(page: Page, manager: User) -> None:
    page.goto("/connexion/")
    page.locator("#id_username").fill(manager.username)
    page.locator("#id_password").fill(PASSWORD)
    page.keyboard.press("Enter")

    row = page.get_by_role("row", name=re.compile("^Mélanie Côté"))
    expect(page.get_by_role("heading", name="Accueil")).to_be_visible()
    expect(page.get_by_role("region", name="En retard de visite")).to_contain_text("Dépanneur 2")
    expect(page.get_by_role("region", name="Jamais suivis")).to_contain_text("Épicerie neuve")
    row.get_by_role("link", name="2", exact=True).first.focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Suivi visites client")).to_be_visible()
    expect(page.locator("td.col-name")).to_have_text(["Dépanneur 2", "Dépanneur 1"])
    expect(page.locator(".list-count")).to_have_text("2 clients")


def test_the_chart_has_its_table_and_a_week_opens_its_visits(
    page: Page, sign_in: Callable[[User], None], manager: User
) -> None:
    sign_in(manager)
    page.goto("/")

    chart = page.get_by_role("img", name=re.compile("^Visites par semaine, du .* 3 visites en tout$"))
    expect(chart).to_be_visible()
    page.get_by_text("La même chose en tableau").click()
    page.get_by_role("row", name=re.compile("en cours")).get_by_role("link").click()

    expect(page.get_by_role("heading", name="Journal des suivis")).to_be_visible()
    expect(page.locator("td.col-name")).to_have_text(["Autre"])


def test_a_phone_shows_it_without_scrolling_sideways(
    page: Page, sign_in: Callable[[User], None], manager: User
) -> None:
    make_customer(name="Boulangerie" * 9, visit_every_days=1)
    make_follow_up(
        customer=make_customer(name="Pâtisserie" * 9, visit_every_days=1),
        happened_on=localdate() - 9 * DAY,
        next_action="Rappeler" * 9,
        next_action_on=localdate(),
        done_by=make_salesperson(name="Charbonneau" * 9),
    )
    sign_in(manager)
    page.set_viewport_size({"width": PHONE, "height": 800})

    page.goto("/")

    expect(page.get_by_text("Pâtisserie" * 9).first).to_be_visible()
    assert overflow(page) == 0
