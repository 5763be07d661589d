"""Orders taken on a telephone in the store (R16, R18, R19, R20, R28)."""

import datetime
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.utils import timezone
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from customers.models import Customer
from followups.models import FollowUp
from par.models import Item, Order, WaitingVisit
from tests.browser.phone.sheet import BAR, KEPT, quantity
from tests.factories import make_item

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_r20_the_total_of_an_order_follows_the_buttons(count: Page, customer: Customer) -> None:
    Item.objects.filter(code="LAI").update(list_price=Decimal("1.005"))
    count.goto(f"/mobile/{customer.pk}/commande/")
    milk, butter = count.locator("[data-item]").all()
    expect(count.locator("[data-total]")).to_have_text("0,00\N{NO-BREAK SPACE}$")

    milk.get_by_role("button", name="Une caisse de plus").click()
    butter.get_by_role("button", name="Un de plus").click()

    expect(milk.locator("[name^=quantity-]")).to_have_value("6")
    expect(milk.locator("[data-amount]")).to_have_text("6,03\N{NO-BREAK SPACE}$")
    expect(butter.locator("[data-amount]")).to_have_text("—")
    expect(count.locator("[data-total]")).to_have_text("6,03\N{NO-BREAK SPACE}$")
    expect(count.locator("[data-unpriced]")).to_have_text("+ 1 item sans prix")


def test_an_order_that_is_typed_and_left_is_there_again(count: Page, customer: Customer) -> None:
    """R28, R16."""
    quantity(count, "LAI").fill("1")
    count.get_by_role("button", name="COMMANDER").tap()
    count.wait_for_url("**/commande/")
    expect(quantity(count, "LAI")).to_have_value("12")
    quantity(count, "LAI").fill("18")
    count.goto("/mobile/")
    count.goto(f"/mobile/{customer.pk}/commande/")
    expect(quantity(count, "LAI")).to_have_value("18")

    count.get_by_role("button", name="Confirmer la commande").tap()
    expect(count.locator("h1")).to_contain_text("Commande inscrite")

    assert list(Order.objects.get().lines.values_list("item__code", "quantity")) == [("LAI", Decimal(18))]
    count.goto(f"/mobile/{customer.pk}/commande/")
    expect(quantity(count, "LAI")).to_have_value("0")


def test_r16_r19_what_one_did_not_touch_follows_the_suggestions(count: Page, customer: Customer) -> None:
    """R28: what was typed on COMMANDER before the count stays; the rest is what is suggested since."""
    count.goto(f"/mobile/{customer.pk}/commande/")
    quantity(count, "LAI").fill("6")
    count.goto(f"/mobile/{customer.pk}/releve/")
    quantity(count, "LAI").fill("3")
    quantity(count, "BEU").fill("1")
    count.get_by_role("button", name="COMMANDER").tap()
    count.wait_for_url("**/commande/")
    expect(count.locator(".kept-note")).to_be_visible()

    expect(quantity(count, "LAI")).to_have_value("6")
    expect(quantity(count, "BEU")).to_have_value("3")


def test_r18_an_order_that_was_typed_before_another_visit_was_recorded_is_over_with_it(
    count: Page, customer: Customer
) -> None:
    count.goto(f"/mobile/{customer.pk}/commande/")
    quantity(count, "LAI").fill("6")
    count.get_by_role("link", name="Inscrire une visite").tap()
    count.get_by_role("button", name="Inscrire la visite").tap()
    expect(count.locator("h1")).to_contain_text("Visite inscrite")
    count.goto(f"/mobile/{customer.pk}/commande/")
    expect(quantity(count, "LAI")).to_have_value("0")
    quantity(count, "BEU").fill("2")

    count.get_by_role("button", name="Confirmer la commande").tap()
    expect(count.locator("h1")).to_contain_text("Commande inscrite")

    assert list(Order.objects.get().lines.values_list("item__code", "quantity")) == [("BEU", Decimal(2))]


def test_r18_a_visit_that_was_refused_is_of_the_day_on_which_it_was_first_pressed(
    count: Page, customer: Customer
) -> None:
    """Its order waited for the network overnight, and an item of it left the catalogue meanwhile."""
    honey = make_item(code="MIE", name_fr="Miel", list_price=8)
    yesterday = timezone.now() - datetime.timedelta(days=1)
    count.clock.set_fixed_time(yesterday)
    count.goto(f"/mobile/{customer.pk}/commande/")
    count.locator("[name=q]").fill("miel")
    count.locator("button[name=search][value='1']").tap()
    count.get_by_role("button", name="+ Miel").tap()
    expect(count.locator(f"[name=quantity-{honey.pk}]")).to_have_value("1")
    quantity(count, "LAI").fill("6")
    count.route("**/commande/", lambda route: route.abort())
    count.get_by_role("button", name="Confirmer la commande").tap()
    expect(count.locator(KEPT)).to_be_visible()
    Item.objects.filter(pk=honey.pk).update(is_active=False)
    count.unroute("**/commande/")
    count.clock.set_fixed_time(timezone.now())

    count.get_by_role("button", name="Confirmer la commande").tap()
    expect(count.locator("[data-refusal]")).to_contain_text("n’est plus au catalogue")
    count.locator(f"[name=quantity-{honey.pk}]").fill("0")
    count.get_by_role("button", name="Confirmer la commande").tap()
    expect(count.locator("h1")).to_contain_text("Commande inscrite")

    assert FollowUp.objects.get().happened_on == localdate(yesterday)


def test_r18_an_order_that_waited_opens_its_confirmation_once_it_left(
    count: Page, customer: Customer, offline: Callable[[bool], None]
) -> None:
    count.goto(f"/mobile/{customer.pk}/commande/")
    quantity(count, "LAI").fill("6")
    offline(True)
    count.get_by_role("button", name="Confirmer la commande").tap()
    expect(count.locator(KEPT)).to_be_visible()
    expect(count.locator(BAR)).to_contain_text("commande en attente du réseau")

    offline(False)

    expect(count.locator("h1")).to_contain_text("Commande inscrite")
    assert Order.objects.count() == 1


def test_r18_an_order_that_was_recorded_is_told_with_a_tick(count: Page, customer: Customer) -> None:
    count.goto(f"/mobile/{customer.pk}/commande/")
    quantity(count, "LAI").fill("6")
    count.route("**/commande/", lambda route: route.abort())
    count.get_by_role("button", name="Confirmer la commande").tap()
    expect(count.locator(KEPT)).to_be_visible()
    count.unroute("**/commande/")
    count.goto("/mobile/")
    link = count.locator(f"{BAR} a")
    expect(link).to_have_text("Épicerie Chez Léa\xa0: commande inscrite")
    expect(count.locator(BAR)).to_have_class("alert alert-success")


def test_r28_a_press_that_is_refused_is_sent_once_and_says_why(count: Page, customer: Customer) -> None:
    sent: list[str] = []
    count.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    count.goto(f"/mobile/{customer.pk}/commande/")
    quantity(count, "LAI").fill("0")

    count.get_by_role("button", name="Confirmer la commande").tap()
    expect(count.locator("[data-refusal]")).to_contain_text("vide")
    count.wait_for_load_state("networkidle")
    assert len(sent) == 1
    quantity(count, "LAI").fill("6")
    count.get_by_role("button", name="Confirmer la commande").tap()
    expect(count.locator("h1")).to_contain_text("Commande inscrite")

    assert Order.objects.count() == 1


def test_r28_an_item_that_was_added_to_an_order_is_there_when_one_comes_back(
    count: Page, customer: Customer
) -> None:
    honey = make_item(code="MIE", name_fr="Miel", list_price=8)
    count.goto(f"/mobile/{customer.pk}/commande/")
    count.locator("[name=q]").fill("miel")
    count.locator("button[name=search][value='1']").tap()
    count.get_by_role("button", name="+ Miel").tap()
    added = count.locator(f"[name=quantity-{honey.pk}]")
    expect(added).to_have_value("1")
    count.reload()
    expect(added).to_have_value("1")
    added.fill("3")
    count.goto("/mobile/")
    count.goto(f"/mobile/{customer.pk}/commande/")

    expect(added).to_have_value("3")
    expect(count.locator(".kept-note")).to_be_visible()
    count.get_by_role("button", name="Confirmer la commande").tap()
    expect(count.locator("h1")).to_contain_text("Commande inscrite")

    assert list(Order.objects.get().lines.values_list("item__code", "quantity")) == [("MIE", Decimal(3))]


def test_r18_a_count_of_a_customer_who_was_deactivated_goes_on_to_the_order_and_waits(
    count: Page, customer: Customer
) -> None:
    Customer.objects.filter(pk=customer.pk).update(is_active=False)
    quantity(count, "LAI").fill("3")
    count.get_by_role("button", name="COMMANDER").tap()
    count.wait_for_url("**/commande/")
    count.get_by_role("button", name="Confirmer la commande").tap()
    expect(count.locator("h1")).to_contain_text("gardée pour un gestionnaire")

    assert [(one.has_order, len(one.counted)) for one in WaitingVisit.objects.all()] == [(True, 1)]
