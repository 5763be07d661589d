"""Who signs out of a telephone, or signs in on another's: nothing is lost unasked, nor shown (R18, R28)."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from playwright.sync_api import Dialog, Page, expect

from customers.models import Customer
from followups.models import FollowUp
from tests.browser.phone.sheet import BAR, DRAFT, STATE, drafted, fill_in_vain, quantity
from tests.factories import make_user
from webmino.models import User
from webmino.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_what_waits_is_neither_shown_to_another_nor_sent_for_him(
    count: Page, sign_in: Callable[[User], None], customer: Customer
) -> None:
    count.route("**/mobile/*/releve/**", lambda route: route.abort())
    quantity(count, "LAI").fill("7")
    count.get_by_role("button", name="VISITE").tap()
    expect(count.locator(BAR)).to_be_visible()
    count.goto("about:blank")
    sign_in(make_user(Role.OFFICE, language="fr"))
    count.unroute("**/mobile/*/releve/**")
    count.goto(f"/mobile/{customer.pk}/releve/")

    expect(quantity(count, "LAI")).to_have_value("")
    expect(count.locator(BAR)).to_be_hidden()
    assert FollowUp.objects.count() == 0


def test_signing_out_asks_before_a_visit_is_lost_and_then_forgets_everything(
    count: Page,
    offline: Callable[[bool], None],
    customer: Customer,
    sign_in: Callable[[User], None],
    representative: User,
) -> None:
    said: list[str] = []

    def answer(dialog: Dialog) -> None:
        said.append(dialog.message)
        dialog.accept() if len(said) > 1 else dialog.dismiss()

    count.on("dialog", answer)
    count.route(f"**/mobile/{customer.pk}/releve/", lambda route: route.abort())
    quantity(count, "LAI").fill("7")
    count.get_by_role("button", name="VISITE").tap()
    expect(count.locator(BAR)).to_be_visible()

    count.locator(".mobile-menu > summary").tap()
    count.get_by_role("button", name="Se déconnecter").tap()
    expect(count.locator(BAR)).to_be_visible()
    count.get_by_role("button", name="Se déconnecter").tap()
    count.wait_for_url("**/connexion/")

    assert len(said) == 2
    assert count.evaluate("() => Object.keys(localStorage).length") == 0
    count.unroute(f"**/mobile/{customer.pk}/releve/")


def test_r28_a_count_that_waits_leaves_from_any_page_and_signing_out_asks_before_it_is_lost(
    count: Page,
) -> None:
    said: list[str] = []

    def refuse(dialog: Dialog) -> None:
        said.append(dialog.message)
        dialog.dismiss()

    count.on("dialog", refuse)
    fill_in_vain(count, "LAI", "7")
    count.goto("/mobile/")
    expect(count.locator(BAR)).to_contain_text("Épicerie Chez Léa\xa0: relevé qui n’est pas encore envoyé")

    count.locator(".mobile-menu > summary").tap()
    count.get_by_role("button", name="Se déconnecter").tap()
    expect(count.locator(BAR)).to_be_visible()
    count.unroute(DRAFT)
    count.goto("/mobile/")
    expect(count.locator(BAR)).to_be_hidden()

    assert len(said) == 1
    assert drafted() == {"LAI": Decimal(7)}


def test_r18_signing_out_without_network_loses_nothing(count: Page, offline: Callable[[bool], None]) -> None:
    said: list[str] = []

    def accept(dialog: Dialog) -> None:
        said.append(dialog.message)
        dialog.accept()

    count.on("dialog", accept)
    offline(True)
    quantity(count, "LAI").fill("7")
    expect(count.locator(STATE)).to_have_attribute("data-state", "waiting")
    count.locator(".mobile-menu > summary").tap()
    with count.expect_event("dialog", lambda dialog: "reste ouverte" in dialog.message):
        count.get_by_role("button", name="Se déconnecter").tap()
    offline(False)
    expect(count.locator(STATE)).to_have_attribute("data-state", "saved")

    assert len(said) == 2
    assert drafted() == {"LAI": Decimal(7)}
