"""Every page in English. Each language is a file of its own: the two run side by side."""

import pytest
from playwright.sync_api import Page
from pytest_django import DjangoDbBlocker

from tests.browser.screens import SCREENS, faults_of
from webmino.models import User

# The rows are there for good before the first test; no test writes others.
pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.urls("tests.browser.urls")]


@pytest.fixture(scope="module", autouse=True)
def in_english(demo, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock():
        User.objects.update(language="en")


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_a_page_has_no_fault(open_screen, page: Page, screen) -> None:
    status = open_screen(screen, "en")

    assert (status, page.locator("html").get_attribute("lang")) == (screen.status, "en")
    assert faults_of(page, accessible=False) == []
