"""What pages are on paper, and the button that prints an order."""

import datetime
from collections.abc import Callable

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from customers.models import Customer
from tests.factories import (
    make_customer,
    make_customer_item,
    make_follow_up,
    make_item,
    make_order,
    make_sale_line,
    make_salesperson,
    make_user,
)
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


@pytest.fixture
def sold() -> Customer:
    """A customer with an item on his list who bought three, for some hundred thousand dollars a month."""
    customer = make_customer(name="Boucherie-épicerie Saint-François-Xavier")
    for _item in range(3):
        item = make_item(name_fr="Fromage en grains du Bas-Saint-Laurent 200 g")
        for month in range(24):
            sold_on = localdate() - datetime.timedelta(days=30 * month)
            make_sale_line(customer=customer, item=item, amount="123456.78", sold_on=sold_on)
    make_customer_item(customer=customer, item=item)
    return customer


@pytest.mark.parametrize(
    ("address", "periods"),
    [
        ("/analyses/", 0),
        ("/analyses/clients/", 12),
        ("/analyses/clients/?unit=week", 0),
        ("/analyses/items/?unit=quarter", 4),
        ("/clients/{pk}/analyse/?items=all", 12),
        ("/analyses/lignes/", 0),
    ],
)
def test_an_analysis_is_on_the_sheet_with_its_totals_once_and_no_tab(
    paper: Page, sold: Customer, address: str, periods: int
) -> None:
    paper.set_viewport_size(ON_ITS_SIDE)
    paper.goto(address.format(pk=sold.pk))

    # A foot is on each sheet; these rows come after the others.
    expect(paper.locator("#row-total")).to_be_visible()
    assert paper.locator("tfoot").evaluate("foot => getComputedStyle(foot).display") == "table-row-group"
    assert paper.locator(".modes, .customer-tabs, .filters, .way-back").locator("visible=true").count() == 0
    assert paper.locator("th.period").locator("visible=true").count() == periods
    assert paper.evaluate("document.documentElement.scrollWidth") == ON_ITS_SIDE["width"]


def test_an_analysis_says_that_its_periods_have_no_room(paper: Page, sold: Customer) -> None:
    paper.goto("/analyses/clients/?unit=week")
    expect(paper.locator(".printed-without-periods")).to_be_visible()

    paper.goto("/analyses/clients/")
    expect(paper.locator(".analysis-table")).to_be_visible()
    assert not paper.locator(".printed-without-periods").is_visible()


def test_the_sheet_of_specific_items_is_printed_without_what_one_types_in(
    paper: Page, sold: Customer
) -> None:
    paper.set_viewport_size(ON_ITS_SIDE)
    paper.goto(f"/clients/{sold.pk}/items/")

    expect(paper.locator(".sheet-table tbody tr")).to_have_count(1)
    assert (
        paper.locator("button:not(.visually-hidden), a.btn, .sheet-search, .stop-handle")
        .locator("visible=true")
        .count()
        == 0
    )
    border = "field => getComputedStyle(field).borderTopWidth"
    assert {field.evaluate(border) for field in paper.locator("td .form-control").all()} == {"0px"}


def test_the_button_that_prints_an_order_opens_its_file(paper: Page) -> None:
    order = make_order()
    paper.emulate_media(media="screen")
    paper.goto(f"/commandes/{order.number}/")

    with paper.context.expect_event("response", lambda answer: answer.url.endswith(".pdf")) as answered:
        paper.get_by_role("link", name="Imprimer").click()

    assert answered.value.status == 200
    assert answered.value.headers["content-type"] == "application/pdf"
