"""Visits sent from a telephone: once each, whatever happens to the network and to the session (R18)."""

import uuid
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import BrowserContext, Page, Route, expect

from customers.models import Customer
from followups.models import FollowUp
from par.models import CustomerItem, ShelfCount, WaitingVisit
from par.services.visits import SentVisit, record_visit
from tests.browser.phone.sheet import BAR, DRAFT, KEPT, STATE, drafted, fill_in_vain, quantity
from tests.factories import make_customer, make_salesperson
from webmino.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_visit_without_network_is_kept_and_leaves_by_itself(
    count: Page, offline: Callable[[bool], None]
) -> None:
    """R18: one follow-up and one count, though it was pressed twice."""
    offline(True)
    quantity(count, "LAI").fill("0")
    count.get_by_role("button", name="VISITE").tap()
    expect(count.locator(KEPT)).to_be_visible()
    expect(count.locator(BAR)).to_contain_text("Épicerie Chez Léa")
    count.get_by_role("button", name="VISITE").tap()
    expect(count.locator(KEPT)).to_be_visible()
    assert FollowUp.objects.count() == 0

    offline(False)
    expect(count.locator("h1")).to_contain_text("Visite inscrite")
    expect(count.locator(BAR)).to_be_hidden()

    assert [one.service_type.code for one in FollowUp.objects.all()] == ["VIS"]
    assert drafted() == {"LAI": Decimal(0), "BEU": None}


def test_a_visit_whose_answer_was_lost_is_sent_again_and_recorded_once(
    count: Page, customer: Customer
) -> None:
    """R18: the second sending gets the confirmation of the first."""
    quantity(count, "LAI").fill("2")
    answers = []

    def lose_the_first(route: Route) -> None:
        if not answers:
            answers.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    count.route(f"**/mobile/{customer.pk}/releve/", lose_the_first)
    count.get_by_role("button", name="VISITE").tap()
    expect(count.locator(KEPT)).to_be_visible()
    assert (answers, FollowUp.objects.count()) == ([200], 1)

    count.get_by_role("button", name="VISITE").tap()
    expect(count.locator("h1")).to_contain_text("Visite inscrite")

    assert (FollowUp.objects.count(), ShelfCount.objects.count()) == (1, 1)


def test_two_tabs_of_one_visit_record_it_once(
    count: Page, context: BrowserContext, customer: Customer
) -> None:
    """R18: each gets the same confirmation."""
    other = context.new_page()
    other.goto(f"/mobile/{customer.pk}/releve/")
    quantity(count, "LAI").fill("2")
    expect(count.locator(STATE)).to_have_attribute("data-state", "saved")

    for tab in (count, other):
        tab.get_by_role("button", name="VISITE").tap()
        tab.wait_for_url("**/mobile/visites/**")

    assert count.url == other.url
    assert drafted() == {"LAI": Decimal(2), "BEU": None}
    assert FollowUp.objects.count() == 1


def test_a_slip_is_questioned_before_it_leaves(count: Page) -> None:
    quantity(count, "LAI").fill("120")
    count.get_by_role("button", name="VISITE").tap()
    question = count.locator("[data-fault]").first
    expect(question).to_contain_text("120")
    assert FollowUp.objects.count() == 0

    count.get_by_role("checkbox", name="C’est exact").tap()
    expect(question).to_be_hidden()
    count.get_by_role("button", name="VISITE").tap()
    expect(count.locator("h1")).to_contain_text("Visite inscrite")

    assert drafted() == {"LAI": Decimal(120), "BEU": None}


def test_a_count_that_the_server_lacks_goes_with_the_visit_of_another_page(
    count: Page, customer: Customer
) -> None:
    """R17: typed without network, then recorded from the page VISITE."""
    fill_in_vain(count, "LAI", "7")
    count.unroute(DRAFT)
    count.goto(f"/mobile/{customer.pk}/visite/")

    count.get_by_role("button", name="Inscrire la visite").tap()
    expect(count.locator("h1")).to_contain_text("Visite inscrite")

    assert drafted() == {"LAI": Decimal(7), "BEU": None}


def test_r18_a_letter_erased_on_another_page_does_not_make_two_visits_one(
    count: Page, customer: Customer
) -> None:
    count.goto(f"/mobile/{customer.pk}/visite/")
    count.locator("[name=note]").fill("x")
    count.locator("[name=note]").fill("")
    count.goto(f"/mobile/{customer.pk}/releve/")
    count.get_by_role("button", name="VISITE").tap()
    expect(count.locator("h1")).to_contain_text("Visite inscrite")
    first = count.url
    count.goto(f"/mobile/{customer.pk}/visite/")

    count.get_by_role("button", name="Inscrire la visite").tap()
    expect(count.locator("h1")).to_contain_text("Visite inscrite")

    assert count.url != first
    assert FollowUp.objects.count() == 2


def test_r18_what_is_typed_once_the_visit_was_recorded_elsewhere_is_offered_as_another(
    count: Page, customer: Customer, representative: User
) -> None:
    """R28: it is neither lost nor put in a visit that is over."""
    submission = uuid.UUID(count.locator("[name=submission]").input_value())
    record_visit(customer, by=representative, visit=SentVisit(submission, localdate()))

    quantity(count, "LAI").fill("9")
    expect(count.locator(STATE)).to_contain_text("inscrite")
    assert ShelfCount.objects.count() == 0
    count.get_by_role("link", name="Faire une autre visite de ce que je tape").tap()
    expect(count.locator(STATE)).to_have_attribute("data-state", "saved")

    expect(quantity(count, "LAI")).to_have_value("9")
    assert drafted() == {"LAI": Decimal(9)}


def test_r18_a_count_that_waits_goes_to_a_manager_once_the_customer_is_another_s(
    count: Page, customer: Customer
) -> None:
    fill_in_vain(count, "LAI", "7")
    count.unroute(DRAFT)
    customer.salesperson = make_salesperson()
    customer.save()
    count.goto("/mobile/")
    expect(count.locator(BAR)).to_contain_text("un gestionnaire l’acceptera")

    count.get_by_role("button", name="Envoyer la visite").tap()
    link = count.locator(f"{BAR} a")
    expect(link).to_be_visible()

    assert [one.counted for one in WaitingVisit.objects.all()] == [
        {str(CustomerItem.objects.get(item__code="LAI").item_id): "7.000"}
    ]
    link.tap()
    expect(count.locator("h1")).to_contain_text("Visite gardée pour un gestionnaire")


def test_two_visits_that_waited_are_each_told(count: Page, customer: Customer) -> None:
    other = make_customer(name="Marché Ti-Guy", salesperson=customer.salesperson)
    count.route(
        "**/visite/", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    for one in (customer, other):
        count.goto(f"/mobile/{one.pk}/visite/")
        count.get_by_role("button", name="Inscrire la visite").tap()
        expect(count.locator(KEPT)).to_be_visible()
    count.unroute("**/visite/")
    count.goto("/mobile/")

    links = count.locator(f"{BAR} a")
    expect(links).to_have_count(2)

    for name in ("Marché Ti-Guy", "Épicerie Chez Léa"):
        expect(links.filter(has_text=name)).to_have_text(f"{name}\xa0: visite inscrite")
    assert FollowUp.objects.count() == 2


def test_r18_what_waits_under_the_identifier_of_another_visit_is_not_lost_where_that_is_shown(
    count: Page, customer: Customer, representative: User
) -> None:
    count.goto(f"/mobile/{customer.pk}/visite/")
    submission = uuid.UUID(count.locator("[name=submission]").input_value())
    count.route("**/visite/", lambda route: route.abort())
    count.locator("[name=note]").fill("Tablette pleine")
    count.get_by_role("button", name="Inscrire la visite").tap()
    expect(count.locator(KEPT)).to_be_visible()
    record_visit(customer, by=representative, visit=SentVisit(submission, localdate(), note="autre"))
    count.unroute("**/visite/")

    for _opening in range(2):
        count.goto(f"/mobile/visites/{submission}/")
        expect(count.locator(BAR)).to_contain_text("visite qui n’a pas été inscrite")
        expect(count.locator(BAR)).to_contain_text("avec un autre contenu")
    count.get_by_role("button", name="Renvoyer").tap()
    refusal = count.locator("[data-refusal]")
    expect(refusal).to_contain_text("avec un autre contenu")
    expect(refusal).not_to_contain_text("Rien n’est encore inscrit", use_inner_text=True)
    link = refusal.get_by_role("link", name="Voir ce qui est inscrit")
    expect(link).to_have_attribute("href", f"/mobile/visites/{submission}/")
    count.get_by_role("button", name="Inscrire la visite").tap()
    expect(count.locator("h1")).to_contain_text("Visite inscrite")
    expect(count.locator(BAR)).to_be_hidden()

    assert sorted(FollowUp.objects.values_list("note", flat=True)) == ["Tablette pleine", "autre"]
