"""PAR mode by keyboard alone: rows that open in place, and the switch between the modes (R9, R12)."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.factories import make_customer, make_customer_item, make_item, make_shelf_count, make_user
from webmino.models import User
from webmino.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def par_mode(page: Page, sign_in: Callable[[User], None]) -> Page:
    """PAR mode with two customers, the first of whom has two items."""
    customers = [make_customer(number=number, name=f"Client {number}") for number in ("1", "2")]
    milk, bread = make_item(name_fr="Lait"), make_item(name_fr="Pain")
    for item, par in ((milk, 12), (bread, 0)):
        make_customer_item(customer=customers[0], item=item, par_quantity=par)
    make_customer_item(customer=customers[1], item=milk, par_quantity=4)
    make_shelf_count({milk: 3}, customer=customers[0])
    sign_in(make_user(Role.MANAGER))
    page.goto("/suivi-visites/par/?sort=number")
    return page


def test_r12_a_row_opens_in_place_and_closes_by_keyboard(par_mode: Page) -> None:
    opener = par_mode.get_by_role("link", name="Items de 1 Client 1")

    opener.press("Enter")
    items = par_mode.locator("#row-" + opener.get_attribute("data-opens").removeprefix("items-") + " + tr")
    expect(items.locator("tbody tr")).to_have_count(2)
    expect(items).to_contain_text("manque 9")
    expect(items).to_contain_text("ne tient pas, peut acheter")
    expect(opener).to_have_attribute("aria-expanded", "true")
    expect(opener).to_be_focused()

    opener.press("Enter")
    expect(items).to_be_hidden()
    expect(opener).to_have_attribute("aria-expanded", "false")

    opener.press("Enter")
    expect(items).to_be_visible()
    expect(par_mode.locator(".row-items")).to_have_count(1)


@pytest.mark.parametrize(("width", "columns"), [(1440, 20), (1024, 13)])
def test_r12_the_table_fits_the_screen_and_what_it_leaves_out_is_in_the_row_that_opens(
    par_mode: Page, width: int, columns: int
) -> None:
    par_mode.set_viewport_size({"width": width, "height": 800})
    par_mode.get_by_role("link", name="Items de 1 Client 1").press("Enter")
    facts = par_mode.locator(".row-facts")
    expect(facts).to_have_count(1)

    wide = par_mode.locator(".table-frame").evaluate("frame => frame.scrollWidth - frame.clientWidth")

    assert wide == 0
    assert par_mode.locator(".list-table > thead th:visible").count() == columns
    assert facts.is_visible() == (width == 1024)


def test_r9_a_filter_that_is_changed_in_one_mode_leaves_those_of_the_other(par_mode: Page) -> None:
    par_mode.goto("/suivi-visites/?days_since_min=7")
    par_mode.get_by_role("link", name="Mode PAR").click()
    expect(par_mode.locator(".list-count")).to_have_text("2 clients")

    par_mode.locator(".filter-search input").fill("client 1")
    par_mode.locator(".filter-search input").press("Enter")
    expect(par_mode.locator(".list-count")).to_have_text("1 client")
    par_mode.get_by_role("link", name="Mode visite").click()

    expect(par_mode.locator(".chip")).to_contain_text(["client 1", "7"])
