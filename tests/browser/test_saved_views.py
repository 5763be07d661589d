"""Saved views by keyboard, on a phone and without script (R7, R27)."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import session_of, use_session
from tests.browser.keyboard import press, tab_to
from tests.browser.screens import PHONE, overflow
from tests.factories import make_customer, make_follow_up, make_route, make_saved_view, make_user
from webmino.models import DefaultView, SavedView, User
from webmino.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TRACKING = "/suivi-visites/"
NAMES = "tbody td.col-name"


@pytest.fixture
def manager() -> User:
    return make_user(Role.MANAGER)


@pytest.fixture(autouse=True)
def customers() -> None:
    for name in ("Épicerie Chez Léa", "Dépanneur du Coin"):
        make_follow_up(customer=make_customer(name=name, route=make_route(code=f"R-{name[0]}")))


@pytest.fixture
def tracking(page: Page, sign_in, manager: User) -> Page:
    sign_in(manager)
    page.goto(TRACKING)
    return page


def test_r7_a_view_is_saved_made_the_default_come_back_to_cleared_and_deleted(tracking: Page) -> None:
    tracking.goto(f"{TRACKING}?q=lea&sort=name")

    tracking.locator(".save-view > summary").press("Enter")
    expect(tracking.locator("#view-name")).to_be_focused()
    press(tracking, "Chez Léa", "Tab", "Space", "Enter")
    expect(tracking.locator("#messages")).to_contain_text("La vue «\xa0Chez Léa\xa0» est enregistrée.")
    tracking.locator("nav.nav-bar").get_by_role("link", name="Clients", exact=True).click()
    expect(tracking.locator("h1")).to_have_text("Clients")
    tracking.locator("nav.nav-bar").get_by_role("link", name="Suivi visites client").click()
    expect(tracking.locator(".views-menu > summary")).to_have_text("Vue : Chez Léa (par défaut)")
    expect(tracking.locator(NAMES)).to_have_text(["Épicerie Chez Léa"])
    assert tracking.url.endswith(f"{TRACKING}?q=lea&sort=name")

    tracking.get_by_role("link", name="Tout effacer").press("Enter")
    expect(tracking.locator(".list-count")).to_have_text("2 clients")
    expect(tracking.locator(".views-menu > summary")).to_have_text("Vues")
    tracking.get_by_role("button", name="Filtrer").press("Enter")
    expect(tracking.locator(".list-count")).to_have_text("2 clients")

    tracking.locator(".views-menu > summary").press("Enter")
    tracking.get_by_role("link", name="Gérer mes vues").press("Enter")
    tracking.get_by_role("link", name="Supprimer Chez Léa").press("Enter")
    tracking.get_by_role("button", name="Supprimer").press("Enter")
    expect(tracking.locator("#messages")).to_contain_text("La vue «\xa0Chez Léa\xa0» est supprimée.")
    tracking.goto(TRACKING)
    expect(tracking.locator(".list-count")).to_have_text("2 clients")
    assert (SavedView.objects.count(), DefaultView.objects.count()) == (0, 0)


def test_r7_filters_that_are_changed_are_saved_into_the_view_they_came_from(
    tracking: Page, manager: User
) -> None:
    make_saved_view(owner=manager, name="Chez Léa", query="q=lea")
    tracking.goto(f"{TRACKING}?q=lea")

    tracking.locator("form.filters [name=q]").fill("depanneur")
    tracking.locator("form.filters [name=q]").press("Enter")
    expect(tracking.locator(".views-menu > summary")).to_have_text("Vue : Chez Léa (modifiée)")
    tab_to(tracking, ".save-view > summary")
    press(tracking, "Enter")
    expect(tracking.get_by_role("button", name="Enregistrer les changements")).to_be_focused()
    press(tracking, "Enter")

    expect(tracking.locator("#messages")).to_contain_text("a maintenant les filtres de cette liste")
    expect(tracking.locator(".views-menu > summary")).to_have_text("Vue : Chez Léa")
    assert tracking.url.endswith(f"{TRACKING}?q=depanneur")
    assert SavedView.objects.get().query == "q=depanneur"


def test_r7_a_chip_that_is_taken_off_a_default_view_leads_to_the_whole_list(
    tracking: Page, manager: User
) -> None:
    view = make_saved_view(owner=manager, name="Chez Léa", query="q=lea")
    DefaultView.objects.create(user=manager, table=view.table, view=view)
    tracking.goto(TRACKING)

    tracking.locator(".chip").press("Enter")

    expect(tracking.locator(".list-count")).to_have_text("2 clients")


def test_the_menus_of_views_stay_on_the_screen_of_a_phone(tracking: Page, manager: User) -> None:
    make_saved_view(owner=manager, name="Un nom " + "x" * 90, query="q=lea")
    make_saved_view(owner=make_user(Role.MANAGER), name="Partagée", query="q=depanneur", is_shared=True)
    tracking.set_viewport_size({"width": PHONE, "height": 760})
    tracking.goto(f"{TRACKING}?q=lea")

    for menu in (".views-menu", ".save-view"):
        tracking.locator(f"{menu} > summary").click()
        panel = tracking.locator(f"{menu} > .menu-panel").bounding_box()
        assert overflow(tracking) == 0
        assert panel["x"] >= 0
        assert panel["x"] + panel["width"] <= PHONE


def test_views_are_saved_and_replaced_without_script(
    browser: Browser, browser_context_args: dict, manager: User
) -> None:
    make_saved_view(owner=manager, name="Chez Léa", query="q=autre")
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    use_session(context, browser_context_args["base_url"], session_of(manager))
    page = context.new_page()
    page.goto(f"{TRACKING}?q=lea")

    page.locator(".save-view > summary").click()
    page.locator("#view-name").fill("chez léa")
    page.locator(".save-view").get_by_role("button", name="Enregistrer").click()
    expect(page.locator("#id_name")).to_have_accessible_description("Il y a déjà une vue de ce nom.")
    page.get_by_role("button", name="Remplacer «\xa0Chez Léa\xa0»").click()
    page.locator(".views-menu > summary").click()

    expect(page.get_by_role("link", name="chez léa", exact=True)).to_have_attribute("aria-current", "true")
    expect(page.locator(NAMES)).to_have_text(["Épicerie Chez Léa"])
    assert SavedView.objects.get().query == "q=lea"
    context.close()
