"""A salesperson leaves: his customers are given to another, and their history stays right (R5)."""

import datetime
from collections.abc import Callable

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Browser, Page, expect

from customers.models import Customer, Salesperson
from tests.browser.conftest import session_of, use_session
from tests.factories import make_customer, make_follow_up, make_route, make_salesperson, make_user
from webmino.models import User
from webmino.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FORM = "/parametres/reaffectation/"


@pytest.fixture
def anne() -> Salesperson:
    return make_salesperson(code="A", name="Anne Roy")


@pytest.fixture
def zoe() -> Salesperson:
    return make_salesperson(code="Z", name="Zoé Côté")


@pytest.fixture
def lea(anne: Salesperson) -> Customer:
    """A customer of Anne's, who called on him two days ago."""
    route = make_route(code="R-07")
    lea = make_customer(name="Chez Léa", number="000124", salesperson=anne, route=route)
    make_follow_up(
        customer=lea,
        happened_on=localdate() - datetime.timedelta(days=2),
        done_by=anne,
        salesperson=anne,
        route=route,
        note="Tablette pleine",
    )
    return lea


def representative_of(salesperson: Salesperson) -> User:
    user = make_user(Role.REPRESENTATIVE)
    user.salespeople.add(salesperson)
    return user


def test_r5_reassigns_a_salesperson_s_customers_and_finds_the_history_right(
    page: Page, sign_in: Callable[[User], None], lea: Customer, anne: Salesperson, zoe: Salesperson
) -> None:
    administrator = make_user(Role.ADMINISTRATOR)
    old, new = representative_of(anne), representative_of(zoe)
    make_customer(name="Marché Lambert", number="000125", salesperson=anne)
    sign_in(administrator)
    page.goto("/clients/")

    page.locator(".nav-bar summary", has_text="Paramètres administratifs").click()
    page.locator(".nav-bar a", has_text="Réaffectation").click()
    page.locator("#id_salesperson").select_option(label="Anne Roy")
    page.locator("#id_to_salesperson").select_option(label="Zoé Côté")
    page.get_by_role("button", name="Aperçu").click()
    expect(page.locator("main")).to_contain_text(f"{old} ne verra plus 2 d’entre eux.")
    button = page.locator("[data-reassign]")
    expect(button).to_have_text("Réaffecter 2 clients")
    page.get_by_label("Réaffecter 000125 Marché Lambert").uncheck()
    expect(button).to_have_text("Réaffecter 1 client")
    button.click()
    expect(page.locator("#messages")).to_contain_text("1 client est réaffecté.")

    page.locator("main a", has_text="000124").click()
    page.locator(".fold > summary").click()
    changes = page.locator(".fold tbody tr")
    expect(changes).to_have_count(1)
    expect(changes).to_contain_text(str(administrator))
    expect(changes.locator("td")).to_contain_text(["Vendeur", "Anne Roy", "Zoé Côté"])
    expect(page.locator(".follow-up-entry .follow-up-author")).to_have_text("Anne Roy")
    page.locator(".follow-up-entry .follow-up-menu > summary").click()
    page.locator(".follow-up-menu[open] a", has_text="Historique").click()
    expect(page.locator("dt:text-is('Vendeur ce jour-là') + dd")).to_have_text("Anne Roy")

    sign_in(old)
    assert page.goto(f"/clients/{lea.pk}/").status == 404
    page.goto("/clients/")
    expect(page.locator("tbody .col-name")).to_have_text(["Marché Lambert"])

    sign_in(new)
    page.goto("/clients/")
    expect(page.locator("tbody .col-name")).to_have_text(["Chez Léa"])
    page.locator("tbody .col-name a").click()
    expect(page.locator(".follow-up-entry")).to_contain_text("Tablette pleine")
    expect(page.locator(".follow-up-entry .follow-up-author")).to_have_text("Anne Roy")


def test_a_reassignment_is_undone_once_that_is_confirmed(
    page: Page, sign_in: Callable[[User], None], lea: Customer, zoe: Salesperson
) -> None:
    sign_in(make_user(Role.ADMINISTRATOR))
    page.goto(f"{FORM}apercu/?salesperson=A&to_salesperson=Z")
    page.locator("[data-reassign]").click()
    expect(page.locator("#messages")).to_contain_text("1 client est réaffecté.")
    given = Customer.objects.get().salesperson

    page.get_by_role("link", name="Annuler la réaffectation").click()
    expect(page.locator("main")).to_contain_text("1 client retrouverait ce qu’il avait.")
    page.get_by_role("button", name="Annuler la réaffectation").click()
    expect(page.locator("#messages")).to_contain_text("1 client a retrouvé ce qu’il avait.")

    lea.refresh_from_db()
    assert (given.name, lea.salesperson.name) == ("Zoé Côté", "Anne Roy")


def test_without_script_an_unticked_box_leaves_a_customer_too(
    browser: Browser, server: str, lea: Customer, anne: Salesperson, zoe: Salesperson
) -> None:
    left = make_customer(number="000125", salesperson=anne)
    context = browser.new_context(java_script_enabled=False, base_url=server)
    use_session(context, server, session_of(make_user(Role.ADMINISTRATOR)))
    page = context.new_page()
    page.goto(f"{FORM}apercu/?salesperson=A&to_salesperson=Z")
    words = page.locator("[data-reassign]").inner_text()

    page.locator(f"[name=give][value='{left.pk}']").uncheck()
    page.locator("[data-reassign]").click()
    page.wait_for_selector("[data-message=success]")
    context.close()

    salespeople = dict(Customer.objects.values_list("pk", "salesperson__name"))
    assert words == "Réaffecter"
    assert salespeople == {lea.pk: "Zoé Côté", left.pk: "Anne Roy"}
