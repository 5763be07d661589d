"""Cancelling in the panel and working through the agenda, by keyboard alone (R4, R27)."""

import datetime
from collections.abc import Callable

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from followups.models import FollowUp
from tests.factories import make_customer, make_follow_up, make_user
from webmino.models import User
from webmino.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MENU = ".follow-up-menu > summary"


@pytest.fixture
def manager(sign_in: Callable[[User], None]) -> User:
    """A manager who has signed in."""
    user = make_user(Role.MANAGER)
    sign_in(user)
    return user


def ask_why(page: Page) -> None:
    page.locator(MENU).focus()
    page.keyboard.press("Enter")
    page.locator(".follow-up-menu[open] [hx-get]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".follow-up-question input[name=reason]")).to_be_focused()


def test_r4_a_follow_up_is_cancelled_in_its_line_without_leaving_the_record(
    page: Page, manager: User
) -> None:
    follow_up = make_follow_up(note="mistaken")
    page.goto(f"/clients/{follow_up.customer_id}/")
    page.locator("#follow-up-note").fill("half typed")

    ask_why(page)
    page.keyboard.press("Enter")
    expect(page.locator(".follow-up-question .invalid-feedback")).to_be_visible()
    expect(page.locator(".follow-up-question input[name=reason]")).to_be_focused()
    page.keyboard.type("mauvais client")
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("Suivi annulé")

    expect(page.locator(".follow-up-entry.cancelled")).to_contain_text("mauvais client")
    expect(page.locator("#follow-up-note")).to_have_value("half typed")
    expect(page.locator("#follow-up-entries")).to_be_focused()
    assert FollowUp.objects.get().cancel_reason == "mauvais client"


def test_one_who_changes_his_mind_is_back_on_the_menu_of_the_line(page: Page, manager: User) -> None:
    follow_up = make_follow_up()
    page.goto(f"/clients/{follow_up.customer_id}/")

    ask_why(page)
    page.locator("[data-put-away]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(MENU)).to_be_focused()

    expect(page.locator(".follow-up-question form")).to_have_count(0)
    assert not FollowUp.objects.get().is_cancelled


def test_the_agenda_goes_on_from_the_row_that_follows_the_one_that_is_done(page: Page, manager: User) -> None:
    today = localdate()
    first, second = (
        make_follow_up(next_action=text, next_action_on=today, customer=make_customer())
        for text in ("Call", "Bring samples")
    )
    page.goto("/agenda/")

    page.locator(f"#row-{first.pk} .agenda-actions button").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/agenda/#row-{second.pk}")
    page.keyboard.press("Tab")
    expect(page.locator(f"#row-{second.pk} a").first).to_be_focused()
    page.locator(f"#row-{second.pk} .agenda-postpone > summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("Bring samples")

    first.refresh_from_db()
    second.refresh_from_db()
    assert not first.has_open_action
    assert second.next_action_on == today + datetime.timedelta(days=1)
