"""A day of an office that has just installed Webmino, in French: from the first sign-in to the backup."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from tests.browser.screens import PHONE
from tests.processes import Serving, folders, kill, run

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FIRST_PAGE = r"https?://\S+/premier-demarrage/\S+/"
PASSWORD = "vingt caisses de pommes"
NOTE = "Tablette pleine, promotion acceptée"
SETTINGS = "/parametres/"


@pytest.fixture(scope="module")
def make_home() -> Iterator[Callable[[], Path]]:
    with folders("office-") as make:
        yield make


@pytest.fixture
def start() -> Iterator[Callable[[Path], Serving]]:
    """A function that serves a home; what still runs after the test is killed."""
    started: list[Serving] = []

    def start(home: Path) -> Serving:
        started.append(Serving("serve", home=home))
        return started[-1]

    yield start
    kill(started)


class Person:
    """Somebody before a browser of his own."""

    def __init__(self, browser: Browser, address: str, *, width: int = 1440) -> None:
        context = browser.new_context(
            base_url=address, viewport={"width": width, "height": 900}, accept_downloads=True
        )
        self.page = context.new_page()

    def signs_in(self, name: str) -> "Person":
        self.page.goto("/connexion/")
        self.page.locator("#id_username").fill(name)
        self.page.locator("#id_password").fill(PASSWORD)
        self.page.locator("#id_password").press("Enter")
        expect(self.page.locator("h1")).to_have_text("Accueil")
        return self

    def saves(self, path: str, says: str, **fields: str) -> None:
        """Fill a form of one's own page, send it, and read what is said."""
        self.page.goto(path)
        self.fills(self.page, **fields)
        self.page.locator("main form .btn-primary").first.click()
        self.is_told(says)

    def fills(self, page: Page, **fields: str) -> None:
        for name, value in fields.items():
            field = page.locator(f"main [name={name}]").first
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(label=value)
            elif field.get_attribute("type") == "checkbox":
                page.get_by_label(value).check()
            else:
                field.fill(value)

    def is_told(self, words: str) -> None:
        expect(self.page.locator("#messages")).to_contain_text(words)


def test_an_office_day_from_the_first_sign_in_to_the_backup(
    browser: Browser, make_home: Callable[[], Path], start: Callable[[Path], Serving], tmp_path: Path
) -> None:
    home = make_home()
    serving = start(home)
    address = serving.address()

    administrator = Person(browser, address)
    installs(administrator, serving.said(FIRST_PAGE))
    office = Person(browser, address).signs_in("chantal")
    works_at_the_desk(office)
    representative = Person(browser, address, width=PHONE).signs_in("melanie")
    works_on_the_road(representative)
    manager = Person(browser, address).signs_in("martin")
    checks(manager, tmp_path)

    saved = tmp_path / "webmino.dump"
    assert run("backup", str(saved), home=home).returncode == 0
    assert serving.stop() == 0
    another = make_home()
    assert run("restore", str(saved), "--yes", home=another).returncode == 0
    finds_the_day_again(Person(browser, start(another).address()).signs_in("martin"))


def installs(administrator: Person, first_page: str) -> None:
    """The first administrator, the settings, the lists, and who works there."""
    administrator.saves(
        first_page,
        "Bienvenue",
        username="isabelle",
        first_name="Isabelle",
        last_name="Paquet",
        password1=PASSWORD,
        password2=PASSWORD,
        name="Distribution Lévis",
    )
    expect(administrator.page.locator("main")).to_contain_text("Il n’y a pas encore de clients")
    administrator.saves(SETTINGS + "vendeurs/nouveau/", "ajout enregistré", code="MC", name="Mélanie Côté")
    administrator.saves(SETTINGS + "routes/nouvelle/", "ajout enregistré", code="R-03", name="Lévis")
    people = (
        ("chantal", "Chantal", "Roy", "bureau", {}),
        ("martin", "Martin", "Desjardins", "gestionnaire", {}),
        ("melanie", "Mélanie", "Côté", "représentant", {"salespeople": "Mélanie Côté"}),
    )
    for username, first_name, last_name, role, acts_for in people:
        administrator.saves(
            SETTINGS + "usagers/nouveau/",
            "ajout enregistré",
            username=username,
            first_name=first_name,
            last_name=last_name,
            role=role,
            password1=PASSWORD,
            password2=PASSWORD,
            **acts_for,
        )


def works_at_the_desk(office: Person) -> None:
    """Two customers, one of them nearly entered twice, and a call."""
    page = office.page
    office.saves(
        "/clients/nouveau/",
        "créé",
        number="000124",
        name="Épicerie Chez Léa",
        city="Lévis",
        phone="4185550123",
        postal_code="g6v1a1",
        salesperson="Mélanie Côté",
        route="R-03 Lévis",
        visit_every_days="21",
    )
    expect(page.locator(".facts")).to_contain_text("418 555-0123")
    expect(page.locator(".facts")).to_contain_text("G6V 1A1")
    page.goto("/clients/nouveau/")
    office.fills(page, name="Chez Léa", phone="(418) 555-0123")
    page.locator("main form .btn-primary").click()
    expect(page.locator("#look-alikes")).to_contain_text("000124 Épicerie Chez Léa")
    page.get_by_role("link", name="Annuler").click()

    page.goto("/clients/?q=555-0123")
    page.get_by_role("link", name="Épicerie Chez Léa", exact=True).click()
    page.locator("#follow-up-service_type").select_option(label="VIS Visite")
    page.locator("#follow-up-note").fill("Appel : rappeler demain")
    page.locator("#follow-up-next_action").fill("Porter les échantillons")
    page.locator("#follow-up-next_action_on").fill(page.locator("#follow-up-happened_on").input_value())
    page.get_by_role("button", name="Inscrire").click()
    office.is_told("Suivi inscrit")
    expect(page.locator(".follow-up-entry")).to_have_count(1)


def works_on_the_road(representative: Person) -> None:
    """On a phone: what is due, the visit, a mistake that is cancelled."""
    page = representative.page
    expect(page.locator("main")).to_contain_text("Porter les échantillons")
    page.locator("main").get_by_role("link", name="Épicerie Chez Léa").first.click()
    page.locator("#follow-up-service_type").select_option(label="VIS Visite")
    page.locator("#follow-up-note").fill(NOTE)
    page.get_by_role("checkbox", name="Porter les échantillons").check()
    page.get_by_role("button", name="Inscrire").click()
    expect(page.locator(".follow-up-entry").first).to_contain_text(NOTE)
    page.locator("#follow-up-service_type").select_option(label="CMD Commande")
    page.locator("#follow-up-note").fill("Mauvais client")
    page.get_by_role("button", name="Inscrire").click()
    expect(page.locator(".follow-up-entry")).to_have_count(3)
    page.locator(".follow-up-entry .follow-up-menu > summary").first.click()
    page.get_by_role("link", name=re.compile("^Annuler")).first.click()
    page.get_by_label("Motif").fill("Pas le bon client")
    page.get_by_role("button", name="Annuler ce suivi").click()
    expect(page.locator(".follow-up-entry.cancelled")).to_contain_text("Pas le bon client")


def checks(manager: Person, folder: Path) -> None:
    """The table, a view of it that everybody gets, and its file."""
    page = manager.page
    page.goto("/suivi-visites/?q=lea")
    row = page.locator("tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text(NOTE[:20])
    expect(row.locator(".col-in_period")).to_have_text("2 / 2")
    page.locator(".save-view > summary").click()
    page.locator("#view-name").fill("Chez Léa")
    page.get_by_label("Partagée avec tous").check()
    page.locator(".save-view").get_by_role("button", name="Enregistrer", exact=True).click()
    manager.is_told("Chez Léa")
    with page.expect_download() as download:
        page.get_by_role("link", name="Excel").click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    sheet = load_workbook(file).worksheets[0]
    assert [sheet.max_row, sheet["A2"].value, sheet["B2"].value] == [2, "000124", "Épicerie Chez Léa"]


def finds_the_day_again(manager: Person) -> None:
    """In the copy: the follow-ups with their history, and the view."""
    page = manager.page
    page.goto("/suivi-visites/")
    page.locator(".views-menu > summary").click()
    page.get_by_role("link", name="Chez Léa").first.click()
    page.get_by_role("link", name="Épicerie Chez Léa", exact=True).click()
    entries = page.locator(".follow-up-entry")
    expect(entries).to_have_count(3)
    expect(page.locator(".follow-up-entry.cancelled")).to_contain_text("Pas le bon client")
    entries.filter(has_text=NOTE).locator(".follow-up-menu > summary").click()
    page.get_by_role("link", name="Historique").first.click()
    expect(page.locator("main")).to_contain_text("Porter les échantillons")
