"""The keyboard of a user who has no mouse."""

from playwright.sync_api import Page

KEYS = {"Enter", "Escape", "Space", "Tab", "Shift+Enter"}
# More than the fields and links that a page of 50 rows puts before what a test looks for.
FAR = 200


def press(page: Page, *keys: str) -> None:
    """Press keys one after another, once the page is there with its scripts; what names no key is typed."""
    page.wait_for_load_state()
    for key in keys:
        if key in KEYS:
            page.keyboard.press(key)
        else:
            page.keyboard.type(key)


def tab_to(page: Page, selector: str, *, backwards: bool = False) -> None:
    """Press Tab until the element has the focus; backwards, from the end of the page."""
    page.wait_for_load_state()
    wanted = page.locator(selector).locator("visible=true").first.element_handle()
    for _press in range(FAR):
        page.keyboard.press("Shift+Tab" if backwards else "Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"The Tab key does not reach {selector}")
