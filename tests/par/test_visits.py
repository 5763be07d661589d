"""Visits of the road: one follow-up with its count and its order, however often it is sent (R16–R18)."""

import datetime
import uuid
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from customers.models import Customer
from followups.models import CustomerVisitState, FollowUp, MobileCodes
from followups.services.corrections import edit_follow_up
from followups.services.follow_ups import SUBMISSION_USED
from par.models import Item, Order, ShelfCount, WaitingVisit
from par.services.counts import save_draft
from par.services.visits import NO_CODE, SentVisit, accept_visit, record_visit, refuse_visit
from tests.factories import make_customer, make_customer_item, make_item, make_salesperson, make_service_type
from webmino.company import save_settings
from webmino.history import version_of
from webmino.models import User

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def codes(db: None) -> MobileCodes:
    chosen = MobileCodes(visit=make_service_type(code="VIS"), order=make_service_type(code="CMD"))
    save_settings(chosen)
    return chosen


@pytest.fixture
def customer(representative: User) -> Customer:
    return make_customer(salesperson=representative.salespeople.get())


def a_visit(**fields: Any) -> SentVisit:
    return SentVisit(**{"submission": uuid.uuid4(), "happened_on": localdate()} | fields)


def test_a_visit_records_one_follow_up_and_makes_the_customer_eligible(
    representative: User, customer: Customer
) -> None:
    """R17, R18, R6: VISITE without a count."""
    visit = a_visit(note="Rien à commander")

    follow_up = record_visit(customer, by=representative, visit=visit)

    assert isinstance(follow_up, FollowUp)
    assert (follow_up.service_type.code, follow_up.note) == ("VIS", "Rien à commander")
    assert (follow_up.done_by, follow_up.entered_by) == (representative.salespeople.get(), representative)
    assert CustomerVisitState.objects.get().customer == customer
    assert (ShelfCount.objects.count(), Order.objects.count()) == (0, 0)


def test_a_visit_takes_the_count_in_hand(representative: User, customer: Customer) -> None:
    """R17: with a count."""
    milk = make_customer_item(customer=customer, par_quantity=Decimal(12))
    visit = a_visit()
    save_draft(
        customer,
        by=representative,
        submission=visit.submission,
        quantities={milk.item_id: Decimal(3)},
    )

    follow_up = record_visit(customer, by=representative, visit=visit)

    assert [(count.state, count.follow_up) for count in ShelfCount.objects.all()] == [
        ("completed", follow_up)
    ]
    milk.refresh_from_db()
    assert milk.missing == Decimal(9)


def test_an_order_records_a_follow_up_a_count_and_a_confirmed_order(
    representative: User, customer: Customer
) -> None:
    """R16, R18, R19: the line keeps the figures of its suggestion and what was changed."""
    milk = make_customer_item(
        customer=customer, item=make_item(pack_size=6, list_price=Decimal("4.50")), par_quantity=Decimal(12)
    )
    visit = a_visit(
        counted={milk.item_id: Decimal(3)}, asked={milk.item_id: Decimal(18)}, order_note="Avant midi"
    )

    follow_up = record_visit(customer, by=representative, visit=visit)

    order = Order.objects.get()
    line = order.lines.get()
    assert isinstance(follow_up, FollowUp)
    assert follow_up.service_type.code == "CMD"
    assert (order.status, order.follow_up, order.note) == ("confirmed", follow_up, "Avant midi")
    assert (order.ordered_on, order.expected_on) == (localdate(), localdate() + 2 * DAY)
    assert (line.quantity, line.unit_price, line.amount) == (18, Decimal("4.50"), Decimal("81.00"))
    assert line.figures == (12, 3, 0, 6, 12)
    assert ShelfCount.objects.get().follow_up == follow_up


def test_an_empty_order_is_refused_and_saves_nothing(representative: User, customer: Customer) -> None:
    """R16."""
    milk = make_customer_item(customer=customer)
    visit = a_visit(counted={milk.item_id: Decimal(3)}, asked={})

    with pytest.raises(ValidationError) as refusal:
        record_visit(customer, by=representative, visit=visit)

    assert refusal.value.code == "empty"
    assert (FollowUp.objects.count(), ShelfCount.objects.count(), Order.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize(("asked", "missing"), [(None, "visit"), ({}, "order")])
def test_without_its_code_nothing_is_recorded(
    representative: User, customer: Customer, codes: MobileCodes, asked: Any, missing: str
) -> None:
    """R18: a missing setting is a clear error and saves nothing."""
    milk = make_customer_item(customer=customer)
    setattr(codes, missing, None)
    save_settings(codes)
    asked = None if asked is None else {milk.item_id: Decimal(6)}

    with pytest.raises(ValidationError) as refusal:
        record_visit(
            customer,
            by=representative,
            visit=a_visit(counted={milk.item_id: Decimal(3)}, asked=asked),
        )

    assert refusal.value.code == NO_CODE
    assert (FollowUp.objects.count(), ShelfCount.objects.count(), Order.objects.count()) == (0, 0, 0)


def test_the_same_visit_sent_again_is_recorded_once(representative: User, customer: Customer) -> None:
    """R18."""
    milk = make_customer_item(customer=customer)
    visit = a_visit(counted={milk.item_id: Decimal(3)}, asked={milk.item_id: Decimal(6)}, note="Bonjour")

    first = record_visit(customer, by=representative, visit=visit)
    second = record_visit(customer, by=representative, visit=visit)

    assert first == second
    assert (FollowUp.objects.count(), ShelfCount.objects.count(), Order.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize("changed", [{"note": "autre"}, {"asked": {}}, {"asked": None}])
def test_a_visit_sent_again_with_something_else_in_it_is_refused(
    representative: User, customer: Customer, changed: dict[str, Any]
) -> None:
    milk = make_customer_item(customer=customer)
    said: dict[str, Any] = {"submission": uuid.uuid4(), "asked": {milk.item_id: Decimal(6)}}
    record_visit(customer, by=representative, visit=a_visit(**said))

    with pytest.raises(ValidationError) as refusal:
        record_visit(customer, by=representative, visit=a_visit(**said | changed))

    assert refusal.value.code == SUBMISSION_USED
    assert (FollowUp.objects.count(), Order.objects.count()) == (1, 1)


def test_a_visit_that_waited_for_the_network_is_of_its_own_day(
    representative: User, customer: Customer
) -> None:
    milk = make_customer_item(customer=customer)
    yesterday = localdate() - DAY

    follow_up = record_visit(
        customer,
        by=representative,
        visit=a_visit(
            happened_on=yesterday, counted={milk.item_id: Decimal(3)}, asked={milk.item_id: Decimal(6)}
        ),
    )

    assert isinstance(follow_up, FollowUp)
    days = (follow_up.happened_on, ShelfCount.objects.get().counted_on, Order.objects.get().ordered_on)
    assert days == (yesterday, yesterday, yesterday)


@pytest.mark.parametrize("change", ["reassigned", "deactivated"])
def test_a_visit_to_a_customer_who_was_taken_away_waits_and_is_accepted(
    representative: User, manager: User, customer: Customer, change: str
) -> None:
    """R18: kept for a manager to accept, never lost, and still recorded once."""
    milk = make_customer_item(customer=customer, par_quantity=Decimal(12))
    visit = a_visit(counted={milk.item_id: Decimal(3)}, asked={milk.item_id: Decimal(6)}, note="Vu")
    if change == "reassigned":
        Customer.objects.update(salesperson=make_salesperson())
    else:
        Customer.objects.update(is_active=False)

    waiting = record_visit(customer, by=representative, visit=visit)
    again = record_visit(customer, by=representative, visit=visit)

    assert isinstance(waiting, WaitingVisit)
    assert again == waiting
    assert (FollowUp.objects.count(), ShelfCount.objects.count(), Order.objects.count()) == (0, 0, 0)

    follow_up = accept_visit(waiting, by=manager)

    assert (follow_up.note, follow_up.entered_by) == ("Vu", representative)
    assert (ShelfCount.objects.get().follow_up, Order.objects.get().follow_up) == (follow_up, follow_up)
    assert record_visit(customer, by=representative, visit=visit) == follow_up
    with pytest.raises(ValidationError):
        accept_visit(waiting, by=manager)


def test_the_draft_of_a_visit_that_waits_goes_with_it(representative: User, customer: Customer) -> None:
    milk = make_customer_item(customer=customer)
    butter = make_customer_item(customer=customer)
    visit = a_visit(counted={butter.item_id: Decimal("2.500")})
    save_draft(
        customer,
        by=representative,
        submission=visit.submission,
        quantities={milk.item_id: Decimal(3), butter.item_id: Decimal(1)},
    )
    Customer.objects.update(salesperson=None)

    waiting = record_visit(customer, by=representative, visit=visit)

    assert isinstance(waiting, WaitingVisit)
    assert waiting.counted == {str(milk.item_id): "3.000", str(butter.item_id): "2.500"}
    assert ShelfCount.objects.count() == 0


def test_a_refused_visit_counts_nowhere_and_keeps_why(
    representative: User, manager: User, customer: Customer
) -> None:
    Customer.objects.update(salesperson=None)
    waiting = record_visit(customer, by=representative, visit=a_visit())
    assert isinstance(waiting, WaitingVisit)

    with pytest.raises(ValidationError):
        refuse_visit(waiting, by=manager, reason="  ")
    refused = refuse_visit(waiting, by=manager, reason="Client fermé")

    assert (refused.state, refused.refusal, refused.decided_by) == ("refused", "Client fermé", manager)
    assert FollowUp.objects.count() == 0


def test_a_visit_that_waits_is_accepted_though_an_item_left_the_catalogue(
    representative: User, manager: User, customer: Customer
) -> None:
    """R18: what was ordered while it was there is never lost."""
    honey = make_item(list_price=Decimal("8.25"))
    Customer.objects.update(salesperson=None)
    waiting = record_visit(customer, by=representative, visit=a_visit(asked={honey.pk: Decimal(4)}))
    assert isinstance(waiting, WaitingVisit)
    Item.objects.update(is_active=False)

    accept_visit(waiting, by=manager)

    assert list(Order.objects.get().lines.values_list("item", "quantity")) == [(honey.pk, Decimal(4))]


def test_r18_a_visit_sent_again_is_the_same_though_its_note_was_corrected(
    representative: User, customer: Customer
) -> None:
    visit = a_visit(note="Bonjuor")
    first = record_visit(customer, by=representative, visit=visit)
    assert isinstance(first, FollowUp)
    edit_follow_up(first, by=representative, version=version_of(first), note="Bonjour")

    again = record_visit(customer, by=representative, visit=visit)
    with pytest.raises(ValidationError) as refusal:
        record_visit(customer, by=representative, visit=replace(visit, note="Bonjour"))

    assert again == first
    assert refusal.value.code == SUBMISSION_USED
    assert FollowUp.objects.count() == 1
