"""Clients mobiles: the pages of the phone, without script (R14–R18, R25, R28)."""

import datetime
import re
import uuid
from collections.abc import Callable
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from customers.models import Customer, Salesperson
from followups.models import FollowUp, MobileCodes
from par.models import CustomerItem, Order, ShelfCount, WaitingVisit
from par.selectors.mobile import next_on_the_round, round_of
from par.services.order_steps import cancel_order
from par.services.visits import refuse_visit
from tests.factories import (
    make_customer,
    make_customer_item,
    make_follow_up,
    make_item,
    make_route,
    make_salesperson,
    make_service_type,
    make_shelf_count,
    make_user,
)
from webmino.company import save_settings
from webmino.models import User
from webmino.roles import Role

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
SignedIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def codes(db: None) -> None:
    save_settings(MobileCodes(visit=make_service_type(code="VIS"), order=make_service_type(code="CMD")))


@pytest.fixture
def salesperson(representative: User) -> Salesperson:
    return representative.salespeople.get()


@pytest.fixture
def customer(salesperson: Salesperson) -> Customer:
    return make_customer(name="Épicerie Chez Léa", salesperson=salesperson)


@pytest.fixture
def phone(representative: User, signed_in: SignedIn) -> Client:
    User.objects.update(language="en")
    return signed_in(representative)


def page(customer: Customer, name: str) -> str:
    return reverse(f"par:mobile-{name}", args=[customer.pk])


def submission_in(html: str) -> str:
    return re.findall(r'name="submission" value="([^"]+)"', html)[0]


def text_of(response: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def value_of(response: Any, item: Any) -> str:
    field = re.search(rf'<input[^>]*name="quantity-{item.pk}"[^>]*>', response.content.decode())
    assert field
    value = re.search(r'value="([^"]*)"', field[0])
    return value[1] if value else ""


def names_on(response: Any) -> list[str]:
    return re.findall(r'<span class="who">([^<]+?) <small>', unescape(response.content.decode()))


def test_the_round_is_by_route_and_stop_with_the_routes_of_today_first(
    phone: Client, salesperson: Salesperson
) -> None:
    """R14."""
    today = make_route(code="R-2", weekday=localdate().isoweekday())
    other = make_route(code="R-1", weekday=(localdate() + DAY).isoweekday())
    stops = {"B": (today, 2), "A": (today, 1), "C": (other, 1), "D": (None, None)}
    for name, (route, stop) in stops.items():
        make_customer(name=name, route=route, stop=stop, salesperson=salesperson)
    make_customer(name="Inactive", route=today, salesperson=salesperson, is_active=False)
    make_customer(name="Another’s", route=today, salesperson=make_salesperson())

    response = phone.get(reverse("par:mobile-customer-list"))

    assert names_on(response) == ["A", "B", "C", "D"]


@pytest.mark.parametrize("stop", [None, 3])
def test_r14_next_skips_nobody_whose_number_sorts_like_another_s(
    stop: int | None, representative: User, salesperson: Salesperson
) -> None:
    route = make_route()
    for number in ("08", "007", "7", "07"):
        make_customer(number=number, route=route, stop=stop, salesperson=salesperson)

    following = round_of(representative, on=localdate()).first()
    walked = []
    while following and len(walked) < 9:
        walked.append(following.number)
        following = next_on_the_round(representative, following, on=localdate())

    assert walked == ["007", "7", "07", "08"]


def test_the_round_says_what_is_late(phone: Client, salesperson: Salesperson) -> None:
    """R14: the last visit, what is late and what is overdue, at a glance."""
    customer = make_customer(salesperson=salesperson, visit_every_days=7)
    visit = make_service_type(counts_as_visit=True)
    make_follow_up(
        customer=customer,
        service_type=visit,
        happened_on=localdate() - 23 * DAY,
        next_action="Rappeler",
        next_action_on=localdate() - DAY,
    )

    marks = text_of(phone.get(reverse("par:mobile-customer-list")))

    assert "23 d ⚠ late ! action overdue" in marks


def test_who_acts_for_several_salespeople_chooses_and_is_remembered(
    phone: Client, representative: User, salesperson: Salesperson
) -> None:
    """R14."""
    replaced = make_salesperson()
    replaced.users.add(representative)
    make_customer(name="Mine", salesperson=salesperson)
    make_customer(name="Of whom I replace", salesperson=replaced)
    address = reverse("par:mobile-customer-list")
    everybody = names_on(phone.get(address))

    phone.get(address, {"salesperson": replaced.code})

    assert everybody == ["Mine", "Of whom I replace"]
    assert names_on(phone.get(address)) == ["Of whom I replace"]
    assert names_on(phone.get(address, {"salesperson": ""})) == everybody


def test_the_round_is_searched_whatever_the_accents(phone: Client, salesperson: Salesperson) -> None:
    make_customer(name="Épicerie Chez Léa", salesperson=salesperson)
    make_customer(name="Dépanneur", salesperson=salesperson)

    found = phone.get(reverse("par:mobile-customer-list"), {"q": "epicerie lea"})

    assert names_on(found) == ["Épicerie Chez Léa"]


def test_a_count_is_kept_in_the_draft_and_opens_again_as_it_was(phone: Client, customer: Customer) -> None:
    """R15: empty is not counted, 0 is 0; it survives closing the page."""
    milk, butter, cream = (make_customer_item(customer=customer, par_quantity=5).item for _ in range(3))
    submission = submission_in(phone.get(page(customer, "count")).content.decode())

    phone.post(
        page(customer, "count"),
        {
            "submission": submission,
            f"quantity-{milk.pk}": "12,5",
            f"quantity-{butter.pk}": "0",
            "then": "close",
        },
    )
    again = phone.get(page(customer, "count"))

    assert [value_of(again, item) for item in (milk, butter, cream)] == ["12.5", "0", ""]
    assert submission_in(again.content.decode()) == submission
    assert "2 / 3 counted" in text_of(again)


def test_two_pages_of_one_count_send_what_each_changed(phone: Client, customer: Customer) -> None:
    milk, butter = (make_customer_item(customer=customer).item for _ in range(2))
    submission = submission_in(phone.get(page(customer, "count")).content.decode())
    sent = {"submission": submission, "then": "close"}

    sent |= {f"before-{milk.pk}": "", f"before-{butter.pk}": ""}
    phone.post(page(customer, "count"), sent | {f"quantity-{milk.pk}": "3", f"quantity-{butter.pk}": ""})
    phone.post(page(customer, "count"), sent | {f"quantity-{milk.pk}": "", f"quantity-{butter.pk}": "4"})

    lines = ShelfCount.objects.get().lines
    assert dict(lines.values_list("item", "quantity")) == {milk.pk: 3, butter.pk: 4}


def test_the_draft_answers_a_script_with_the_suggestions(phone: Client, customer: Customer) -> None:
    """R19: the figures are those of the one function."""
    milk = make_customer_item(customer=customer, item=make_item(pack_size=6), par_quantity=Decimal(12)).item

    answer = phone.post(
        page(customer, "draft"), {"submission": str(uuid.uuid4()), f"quantity-{milk.pk}": "3"}
    ).json()

    assert answer["suggestions"] == {str(milk.pk): "12 − 3 − 0 = 9 → case of 6: 12"}
    assert (answer["counted"], answer["faults"]) == (1, {})


@pytest.mark.parametrize("typed", ["-1", "trois", "1e9", "12345678901", "1.2345"])
def test_what_is_no_quantity_is_said_beside_its_item_and_the_rest_is_kept(
    phone: Client, customer: Customer, typed: str
) -> None:
    """R28."""
    milk, butter = (make_customer_item(customer=customer).item for _ in range(2))
    sent = {"submission": str(uuid.uuid4()), f"quantity-{milk.pk}": typed, f"quantity-{butter.pk}": "4"}

    answer = phone.post(page(customer, "draft"), sent).json()
    refused = phone.post(page(customer, "count"), sent | {"then": "visit"})

    assert list(answer["faults"]) == [str(milk.pk)]
    assert dict(ShelfCount.objects.get().lines.values_list("item", "quantity")) == {butter.pk: 4}
    assert refused.status_code == 422
    assert value_of(refused, milk) == typed
    assert FollowUp.objects.count() == 0


def test_a_slip_is_questioned_and_then_recorded_when_it_is_right(phone: Client, customer: Customer) -> None:
    milk = make_customer_item(customer=customer, par_quantity=Decimal(12)).item
    sent = {"submission": str(uuid.uuid4()), f"quantity-{milk.pk}": "37", "then": "visit"}

    questioned = phone.post(page(customer, "count"), sent)
    recorded = phone.post(page(customer, "count"), sent | {f"sure-{milk.pk}": "on"}, follow=True)

    assert questioned.status_code == 422
    assert "37 is a lot here. Correct it, or confirm that it is right." in text_of(questioned)
    assert "Visit recorded" in text_of(recorded)
    assert ShelfCount.objects.get().lines.get().quantity == 37


def test_an_order_is_filled_with_the_suggestions_of_the_count_in_hand(
    phone: Client, customer: Customer
) -> None:
    """R16, R19: others are at 0, and what has PAR 0 can be ordered."""
    milk = make_customer_item(customer=customer, item=make_item(pack_size=6), par_quantity=Decimal(12)).item
    butter = make_customer_item(customer=customer, par_quantity=Decimal(0)).item
    cream = make_customer_item(customer=customer, par_quantity=Decimal(4)).item
    sent = {"submission": str(uuid.uuid4()), f"quantity-{milk.pk}": "3", "then": "order"}

    order = phone.post(page(customer, "count"), sent, follow=True)

    assert [value_of(order, item) for item in (milk, butter, cream)] == ["12", "0", "0"]
    assert "12 − 3 − 0 = 9 → case of 6: 12" in text_of(order)


def test_r20_an_order_says_what_it_comes_to(phone: Client, customer: Customer) -> None:
    """An item of the catalogue is at its list price; what has no price is in no total, and counted."""
    listed = make_customer_item(customer=customer, price="1.25", item=make_item(list_price=9)).item
    unpriced, added = make_customer_item(customer=customer).item, make_item(list_price=2)
    typed = {f"quantity-{item.pk}": "3" for item in (listed, unpriced, added)}
    sent = typed | {"submission": str(uuid.uuid4()), "search": "1", "q": ""}

    opened = phone.get(page(customer, "order")).text
    shown = phone.post(page(customer, "order"), sent).text

    assert re.findall(r'data-asked="(.*?)"', shown) == ["1.250000", "", "2.000000"]
    assert re.findall(r"data-amount>(.*?)<", opened) == ["", ""]
    assert re.findall(r"data-amount>(.*?)<", shown) == ["$3.75", "—", "$6.00"]
    assert re.findall(r"data-(?:total|unpriced)>(.*?)<", opened) == ["$0.00", ""]
    assert re.findall(r"data-(?:total|unpriced)>(.*?)<", shown) == ["$9.75", "+ 1 item without a price"]


def test_without_a_count_an_order_says_which_count_it_rests_on(phone: Client, customer: Customer) -> None:
    """R16."""
    milk = make_customer_item(customer=customer, par_quantity=Decimal(12)).item
    day = localdate() - 3 * DAY
    make_shelf_count({milk: Decimal(2)}, customer=customer, counted_on=day)

    order = phone.get(page(customer, "order"))

    assert value_of(order, milk) == "10"
    assert f"suggested from the last count, of {day}" in text_of(order)


def test_any_item_of_the_catalogue_is_added_and_what_was_typed_stays(
    phone: Client, customer: Customer
) -> None:
    """R16."""
    milk = make_customer_item(customer=customer, par_quantity=Decimal(12)).item
    honey = make_item(name_en="Honey", name_fr="Miel", pack_size=4, list_price=Decimal("8.25"))
    make_item(name_en="Honey of before", name_fr="Miel d’avant", is_active=False)
    sent = {"submission": str(uuid.uuid4()), f"quantity-{milk.pk}": "7"}

    found = phone.post(page(customer, "order"), sent | {"q": "miel", "search": "1"})
    added = phone.post(page(customer, "order"), sent | {"add": str(honey.pk)})
    phone.post(page(customer, "order"), sent | {f"quantity-{honey.pk}": "4"})

    assert re.findall(r'name="add" value="(\d+)"', found.content.decode()) == [str(honey.pk)]
    assert [value_of(added, item) for item in (milk, honey)] == ["7", "4"]
    lines = Order.objects.get().lines.values_list("item", "quantity", "unit_price")
    assert set(lines) == {(milk.pk, 7, None), (honey.pk, 4, Decimal("8.25"))}


def test_an_empty_order_is_refused_and_points_to_the_visit(phone: Client, customer: Customer) -> None:
    """R16."""
    milk = make_customer_item(customer=customer).item

    refused = phone.post(
        page(customer, "order"), {"submission": str(uuid.uuid4()), f"quantity-{milk.pk}": "0", "note": "Vu"}
    )

    assert refused.status_code == 422
    assert "The order is empty" in text_of(refused)
    assert page(customer, "visit") in refused.content.decode()
    assert ">Vu</textarea>" in re.sub(r">\s+", ">", refused.content.decode())
    assert FollowUp.objects.count() == 0


def test_a_visit_sent_twice_leads_to_one_confirmation(phone: Client, customer: Customer) -> None:
    """R18."""
    html = phone.get(page(customer, "visit")).content.decode()
    sent = {"submission": submission_in(html), "note": "Bonjour"}

    first, second = (phone.post(page(customer, "visit"), sent) for _ in range(2))

    assert first["Location"] == second["Location"]
    assert FollowUp.objects.count() == 1
    assert submission_in(phone.get(page(customer, "visit")).content.decode()) != submission_in(html)


def test_r18_what_was_recorded_is_not_questioned_when_it_is_sent_again(
    phone: Client, customer: Customer
) -> None:
    """The count that went with it made its quantity look like a slip."""
    milk = make_customer_item(customer=customer, par_quantity=Decimal(12)).item
    submission = str(uuid.uuid4())
    phone.post(page(customer, "draft"), {"submission": submission, f"quantity-{milk.pk}": "2"})
    sent = {"submission": submission, f"quantity-{milk.pk}": "24"}

    first, second = (phone.post(page(customer, "order"), sent) for _ in range(2))

    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    assert (FollowUp.objects.count(), Order.objects.count()) == (1, 1)


def test_two_pages_of_one_customer_are_one_visit_until_it_is_recorded(
    phone: Client, customer: Customer
) -> None:
    """R18: whichever page sends it."""
    names = "count", "visit", "order"

    submissions = {submission_in(phone.get(page(customer, name)).content.decode()) for name in names}

    assert len(submissions) == 1


def test_another_visit_under_a_used_identifier_is_kept_to_be_sent_again(
    phone: Client, customer: Customer
) -> None:
    """R28: an order typed on a page whose visit was recorded meanwhile is not lost."""
    milk = make_customer_item(customer=customer).item
    used = str(uuid.uuid4())
    phone.post(page(customer, "visit"), {"submission": used})

    refused = phone.post(page(customer, "order"), {"submission": used, f"quantity-{milk.pk}": "6"})
    renewed = submission_in(refused.content.decode())
    phone.post(page(customer, "order"), {"submission": renewed, f"quantity-{milk.pk}": "6"})

    assert (refused.status_code, value_of(refused, milk)) == (422, "6")
    assert (FollowUp.objects.count(), Order.objects.count()) == (2, 1)


def test_a_script_is_told_where_the_confirmation_is(phone: Client, customer: Customer) -> None:
    submission = str(uuid.uuid4())

    answer = phone.post(
        page(customer, "visit"), {"submission": submission}, headers={"Accept": "application/json"}
    )

    assert answer.json() == {"address": reverse("par:mobile-recorded", args=[submission]), "waits": False}


def test_r18_a_visit_that_waits_is_not_said_to_be_recorded(phone: Client, customer: Customer) -> None:
    Customer.objects.update(is_active=False)
    sent = {"submission": str(uuid.uuid4())}

    told = phone.post(page(customer, "visit"), sent, headers={"Accept": "application/json"})
    said = text_of(phone.post(page(customer, "visit"), sent, follow=True))

    assert told.json()["waits"] is True
    assert f"Kept for a manager: {customer}." in said
    assert f"Recorded: {customer}." not in said


def test_r18_a_count_of_a_customer_who_was_deactivated_goes_on_to_the_order(
    phone: Client, customer: Customer
) -> None:
    """Both are kept for a manager."""
    milk = make_customer_item(customer=customer, par_quantity=Decimal(12)).item
    submission = submission_in(phone.get(page(customer, "count")).text)
    Customer.objects.update(is_active=False)
    counted = {"submission": submission, f"quantity-{milk.pk}": "5"}

    kept = phone.post(page(customer, "draft"), counted)
    order = phone.post(page(customer, "count"), counted | {"then": "order"}, follow=True)
    asked = {"submission": submission, f"quantity-{milk.pk}": "7"}
    phone.post(page(customer, "order"), asked)

    assert (kept.status_code, kept.json()["counted"]) == (200, 1)
    assert order.status_code == 200
    assert value_of(order, milk) == "7"
    assert "send the visit, and a manager will accept it" in text_of(order)
    waiting = WaitingVisit.objects.get()
    assert (waiting.counted, waiting.asked) == ({str(milk.pk): "5.000"}, {str(milk.pk): "7.000"})


def test_the_day_of_a_visit_is_that_of_the_button_when_the_clock_can_be_right(
    phone: Client, customer: Customer
) -> None:
    pressed = {"1": localdate() - DAY, "2": localdate() + 2 * DAY, "3": localdate() - 90 * DAY}
    for day in pressed.values():
        phone.post(
            page(customer, "visit"), {"submission": str(uuid.uuid4()), "pressed_at": f"{day}T12:00:00Z"}
        )

    days = FollowUp.objects.order_by("pk").values_list("happened_on", flat=True)

    assert list(days) == [localdate() - DAY, localdate(), localdate()]


def test_a_visit_to_a_customer_taken_away_is_kept_and_a_manager_accepts_it(
    phone: Client, customer: Customer, manager: User, signed_in: SignedIn
) -> None:
    """R18, R25: what is his is kept, and nothing more of the customer is shown."""
    milk = make_customer_item(customer=customer).item
    sent = {"submission": submission_in(phone.get(page(customer, "count")).content.decode())}
    sent |= {f"quantity-{milk.pk}": "3", "note": "Tablette pleine"}
    Customer.objects.update(salesperson=make_salesperson())

    draft = phone.post(page(customer, "draft"), sent)
    kept = phone.post(page(customer, "count"), sent | {"then": "visit"}, follow=True)

    waiting = WaitingVisit.objects.get()
    assert draft.status_code == 409
    assert "a manager will accept it" in draft.json()["message"]
    assert "counts once a manager accepts it" in text_of(kept)
    assert phone.get(page(customer, "count")).status_code == 404

    desk = signed_in(manager)
    User.objects.update(language="en")
    home, his_home = desk.get(reverse("home")), phone.get(reverse("home"))
    shown = text_of(desk.get(reverse("par:waiting-visit-detail", args=[waiting.pk])))
    desk.post(reverse("par:waiting-visit-accept", args=[waiting.pk]))

    assert "1 visit waits for your decision." in text_of(home)
    assert reverse("par:waiting-visit-list") in home.text
    assert "1 visit of yours waits for a manager." in text_of(his_home)
    assert re.search(rf"{milk.code} \S+ \S+ 3 ", shown)
    follow_up = FollowUp.objects.get()
    assert (follow_up.note, follow_up.customer) == ("Tablette pleine", customer)


def test_a_customer_who_was_never_ones_own_can_not_be_visited(phone: Client) -> None:
    """R25: by any address, with any identifier."""
    other = make_customer(salesperson=make_salesperson())
    for name in ("count", "draft", "order", "visit", "discard"):
        response = phone.post(page(other, name), {"submission": str(uuid.uuid4()), "then": "visit"})
        assert response.status_code == 404

    assert (FollowUp.objects.count(), WaitingVisit.objects.count()) == (0, 0)


def test_the_confirmation_is_shown_to_who_sent_it_only(
    phone: Client, customer: Customer, signed_in: SignedIn
) -> None:
    """R25."""
    submission = str(uuid.uuid4())
    phone.post(page(customer, "visit"), {"submission": submission, "note": "secret"})
    stranger = signed_in(make_user(Role.REPRESENTATIVE))
    address = reverse("par:mobile-recorded", args=[submission])

    assert "secret" in text_of(phone.get(address))
    assert stranger.get(address).status_code == 404


def test_an_item_taken_off_the_list_while_one_counts_is_said_and_kept(
    phone: Client, customer: Customer
) -> None:
    milk = make_customer_item(customer=customer).item
    sent = {"submission": str(uuid.uuid4()), f"quantity-{milk.pk}": "3", "then": "close"}
    phone.post(page(customer, "count"), sent)
    CustomerItem.objects.update(is_active=False)

    again = phone.get(page(customer, "count"))

    assert value_of(again, milk) == "3"
    assert "taken off the list" in text_of(again)


def test_the_count_of_a_colleague_is_shown_and_not_merged(phone: Client, customer: Customer) -> None:
    """R15."""
    milk = make_customer_item(customer=customer).item
    colleague = make_user(Role.OFFICE, first_name="Chantal", last_name="Roy")
    make_shelf_count({milk: Decimal(8)}, customer=customer, state="draft", entered_by=colleague)

    count = phone.get(page(customer, "count"))

    assert "Chantal Roy has a count in hand" in text_of(count)
    assert value_of(count, milk) == ""


def test_what_another_typed_in_this_browser_is_not_sent_for_him(phone: Client, customer: Customer) -> None:
    """R25: a page that he left open says whose it is."""
    sent = {"submission": str(uuid.uuid4())}
    other = make_user(Role.REPRESENTATIVE)

    refused = phone.post(page(customer, "visit"), sent, headers={"X-Webmino-User": str(other.pk)})

    assert refused.status_code == 403
    assert FollowUp.objects.count() == 0


def test_of_a_customer_taken_away_only_what_one_typed_is_shown(phone: Client, customer: Customer) -> None:
    """R25: neither his list, nor his prices, nor what others count there."""
    milk, butter = (
        make_customer_item(customer=customer, par_quantity=77, price="66.55").item for _ in range(2)
    )
    make_shelf_count(
        {milk: Decimal(8)},
        customer=customer,
        state="draft",
        entered_by=make_user(Role.OFFICE, last_name="Roy"),
    )
    sent = {"submission": str(uuid.uuid4()), f"quantity-{milk.pk}": "abc", "then": "visit"}
    seen = text_of(phone.post(page(customer, "order"), sent))
    Customer.objects.update(salesperson=make_salesperson())

    count = phone.post(page(customer, "count"), sent)
    order = phone.post(page(customer, "order"), sent)
    searched = phone.post(page(customer, "order"), sent | {"search": "1", "q": milk.code})

    assert ("PAR 77" in seen, "66.55" in seen, butter.code in seen) == (True, True, True)
    assert (value_of(count, milk), value_of(order, milk)) == ("abc", "abc")
    for response in (count, order):
        words = text_of(response)
        assert ("PAR 77" in words, "66.55" in words, butter.code in words) == (False, False, False)
        assert "Roy has a count in hand" not in words
    assert searched.status_code == 404


def test_an_odd_moment_or_character_is_no_fault_of_the_server(
    phone: Client, customer: Customer, manager: User, signed_in: SignedIn
) -> None:
    """R28."""
    moments = ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z")
    for moment in moments:
        sent = {"submission": str(uuid.uuid4()), "pressed_at": moment}
        assert phone.post(page(customer, "visit"), sent).status_code == 302
    waiting = WaitingVisit.objects.create(
        customer=customer, entered_by=manager, happened_on=localdate(), submission=uuid.uuid4()
    )

    refused = signed_in(manager).post(
        reverse("par:waiting-visit-refuse", args=[waiting.pk]), {"reason": "\0"}
    )
    searched = phone.get(reverse("par:mobile-customer-list"), {"q": "\0Épicerie"})

    assert list(FollowUp.objects.values_list("happened_on", flat=True)) == [localdate()] * 2
    assert refused.status_code == 422
    assert names_on(searched) == [customer.name]
    assert phone.get("/commandes/%00/").status_code == 404


def test_a_draft_that_counts_nothing_leaves_an_order_on_the_last_count(
    phone: Client, customer: Customer
) -> None:
    """R16, R19: what the page suggests is what the order keeps."""
    milk = make_customer_item(customer=customer, par_quantity=Decimal(12)).item
    make_shelf_count({milk: Decimal(2)}, customer=customer, counted_on=localdate() - 3 * DAY)
    submission = submission_in(phone.get(page(customer, "count")).content.decode())
    phone.post(page(customer, "count"), {"submission": submission, "note": "Bonjour", "then": "order"})

    order = phone.get(page(customer, "order"))
    phone.post(
        page(customer, "order"), {"submission": submission, f"quantity-{milk.pk}": "10", "note": "Bonjour"}
    )

    assert value_of(order, milk) == "10"
    assert Order.objects.get().lines.get().figures == (12, 2, 0, 1, 10)
    assert ShelfCount.objects.drafts().count() == 0


def test_r18_a_visit_recorded_elsewhere_is_not_opened_again(
    phone: Client, customer: Customer, representative: User, signed_in: SignedIn
) -> None:
    """The phone's session still has the identifier of the visit that the same user recorded at the desk."""
    milk = make_customer_item(customer=customer).item
    first = submission_in(phone.get(page(customer, "count")).content.decode())
    phone.post(page(customer, "draft"), {"submission": first, f"quantity-{milk.pk}": "3"})
    signed_in(representative).post(page(customer, "visit"), {"submission": first})

    second = submission_in(phone.get(page(customer, "count")).content.decode())
    draft = phone.post(page(customer, "draft"), {"submission": second, f"quantity-{milk.pk}": "9"})

    assert second != first
    assert draft.status_code == 200
    assert ShelfCount.objects.drafts().get().lines.get().quantity == 9


def test_r18_an_old_visit_sent_again_leaves_the_open_one(phone: Client, customer: Customer) -> None:
    old = submission_in(phone.get(page(customer, "visit")).content.decode())
    phone.post(page(customer, "visit"), {"submission": old})
    now = submission_in(phone.get(page(customer, "order")).content.decode())

    phone.post(page(customer, "visit"), {"submission": old})

    assert submission_in(phone.get(page(customer, "visit")).content.decode()) == now


def test_r25_the_confirmation_shows_a_former_representative_what_he_sent_and_nothing_since(
    phone: Client, customer: Customer, manager: User
) -> None:
    """Neither the list nor its PAR, nor amounts, nor what was corrected once the customer was another's."""
    milk, butter = (
        make_customer_item(customer=customer, par_quantity=Decimal("77.5"), price="66.55").item
        for _ in range(2)
    )
    sent = {"submission": str(uuid.uuid4()), "note": "Tablette pleine", "then": "order"}
    phone.post(page(customer, "count"), sent | {f"quantity-{milk.pk}": "3"})
    phone.post(page(customer, "order"), sent | {f"quantity-{milk.pk}": "5"})
    address = reverse("par:mobile-recorded", args=[sent["submission"]])
    seen = text_of(phone.get(address))
    Customer.objects.update(salesperson=make_salesperson())
    FollowUp.objects.update(note="note de l’autre", happened_on=localdate() - DAY)

    shown = phone.get(address)

    words = text_of(shown)
    hidden = (
        "77.5",
        "66.55",
        "332.75",
        butter.code,
        butter.name_en,
        "note de l’autre",
        str(localdate() - DAY),
    )
    assert [secret in seen for secret in ("77.5", "332.75", butter.name_en)] == [True] * 3
    assert [secret for secret in hidden if secret in words] == []
    assert re.findall(rf"{milk.name_en} (\d)", words) == ["5", "3"]
    assert "Tablette pleine" in words
    assert page(customer, "customer") not in shown.text


def test_r18_a_count_in_hand_is_shown_and_sent_once_the_customer_is_another_s(
    phone: Client, customer: Customer
) -> None:
    """R15, R25: only what he typed himself."""
    milk, butter = (make_customer_item(customer=customer, par_quantity=Decimal(77)).item for _ in range(2))
    submission = submission_in(phone.get(page(customer, "count")).content.decode())
    sent = {"submission": submission, f"quantity-{milk.pk}": "3", "note": "Vu", "then": "close"}
    phone.post(page(customer, "count"), sent)
    Customer.objects.update(salesperson=make_salesperson())

    round_, count, visit = (
        phone.get(address)
        for address in (
            reverse("par:mobile-customer-list"),
            page(customer, "count"),
            page(customer, "visit"),
        )
    )

    assert page(customer, "count") in round_.text
    assert value_of(count, milk) == "3"
    assert f"quantity-{butter.pk}" not in count.text
    assert "PAR 77" not in text_of(count)
    for response in (count, visit):
        assert "a manager will accept it" in text_of(response)
        assert page(customer, "customer") + '"' not in response.text
    assert phone.get(page(customer, "order")).status_code == 404

    phone.post(page(customer, "visit"), {"submission": submission_in(visit.text), "note": "Vu"})

    assert WaitingVisit.objects.get().counted == {str(milk.pk): "3.000"}
    assert phone.get(page(customer, "count")).status_code == 404
    assert page(customer, "count") not in phone.get(reverse("par:mobile-customer-list")).text


def test_r25_a_former_representative_does_not_learn_what_is_on_the_list(
    phone: Client, customer: Customer
) -> None:
    """Fields that he sends empty are no items that he typed."""
    milk, butter = (make_customer_item(customer=customer).item for _ in range(2))
    Customer.objects.update(salesperson=make_salesperson())
    sent = {"submission": "none", f"quantity-{milk.pk}": "3", f"quantity-{butter.pk}": "", "then": "visit"}

    refused = phone.post(page(customer, "count"), sent)

    assert refused.status_code == 422
    assert (value_of(refused, milk), butter.name_en in text_of(refused)) == ("3", False)


def test_r4_the_confirmation_of_an_order_says_that_it_was_cancelled(
    phone: Client, customer: Customer
) -> None:
    item = make_item(list_price=1)
    sent = {"submission": str(uuid.uuid4()), f"quantity-{item.pk}": "5"}
    recorded = text_of(phone.post(page(customer, "order"), sent, follow=True))
    order = Order.objects.get()
    cancel_order(order, by=order.entered_by, reason="erreur")

    cancelled = text_of(phone.get(reverse("par:mobile-recorded", args=[sent["submission"]])))

    assert ("✓ Order recorded" in recorded, "Expected on" in recorded) == (True, True)
    assert ("✓" in cancelled, "Expected on" in cancelled) == (False, False)
    assert "This order was cancelled since." in cancelled


def test_r14_the_next_customer_may_have_a_number_that_sorts_alike(
    representative: User, salesperson: Salesperson
) -> None:
    route = make_route()
    for number in ("7", "007", "07"):
        make_customer(number=number, route=route, salesperson=salesperson)
    first, *others = round_of(representative, on=localdate())

    second = next_on_the_round(representative, first, on=localdate())
    assert second
    third = next_on_the_round(representative, second, on=localdate())
    assert third

    assert [second, third] == others
    assert next_on_the_round(representative, third, on=localdate()) is None


def test_r18_a_count_in_hand_of_another_s_customer_can_be_thrown_away(
    phone: Client, customer: Customer
) -> None:
    milk = make_customer_item(customer=customer).item
    sent = {"submission": str(uuid.uuid4()), f"quantity-{milk.pk}": "3", "then": "close"}
    phone.post(page(customer, "count"), sent)
    Customer.objects.update(salesperson=make_salesperson())

    asked = phone.get(page(customer, "discard"))
    thrown = phone.post(page(customer, "discard"), follow=True)

    assert "The 1 item that you counted here will be lost." in text_of(asked)
    assert [address for address, _status in thrown.redirect_chain] == [reverse("par:mobile-customer-list")]
    assert (thrown.status_code, ShelfCount.objects.count()) == (200, 0)


def test_r18_the_round_says_which_visits_wait_and_which_were_refused_and_why(
    phone: Client, customer: Customer, manager: User
) -> None:
    """Until he puts it away, for 14 days at most."""
    Customer.objects.update(is_active=False)
    for _visit in range(3):
        phone.post(page(customer, "visit"), {"submission": str(uuid.uuid4())})
    waiting, refused, old = WaitingVisit.objects.all()
    for visit in (refused, old):
        refuse_visit(visit, by=manager, reason="Visité deux fois")
    WaitingVisit.objects.filter(pk=old.pk).update(decided_at=timezone.now() - 15 * DAY)
    round_address = reverse("par:mobile-customer-list")

    said = phone.get(round_address)
    phone.post(reverse("par:mobile-refusal-seen", args=[refused.submission]))
    again = phone.get(round_address)

    addresses = [reverse("par:mobile-recorded", args=[one.submission]) for one in (waiting, refused, old)]
    assert [address in said.text for address in addresses] == [True, True, False]
    assert f"{manager} refused your visit. Visité deux fois" in text_of(said)
    assert [address in again.text for address in addresses] == [True, False, False]
