"""From a row of the tracking table to an invoice line and back, by what one sees (R9, R21, R22)."""

import datetime
from collections.abc import Callable

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from tests.factories import (
    make_customer,
    make_customer_item,
    make_follow_up,
    make_item,
    make_sale_line,
    make_service_type,
    make_user,
)
from webmino.models import User
from webmino.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = {
    "fr": {
        "analysis": "Analyse de 000124 Épicerie Chez Léa",
        "back": "‹ Retour",
        "list": "Retour à la liste",
    },
    "en": {"analysis": "Analysis of 000124 Épicerie Chez Léa", "back": "‹ Back", "list": "Back to the list"},
}


@pytest.fixture
def sold() -> None:
    """Two customers whose analysis one may open; Léa bought butter on two lines, of 12.50 and 7.25."""
    butter = make_item(code="00481", name_fr="Beurre", name_en="Butter")
    for number, name in (("000124", "Épicerie Chez Léa"), ("7", "Dépanneur Chez Luc")):
        customer = make_customer(number=number, name=name)
        make_follow_up(customer=customer)
        make_customer_item(customer=customer, item=butter, par_quantity=12)
        for line, amount in ((1, "12.50"), (2, "7.25")):
            invoice = {"invoice": f"F-{number}", "line_no": line, "sold_on": localdate()}
            make_sale_line(customer=customer, item=butter, amount=amount, **invoice)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("tracking", ["/suivi-visites/", "/suivi-visites/par/"])
def test_r9_from_a_row_to_an_invoice_line_and_back_to_the_row(
    page: Page, sign_in: Callable[[User], None], sold: None, language: str, tracking: str
) -> None:
    words = WORDS[language]
    sign_in(make_user(Role.MANAGER, language=language))
    page.goto(f"{tracking}?q=chez&sort=-name")

    page.get_by_role("link", name=words["analysis"]).click()
    expect(page.locator(".analysis-table tbody tr")).to_have_count(1)
    page.locator(".analysis-table tbody td.col-total a").click()
    amounts = ["7,25", "12,50"] if language == "fr" else ["7.25", "12.50"]
    expect(page.locator(".list-table tbody .col-amount")).to_have_text(amounts)
    page.get_by_role("link", name=words["back"], exact=True).click()
    expect(page.locator(".analysis-table tbody tr")).to_have_count(1)
    page.get_by_role("link", name=words["list"]).click()

    expect(page.locator("tr:target")).to_contain_text("Épicerie Chez Léa")
    expect(page.locator("td.col-name")).to_contain_text(["Épicerie Chez Léa", "Dépanneur Chez Luc"])
    assert page.url.partition("#")[0].partition("&at=")[0].endswith(f"{tracking}?q=chez&sort=-name")


@pytest.fixture
def stops() -> None:
    """Forty customers who bought butter each week until ten weeks ago."""
    butter, week = make_item(name_fr="Beurre"), datetime.timedelta(days=7)
    for number in range(40):
        customer = make_customer(number=str(number))
        for weeks in range(10, 64):
            make_sale_line(customer=customer, item=butter, sold_on=localdate() - weeks * week)


@pytest.mark.parametrize("width", [1440, 390])
def test_r24_after_a_follow_up_one_goes_on_at_the_row_that_one_was_at(
    page: Page, sign_in: Callable[[User], None], stops: None, width: int
) -> None:
    make_service_type(code="TEL")
    sign_in(make_user(Role.MANAGER))
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/analyses/n-achetent-plus/?sort=number")
    page.locator("#id_service_type").select_option(index=1)

    page.locator(".list-table tbody tr").nth(30).get_by_role("button").click()

    row = page.locator("tr:target")
    expect(row.locator(".col-number")).to_have_text("30")
    expect(row).to_be_in_viewport(ratio=1)
    expect(page.locator("#messages .alert")).to_be_in_viewport(ratio=1)
    expect(page.locator("#messages .alert")).to_contain_text("inscrit")


@pytest.mark.parametrize("height", [600, 900])
@pytest.mark.parametrize("row", [0, 20, 39])
def test_r22_one_comes_back_from_the_lines_to_the_row_and_sees_the_head_of_the_table(
    page: Page, sign_in: Callable[[User], None], row: int, height: int
) -> None:
    customer = make_customer()
    for number in range(40):
        make_sale_line(customer=customer, item=make_item(code=f"{number:02}"), sold_on=localdate())
    sign_in(make_user(Role.MANAGER))
    page.set_viewport_size({"width": 1440, "height": height})
    page.goto(f"/clients/{customer.pk}/analyse/?items=all&sort=number")

    page.locator(".analysis-table tbody tr").nth(row).locator(".col-total a").click()
    expect(page.locator(".list-table tbody tr")).to_have_count(1)
    page.get_by_role("link", name="‹ Retour", exact=True).click()

    opened = page.locator(".analysis-table tr:target")
    expect(opened.locator(".col-number")).to_have_text(f"{row:02}")
    expect(opened).to_be_in_viewport(ratio=1)
    expect(page.locator(".analysis-table thead th.col-total")).to_be_in_viewport(ratio=0.9)
    assert page.url.partition("#")[0].endswith("?items=all&sort=number")
