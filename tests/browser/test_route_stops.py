"""The stops of a route, ordered by dragging, by the keyboard, by typing, and without script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from customers.models import Route
from tests.browser.conftest import session_of, use_session
from tests.factories import make_customer, make_route, make_user
from webmino.models import User
from webmino.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
STOPS = "[data-stops] > li"


@pytest.fixture
def administrator() -> User:
    return make_user(Role.ADMINISTRATOR)


@pytest.fixture
def route() -> Route:
    """A route of four customers, A to D, whose stops are 1 to 4."""
    route = make_route()
    for stop, name in enumerate("ABCD", start=1):
        make_customer(route=route, stop=stop, name=name, number=f"00{stop}")
    return route


@pytest.fixture
def stops(page: Page, sign_in: Callable[[User], None], administrator: User, route: Route) -> Page:
    """The page of the route's stops."""
    sign_in(administrator)
    page.goto(f"/parametres/routes/{route.pk}/arrets/")
    expect(page.locator(f"{STOPS} [data-handle]").first).to_be_visible()
    return page


def shown(page: Page) -> list[tuple[str, str]]:
    """The name and the number of each stop, in the order of the screen."""
    rows = page.locator(STOPS).all()
    return [(row.get_attribute("data-name")[-1], row.locator("input").input_value()) for row in rows]


def in_order(names: str) -> list[tuple[str, str]]:
    return [(name, str(place)) for place, name in enumerate(names, start=1)]


def save(page: Page) -> None:
    page.locator("main .btn-primary").click()
    expect(page.locator("#messages")).to_contain_text("ordre des arrêts")


def saved_order(route: Route) -> str:
    return "".join(route.customers.in_stop_order().values_list("name", flat=True))


def test_a_customer_is_dragged_by_his_handle(stops: Page, route: Route) -> None:
    handle, target = stops.locator("[data-handle]").first, stops.locator(STOPS).nth(2)
    start, end = handle.bounding_box(), target.bounding_box()

    stops.mouse.move(start["x"] + 5, start["y"] + 5)
    stops.mouse.down()
    stops.mouse.move(start["x"] + 5, end["y"] + end["height"] - 2, steps=8)
    stops.mouse.up()
    after = shown(stops)
    expect(stops.locator("[data-stops-unsaved]")).to_have_text("Pas encore enregistré")
    save(stops)

    expect(stops.locator("[data-stops-unsaved]")).to_be_hidden()
    assert after == in_order("BCAD")
    assert saved_order(route) == "BCAD"


def test_escape_puts_back_what_is_being_dragged(stops: Page) -> None:
    start = stops.locator("[data-handle]").first.bounding_box()

    stops.mouse.move(start["x"] + 5, start["y"] + 5)
    stops.mouse.down()
    stops.mouse.move(start["x"] + 5, start["y"] + 150, steps=8)
    dragged = shown(stops)
    stops.keyboard.press("Escape")
    stops.mouse.up()

    assert [name for name, _number in dragged] != [*"ABCD"]
    assert shown(stops) == in_order("ABCD")


def test_alt_and_arrows_move_a_customer_and_keep_the_focus(stops: Page, route: Route) -> None:
    stops.locator(f"{STOPS} input").nth(3).focus()

    stops.keyboard.press("Alt+ArrowUp")
    stops.keyboard.press("Alt+ArrowUp")
    focused = stops.locator(":focus").input_value()
    said = stops.locator("[data-stops-status]").inner_text()
    stops.keyboard.press("Alt+ArrowDown")
    after = shown(stops)
    save(stops)

    assert (focused, said) == ("2", "004 D passe à l’arrêt 2 sur 4. Pas encore enregistré.")
    assert after == in_order("ABDC")
    assert saved_order(route) == "ABDC"


def test_a_button_moves_a_customer_and_keeps_the_focus(stops: Page) -> None:
    stops.locator(STOPS).nth(0).locator("[data-move='1']").focus()

    for _ in range(5):
        stops.keyboard.press("Enter")

    assert shown(stops) == in_order("BCDA")
    assert stops.locator(":focus").get_attribute("aria-label") == "Descendre 001"


def test_a_number_that_is_typed_moves_the_customer_there(stops: Page) -> None:
    stops.locator(f"{STOPS} input").nth(3).fill("2")
    stops.keyboard.press("Tab")

    assert shown(stops) == in_order("ADBC")


def test_r28_an_order_that_was_not_saved_is_back_when_the_page_is(stops: Page) -> None:
    stops.locator(f"{STOPS} input").nth(3).focus()
    stops.keyboard.press("Alt+ArrowUp")

    stops.reload()
    back = shown(stops)
    expect(stops.locator("[data-stops-unsaved]")).to_be_visible()
    stops.locator(".kept-note button").click()
    expect(stops.locator("[data-stops-unsaved]")).to_be_hidden()

    assert back == in_order("ABDC")
    assert shown(stops) == in_order("ABCD")


def test_without_script_numbers_are_typed(
    browser: Browser, server: str, administrator: User, route: Route
) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=server)
    use_session(context, server, session_of(administrator))
    page = context.new_page()
    page.goto(f"/parametres/routes/{route.pk}/arrets/")
    handles = page.locator("[data-handle]:visible, [data-move]:visible").count()

    page.locator(f"{STOPS} input").nth(3).fill("1")
    page.locator("main .btn-primary").click()
    page.wait_for_selector("[data-message=success]")
    context.close()

    assert handles == 0
    assert saved_order(route) == "DABC"
