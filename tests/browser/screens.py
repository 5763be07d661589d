"""Every page, and every state of one that looks different; a new page is one line of SCREENS."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from openpyxl import Workbook
from playwright.sync_api import Page

ADMINISTRATION = "/parametres/"
SERVICE_TYPES = ADMINISTRATION + "types-de-service/"
REASSIGNMENT = ADMINISTRATION + "reaffectation/"
BATCH = "/items/lot/"
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


def search_item(page: Page) -> None:
    page.locator("#item-search").fill("lait")
    page.wait_for_selector("#items-found li")


def save_par(page: Page) -> None:
    page.locator("[data-column=par]").first.fill("-1")
    page.locator("[data-column=price]").last.fill("douze")
    page.locator(".sheet-actions .btn-primary").click()
    page.wait_for_selector(".is-invalid")


def save_par_late(page: Page) -> None:
    page.locator("[name=version]").evaluate("field => { field.value = 0 }")
    page.locator("[data-column=price]").first.fill("4,25")
    page.locator(".sheet-actions .btn-primary").click()
    page.wait_for_selector("#meanwhile")


def count_too_many(page: Page) -> None:
    page.locator("[name^=quantity-]").first.fill("99999")
    page.locator("[name^=quantity-]").nth(1).fill("abc")
    page.locator(".btn-visit").click()
    page.wait_for_selector(".faulty .sure:not([hidden])")


def find_item(page: Page) -> None:
    page.locator("[name=q]").fill("lait")
    page.locator("button[name=search][value='1']").click()
    page.wait_for_selector(".found li")


def order_none(page: Page) -> None:
    page.locator("[data-records]").click()
    page.wait_for_selector("[data-refusal]")


def send_no_file(page: Page) -> None:
    page.locator("main .btn-primary").click()
    page.wait_for_selector(".is-invalid")


def send_list(page: Page) -> None:
    here = page.url
    page.goto(here.replace("importer/", ""))
    codes = page.locator("td .code").all_inner_texts()
    page.goto(here)
    book, content = Workbook(), BytesIO()
    rows = [["Code", "PAR", "Note"], [codes[0], 99, "?"], [codes[1], -1, ""], ["ZZZ", 3, ""]]
    for row in rows:
        book.active.append(row)
    book.save(content)
    page.locator("[type=file]").set_input_files(
        {"name": "liste.xlsx", "mimeType": "application/vnd.ms-excel", "buffer": content.getvalue()}
    )
    page.locator("main .btn-primary").click()
    page.wait_for_selector(".preview-figures")


def save_item(page: Page) -> None:
    page.locator("#id_list_price").fill("-1")
    page.locator("main .btn-primary").click()
    page.wait_for_selector("#id_code.is-invalid")


def save_item_late(page: Page) -> None:
    page.locator("[name=version]").evaluate("field => { field.value = 0 }")
    page.locator("#id_vendor").fill("Laiterie")
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


def invoice_without_number(page: Page) -> None:
    page.locator("main .btn-primary").click()
    page.wait_for_selector("#id_invoice.is-invalid")


def order_far_too_much(page: Page) -> None:
    page.locator("[data-quantity]").first.fill("99999")
    page.locator("main button[value=save]").click()
    page.wait_for_selector("#slips")


def find_an_item(page: Page) -> None:
    page.locator("[data-search]").fill("fromage")
    page.locator("[data-search]").press("Enter")
    page.wait_for_selector(".order-found")


def stay(page: Page) -> None:
    """Nothing to do: the page is the one of the address."""


def open_row(page: Page) -> None:
    page.locator(".row-opener").first.click()
    page.wait_for_selector(".row-items .finding")


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
    Screen("PAR list", "/clients/{listed}/items/", user="bureau"),
    Screen("PAR list of a representative", "/clients/{listed}/items/", user="rep1"),
    Screen("PAR list, none", "/clients/{unlisted}/items/", user="bureau"),
    Screen("PAR list, search", "/clients/{listed}/items/", user="bureau", prepare=search_item),
    Screen("PAR list, faults", "/clients/{listed}/items/", user="bureau", prepare=save_par),
    Screen("PAR list, changed meanwhile", "/clients/{listed}/items/", user="bureau", prepare=save_par_late),
    Screen("PAR list, adding", "/clients/{listed}/items/ajouter/?q=lait", user="bureau"),
    Screen("PAR list, changes", "/clients/{listed}/items/changements/"),
    Screen("PAR list, import", "/clients/{listed}/items/importer/", user="bureau"),
    Screen(
        "PAR list, import refused", "/clients/{listed}/items/importer/", user="bureau", prepare=send_no_file
    ),
    Screen("PAR list, preview", "/clients/{listed}/items/importer/", user="bureau", prepare=send_list),
    Screen("follow-ups", "/clients/{customer}/suivis/"),
    Screen("follow-ups, faults", "/clients/{customer}/suivis/?period_from=2026-13-45"),
    Screen("follow-up", "/suivis/{follow_up}/"),
    Screen("follow-up, to correct", "/suivis/{follow_up}/modifier/"),
    Screen("follow-up, to cancel", "/suivis/{follow_up}/annuler/"),
    Screen("follow-up cancelled", "/suivis/{cancelled}/"),
    Screen("action, to postpone", "/suivis/{action}/reporter/"),
    Screen("counts", "/clients/{customer}/releves/"),
    Screen("count", "/releves/{count}/"),
    Screen("count, to cancel", "/releves/{count}/annuler/"),
    Screen("count cancelled", "/releves/{cancelled_count}/"),
    Screen("visit with a count, to cancel", "/suivis/{counted_visit}/annuler/"),
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
    Screen("PAR mode", "/suivi-visites/par/"),
    Screen("PAR mode, a row opened", "/suivi-visites/par/?sort=number", prepare=open_row),
    Screen("PAR mode, filtered", "/suivi-visites/par/?shelf=below&count_days_min=7&code=VIS"),
    Screen("PAR mode, none", "/suivi-visites/par/?q=zzzz"),
    Screen("PAR mode by item", "/suivi-visites/par/items/"),
    Screen("view, its name taken", "/suivi-visites/", user="bureau", prepare=save_view_twice),
    Screen("views", "/vues/"),
    Screen("views, none of one's own", "/vues/", user="rep1"),
    Screen("view, to edit", "/vues/{view}/modifier/"),
    Screen("view, to delete", "/vues/{view}/supprimer/"),
    Screen("orders", "/commandes/"),
    Screen("orders, filtered", "/commandes/?status=confirmed&coming=only"),
    Screen("orders, none", "/commandes/?q=zzzz"),
    Screen("order", "/commandes/{order}/", user="bureau"),
    Screen("order from a list", "/commandes/{order}/?from=/commandes/"),
    Screen("order, draft", "/commandes/{draft}/", user="bureau"),
    Screen("order, cancelled", "/commandes/{cancelled_order}/", user="bureau"),
    Screen("order, to cancel", "/commandes/{order}/annuler/"),
    Screen("order, to invoice", "/commandes/{order}/facturer/"),
    Screen(
        "order, without a number of invoice", "/commandes/{order}/facturer/", prepare=invoice_without_number
    ),
    Screen("order, invoiced", "/commandes/{invoiced_order}/"),
    Screen("order, invoice to take back", "/commandes/{invoiced_order}/facture/reprendre/"),
    Screen("order, to edit", "/commandes/{draft}/modifier/", user="bureau"),
    Screen("order, slips", "/commandes/{draft}/modifier/", user="bureau", prepare=order_far_too_much),
    Screen("order, an item found", "/commandes/{draft}/modifier/", user="bureau", prepare=find_an_item),
    Screen("order, to throw away", "/commandes/{draft}/jeter/", user="bureau"),
    Screen("order, new", "/clients/{customer}/commandes/nouvelle/", user="bureau"),
    Screen("customer's orders", "/clients/{customer}/commandes/", user="bureau"),
    Screen("customer without orders", "/clients/{silent}/commandes/", user="bureau"),
    Screen("analyses", "/analyses/"),
    Screen("analyses by week", "/analyses/?unit=week"),
    Screen("analyses, faults", "/analyses/?unit=week&period_from=2001-01-01"),
    Screen("analyses by customer", "/analyses/clients/?measure=average_price"),
    Screen("analyses by customer of a representative", "/analyses/clients/?unit=quarter", user="rep1"),
    Screen("analyses by item", "/analyses/items/?unit=fiscal"),
    Screen("analyses by salesperson", "/analyses/vendeurs/"),
    Screen("analyses by city, none", "/analyses/villes/?q=zzzz"),
    Screen("invoice lines", "/analyses/lignes/"),
    Screen("invoice lines, none", "/analyses/lignes/?invoice=zzzz"),
    Screen("customer's analysis", "/clients/{listed}/analyse/"),
    Screen("customer's analysis in the store", "/clients/{listed}/analyse/?from=/mobile/", user="rep1"),
    Screen("customer's analysis, all items", "/clients/{listed}/analyse/?items=all&compare=no"),
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
    Screen("item categories", ADMINISTRATION + "categories-items/", user="admin"),
    Screen("item category", ADMINISTRATION + "categories-items/{item_category}/modifier/", user="admin"),
    Screen("items", "/items/"),
    Screen("items of a representative", "/items/?q=lait&status=all", user="rep1"),
    Screen("item", "/items/{item}/"),
    Screen("item, new", "/items/nouveau/", user="bureau"),
    Screen("item, faults", "/items/nouveau/", user="bureau", prepare=save_item),
    Screen("item, to edit", "/items/{item}/modifier/", user="bureau"),
    Screen("item, changed meanwhile", "/items/{item}/modifier/", user="bureau", prepare=save_item_late),
    Screen("round", "/mobile/", user="rep1"),
    Screen("round of the company", "/mobile/"),
    Screen("round, none", "/mobile/?q=zzzz", user="rep1"),
    Screen("in the store", "/mobile/{counting}/", user="rep1"),
    Screen("in the store, count", "/mobile/{counting}/releve/", user="rep1"),
    Screen("in the store, a slip", "/mobile/{counting}/releve/", user="rep1", prepare=count_too_many),
    Screen("in the store, nothing to count", "/mobile/{unlisted}/releve/", user="bureau"),
    Screen("in the store, order", "/mobile/{counting}/commande/", user="rep1"),
    Screen("in the store, an item found", "/mobile/{counting}/commande/", user="rep1", prepare=find_item),
    Screen("in the store, an empty order", "/mobile/{unlisted}/commande/", user="bureau", prepare=order_none),
    Screen("in the store, visit", "/mobile/{counting}/visite/", user="rep1"),
    Screen("in the store, to throw away", "/mobile/{counting}/releve/jeter/", user="rep1"),
    Screen("in the store, recorded", "/mobile/visites/{recorded}/", user="rep1"),
    Screen("in the store, kept", "/mobile/visites/{kept}/", user="rep1"),
    Screen("visits that wait", "/mobile/en-attente/"),
    Screen("visit that waits", "/mobile/en-attente/{waiting}/"),
    Screen("item, to deactivate", "/items/{item}/desactiver/", user="bureau"),
    Screen("in batch", BATCH + "?item_q=lait"),
    Screen("in batch, faults", BATCH + "apercu/?action=par&par=-1&salesperson=gone", status=422),
    Screen("in batch, preview", BATCH + "apercu/?action=add&par=2&item=LOT"),
    Screen("in batch, refused", BATCH + "apercu/?action=par&par=2&item=LOT"),
    Screen("batches", "/items/lots/"),
    Screen("batch", "/items/lots/{batch}/"),
    Screen("batch, to undo", "/items/lots/{batch}/annuler/"),
    Screen("batch undone", "/items/lots/{undone}/"),
    Screen("stopped buying", "/analyses/n-achetent-plus/", user="rep1"),
    Screen("stopped buying, none", "/analyses/n-achetent-plus/?q=zzzz"),
    Screen("account", "/mon-compte/", user="rep1"),
    Screen("account, password", "/mon-compte/mot-de-passe/", user="rep1"),
    Screen("not allowed", SERVICE_TYPES, user="bureau", status=403),
    Screen("expired", "/clients/", prepare=send_without_token),
    Screen("not found", "/nulle-part/", status=404),
    Screen("not found, a stranger", "/nulle-part/", user=None, status=404),
    Screen("failure", "/panne/", status=500),
]


def faults_of(page: Page, *, accessible: bool = True) -> list[str]:
    """Where the page is wider than the screen, and what axe says of it on a desktop and on a phone.

    Axe takes most of the time, and what it judges is the same in every language: one of them asks for it.
    """
    if accessible:
        # Once: it is half a megabyte, and the page stays.
        page.evaluate(Axe().axe_script)
    faults = []
    for width in (DESKTOP, SMALL_DESKTOP, PHONE):
        page.set_viewport_size({"width": width, "height": 900})
        if accessible and width != SMALL_DESKTOP:
            found = AxeResults(page.evaluate("axe.run({resultTypes: ['violations']})"))
            faults += [found.generate_report()] if found.violations_count else []
        if wider := overflow(page):
            faults.append(f"At {width} pixels the page is {wider} wider than the screen.")
    return faults


def overflow(page: Page) -> int:
    """By how many pixels the page, and not a part of it that scrolls by itself, is wider than the screen."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
