"""What the record and the tracking table are on paper."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.factories import make_customer, make_follow_up, make_salesperson, make_user
from webmino.company import CompanySettings, save_settings
from webmino.models import User
from webmino.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# A letter between its margins, in pixels: upright, and on its side.
UPRIGHT, ON_ITS_SIDE = {"width": 740, "height": 960}, {"width": 980, "height": 700}
NOTE = "Tablette pleine, promotion de la rentrée acceptée, rappeler avant la fin de semaine"


@pytest.fixture
def paper(page: Page, sign_in: Callable[[User], None]) -> Page:
    """What is printed, for a manager of a company that has a name, with a customer who was followed up."""
    save_settings(CompanySettings(name="Distribution Lévis"))
    customer = make_customer(name="Épicerie Chez Léa", salesperson=make_salesperson(name="Mélanie Côté"))
    make_follow_up(customer=customer, note=NOTE)
    sign_in(make_user(Role.MANAGER))
    page.emulate_media(media="print")
    return page


def test_the_table_is_on_the_sheet_with_all_of_its_text_and_no_button(paper: Page) -> None:
    paper.set_viewport_size(ON_ITS_SIDE)
    paper.goto("/suivi-visites/")

    expect(paper.locator(".printed-line")).to_contain_text("Distribution Lévis")
    expect(paper.locator("td.col-last_note")).to_contain_text(NOTE[:40])
    assert paper.locator(".site-header, .filters, .page-actions, .pages").locator("visible=true").count() == 0
    assert paper.evaluate("document.documentElement.scrollWidth") == ON_ITS_SIDE["width"]
    clipped = paper.locator("td.clipped > span").evaluate_all(
        "spans => spans.filter(span => span.scrollWidth > span.clientWidth + 1).map(span => span.textContent)"
    )
    assert clipped == []


def test_the_record_is_its_facts_then_its_follow_ups_without_the_forms(paper: Page) -> None:
    paper.set_viewport_size(UPRIGHT)
    paper.goto("/suivi-visites/")
    paper.goto(paper.locator("td.col-name a").get_attribute("href") or "")

    facts, follow_ups = paper.locator(".customer-facts"), paper.locator("#follow-up-panel")
    assert facts.bounding_box()["y"] < follow_ups.bounding_box()["y"]
    expect(follow_ups).to_contain_text(NOTE)
    assert paper.locator("form, .follow-up-menu, .customer-tabs").locator("visible=true").count() == 0
    assert paper.evaluate("document.documentElement.scrollWidth") == UPRIGHT["width"]
