"""The README's pictures, from a demo that is being served: `python -m tests.browser.screenshots ADDRESS`."""

import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser.chromium import installed_chromium

FOLDER = Path(__file__).resolve().parents[2] / ".github" / "screenshots"
DESKTOP, PHONE = {"width": 1440, "height": 810}, {"width": 390, "height": 760}


def keep(page: Page, name: str) -> None:
    page.screenshot(path=FOLDER / f"{name}.jpg", type="jpeg", quality=72)


def sign_in(page: Page, username: str) -> None:
    page.fill("#id_username", username)
    page.fill("#id_password", "webmino")
    page.press("#id_password", "Enter")
    page.wait_for_selector(".bar-chart")


def main(address: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed_chromium(), args=["--no-sandbox"])
        page = browser.new_page(viewport=DESKTOP, base_url=address, locale="fr-CA")
        page.goto("/connexion/")
        keep(page, "sign-in")
        sign_in(page, "gestion")
        keep(page, "home")
        page.goto("/suivi-visites/")
        keep(page, "visit-tracking")
        page.goto("/suivi-visites/par/")
        page.click(".row-opener >> nth=0")
        page.wait_for_selector(".row-items")
        keep(page, "par-mode")
        page.goto("/analyses/vendeurs/?unit=quarter")
        page.wait_for_selector(".list-table")
        keep(page, "salespeople-analysis")
        page.goto("/analyses/n-achetent-plus/")
        page.click("tbody td.col-name a >> nth=0")
        page.click(".customer-tabs a[href*='/analyse/']")
        page.wait_for_selector(".stopped-items")
        keep(page, "customer-analysis")
        page.goto("/suivi-visites/?due=overdue")
        page.click("tbody tr:nth-child(2) td.col-name a")
        page.wait_for_selector("#follow-up-panel")
        keep(page, "customer-record")
        page.set_viewport_size(PHONE)
        keep(page, "customer-record-phone")
        phone = browser.new_page(viewport=PHONE, base_url=address, locale="fr-CA", is_mobile=True)
        phone.goto("/connexion/")
        sign_in(phone, "rep1")
        phone.goto("/mobile/")
        phone.click(".round a:has(.badge) >> nth=0")
        phone.click("a[href$='/releve/']")
        phone.wait_for_selector("[data-step]:visible")
        keep(phone, "count-phone")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
