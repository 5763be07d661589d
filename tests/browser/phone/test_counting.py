"""A shelf counted on a telephone: what is typed is kept, with or without network (R15, R17, R19, R28)."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, Route, expect

from customers.models import Customer
from par.models import CustomerItem, ShelfCount
from tests.browser.phone.sheet import DRAFT, KEPT, STATE, drafted, fill_in_vain, quantity
from tests.browser.targets import small_targets
from tests.factories import PASSWORD, make_customer_item, make_item
from webmino.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_what_is_typed_is_kept_as_one_types_and_the_suggestion_follows(count: Page) -> None:
    """R15, R19: Enter goes to the next item; 0 is typed, empty is not counted."""
    quantity(count, "LAI").fill("3")
    quantity(count, "LAI").press("Enter")
    expect(quantity(count, "BEU")).to_be_focused()
    expect(count.locator(STATE)).to_have_attribute("data-state", "saved")

    assert drafted() == {"LAI": Decimal(3)}
    expect(count.locator("[data-suggestion]").first).to_contain_text("12 − 3 − 0 = 9")
    expect(count.locator("[data-counted]")).to_have_text("1")


def test_the_buttons_beside_a_quantity_go_up_and_down_and_never_below_zero(count: Page) -> None:
    line = count.locator("[data-item]").first
    less, more = line.locator("[data-step='-1']"), line.locator("[data-step='1']")

    less.tap()
    expect(quantity(count, "LAI")).to_have_value("0")
    more.tap()
    more.tap()
    expect(quantity(count, "LAI")).to_have_value("2")
    expect(count.locator(STATE)).to_have_attribute("data-state", "saved")

    assert drafted() == {"LAI": Decimal(2)}


def test_saved_is_not_said_of_what_was_typed_while_the_server_saved(count: Page) -> None:
    """R28."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    def wait_for_a_request() -> Route:
        while not held:
            count.wait_for_timeout(10)
        return held.pop()

    count.route(DRAFT, hold)
    quantity(count, "LAI").fill("3")
    first = wait_for_a_request()
    quantity(count, "LAI").fill("4")
    first.continue_()
    second = wait_for_a_request()
    # As it stands until the second one is answered: it was said before that one was sent.
    meanwhile = count.locator(STATE).get_attribute("data-state")
    second.continue_()

    assert meanwhile == "waiting"
    expect(count.locator(STATE)).to_have_attribute("data-state", "saved")
    assert drafted() == {"LAI": Decimal(4)}


def test_what_is_typed_without_network_waits_and_goes_when_it_is_back(
    count: Page, offline: Callable[[bool], None]
) -> None:
    offline(True)
    quantity(count, "LAI").fill("7")
    expect(count.locator(STATE)).to_have_attribute("data-state", "waiting")
    assert ShelfCount.objects.count() == 0

    offline(False)
    expect(count.locator(STATE)).to_have_attribute("data-state", "saved")

    assert drafted() == {"LAI": Decimal(7)}


def test_what_is_typed_without_network_comes_back_with_the_page(count: Page) -> None:
    fill_in_vain(count, "LAI", "7")
    assert ShelfCount.objects.count() == 0
    count.unroute(DRAFT)
    count.reload()

    expect(quantity(count, "LAI")).to_have_value("7")
    expect(count.locator(STATE)).to_have_attribute("data-state", "saved")
    assert drafted() == {"LAI": Decimal(7)}


def test_a_session_that_ended_asks_to_sign_in_and_loses_nothing(count: Page, representative: User) -> None:
    """R28."""
    Session.objects.all().delete()
    quantity(count, "LAI").fill("5")
    expect(count.locator(STATE)).to_have_attribute("data-state", "stopped")

    count.locator(f"{STATE} a").tap()
    count.locator("#id_username").fill(representative.username)
    count.locator("#id_password").fill(PASSWORD)
    count.locator("#id_password").press("Enter")

    expect(quantity(count, "LAI")).to_have_value("5")
    expect(count.locator(STATE)).to_have_attribute("data-state", "saved")
    assert drafted() == {"LAI": Decimal(5)}


def test_what_is_thrown_away_does_not_come_back(count: Page, customer: Customer) -> None:
    quantity(count, "LAI").fill("7")
    expect(count.locator(STATE)).to_have_attribute("data-state", "saved")
    fill_in_vain(count, "BEU", "2")
    count.unroute(DRAFT)

    count.goto(f"/mobile/{customer.pk}/releve/jeter/")
    count.get_by_role("button", name="Jeter le relevé").tap()
    count.wait_for_url(f"**/mobile/{customer.pk}/")
    count.goto(f"/mobile/{customer.pk}/releve/")

    expect(quantity(count, "BEU")).to_have_value("")
    assert ShelfCount.objects.count() == 0


def test_r15_what_is_counted_and_wrong_is_said_without_network(
    count: Page, offline: Callable[[bool], None]
) -> None:
    """R19: a suggestion that rests on something else is not shown."""
    quantity(count, "LAI").fill("3")
    expect(count.locator(STATE)).to_have_attribute("data-state", "saved")
    offline(True)
    quantity(count, "LAI").fill("4")
    quantity(count, "BEU").fill("-5")

    milk, butter = count.locator("[data-item]").all()
    expect(butter.locator("[data-fault]")).to_have_text("Une quantité ne peut pas être négative.")
    expect(milk.locator("[data-suggestion]")).not_to_contain_text("12 − 3")
    expect(count.locator("[data-counted]")).to_have_text("1")
    quantity(count, "BEU").fill("5")
    expect(butter.locator("[data-fault]")).to_be_empty()
    expect(count.locator("[data-counted]")).to_have_text("2")


def test_r19_an_item_that_leaves_the_list_while_one_counts_is_said_on_its_line(count: Page) -> None:
    quantity(count, "LAI").fill("3")
    expect(count.locator("[data-suggestion]").first).to_contain_text("12 − 3")
    CustomerItem.objects.filter(item__code="LAI").update(is_active=False)

    quantity(count, "BEU").fill("1")

    expect(count.locator("[data-suggestion]").first).to_have_text("retiré de la liste")


def test_whether_a_count_is_saved_stays_in_sight(count: Page, customer: Customer) -> None:
    for number in range(12):
        make_customer_item(customer=customer, item=make_item(code=f"A{number}"), par_quantity=2)
    count.reload()
    last = count.locator("[name^=quantity-]").last
    last.scroll_into_view_if_needed()

    last.fill("1")

    expect(count.locator(STATE)).to_have_attribute("data-state", "saved")
    expect(count.locator(STATE)).to_be_in_viewport()


def test_r28_a_quantity_that_was_said_to_be_right_is_so_when_the_page_comes_back(count: Page) -> None:
    quantity(count, "LAI").fill("120")
    quantity(count, "LAI").press("Enter")
    count.get_by_role("checkbox", name="C’est exact").tap()
    expect(count.locator(STATE)).to_have_attribute("data-state", "saved")
    count.reload()

    expect(count.get_by_role("checkbox", name="C’est exact")).to_be_checked()
    expect(count.locator("[data-fault]").first).to_be_hidden()
    quantity(count, "LAI").fill("130")
    quantity(count, "LAI").press("Enter")
    expect(count.locator(STATE)).to_have_attribute("data-state", "saved")
    count.reload()

    expect(count.locator("[data-fault]").first).to_contain_text("130")


def test_r28_a_wrong_quantity_of_the_count_is_pointed_to_from_the_visit(
    count: Page, customer: Customer
) -> None:
    """It is not taken for a lack of network."""
    quantity(count, "LAI").fill("-2")
    expect(count.locator("[data-fault]").first).not_to_be_empty()
    count.goto(f"/mobile/{customer.pk}/visite/")

    count.get_by_role("button", name="Inscrire la visite").tap()
    expect(count.locator(KEPT)).to_contain_text("Une quantité du relevé est incorrecte")
    count.locator(KEPT).get_by_role("link", name="Ouvrir le relevé").tap()

    expect(quantity(count, "LAI")).to_have_value("-2")
    expect(count.locator("[data-fault]").first).to_be_visible()


def test_every_target_is_large_enough_for_a_thumb(count: Page, customer: Customer) -> None:
    found = {}
    for address in (
        "/mobile/",
        f"/mobile/{customer.pk}/",
        f"/mobile/{customer.pk}/releve/",
        f"/mobile/{customer.pk}/commande/",
        f"/mobile/{customer.pk}/visite/",
    ):
        count.goto(address)
        found[address] = small_targets(count)

    assert found == {address: [] for address in found}
