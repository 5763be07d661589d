"""Every page, and every state of one that looks different; a new page is one line of SCREENS."""

from collections.abc import Callable
from dataclasses import dataclass

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Page

ADMINISTRATION = "/parametres/"
SERVICE_TYPES = ADMINISTRATION + "types-de-service/"
REASSIGNMENT = ADMINISTRATION + "reaffectation/"
DESKTOP, SMALL_DESKTOP, PHONE = 1440, 1024, 390
LOCKED = {"username": "locked", "password": "wrong"}


def refuse(page: Page) -> None:
    page.locator("#id_username").fill("gestion")
    page.locator("#id_password").fill("not the password")
    page.locator("#id_password").press("Enter")
    page.wait_for_selector(".is-invalid")


def send_locked(page: Page) -> None:
    page.locator("#id_username").fill(LOCKED["username"])
    page.locator("#id_password").fill(LOCKED["password"])
    page.locator("#id_password").press("Enter")
    page.wait_for_selector("main:not(:has(form))")


def open_menu_of(selector: str) -> Callable[[Page], None]:
    def open_menu(page: Page) -> None:
        page.locator(f"{selector} > summary").first.click()
        page.wait_for_selector(f"{selector}[open]")

    return open_menu


def record_nothing(page: Page) -> None:
    page.locator("#follow-up-next_action").fill("Call again")
    page.locator("#follow-up-form .btn-primary").click()
    page.wait_for_selector("#follow-up-service_type.is-invalid")


def save_twice(page: Page) -> None:
    page.locator("#id_code").fill("VIS")
    page.locator("#id_name_fr").fill("Visite")
    page.locator("#id_name_en").fill("Visit")
    page.locator("main .btn-primary").click()
    page.wait_for_selector(".is-invalid")


def save_customer(page: Page) -> None:
    page.locator("#id_number").fill("")
    page.locator("#id_postal_code").fill("D6V 1A1")
    page.locator("#id_visit_every_days").fill("0")
    page.locator("main .btn-primary").click()
    page.wait_for_selector("#id_number.is-invalid")


def save_look_alike(page: Page) -> None:
    new = page.url
    page.goto("/clients/?sort=name")
    phone = page.locator("a[href^='tel:']").first.inner_text()
    page.goto(new)
    page.locator("#id_name").fill("Chez Léa")
    page.locator("#id_phone").fill(phone)
    page.locator("main .btn-primary").click()
    page.wait_for_selector("#look-alikes")


def save_late(page: Page) -> None:
    page.locator("[name=version]").evaluate("field => { field.value = 0 }")
    page.locator("#id_note").fill("Porte arrière")
    page.locator("main .btn-primary").click()
    page.wait_for_selector("#meanwhile")


def ask_for_shortcuts(page: Page) -> None:
    page.locator("main").press("?")
    page.wait_for_selector("#shortcuts[open]")


def open_fold(page: Page) -> None:
    page.locator(".fold > summary").click()
    page.wait_for_selector(".fold[open] #customer-changes > :not(a)")


def send_without_token(page: Page) -> None:
    page.context.clear_cookies(name=settings.CSRF_COOKIE_NAME)
    page.locator(".language-switch button:not([aria-current])").click()
    page.wait_for_selector("main .btn-primary")


def stay(page: Page) -> None:
    """Nothing to do: the page is the one of the address."""


def save_view_twice(page: Page) -> None:
    for _time in range(2):
        page.goto("/suivi-visites/?due=late")
        page.locator(".save-view > summary").click()
        page.locator("#view-name").fill("Retards")
        page.locator("#view-name").press("Enter")
        page.wait_for_selector("#messages .alert, .is-invalid")
    page.wait_for_selector(".is-invalid")


@dataclass(frozen=True)
class Screen:
    """An address as a user of the demo sees it, once `prepare` has done there what leads to the screen."""

    name: str
    address: str
    user: str | None = "gestion"
    status: int = 200
    prepare: Callable[[Page], None] = stay


SCREENS = [
    Screen("sign-in", "/connexion/", user=None),
    Screen("sign-in locked", "/connexion/", user=None, prepare=send_locked),
    Screen("sign-in refused", "/connexion/", user=None, prepare=refuse),
    Screen("home", "/"),
    Screen("home of a representative", "/", user="rep1", prepare=open_menu_of(".home-table-of-weeks")),
    Screen("customers", "/clients/"),
    Screen("customers of a representative", "/clients/", user="rep1"),
    Screen("customers, none", "/clients/?q=zzzz"),
    Screen("customers, a filter's menu", "/clients/", prepare=open_menu_of(".filter-menu")),
    Screen("customers, the user's menu", "/clients/", prepare=open_menu_of(".user-menu")),
    Screen("keyboard shortcuts", "/clients/", prepare=ask_for_shortcuts),
    Screen("customer, new", "/clients/nouveau/", user="bureau"),
    Screen("customer, faults", "/clients/nouveau/", user="bureau", prepare=save_customer),
    Screen("customer, look-alikes", "/clients/nouveau/", user="bureau", prepare=save_look_alike),
    Screen("customer, to edit", "/clients/{customer}/modifier/", user="bureau"),
    Screen("customer, changed meanwhile", "/clients/{customer}/modifier/", user="bureau", prepare=save_late),
    Screen("customer, to deactivate", "/clients/{customer}/desactiver/", user="bureau"),
    Screen("record", "/clients/{customer}/"),
    Screen("record, changes", "/clients/{customer}/", prepare=open_fold),
    Screen("customer's changes", "/clients/{customer}/changements/"),
    Screen("record from a list", "/clients/{customer}/?from=/suivi-visites/"),
    Screen("record without follow-ups", "/clients/{silent}/"),
    Screen("record, faults", "/clients/{customer}/", prepare=record_nothing),
    Screen("follow-ups", "/clients/{customer}/suivis/"),
    Screen("follow-ups, faults", "/clients/{customer}/suivis/?period_from=2026-13-45"),
    Screen("follow-up", "/suivis/{follow_up}/"),
    Screen("follow-up, to correct", "/suivis/{follow_up}/modifier/"),
    Screen("follow-up, to cancel", "/suivis/{follow_up}/annuler/"),
    Screen("follow-up cancelled", "/suivis/{cancelled}/"),
    Screen("action, to postpone", "/suivis/{action}/reporter/"),
    Screen("agenda", "/agenda/"),
    Screen("agenda, postponing", "/agenda/", prepare=open_menu_of(".agenda-postpone")),
    Screen("agenda, none", "/agenda/?q=zzzz"),
    Screen("journal", "/suivis/?visits=only"),
    Screen("never followed up", "/clients/jamais-suivis/"),
    Screen("record, a follow-up's menu", "/clients/{customer}/", prepare=open_menu_of(".follow-up-menu")),
    Screen("visit tracking", "/suivi-visites/"),
    Screen("visit tracking, filtered", "/suivi-visites/?due=late&status=all&sort=-name"),
    Screen("visit tracking, last page", "/suivi-visites/?page=last"),
    Screen("visit tracking, faults", "/suivi-visites/?days_since_min=-4&period_from=yesterday"),
    Screen("visit tracking, none", "/suivi-visites/?q=zzzz"),
    Screen(
        "visit tracking, a filter's menu",
        "/suivi-visites/?due=late",
        prepare=open_menu_of(".filter-menu.is-on"),
    ),
    Screen("visit tracking, the views", "/suivi-visites/?due=open", prepare=open_menu_of(".views-menu")),
    Screen(
        "visit tracking, a view changed",
        "/suivi-visites/?q=a&view={view}",
        prepare=open_menu_of(".save-view"),
    ),
    Screen("visit tracking, a view in part", "/suivi-visites/?category=gone&due=today"),
    Screen("view, its name taken", "/suivi-visites/", user="bureau", prepare=save_view_twice),
    Screen("views", "/vues/"),
    Screen("views, none of one's own", "/vues/", user="rep1"),
    Screen("view, to edit", "/vues/{view}/modifier/"),
    Screen("view, to delete", "/vues/{view}/supprimer/"),
    Screen("administration", ADMINISTRATION, user="admin"),
    Screen("service types", SERVICE_TYPES, user="admin"),
    Screen("service type, new", SERVICE_TYPES + "nouveau/", user="admin"),
    Screen("service type, faults", SERVICE_TYPES + "nouveau/", user="admin", prepare=save_twice),
    Screen("service type, history", SERVICE_TYPES + "{type}/modifier/", user="admin"),
    Screen("service type, delete", SERVICE_TYPES + "{type}/supprimer/", user="admin"),
    Screen("service type, in use", SERVICE_TYPES + "{used_type}/supprimer/", user="admin"),
    Screen("service type, to merge", SERVICE_TYPES + "{used_type}/fusionner/?into=TEL", user="admin"),
    Screen("salespeople", ADMINISTRATION + "vendeurs/", user="admin"),
    Screen("salesperson", ADMINISTRATION + "vendeurs/{salesperson}/modifier/", user="admin"),
    Screen("routes", ADMINISTRATION + "routes/", user="admin"),
    Screen("route", ADMINISTRATION + "routes/{route}/modifier/", user="admin"),
    Screen("route's stops", ADMINISTRATION + "routes/{route}/arrets/", user="admin"),
    Screen("reassignment", REASSIGNMENT, user="admin"),
    Screen("reassignment, faults", REASSIGNMENT + "apercu/?salesperson=V01", user="admin", status=422),
    Screen("reassignment, preview", REASSIGNMENT + "apercu/?route=R-01&to_salesperson=V03", user="admin"),
    Screen("reassignment, nobody", REASSIGNMENT + "apercu/?route=R-01&city=none&to_route=R-02", user="admin"),
    Screen("reassignment, made", REASSIGNMENT + "{reassignment}/", user="admin"),
    Screen("reassignment, to undo", REASSIGNMENT + "{reassignment}/annuler/", user="admin"),
    Screen("categories", ADMINISTRATION + "categories/", user="admin"),
    Screen("category, in use", ADMINISTRATION + "categories/{category}/supprimer/", user="admin"),
    Screen("sorting groups", ADMINISTRATION + "groupes-de-tri/", user="admin"),
    Screen("sorting group, new", ADMINISTRATION + "groupes-de-tri/nouveau/", user="admin"),
    Screen("users", ADMINISTRATION + "usagers/", user="admin"),
    Screen("user", ADMINISTRATION + "usagers/{user}/modifier/", user="admin"),
    Screen("user, to deactivate", ADMINISTRATION + "usagers/{user}/desactiver/", user="admin"),
    Screen("user, new", ADMINISTRATION + "usagers/nouveau/", user="admin"),
    Screen("user's password", ADMINISTRATION + "usagers/{user}/mot-de-passe/", user="admin"),
    Screen("company settings", ADMINISTRATION + "reglages/", user="admin"),
    Screen("account", "/mon-compte/", user="rep1"),
    Screen("account, password", "/mon-compte/mot-de-passe/", user="rep1"),
    Screen("not allowed", SERVICE_TYPES, user="bureau", status=403),
    Screen("expired", "/clients/", prepare=send_without_token),
    Screen("not found", "/nulle-part/", status=404),
    Screen("not found, a stranger", "/nulle-part/", user=None, status=404),
    Screen("failure", "/panne/", status=500),
]


def faults_of(page: Page) -> list[str]:
    """What axe says of the page on a desktop and on a phone, and where it is wider than the screen."""
    faults = []
    for width in (DESKTOP, SMALL_DESKTOP, PHONE):
        page.set_viewport_size({"width": width, "height": 900})
        if width != SMALL_DESKTOP:
            found = Axe().run(page)
            faults += [found.generate_report()] if found.violations_count else []
        if wider := overflow(page):
            faults.append(f"At {width} pixels the page is {wider} wider than the screen.")
    return faults


def overflow(page: Page) -> int:
    """By how many pixels the page, and not a part of it that scrolls by itself, is wider than the screen."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
