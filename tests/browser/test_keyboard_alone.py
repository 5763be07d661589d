"""What the Tab key reaches, and in which order: from the top of a page to the work done, no mouse (R27)."""

import datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from customers.models import Customer
from followups.models import FollowUp
from tests.browser.keyboard import press, tab_to
from tests.browser.screens import PHONE, overflow
from tests.factories import make_customer, make_follow_up, make_service_type, make_user
from webmino.models import User
from webmino.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CODE, NOTE, ACTION = "#follow-up-service_type", "#follow-up-note", "#follow-up-next_action"
DONE = "button[form=follow-up-done]"
# One more than a page holds.
CUSTOMERS = 51


@pytest.fixture
def clerk() -> User:
    return make_user(Role.OFFICE)


@pytest.fixture
def customer(clerk: User) -> Customer:
    """A customer whom nobody has followed up, and two codes: VIS and TEL."""
    make_service_type(code="VIS", name_fr="Visite", position=1)
    make_service_type(code="TEL", name_fr="Téléphone", position=2)
    return make_customer(name="Épicerie Chez Léa")


@pytest.fixture
def record(page: Page, customer: Customer, clerk: User, sign_in) -> Page:
    sign_in(clerk)
    page.goto(f"/clients/{customer.pk}/")
    return page


@pytest.fixture
def table(page: Page, clerk: User, sign_in) -> Page:
    """The tracking page: customer 051 waits the longest, and so comes first."""
    visit = make_service_type(code="VIS")
    for n in range(1, CUSTOMERS + 1):
        customer = make_customer(number=f"{n:03}", name=f"Épicerie {n:03}", city=f"Ville {n % 10}")
        make_follow_up(
            customer=customer, service_type=visit, happened_on=localdate() - datetime.timedelta(days=n)
        )
    sign_in(clerk)
    page.goto("/suivi-visites/")
    return page


def recorded() -> list[tuple[str, str]]:
    """Code and note of each follow-up of the database, oldest first."""
    return list(FollowUp.objects.order_by("pk").values_list("service_type__code", "note"))


def test_r1_two_follow_ups_are_entered_from_the_top_of_the_record(record: Page) -> None:
    # The first Tab reaches « Skip to the content ».
    press(record, "Tab", "Enter")
    tab_to(record, CODE)
    press(record, "VIS", "Tab", "Shelf full", "Shift+Enter", "Promotion accepted", "Enter")
    expect(record.locator(".follow-up-entry")).to_have_count(1)
    expect(record.locator(CODE)).to_be_focused()
    press(record, "TEL", "Tab", "Called back", "Enter")

    expect(record.locator(".follow-up-entry")).to_have_count(2)
    assert recorded() == [("VIS", "Shelf full\nPromotion accepted"), ("TEL", "Called back")]


def test_r3_a_next_action_is_typed_with_its_day_and_marked_done(record: Page, clerk: User) -> None:
    tab_to(record, CODE)
    press(record, "TEL")
    tab_to(record, ACTION)
    press(record, "Call again", "Tab", "01052099", "Enter")
    expect(record.locator(".follow-up-entry")).to_contain_text("Call again")
    due_on = FollowUp.objects.get().next_action_on
    tab_to(record, DONE)
    press(record, "Space")

    expect(record.get_by_role("status")).to_contain_text("Fait\xa0: Call again.")
    expect(record.locator("#follow-up-entries")).to_be_focused()
    assert due_on == datetime.date(2099, 1, 5)
    assert FollowUp.objects.get().next_action_done_by == clerk


def test_r3_enter_pressed_twice_records_one_follow_up(record: Page) -> None:
    tab_to(record, CODE)
    press(record, "VIS", "Tab", "Once", "Enter", "Enter")

    expect(record.locator(".follow-up-entry")).to_have_count(1)
    record.wait_for_load_state("networkidle")
    assert recorded() == [("VIS", "Once")]


def test_r8_from_the_list_to_a_record_to_the_next_and_back_to_its_row(table: Page) -> None:
    tab_to(table, "th a:text-is('Nom')")
    press(table, "Enter")
    expect(table.locator("th[aria-sort]")).to_contain_text("Nom")
    tab_to(table, "tbody a:text-is('Épicerie 039')")
    press(table, "Enter")
    expect(table.locator("h1")).to_contain_text("Épicerie 039")
    tab_to(table, ".walk a[rel=next]")
    press(table, "Enter")
    expect(table.locator("h1")).to_contain_text("Épicerie 040")
    tab_to(table, ".walk a:text-is('Retour à la liste')")
    press(table, "Enter")

    # Row 40 is below the edge of the window, unless the page went there.
    row = table.locator("tr:target")
    expect(row).to_contain_text("Épicerie 040")
    expect(row).to_be_in_viewport()
    assert "sort=name" in table.url


def test_r8_pages_are_reached_from_the_end_of_the_list(table: Page) -> None:
    tab_to(table, ".pages a[rel=next]", backwards=True)
    press(table, "Enter")

    expect(table.locator("tbody .col-name")).to_have_text(["Épicerie 001"])


def test_filters_of_a_phone_are_closed_until_they_are_asked_for(table: Page) -> None:
    table.set_viewport_size({"width": PHONE, "height": 760})
    table.reload()
    expect(table.locator("form.filters")).to_be_hidden()

    tab_to(table, ".filters-box > summary")
    press(table, "Enter")
    tab_to(table, "summary:text-is('Ville')")
    press(table, "Enter")
    expect(table.locator("details[open] [data-narrow]")).to_be_focused()
    assert overflow(table) == 0
    found = Axe().run(table)
    assert found.violations_count == 0, found.generate_report()
    press(table, "ville 7", "Enter", "Space", "Escape")

    expect(table.locator(".chip")).to_contain_text("Ville 7")
    expect(table.locator("tbody .col-number")).to_have_text(["047", "037", "027", "017", "007"])
