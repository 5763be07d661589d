"""The fold of the record that tells what was changed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from customers.models import Customer
from tests.factories import make_customer, make_user
from webmino.models import User
from webmino.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_changes_are_fetched_once_when_their_fold_is_opened(
    page: Page, sign_in: Callable[[User], None]
) -> None:
    customer = make_customer(note="Front door")
    Customer.objects.update(note="Back door")
    sign_in(make_user(Role.OFFICE))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"/clients/{customer.pk}/")
    summary, changes = page.locator(".fold > summary"), page.locator("#customer-changes")
    before = [url for url in asked if "changements" in url]

    summary.focus()
    page.keyboard.press("Enter")
    expect(changes.locator("tbody tr")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(changes).to_be_hidden()
    page.keyboard.press("Enter")
    expect(changes).to_be_visible()

    expect(changes).to_contain_text("Front door")
    assert before == []
    assert len([url for url in asked if "changements" in url]) == 1
