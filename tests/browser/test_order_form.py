"""An order at the desk by keyboard, and with a session that ended (R16, R27, R28)."""

import pytest
from playwright.sync_api import Browser, Page, expect

from customers.models import Customer
from par.models import Item, Order
from tests.browser.conftest import session_of, use_session
from tests.factories import make_customer, make_customer_item, make_item, make_shelf_count, make_user
from webmino.models import User
from webmino.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def office() -> User:
    return make_user(Role.OFFICE)


@pytest.fixture
def address() -> str:
    customer = make_customer()
    for code, name in (("1", "Lait"), ("2", "Beurre")):
        item = make_item(code=code, name_fr=name, list_price=2)
        make_customer_item(customer=customer, item=item, par_quantity=10)
    make_item(code="3", name_fr="Cheddar", list_price=9)
    return f"/clients/{customer.pk}/commandes/nouvelle/"


@pytest.fixture
def form(page: Page, sign_in, office: User, address: str) -> Page:
    sign_in(office)
    page.goto(address)
    return page


def asked() -> dict[str, int]:
    lines = Order.objects.get().lines.select_related("item")
    return {line.item.code: int(line.quantity) for line in lines}


def test_r27_order_is_written_by_keyboard_alone(form: Page) -> None:
    form.get_by_label("1 Lait").focus()
    for typed in ("4", "6"):
        form.keyboard.type(typed)
        form.keyboard.press("Enter")
    form.keyboard.type("chedd")
    form.keyboard.press("Enter")
    expect(form.locator(".order-found")).to_contain_text("Cheddar")
    expect(form.locator("[data-search]")).to_be_focused()
    form.keyboard.press("Tab")
    form.keyboard.press("Tab")
    expect(form.get_by_role("button", name="Ajouter 3 Cheddar")).to_be_focused()
    form.keyboard.press("Enter")
    # Its field, and not the button of this name, which has the focus until the row is there.
    expect(form.get_by_label("3 Cheddar", exact=True)).to_be_focused()
    form.keyboard.type("2")
    form.locator("button[value=confirm]").press("Enter")
    expect(form.locator(".order-way")).to_be_visible()

    assert asked() == {"1": 4, "2": 6, "3": 2}


def test_r28_what_was_typed_for_added_items_is_back_when_the_form_is_opened_again(
    form: Page, address: str
) -> None:
    form.locator("[data-search]").fill("chedd")
    form.locator("[data-search]").press("Enter")
    form.locator(".order-found button").click()
    form.get_by_label("3 Cheddar", exact=True).fill("7")
    form.get_by_label("1 Lait").fill("5")

    form.goto(address)

    expect(form.get_by_label("3 Cheddar", exact=True)).to_have_value("7")
    expect(form.get_by_label("1 Lait")).to_have_value("5")


def test_order_is_written_without_script(browser: Browser, server: str, office: User, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=server)
    use_session(context, server, session_of(office))
    page = context.new_page()
    page.goto(address)

    page.get_by_label("1 Lait").fill("5")
    page.locator("[data-search]").fill("chedd")
    page.locator("[data-search]").press("Enter")
    page.locator(".order-found button").click()
    page.get_by_label("3 Cheddar", exact=True).fill("7")
    page.get_by_label("3 Cheddar", exact=True).press("Enter")
    page.wait_for_selector(".order-way, .order-found")
    page.locator("[data-search]").fill("")
    page.locator("main button[value=save]").click()
    expect(page.locator(".order-way")).to_be_visible()

    assert asked() == {"1": 5, "3": 7}
    context.close()


def test_r20_the_total_follows_what_is_typed_and_is_said_once_one_stops(form: Page) -> None:
    """Amounts are written in the page's language; what is no quantity is in no total."""
    first, total = form.get_by_label("1 Lait"), form.locator("[data-total]")
    amount, said = form.locator("[data-amount]").first, form.locator("[data-total-said]")
    form.clock.install(time="2026-03-02T10:00:00")
    form.reload()
    expect(total).to_have_text("0,00\N{NO-BREAK SPACE}$")

    # Time stands still while one types, however busy the machine is.
    form.clock.pause_at("2026-03-02T11:00:00")
    first.fill("617,25")
    expect(amount).to_have_text("1\N{NO-BREAK SPACE}234,50\N{NO-BREAK SPACE}$")
    expect(total).to_have_text("1\N{NO-BREAK SPACE}234,50\N{NO-BREAK SPACE}$")
    expect(said).to_have_text("")
    first.fill("beaucoup")
    expect(total).to_have_text("0,00\N{NO-BREAK SPACE}$")
    expect(amount).to_have_text("")
    first.fill("3")
    form.clock.run_for(1400)
    expect(said).to_have_text("")
    form.clock.run_for(100)
    expect(said).to_have_text("Sous-total avant taxes : 6,00 $", use_inner_text=False)
    form.clock.resume()

    Item.objects.filter(code="3").update(list_price=None)
    form.locator("[data-search]").fill("chedd")
    form.locator("[data-search]").press("Enter")
    form.get_by_role("button", name="Ajouter 3 Cheddar").click()
    form.get_by_label("3 Cheddar", exact=True).fill("2")
    expect(form.locator("[data-unpriced]")).to_have_text("+ 1 item sans prix")
    expect(total).to_have_text("6,00\N{NO-BREAK SPACE}$")


def test_r20_the_total_is_that_of_what_was_kept_and_of_what_it_is_dropped_for(form: Page) -> None:
    form.get_by_label("1 Lait").fill("4")
    form.reload()
    total = form.locator("[data-total]")
    expect(total).to_have_text("8,00\N{NO-BREAK SPACE}$")

    form.locator(".kept-note button").click()

    expect(total).to_have_text("0,00\N{NO-BREAK SPACE}$")


def test_r19_what_one_did_not_touch_follows_a_count_that_came_meanwhile(form: Page, address: str) -> None:
    """R28: what was typed stays."""
    form.get_by_label("1 Lait").fill("4")
    items = {item.code: item for item in Item.objects.all()}
    make_shelf_count({items["1"]: 2, items["2"]: 3}, customer=Customer.objects.get())
    form.goto(address)

    expect(form.locator(".kept-note")).to_be_visible()
    expect(form.get_by_label("1 Lait")).to_have_value("4")
    expect(form.get_by_label("2 Beurre")).to_have_value("7")
