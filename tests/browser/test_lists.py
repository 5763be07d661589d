"""The tracking table by keyboard alone, its file, and pages without script (R7, R8, R26, R27)."""

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils.timezone import localdate
from openpyxl import load_workbook
from playwright.sync_api import Browser, BrowserContext, Page, expect

from customers.models import Salesperson
from followups.models import FollowUp
from tests.browser.conftest import session_of, use_session
from tests.browser.keyboard import press
from tests.factories import (
    PASSWORD,
    make_customer,
    make_follow_up,
    make_salesperson,
    make_service_type,
    make_user,
)
from webmino.models import User
from webmino.roles import Role
from webmino.table_pages import TablePage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TRACKING = "/suivi-visites/"
NAMES = "tbody td.col-name"
DAY = datetime.timedelta(days=1)


@pytest.fixture
def manager() -> User:
    return make_user(Role.MANAGER)


@pytest.fixture
def salespeople() -> list[Salesperson]:
    """Twelve, so that their menu has a search; the last one follows seven customers."""
    salespeople = [make_salesperson(name=f"Vendeur {n}") for n in range(11)]
    salespeople.append(make_salesperson(name="Mélanie Côté"))
    for n in range(7):
        customer = make_customer(name=f"Client {n}", salesperson=salespeople[-1])
        make_follow_up(customer=customer, happened_on=localdate() - n * DAY)
    make_follow_up(customer=make_customer(name="Autre", salesperson=salespeople[0]))
    return salespeople


@pytest.fixture
def tracking(
    page: Page,
    sign_in: Callable[[User], None],
    manager: User,
    salespeople: list[Salesperson],
    monkeypatch: pytest.MonkeyPatch,
) -> Page:
    monkeypatch.setattr(TablePage, "page_size", 3)
    sign_in(manager)
    page.goto(TRACKING)
    return page


def test_r7_a_filter_is_chosen_and_taken_away_by_keyboard(tracking: Page, salespeople) -> None:
    menu = tracking.locator("details.filter-menu", has_text="Vendeur").first
    menu.locator("summary").focus()
    tracking.keyboard.press("Enter")
    expect(menu.locator("input[type=search]")).to_be_focused()
    tracking.keyboard.type("melanie cote")
    tracking.keyboard.press("Enter")
    tracking.keyboard.press("Space")
    tracking.keyboard.press("Escape")
    expect(tracking.locator(".chip")).to_have_text(["Enlever le filtreVendeur : Mélanie Côté ×"])

    expect(tracking.locator(".list-count")).to_have_text("7 clients")
    assert tracking.url.endswith(f"{TRACKING}?salesperson={salespeople[-1].code}")
    tracking.locator(".chip").focus()
    tracking.keyboard.press("Enter")
    expect(tracking.locator(".list-count")).to_have_text("8 clients")


def test_r8_sorting_paging_opening_and_returning_by_keyboard(tracking: Page) -> None:
    tracking.locator("th a", has_text="Nom").focus()
    tracking.keyboard.press("Enter")
    expect(tracking.locator("th[aria-sort]")).to_contain_text("Nom")
    expect(tracking.locator(NAMES)).to_have_text(["Autre", "Client 0", "Client 1"])

    tracking.get_by_role("link", name="Suivante").focus()
    tracking.keyboard.press("Enter")
    expect(tracking.locator(NAMES).first).to_have_text("Client 2")
    tracking.locator("tbody td.col-name a", has_text="Client 3").focus()
    tracking.keyboard.press("Enter")
    expect(tracking.locator("h1")).to_contain_text("Client 3")
    tracking.get_by_role("link", name="suivant ›").focus()
    tracking.keyboard.press("Enter")
    expect(tracking.locator("h1")).to_contain_text("Client 4")
    expect(tracking.locator(".walk-rank")).to_have_text("6 / 8")

    tracking.get_by_role("link", name="Retour à la liste").focus()
    tracking.keyboard.press("Enter")
    expect(tracking.locator("tr:target td.col-name")).to_have_text("Client 4")
    expect(tracking.locator("tr:target")).to_be_in_viewport()
    assert "sort=name" in tracking.url


def test_r9_next_goes_over_the_edge_of_a_page_and_back_lands_beyond_it(tracking: Page) -> None:
    tracking.goto(f"{TRACKING}?status=active&sort=name")

    tracking.locator("tbody td.col-name a", has_text="Client 1").press("Enter")
    tracking.get_by_role("link", name="suivant ›").press("Enter")
    expect(tracking.locator("h1")).to_contain_text("Client 2")
    tracking.get_by_role("link", name="Retour à la liste").press("Enter")

    expect(tracking.locator("tr:target td.col-name")).to_have_text("Client 2")
    expect(tracking.locator("tr:target")).to_be_in_viewport()
    assert "status=active&sort=name" in tracking.url


def test_r8_a_phone_without_heads_of_columns_sorts_among_the_filters(tracking: Page) -> None:
    tracking.set_viewport_size({"width": 390, "height": 800})
    tracking.goto(f"{TRACKING}?q=client")

    tracking.locator(".filters-box > summary").click()
    tracking.get_by_label("Trier par").select_option(label="Nom, décroissant")
    expect(tracking.locator(NAMES)).to_have_text(["Client 6", "Client 5", "Client 4"])

    assert tracking.url.endswith(f"{TRACKING}?q=client&sort=-name")
    expect(tracking.locator("thead a").first).to_be_hidden()


def test_r7_filters_keep_the_sort_of_the_head_of_the_table(tracking: Page) -> None:
    tracking.locator("th a", has_text="Nom").click()
    tracking.locator(".filter-search input").fill("client")
    tracking.locator(".filter-search input").press("Enter")
    expect(tracking.locator(NAMES).first).to_have_text("Client 0")

    assert tracking.url.endswith(f"{TRACKING}?q=client&sort=name")
    expect(tracking.get_by_label("Trier par")).to_be_hidden()


def test_r8_the_last_page_and_the_first(tracking: Page) -> None:
    tracking.goto(f"{TRACKING}?sort=name")

    tracking.get_by_role("link", name="Dernière").click()
    expect(tracking.locator(NAMES)).to_have_text(["Client 4", "Client 5", "Client 6"])
    tracking.get_by_role("link", name="Première").click()

    expect(tracking.locator(NAMES)).to_have_text(["Autre", "Client 0", "Client 1"])


def test_r26_the_file_of_the_page_holds_its_rows_all_pages(tracking: Page, tmp_path: Path) -> None:
    tracking.goto(f"{TRACKING}?sort=-name")
    with tracking.expect_download() as downloading:
        tracking.get_by_role("link", name="Excel").click()
    file = tmp_path / downloading.value.suggested_filename
    downloading.value.save_as(file)

    rows = list(load_workbook(file).worksheets[0].values)

    assert file.name == f"suivi-visites-client-{localdate()}.xlsx"
    assert [row[1] for row in rows[1:]] == [*(f"Client {n}" for n in range(6, -1, -1)), "Autre"]


def test_the_slash_goes_to_the_search_which_opens_the_only_one_found(tracking: Page) -> None:
    press(tracking, "/", "client", "Enter")
    expect(tracking.locator(".list-count")).to_have_text("7 clients")
    press(tracking, "/", "autre", "Enter")
    expect(tracking.locator("h1")).to_contain_text("Autre")

    tracking.get_by_role("link", name="Retour à la liste").click()

    expect(tracking.locator(NAMES)).to_have_text(["Autre"])


def test_a_printed_page_is_the_table_alone(tracking: Page) -> None:
    tracking.emulate_media(media="print")

    expect(tracking.locator(".list-table")).to_be_visible()
    expect(tracking.locator(".site-header")).to_be_hidden()
    expect(tracking.locator("form.filters")).to_be_hidden()


def test_r27_the_language_is_chosen_before_signing_in_and_kept_by_the_user(page: Page, manager: User) -> None:
    page.goto("/connexion/")
    page.get_by_role("button", name="EN").click()
    expect(page.locator("h1")).to_have_text("Sign in")
    page.locator("#id_username").fill(manager.username)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("#id_password").press("Enter")
    expect(page.locator("h1")).to_have_text("Home")
    english = User.objects.get().language

    page.get_by_role("button", name="FR").click()
    expect(page.locator("h1")).to_have_text("Accueil")

    assert (english, User.objects.get().language) == ("en", "fr")


@pytest.fixture
def without_script(browser: Browser, browser_context_args: dict, manager: User) -> BrowserContext:
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    use_session(context, browser_context_args["base_url"], session_of(manager))
    yield context
    context.close()


def test_everything_works_without_script(without_script: BrowserContext, salespeople) -> None:
    make_service_type(code="VIS", name_fr="Visite", name_en="Visit")
    page = without_script.new_page()
    page.goto(TRACKING)
    page.locator("details.filter-menu > summary", has_text="Vendeur").first.click()
    page.locator("details.filter-menu[open]").get_by_label("Mélanie Côté").check()
    page.locator("details.filter-menu[open] button").click()
    expect(page.locator(".list-count")).to_have_text("7 clients")

    page.get_by_role("link", name="Client 5", exact=True).click()
    page.locator("#follow-up-service_type").select_option(label="VIS Visite")
    page.locator("#follow-up-next_action").fill("Rappeler")
    page.locator("#follow-up-next_action_on").fill(localdate().isoformat())
    page.get_by_role("button", name="Inscrire").click()
    expect(page.locator("#messages")).to_contain_text("Suivi inscrit")
    page.get_by_role("button", name="fait").click()
    expect(page.locator("#messages")).to_contain_text("Fait\xa0: Rappeler")
    expect(page.get_by_role("link", name="Retour à la liste")).to_have_count(1)

    follow_up = FollowUp.objects.latest("pk")
    assert (follow_up.customer.name, follow_up.next_action) == ("Client 5", "Rappeler")
    assert follow_up.next_action_done_at is not None


def test_signing_in_and_a_refusal_work_without_script(without_script: BrowserContext, manager: User) -> None:
    make_service_type()
    customer = make_customer()
    without_script.clear_cookies()
    page = without_script.new_page()
    page.goto(f"/clients/{customer.pk}/")
    page.locator("#id_username").fill(manager.username)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Se connecter").click()
    expect(page.locator("h1")).to_contain_text(customer.name)

    page.locator("#follow-up-note").fill("Sans code")
    page.get_by_role("button", name="Inscrire").click()

    expect(page.locator("#follow-up-service_type")).to_have_accessible_description(
        "Ce champ est obligatoire."
    )
    expect(page.locator("#follow-up-note")).to_have_value("Sans code")
    assert FollowUp.objects.count() == 0
