"""What one looks at on the pages of a telephone, and what the server has of it."""

from decimal import Decimal

from playwright.sync_api import Locator, Page, expect

from par.models import CustomerItem, ShelfCount

STATE, KEPT, BAR = "[data-draft-state]", "[data-visit-state]", "#waiting-visits"
DRAFT = "**/brouillon/"


def quantity(page: Page, code: str) -> Locator:
    item = CustomerItem.objects.get(item__code=code).item_id
    return page.locator(f"[name=quantity-{item}]")


def fill_in_vain(page: Page, code: str, typed: str) -> None:
    """Type a quantity that the server does not get: what was to bring it has failed when this returns.

    So does what is typed after it, until the address is asked for again: `page.unroute(DRAFT)`.
    """
    page.route(DRAFT, lambda route: route.abort())
    with page.expect_event("requestfailed", lambda request: request.url.endswith("/brouillon/")):
        quantity(page, code).fill(typed)
    expect(page.locator(STATE)).to_have_attribute("data-state", "waiting")


def drafted() -> dict[str, Decimal | None]:
    draft = ShelfCount.objects.get()
    return dict(draft.lines.values_list("item__code", "quantity"))
