"""The sheet of a customer's specific items, by keyboard alone, and without script."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from customers.models import Customer
from par.models import CustomerItem
from tests.browser.conftest import session_of, use_session
from tests.factories import make_customer, make_customer_item, make_item, make_user
from webmino.models import User
from webmino.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
UNSAVED = "[data-unsaved]"


@pytest.fixture
def office() -> User:
    return make_user(Role.OFFICE)


@pytest.fixture
def customer() -> Customer:
    """A customer with four items, A to D, in this order on the shelf, of PAR 10 each."""
    customer = make_customer()
    for place, code in enumerate("ABCD", start=1):
        item = make_item(code=code, name_fr=f"Lait {code}")
        make_customer_item(customer=customer, item=item, par_quantity=10, position=place)
    return customer


@pytest.fixture
def sheet(page: Page, sign_in: Callable[[User], None], office: User, customer: Customer) -> Page:
    """The tab of the customer, ready for the keyboard."""
    sign_in(office)
    page.goto(f"/clients/{customer.pk}/items/")
    expect(page.locator("[data-handle]").first).to_be_visible()
    return page


def cell(page: Page, column: str, code: str) -> Any:
    return page.locator(f"tr[data-name^='{code} '] [data-column={column}]")


def focused(page: Page) -> str:
    """The column and the item of the cell that has the focus: « par A »."""
    return page.evaluate(
        "`${document.activeElement.dataset.column} ${document.activeElement.closest('tr').dataset.name[0]}`"
    )


def saved(page: Page) -> None:
    # The page that comes says it, and not the one that said so of something else.
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    expect(page.locator("[data-message=success]")).to_be_visible()


def stored(customer: Customer, *fields: str) -> list[tuple[Any, ...]]:
    lines = CustomerItem.objects.filter(customer=customer).in_shelf_order()
    return list(lines.values_list("item__code", *fields))


def test_a_list_is_filled_in_and_saved_by_keyboard_alone(sheet: Page, customer: Customer) -> None:
    cell(sheet, "par", "A").focus()
    places = []

    for key in ("ArrowDown", "Enter", "Shift+Enter", "ArrowUp", "ArrowUp"):
        sheet.keyboard.press(key)
        places.append(focused(sheet))
    cell(sheet, "par", "A").select_text()
    for typed in ("12,5", "7", "0"):
        sheet.keyboard.type(typed)
        sheet.keyboard.press("Enter")
    sheet.keyboard.press("Shift+Tab")
    sheet.keyboard.type("3,75")
    expect(sheet.locator(UNSAVED)).to_have_text("4 cellules changées, pas encore enregistrées")
    saved(sheet)

    assert places == ["par B", "par C", "par B", "par A", "par A"]
    assert stored(customer, "par_quantity", "price") == [
        ("A", Decimal("12.5"), None),
        ("B", 7, None),
        ("C", 0, None),
        ("D", 10, Decimal("3.75")),
    ]
    expect(sheet.locator(UNSAVED)).to_be_hidden()


def test_escape_takes_a_cell_back_and_says_that_nothing_is_changed(sheet: Page) -> None:
    cell(sheet, "par", "B").fill("99")
    expect(sheet.locator("td.is-changed")).to_have_count(1)

    sheet.keyboard.press("Escape")

    expect(cell(sheet, "par", "B")).to_have_value("10")
    expect(sheet.locator("td.is-changed")).to_have_count(0)
    expect(sheet.locator(UNSAVED)).to_be_hidden()


def test_a_line_is_moved_by_keyboard_and_by_its_handle(sheet: Page, customer: Customer) -> None:
    cell(sheet, "par", "D").focus()

    sheet.keyboard.press("Alt+ArrowUp")
    sheet.keyboard.press("Alt+ArrowUp")
    said = sheet.locator("[data-stops-status]").inner_text()
    expect(sheet.locator(UNSAVED)).to_have_text("Ordre changé, pas encore enregistré")
    where = focused(sheet)
    handle = sheet.locator("tr[data-name^='A '] [data-handle]").bounding_box()
    target = sheet.locator("tr[data-name^='C ']").bounding_box()
    sheet.mouse.move(handle["x"] + 3, handle["y"] + 3)
    sheet.mouse.down()
    sheet.mouse.move(handle["x"] + 3, target["y"] + target["height"] - 2, steps=8)
    sheet.mouse.up()
    saved(sheet)

    assert (said, where) == ("D Lait D passe à la position 2 sur 4. Pas encore enregistré.", "par D")
    assert stored(customer, "position") == [("D", 1), ("B", 2), ("C", 3), ("A", 4)]


def test_r28_what_is_refused_is_said_beside_its_cell_and_the_rest_is_kept(
    sheet: Page, customer: Customer
) -> None:
    cell(sheet, "par", "A").fill("12")
    cell(sheet, "par", "C").fill("douze")
    cell(sheet, "par", "C").press("Control+s")

    expect(sheet.locator(".invalid-feedback")).to_have_text("Écrivez un nombre comme 12,5.")
    expect(cell(sheet, "par", "C")).to_be_focused()
    expect(sheet.locator("td.is-changed")).to_have_count(2)
    sheet.keyboard.press("Control+a")
    sheet.keyboard.type("4")
    saved(sheet)

    assert stored(customer, "par_quantity") == [("A", 12), ("B", 10), ("C", 4), ("D", 10)]


def test_r28_what_was_typed_is_back_after_looking_elsewhere_and_after_adding_an_item(
    sheet: Page, customer: Customer
) -> None:
    make_item(code="00481", name_fr="Beurre")
    cell(sheet, "par", "A").fill("12")
    sheet.locator(".customer-tabs a").first.click()
    expect(sheet.locator("[data-sheet]")).to_have_count(0)
    sheet.go_back()
    expect(cell(sheet, "par", "A")).to_have_value("12")

    sheet.locator("#item-search").fill("beur")
    par = sheet.locator(".items-found [name=par]")
    par.fill("6")
    par.press("Enter")
    expect(sheet.locator("[data-message=success]")).to_contain_text("00481 Beurre")
    expect(sheet.locator("#item-search")).to_be_focused()
    expect(cell(sheet, "par", "A")).to_have_value("12")
    expect(sheet.locator(UNSAVED)).to_be_visible()
    before = stored(customer, "par_quantity")
    saved(sheet)

    assert before == [("A", 10), ("B", 10), ("C", 10), ("D", 10), ("00481", 6)]
    assert stored(customer, "par_quantity") == [("A", 12), ("B", 10), ("C", 10), ("D", 10), ("00481", 6)]


def test_without_script_items_are_added_and_the_list_is_edited(
    browser: Browser, server: str, office: User, customer: Customer
) -> None:
    make_item(code="00481", name_fr="Beurre")
    context = browser.new_context(java_script_enabled=False, base_url=server)
    use_session(context, server, session_of(office))
    page = context.new_page()
    page.goto(f"/clients/{customer.pk}/items/")

    page.locator("#item-search").fill("beurre")
    page.keyboard.press("Enter")
    page.locator(".items-found [name=par]").fill("6")
    page.keyboard.press("Enter")
    expect(page.locator("[data-message=success]")).to_be_visible()
    cell(page, "place", "00481").fill("1")
    cell(page, "active", "B").uncheck()
    cell(page, "par", "A").fill("12,5")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("[data-message=success]")).to_be_visible()
    context.close()

    assert stored(customer, "par_quantity", "is_active") == [
        ("00481", 6, True),
        ("A", Decimal("12.5"), True),
        ("B", 10, False),
        ("C", 10, True),
        ("D", 10, True),
    ]


@pytest.mark.parametrize("has_touch", [False, True])
def test_no_row_shows_between_the_sums_and_the_buttons_of_a_long_list(
    browser: Browser, server: str, office: User, customer: Customer, has_touch: bool
) -> None:
    for place in range(5, 40):
        make_customer_item(customer=customer, par_quantity=1, position=place)
    screen = {"width": 1440, "height": 700}
    with browser.new_context(base_url=server, viewport=screen, has_touch=has_touch) as context:
        use_session(context, server, session_of(office))
        page = context.new_page()
        page.goto(f"/clients/{customer.pk}/items/")
        expect(page.locator("[data-handle]").first).to_be_visible()

        sums = page.locator(".sheet-table tfoot td.number").first.bounding_box()
        buttons = page.locator(".sheet-actions").bounding_box()

        assert sums
        assert buttons
        assert buttons["y"] + buttons["height"] == screen["height"]
        # They meet, and the buttons hide no figure.
        assert 0 <= sums["y"] + sums["height"] - buttons["y"] <= 5
