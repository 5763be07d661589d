"""Clients mobiles on a telephone: typing without network, a session that ends, visits sent twice (R18)."""

import datetime
import uuid
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.timezone import localdate
from playwright.sync_api import BrowserContext, Dialog, Locator, Page, Route, expect

from customers.models import Customer
from followups.models import FollowUp, MobileCodes
from par.models import CustomerItem, Item, Order, ShelfCount, WaitingVisit
from par.services.visits import SentVisit, record_visit
from tests.factories import (
    PASSWORD,
    make_customer,
    make_customer_item,
    make_item,
    make_salesperson,
    make_service_type,
    make_user,
)
from webmino.company import save_settings
from webmino.models import User
from webmino.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
STATE, KEPT, BAR = "[data-draft-state]", "[data-visit-state]", "#waiting-visits"


@pytest.fixture(scope="module")
def browser_context_args(browser_context_args: dict[str, object]) -> dict[str, object]:
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    return browser_context_args | phone


@pytest.fixture
def representative() -> User:
    user = make_user(Role.REPRESENTATIVE, first_name="Mélanie", last_name="Côté", language="fr")
    user.salespeople.add(make_salesperson())
    return user


@pytest.fixture
def customer(representative: User) -> Customer:
    """One with milk (PAR 12, cases of 6) and butter (PAR 4) on his list."""
    save_settings(MobileCodes(visit=make_service_type(code="VIS"), order=make_service_type(code="CMD")))
    customer = make_customer(name="Épicerie Chez Léa", salesperson=representative.salespeople.get())
    milk = make_item(code="LAI", name_fr="Lait", pack_size=6)
    make_customer_item(customer=customer, item=milk, par_quantity=Decimal(12), position=1)
    butter = make_item(code="BEU", name_fr="Beurre")
    make_customer_item(customer=customer, item=butter, par_quantity=Decimal(4), position=2)
    return customer


@pytest.fixture
def count(page: Page, sign_in: Callable[[User], None], customer: Customer, representative: User) -> Page:
    """The page RELEVÉ of the customer."""
    sign_in(representative)
    page.goto(f"/mobile/{customer.pk}/releve/")
    return page


@pytest.fixture
def offline(context: BrowserContext) -> Iterator[Callable[[bool], None]]:
    yield context.set_offline
    context.set_offline(False)


def quantity(page: Page, code: str) -> Locator:
    item = CustomerItem.objects.get(item__code=code).item_id
    return page.locator(f"[name=quantity-{item}]")


def drafted() -> dict[str, Decimal | None]:
    draft = ShelfCount.objects.get()
    return dict(draft.lines.values_list("item__code", "quantity"))


def test_what_is_typed_is_kept_as_one_types_and_the_suggestion_follows(count: Page) -> None:
    """R15, R19: Enter goes to the next item; 0 is typed, empty is not counted."""
    quantity(count, "LAI").fill("3")
    quantity(count, "LAI").press("Enter")
    expect(quantity(count, "BEU")).to_be_focused()
    expect(count.locator(STATE)).to_have_attribute("data-state", "saved")

    assert drafted() == {"LAI": Decimal(3)}
    expect(count.locator("[data-suggestion]").first).to_contain_text("12 − 3 − 0 = 9")
    expect(count.locator("[data-counted]")).to_have_text("1")


def test_r20_the_total_of_an_order_follows_the_buttons(count: Page, customer: Customer) -> None:
    Item.objects.filter(code="LAI").update(list_price=Decimal("1.005"))
    count.goto(f"/mobile/{customer.pk}/commande/")
    milk, butter = count.locator("[data-item]").all()
    expect(count.locator("[data-total]")).to_have_text("0,00\N{NO-BREAK SPACE}$")

    milk.get_by_role("button", name="Une caisse de plus").click()
    butter.get_by_role("button", name="Un de plus").click()

    expect(milk.locator("[name^=quantity-]")).to_have_value("6")
    expect(milk.locator("[data-amount]")).to_have_text("6,03\N{NO-BREAK SPACE}$")
    expect(butter.locator("[data-amount]")).to_have_text("—")
    expect(count.locator("[data-total]")).to_have_text("6,03\N{NO-BREAK SPACE}$")
    expect(count.locator("[data-unpriced]")).to_have_text("+ 1 item sans prix")


def test_the_buttons_beside_a_quantity_go_up_and_down_and_never_below_zero(count: Page) -> None:
    line = count.locator("[data-item]").first
    less, more = line.locator("[data-step='-1']"), line.locator("[data-step='1']")

    less.tap()
    expect(quantity(count, "LAI")).to_have_value("0")
    more.tap()
    more.tap()
    expect(quantity(count, "LAI")).to_have_value("2")
    expect(count.locator(STATE)).to_have_attribute("data-state", "saved")

    assert drafted() == {"LAI": Decimal(2)}


def test_what_is_typed_without_network_waits_and_goes_when_it_is_back(
    count: Page, offline: Callable[[bool], None]
) -> None:
    offline(True)
    quantity(count, "LAI").fill("7")
    expect(count.locator(STATE)).to_have_attribute("data-state", "waiting")
    assert ShelfCount.objects.count() == 0

    offline(False)
    expect(count.locator(STATE)).to_have_attribute("data-state", "saved")

    assert drafted() == {"LAI": Decimal(7)}


def test_what_is_typed_without_network_comes_back_with_the_page(count: Page) -> None:
    count.route("**/brouillon/", lambda route: route.abort())
    quantity(count, "LAI").fill("7")
    expect(count.locator(STATE)).to_have_attribute("data-state", "waiting")
    assert ShelfCount.objects.count() == 0
    count.unroute("**/brouillon/")
    count.reload()

    expect(quantity(count, "LAI")).to_have_value("7")
    expect(count.locator(STATE)).to_have_attribute("data-state", "saved")
    assert drafted() == {"LAI": Decimal(7)}


def test_a_session_that_ended_asks_to_sign_in_and_loses_nothing(count: Page, representative: User) -> None:
    """R28."""
    Session.objects.all().delete()
    quantity(count, "LAI").fill("5")
    expect(count.locator(STATE)).to_have_attribute("data-state", "stopped")

    count.locator(f"{STATE} a").tap()
    count.locator("#id_username").fill(representative.username)
    count.locator("#id_password").fill(PASSWORD)
    count.locator("#id_password").press("Enter")

    expect(quantity(count, "LAI")).to_have_value("5")
    expect(count.locator(STATE)).to_have_attribute("data-state", "saved")
    assert drafted() == {"LAI": Decimal(5)}


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


def test_an_order_that_is_typed_and_left_is_there_again(count: Page, customer: Customer) -> None:
    """R28, R16."""
    quantity(count, "LAI").fill("1")
    count.get_by_role("button", name="COMMANDER").tap()
    count.wait_for_url("**/commande/")
    expect(quantity(count, "LAI")).to_have_value("12")
    quantity(count, "LAI").fill("18")
    count.goto("/mobile/")
    count.goto(f"/mobile/{customer.pk}/commande/")
    expect(quantity(count, "LAI")).to_have_value("18")

    count.get_by_role("button", name="Confirmer la commande").tap()
    expect(count.locator("h1")).to_contain_text("Commande inscrite")

    assert list(Order.objects.get().lines.values_list("item__code", "quantity")) == [("LAI", Decimal(18))]
    count.goto(f"/mobile/{customer.pk}/commande/")
    expect(quantity(count, "LAI")).to_have_value("0")


def test_what_waits_is_neither_shown_to_another_nor_sent_for_him(
    count: Page, sign_in: Callable[[User], None], customer: Customer
) -> None:
    count.route("**/mobile/*/releve/**", lambda route: route.abort())
    quantity(count, "LAI").fill("7")
    count.get_by_role("button", name="VISITE").tap()
    expect(count.locator(BAR)).to_be_visible()
    count.goto("about:blank")
    sign_in(make_user(Role.OFFICE, language="fr"))
    count.unroute("**/mobile/*/releve/**")
    count.goto(f"/mobile/{customer.pk}/releve/")

    expect(quantity(count, "LAI")).to_have_value("")
    expect(count.locator(BAR)).to_be_hidden()
    assert FollowUp.objects.count() == 0


def test_signing_out_asks_before_a_visit_is_lost_and_then_forgets_everything(
    count: Page,
    offline: Callable[[bool], None],
    customer: Customer,
    sign_in: Callable[[User], None],
    representative: User,
) -> None:
    said: list[str] = []

    def answer(dialog: Dialog) -> None:
        said.append(dialog.message)
        dialog.accept() if len(said) > 1 else dialog.dismiss()

    count.on("dialog", answer)
    count.route(f"**/mobile/{customer.pk}/releve/", lambda route: route.abort())
    quantity(count, "LAI").fill("7")
    count.get_by_role("button", name="VISITE").tap()
    expect(count.locator(BAR)).to_be_visible()

    count.locator(".mobile-menu > summary").tap()
    count.get_by_role("button", name="Se déconnecter").tap()
    expect(count.locator(BAR)).to_be_visible()
    count.get_by_role("button", name="Se déconnecter").tap()
    count.wait_for_url("**/connexion/")

    assert len(said) == 2
    assert count.evaluate("() => Object.keys(localStorage).length") == 0
    count.unroute(f"**/mobile/{customer.pk}/releve/")


def test_every_target_is_large_enough_for_a_thumb(count: Page, customer: Customer) -> None:
    small = """() => [...document.querySelectorAll("main :is(a, button, input, select), .mobile-header > *")]
        .filter((target) => target.offsetParent && target.type !== "hidden")
        .filter((target) => !target.closest(".visually-hidden, .follow-up-panel"))
        .map((target) => [target, (target.closest("label") ?? target).getBoundingClientRect()])
        .filter(([, box]) => box.height < 43.5 || box.width < 43.5)
        .map(([target, box]) => `${target.outerHTML.slice(0, 80)}: ${box.width} x ${box.height}`)"""
    found = {}
    for address in (
        "/mobile/",
        f"/mobile/{customer.pk}/",
        f"/mobile/{customer.pk}/releve/",
        f"/mobile/{customer.pk}/commande/",
        f"/mobile/{customer.pk}/visite/",
    ):
        count.goto(address)
        found[address] = count.evaluate(small)

    assert found == {address: [] for address in found}


def test_a_count_that_the_server_lacks_goes_with_the_visit_of_another_page(
    count: Page, customer: Customer
) -> None:
    """R17: typed without network, then recorded from the page VISITE."""
    count.route("**/brouillon/", lambda route: route.abort())
    quantity(count, "LAI").fill("7")
    expect(count.locator(STATE)).to_have_attribute("data-state", "waiting")
    count.unroute("**/brouillon/")
    count.goto(f"/mobile/{customer.pk}/visite/")

    count.get_by_role("button", name="Inscrire la visite").tap()
    expect(count.locator("h1")).to_contain_text("Visite inscrite")

    assert drafted() == {"LAI": Decimal(7), "BEU": None}


def test_what_is_thrown_away_does_not_come_back(count: Page, customer: Customer) -> None:
    quantity(count, "LAI").fill("7")
    expect(count.locator(STATE)).to_have_attribute("data-state", "saved")
    count.route("**/brouillon/", lambda route: route.abort())
    quantity(count, "BEU").fill("2")
    expect(count.locator(STATE)).to_have_attribute("data-state", "waiting")
    count.unroute("**/brouillon/")

    count.goto(f"/mobile/{customer.pk}/releve/jeter/")
    count.get_by_role("button", name="Jeter le relevé").tap()
    count.wait_for_url(f"**/mobile/{customer.pk}/")
    count.goto(f"/mobile/{customer.pk}/releve/")

    expect(quantity(count, "BEU")).to_have_value("")
    assert ShelfCount.objects.count() == 0


def test_r16_r19_what_one_did_not_touch_follows_the_suggestions(count: Page, customer: Customer) -> None:
    """R28: what was typed on COMMANDER before the count stays; the rest is what is suggested since."""
    count.goto(f"/mobile/{customer.pk}/commande/")
    quantity(count, "LAI").fill("6")
    count.goto(f"/mobile/{customer.pk}/releve/")
    quantity(count, "LAI").fill("3")
    quantity(count, "BEU").fill("1")
    count.get_by_role("button", name="COMMANDER").tap()
    count.wait_for_url("**/commande/")
    expect(count.locator(".kept-note")).to_be_visible()

    assert [quantity(count, code).input_value() for code in ("LAI", "BEU")] == ["6", "3"]


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


def test_r18_an_order_that_was_typed_before_another_visit_was_recorded_is_over_with_it(
    count: Page, customer: Customer
) -> None:
    count.goto(f"/mobile/{customer.pk}/commande/")
    quantity(count, "LAI").fill("6")
    count.get_by_role("link", name="Inscrire une visite").tap()
    count.get_by_role("button", name="Inscrire la visite").tap()
    expect(count.locator("h1")).to_contain_text("Visite inscrite")
    count.goto(f"/mobile/{customer.pk}/commande/")
    expect(quantity(count, "LAI")).to_have_value("0")
    quantity(count, "BEU").fill("2")

    count.get_by_role("button", name="Confirmer la commande").tap()
    expect(count.locator("h1")).to_contain_text("Commande inscrite")

    assert list(Order.objects.get().lines.values_list("item__code", "quantity")) == [("BEU", Decimal(2))]


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


def test_r18_a_visit_that_was_refused_is_of_the_day_on_which_it_was_first_pressed(
    count: Page, customer: Customer
) -> None:
    """Its order waited for the network overnight, and an item of it left the catalogue meanwhile."""
    honey = make_item(code="MIE", name_fr="Miel", list_price=8)
    yesterday = timezone.now() - datetime.timedelta(days=1)
    count.clock.set_fixed_time(yesterday)
    count.goto(f"/mobile/{customer.pk}/commande/")
    count.locator("[name=q]").fill("miel")
    count.locator("button[name=search][value='1']").tap()
    count.get_by_role("button", name="+ Miel").tap()
    expect(count.locator(f"[name=quantity-{honey.pk}]")).to_have_value("1")
    quantity(count, "LAI").fill("6")
    count.route("**/commande/", lambda route: route.abort())
    count.get_by_role("button", name="Confirmer la commande").tap()
    expect(count.locator(KEPT)).to_be_visible()
    Item.objects.filter(pk=honey.pk).update(is_active=False)
    count.unroute("**/commande/")
    count.clock.set_fixed_time(timezone.now())

    count.get_by_role("button", name="Confirmer la commande").tap()
    expect(count.locator("[data-refusal]")).to_contain_text("n’est plus au catalogue")
    count.locator(f"[name=quantity-{honey.pk}]").fill("0")
    count.get_by_role("button", name="Confirmer la commande").tap()
    expect(count.locator("h1")).to_contain_text("Commande inscrite")

    assert FollowUp.objects.get().happened_on == localdate(yesterday)


def test_r28_a_count_that_waits_leaves_from_any_page_and_signing_out_asks_before_it_is_lost(
    count: Page,
) -> None:
    said: list[str] = []

    def refuse(dialog: Dialog) -> None:
        said.append(dialog.message)
        dialog.dismiss()

    count.on("dialog", refuse)
    count.route("**/brouillon/", lambda route: route.abort())
    quantity(count, "LAI").fill("7")
    expect(count.locator(STATE)).to_have_attribute("data-state", "waiting")
    count.goto("/mobile/")
    expect(count.locator(BAR)).to_contain_text("Épicerie Chez Léa\xa0: relevé qui n’est pas encore envoyé")

    count.locator(".mobile-menu > summary").tap()
    count.get_by_role("button", name="Se déconnecter").tap()
    expect(count.locator(BAR)).to_be_visible()
    count.unroute("**/brouillon/")
    count.goto("/mobile/")
    expect(count.locator(BAR)).to_be_hidden()

    assert len(said) == 1
    assert drafted() == {"LAI": Decimal(7)}


def test_r18_a_count_that_waits_goes_to_a_manager_once_the_customer_is_another_s(
    count: Page, customer: Customer
) -> None:
    count.route("**/brouillon/", lambda route: route.abort())
    quantity(count, "LAI").fill("7")
    expect(count.locator(STATE)).to_have_attribute("data-state", "waiting")
    count.unroute("**/brouillon/")
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

    assert sorted(links.all_inner_texts()) == [
        "Marché Ti-Guy\xa0: visite inscrite",
        "Épicerie Chez Léa\xa0: visite inscrite",
    ]
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


def test_r18_signing_out_without_network_loses_nothing(count: Page, offline: Callable[[bool], None]) -> None:
    said: list[str] = []

    def accept(dialog: Dialog) -> None:
        said.append(dialog.message)
        dialog.accept()

    count.on("dialog", accept)
    offline(True)
    quantity(count, "LAI").fill("7")
    expect(count.locator(STATE)).to_have_attribute("data-state", "waiting")
    count.locator(".mobile-menu > summary").tap()
    with count.expect_event("dialog", lambda dialog: "reste ouverte" in dialog.message):
        count.get_by_role("button", name="Se déconnecter").tap()
    offline(False)
    expect(count.locator(STATE)).to_have_attribute("data-state", "saved")

    assert len(said) == 2
    assert drafted() == {"LAI": Decimal(7)}


def test_r28_a_wrong_quantity_of_the_count_is_pointed_to_from_the_visit(
    count: Page, customer: Customer
) -> None:
    """It is not taken for a lack of network."""
    quantity(count, "LAI").fill("-2")
    expect(count.locator("[data-fault]").first).not_to_be_empty()
    count.goto(f"/mobile/{customer.pk}/visite/")

    count.get_by_role("button", name="Inscrire la visite").tap()
    expect(count.locator(KEPT)).to_contain_text("Une quantité du relevé est incorrecte")
    count.locator(KEPT).get_by_role("link", name="Ouvrir le relevé").tap()

    expect(quantity(count, "LAI")).to_have_value("-2")
    expect(count.locator("[data-fault]").first).to_be_visible()


def test_r18_an_order_that_waited_opens_its_confirmation_once_it_left(
    count: Page, customer: Customer, offline: Callable[[bool], None]
) -> None:
    count.goto(f"/mobile/{customer.pk}/commande/")
    quantity(count, "LAI").fill("6")
    offline(True)
    count.get_by_role("button", name="Confirmer la commande").tap()
    expect(count.locator(KEPT)).to_be_visible()
    expect(count.locator(BAR)).to_contain_text("commande en attente du réseau")

    offline(False)

    expect(count.locator("h1")).to_contain_text("Commande inscrite")
    assert Order.objects.count() == 1


def test_r18_an_order_that_was_recorded_is_told_with_a_tick(count: Page, customer: Customer) -> None:
    count.goto(f"/mobile/{customer.pk}/commande/")
    quantity(count, "LAI").fill("6")
    count.route("**/commande/", lambda route: route.abort())
    count.get_by_role("button", name="Confirmer la commande").tap()
    expect(count.locator(KEPT)).to_be_visible()
    count.unroute("**/commande/")
    count.goto("/mobile/")
    link = count.locator(f"{BAR} a")
    expect(link).to_have_text("Épicerie Chez Léa\xa0: commande inscrite")
    expect(count.locator(BAR)).to_have_class("alert alert-success")


def test_r28_a_press_that_is_refused_is_sent_once_and_says_why(count: Page, customer: Customer) -> None:
    sent: list[str] = []
    count.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    count.goto(f"/mobile/{customer.pk}/commande/")
    quantity(count, "LAI").fill("0")

    count.get_by_role("button", name="Confirmer la commande").tap()
    expect(count.locator("[data-refusal]")).to_contain_text("vide")
    count.wait_for_load_state("networkidle")
    assert len(sent) == 1
    quantity(count, "LAI").fill("6")
    count.get_by_role("button", name="Confirmer la commande").tap()
    expect(count.locator("h1")).to_contain_text("Commande inscrite")

    assert Order.objects.count() == 1


def test_r28_an_item_that_was_added_to_an_order_is_there_when_one_comes_back(
    count: Page, customer: Customer
) -> None:
    honey = make_item(code="MIE", name_fr="Miel", list_price=8)
    count.goto(f"/mobile/{customer.pk}/commande/")
    count.locator("[name=q]").fill("miel")
    count.locator("button[name=search][value='1']").tap()
    count.get_by_role("button", name="+ Miel").tap()
    added = count.locator(f"[name=quantity-{honey.pk}]")
    expect(added).to_have_value("1")
    count.reload()
    expect(added).to_have_value("1")
    added.fill("3")
    count.goto("/mobile/")
    count.goto(f"/mobile/{customer.pk}/commande/")

    expect(added).to_have_value("3")
    expect(count.locator(".kept-note")).to_be_visible()
    count.get_by_role("button", name="Confirmer la commande").tap()
    expect(count.locator("h1")).to_contain_text("Commande inscrite")

    assert list(Order.objects.get().lines.values_list("item__code", "quantity")) == [("MIE", Decimal(3))]


def test_r15_what_is_counted_and_wrong_is_said_without_network(
    count: Page, offline: Callable[[bool], None]
) -> None:
    """R19: a suggestion that rests on something else is not shown."""
    quantity(count, "LAI").fill("3")
    expect(count.locator(STATE)).to_have_attribute("data-state", "saved")
    offline(True)
    quantity(count, "LAI").fill("4")
    quantity(count, "BEU").fill("-5")

    milk, butter = count.locator("[data-item]").all()
    expect(butter.locator("[data-fault]")).to_have_text("Une quantité ne peut pas être négative.")
    expect(milk.locator("[data-suggestion]")).not_to_contain_text("12 − 3")
    expect(count.locator("[data-counted]")).to_have_text("1")
    quantity(count, "BEU").fill("5")
    expect(butter.locator("[data-fault]")).to_be_empty()
    expect(count.locator("[data-counted]")).to_have_text("2")


def test_r19_an_item_that_leaves_the_list_while_one_counts_is_said_on_its_line(count: Page) -> None:
    quantity(count, "LAI").fill("3")
    expect(count.locator("[data-suggestion]").first).to_contain_text("12 − 3")
    CustomerItem.objects.filter(item__code="LAI").update(is_active=False)

    quantity(count, "BEU").fill("1")

    expect(count.locator("[data-suggestion]").first).to_have_text("retiré de la liste")


def test_whether_a_count_is_saved_stays_in_sight(count: Page, customer: Customer) -> None:
    for number in range(12):
        make_customer_item(customer=customer, item=make_item(code=f"A{number}"), par_quantity=2)
    count.reload()
    last = count.locator("[name^=quantity-]").last
    last.scroll_into_view_if_needed()

    last.fill("1")

    expect(count.locator(STATE)).to_have_attribute("data-state", "saved")
    expect(count.locator(STATE)).to_be_in_viewport()


def test_r28_a_quantity_that_was_said_to_be_right_is_so_when_the_page_comes_back(count: Page) -> None:
    quantity(count, "LAI").fill("120")
    quantity(count, "LAI").press("Enter")
    count.get_by_role("checkbox", name="C’est exact").tap()
    expect(count.locator(STATE)).to_have_attribute("data-state", "saved")
    count.reload()

    expect(count.get_by_role("checkbox", name="C’est exact")).to_be_checked()
    expect(count.locator("[data-fault]").first).to_be_hidden()
    quantity(count, "LAI").fill("130")
    quantity(count, "LAI").press("Enter")
    expect(count.locator(STATE)).to_have_attribute("data-state", "saved")
    count.reload()

    expect(count.locator("[data-fault]").first).to_contain_text("130")


def test_r18_a_count_of_a_customer_who_was_deactivated_goes_on_to_the_order_and_waits(
    count: Page, customer: Customer
) -> None:
    Customer.objects.filter(pk=customer.pk).update(is_active=False)
    quantity(count, "LAI").fill("3")
    count.get_by_role("button", name="COMMANDER").tap()
    count.wait_for_url("**/commande/")
    count.get_by_role("button", name="Confirmer la commande").tap()
    expect(count.locator("h1")).to_contain_text("gardée pour un gestionnaire")

    assert [(one.has_order, len(one.counted)) for one in WaitingVisit.objects.all()] == [(True, 1)]
