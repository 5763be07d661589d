"""Clients mobiles: sending a visit, its confirmation, and customers taken away (R17, R18, R25, R28)."""

import datetime
import re
import uuid
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from customers.models import Customer
from followups.models import FollowUp
from par.models import Order, ShelfCount, WaitingVisit
from par.services.order_steps import cancel_order
from par.views.visit_ids import OPENED
from tests.factories import (
    make_customer,
    make_customer_item,
    make_item,
    make_salesperson,
    make_shelf_count,
    make_user,
)
from tests.par.mobile.pages import names_on, page, submission_in, text_of, value_of
from webmino.models import User
from webmino.roles import Role

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
SignedIn = Callable[[User], Client]


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


def test_who_comes_back_to_the_visit_that_he_opened_last_writes_nothing(
    phone: Client, customer: Customer
) -> None:
    """And to another, that it is now the last: those opened longest ago are forgotten first."""
    other = make_customer(salesperson=customer.salesperson)
    visits = [customer, customer, other, customer]

    kept = []
    for visited in visits:
        with CaptureQueriesContext(connection) as queries:
            submission = submission_in(phone.get(page(visited, "count")).content.decode())
        writes = any("INSERT" in query["sql"] or "UPDATE" in query["sql"] for query in queries)
        kept.append((submission, writes, [*phone.session[OPENED]][-1]))

    first, beside = kept[0][0], kept[2][0]
    assert kept == [
        (first, True, str(customer.pk)),
        (first, False, str(customer.pk)),
        (beside, True, str(other.pk)),
        (first, True, str(customer.pk)),
    ]


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
