"""The follow-up panel by keyboard alone, sent twice, and after the session has expired (R1, R3, R28)."""

import datetime
from collections.abc import Callable

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils.timezone import localdate
from playwright.sync_api import BrowserContext, Page, expect

from customers.models import Customer
from followups.models import FollowUp, ServiceType
from tests.factories import PASSWORD, make_customer, make_follow_up, make_service_type, make_user
from webmino.models import User
from webmino.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CODE, NOTE = "#follow-up-service_type", "#follow-up-note"
YESTERDAY = localdate() - datetime.timedelta(days=1)


@pytest.fixture
def visit() -> ServiceType:
    make_service_type(code="TEL", name_fr="Appel", name_en="Call")
    return make_service_type(code="VIS", name_fr="Visite", name_en="Visit")


@pytest.fixture
def office() -> User:
    return make_user(Role.OFFICE)


@pytest.fixture
def customer(page: Page, sign_in: Callable[[User], None], office: User, visit: ServiceType) -> Customer:
    """A customer whose record is open before a clerk of the office."""
    customer = make_customer()
    sign_in(office)
    page.goto(f"/clients/{customer.pk}/")
    return customer


def test_r3_a_follow_up_is_entered_by_keyboard_alone(
    page: Page, customer: Customer, office: User, visit: ServiceType
) -> None:
    page.locator(CODE).focus()
    page.keyboard.type("VIS")
    page.keyboard.press("Tab")
    page.keyboard.type("Tablette pleine")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("promo acceptée")
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("Suivi inscrit")

    follow_up = FollowUp.objects.get()
    assert (follow_up.service_type, follow_up.entered_by, follow_up.done_by) == (visit, office, None)
    assert (follow_up.note, follow_up.happened_on) == ("Tablette pleine\npromo acceptée", localdate())
    expect(page.locator(CODE)).to_be_focused()
    expect(page.locator(NOTE)).to_have_value("")
    expect(page.locator("#follow-up-panel")).to_contain_text("promo acceptée")


def test_r3_a_next_action_is_entered_then_ticked_as_done_by_the_next_follow_up(
    page: Page, customer: Customer, visit: ServiceType
) -> None:
    page.locator(CODE).focus()
    page.keyboard.type("VIS")
    page.locator("#follow-up-next_action").focus()
    page.keyboard.type("Rappeler")
    page.locator("#follow-up-next_action_on").fill(localdate().isoformat())
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("Suivi inscrit")
    expect(page.locator(CODE)).to_be_focused()
    page.keyboard.type("VIS")
    page.locator("#follow-up-form input[type=checkbox]").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator("#follow-up-panel")).to_contain_text("fait le")

    first, second = FollowUp.objects.order_by("pk")
    assert first.closed_by == second
    assert first.next_action_done_at is not None


def test_r28_a_date_of_tomorrow_is_said_beside_the_field_and_what_was_typed_stays(
    page: Page, customer: Customer
) -> None:
    tomorrow = localdate() + datetime.timedelta(days=1)
    page.locator(CODE).focus()
    page.keyboard.type("VIS")
    page.locator(NOTE).fill("Tablette pleine")
    page.locator("#follow-up-happened_on").fill(tomorrow.isoformat())
    page.keyboard.press("Enter")

    expect(page.locator("#follow-up-happened_on")).to_have_attribute("aria-invalid", "true")
    expect(page.locator(NOTE)).to_have_value("Tablette pleine")
    expect(page.locator("#follow-up-form")).to_contain_text("postérieure à aujourd’hui")
    assert FollowUp.objects.count() == 0


def test_a_double_click_records_one_follow_up(page: Page, customer: Customer) -> None:
    page.locator(CODE).select_option(label="VIS Visite")
    page.locator("#follow-up-form .btn-primary").dblclick()
    expect(page.locator("#messages")).to_contain_text("Suivi inscrit")
    page.wait_for_load_state("networkidle")

    assert FollowUp.objects.count() == 1


def test_enter_pressed_twice_records_one_follow_up(page: Page, customer: Customer) -> None:
    page.locator(CODE).select_option(label="VIS Visite")
    page.locator(NOTE).focus()

    # Both before the page has heard of the first.
    page.evaluate("""() => {
        for (const _time of [1, 2]) document.activeElement.dispatchEvent(
            new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
    }""")
    expect(page.locator("#messages")).to_contain_text("Suivi inscrit")
    page.wait_for_load_state("networkidle")

    assert FollowUp.objects.count() == 1


def test_r3_space_on_its_button_marks_an_action_done(
    page: Page, sign_in: Callable[[User], None], office: User
) -> None:
    call = make_follow_up(next_action="Rappeler", next_action_on=localdate())
    sign_in(office)
    page.goto(f"/clients/{call.customer_id}/")

    page.get_by_role("button", name="Fait : Rappeler").focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("status").filter(has_text="Fait : Rappeler")).to_be_visible()

    call.refresh_from_db()
    assert (call.next_action_done_by, FollowUp.objects.count()) == (office, 1)
    expect(page.locator("#follow-up-entries")).to_be_focused()


def test_r1_lines_are_filtered_in_place_by_code_and_by_days(
    page: Page, sign_in: Callable[[User], None], office: User, visit: ServiceType
) -> None:
    customer = make_customer()
    make_follow_up(customer=customer, service_type=visit, note="visited", happened_on=YESTERDAY)
    make_follow_up(customer=customer, service_type=ServiceType.objects.get(code="TEL"), note="called")
    sign_in(office)
    page.goto(f"/clients/{customer.pk}/")
    panel = page.locator("#follow-up-panel")

    page.locator("#follow-up-filter-code").select_option("VIS")

    expect(panel).not_to_contain_text("called")
    expect(panel).to_contain_text("visited")
    assert page.url.endswith(f"/clients/{customer.pk}/")


def test_r28_what_was_typed_is_back_after_signing_in_again(
    page: Page, customer: Customer, office: User
) -> None:
    page.locator(CODE).select_option(label="VIS Visite")
    page.locator(NOTE).fill("Tablette pleine")
    Session.objects.all().delete()
    page.locator(NOTE).press("Enter")
    page.locator("#id_username").fill(office.username)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("#id_password").press("Enter")
    expect(page.locator(NOTE)).to_have_value("Tablette pleine")

    expect(page.locator("main")).to_contain_text("Ce n’est pas encore enregistré")
    assert FollowUp.objects.count() == 0
    page.locator(NOTE).press("Enter")
    expect(page.locator("#messages")).to_contain_text("Suivi inscrit")
    assert [one.note for one in FollowUp.objects.all()] == ["Tablette pleine"]


def test_r28_what_was_typed_is_back_after_every_cookie_is_gone(
    page: Page, context: BrowserContext, customer: Customer, office: User
) -> None:
    page.locator(NOTE).fill("Tablette pleine")
    context.clear_cookies()

    page.locator(NOTE).press("Enter")
    page.locator("#id_username").fill(office.username)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("#id_password").press("Enter")

    expect(page.locator(NOTE)).to_have_value("Tablette pleine")
    assert page.url.endswith(f"/clients/{customer.pk}/")


def test_r28_what_was_typed_is_back_after_the_page_expired(
    page: Page, context: BrowserContext, customer: Customer
) -> None:
    page.locator(NOTE).fill("Tablette pleine")
    context.clear_cookies(name=settings.CSRF_COOKIE_NAME)

    page.locator(NOTE).press("Enter")

    expect(page.locator("#messages")).to_contain_text("Cette page était périmée")
    expect(page.locator(NOTE)).to_have_value("Tablette pleine")


def test_r28_another_user_of_the_same_browser_does_not_see_what_was_typed(
    page: Page, context: BrowserContext, customer: Customer
) -> None:
    other = make_user(Role.OFFICE)
    page.locator(NOTE).fill("Tablette pleine")
    Session.objects.all().delete()
    page.goto(f"/clients/{customer.pk}/")
    page.locator("#id_username").fill(other.username)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("#id_password").press("Enter")
    expect(page.locator(NOTE)).to_be_visible()
    # Only now have the scripts put back what there is to put back.
    page.wait_for_load_state()

    expect(page.locator(NOTE)).to_have_value("")
    assert "Tablette pleine" not in page.content()
