"""What becomes of an order, each step once, whoever works at the same time (R4, R19, R20, R23)."""

import datetime
import uuid
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.timezone import localdate

from followups.services.checks import locked
from par.models import Item, Order
from par.selectors.order_changes import changes_of_order, steps_of
from par.selectors.order_sheets import order_sheet
from par.selectors.orders import Content, content_of
from par.services.order_drafts import create_order, edit_draft, throw_away_draft
from par.services.order_steps import (
    cancel_order,
    confirm_order,
    deliver_order,
    mark_invoiced,
    take_back_delivery,
    take_back_invoice,
)
from tests.at_once import Beside, wait_for_a_lock
from tests.factories import make_customer, make_customer_item, make_item, make_order, make_shelf_count
from webmino.models import User

DAY = datetime.timedelta(days=1)


def make_draft(quantities: dict[Item, int], **fields: object) -> Order:
    return make_order(quantities, status="draft", expected_on=None, **fields)


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["confirmed", "delivered"])
def test_r23_order_becomes_an_invoice_once_and_back(status: str, manager: User) -> None:
    order = make_order({make_item(): 1}, status=status)

    mark_invoiced(order, invoice=" F-1042 ", by=manager)
    with pytest.raises(ValidationError) as again, translation.override("en"):
        mark_invoiced(order, invoice="F-2", by=manager)
    order.refresh_from_db()
    invoiced = (order.status, order.invoice)
    take_back_invoice(order, by=manager)

    order.refresh_from_db()
    assert invoiced == ("invoiced", "F-1042")
    assert again.value.messages == [f"{order} is invoiced already: F-1042."]
    assert (order.status, order.invoice) == ("delivered", "")


@pytest.mark.django_db
@pytest.mark.parametrize("invoice", ["", "  ", "F" * 61])
def test_r23_order_is_not_invoiced_without_a_number(invoice: str, manager: User) -> None:
    order = make_order({make_item(): 1})

    with pytest.raises(ValidationError) as refused:
        mark_invoiced(order, invoice=invoice, by=manager)

    order.refresh_from_db()
    assert list(refused.value.message_dict) == ["invoice"]
    assert order.status == "confirmed"


@pytest.mark.django_db
def test_each_step_is_refused_where_the_order_is_not(office: User) -> None:
    draft = make_draft({make_item(): 1})
    cancelled = make_order({make_item(): 1}, entered_by=office)
    cancel_order(cancelled, by=office, reason="mistake")
    before = list(Order.objects.values().order_by("pk"))

    refused = []
    for step in (
        lambda: deliver_order(draft, by=office),
        lambda: take_back_delivery(draft, by=office),
        lambda: mark_invoiced(draft, invoice="F-1", by=office),
        lambda: take_back_invoice(draft, by=office),
        lambda: deliver_order(cancelled, by=office),
        lambda: mark_invoiced(cancelled, invoice="F-1", by=office),
        lambda: cancel_order(cancelled, by=office, reason="again"),
        lambda: confirm_order(cancelled, by=office, opened=content_of(cancelled)),
    ):
        with pytest.raises(ValidationError) as refusal:
            step()
        refused.append(refusal.value.messages)

    assert len(refused) == 8
    assert list(Order.objects.values().order_by("pk")) == before


@pytest.mark.django_db
def test_r25_representative_takes_no_step_at_the_desk(representative: User) -> None:
    customer, item = make_customer(salesperson=representative.salespeople.get()), make_item()
    order, delivered = (
        make_order({item: 1}, customer=customer, status=status) for status in ("confirmed", "delivered")
    )
    draft, asked = make_draft({item: 1}, customer=customer), [(item, Decimal(2))]
    opened, before = content_of(draft), list(Order.objects.values().order_by("pk"))

    for step in (
        lambda: create_order(customer, by=representative, asked=asked, submission=uuid.uuid4()),
        lambda: edit_draft(draft, by=representative, opened=opened, asked=asked),
        lambda: throw_away_draft(draft, by=representative),
        lambda: confirm_order(draft, by=representative, opened=opened),
        lambda: deliver_order(order, by=representative),
        lambda: take_back_delivery(delivered, by=representative),
    ):
        with pytest.raises(PermissionDenied):
            step()

    assert list(Order.objects.values().order_by("pk")) == before
    assert content_of(draft) == opened


@pytest.mark.django_db
def test_r19_delivered_and_cancelled_orders_are_on_order_no_more(office: User) -> None:
    customer, milk = make_customer(), make_item()
    make_customer_item(customer=customer, item=milk, par_quantity=12)
    make_shelf_count({milk: 2}, customer=customer)
    delivered, cancelled, _coming = (
        make_order({milk: quantity}, customer=customer, expected_on=localdate() + DAY, entered_by=office)
        for quantity in (1, 2, 4)
    )

    figures = []
    for step in (
        lambda: None,
        lambda: deliver_order(delivered, by=office),
        lambda: cancel_order(cancelled, by=office, reason="mistake"),
    ):
        step()
        [line] = order_sheet(customer)
        figures.append((line.on_order, line.suggestion and line.suggestion.quantity))

    assert figures == [(7, 3), (6, 4), (4, 6)]


@pytest.mark.django_db
def test_r19_suggested_quantities_are_enough_once_they_are_ordered(office: User) -> None:
    customer = make_customer()
    items = [make_item(pack_size=pack) for pack in (1, 6, 12)]
    for item in items:
        make_customer_item(customer=customer, item=item, par_quantity=10)
    make_shelf_count(dict.fromkeys(items, 3), customer=customer)
    asked = {line.item: line.suggestion.quantity for line in order_sheet(customer) if line.suggestion}

    make_order(asked, customer=customer, expected_on=localdate() + DAY)

    assert list(asked.values()) == [7, 12, 12]
    assert [line.suggestion.quantity for line in order_sheet(customer) if line.suggestion] == [0, 0, 0]


@pytest.mark.django_db(transaction=True)
def test_r4_each_change_of_an_order_keeps_who_when_before_and_after(office: User, manager: User) -> None:
    milk, butter = make_item(code="1", name_en="Milk", list_price=2), make_item(code="2", name_en="Butter")
    draft = make_draft({milk: 6})
    with translation.override("en"):
        edit_draft(
            draft, by=office, opened=content_of(draft), asked=[(milk, Decimal(12)), (butter, Decimal(1))]
        )
        draft = edit_draft(
            draft, by=manager, opened=content_of(draft), asked=[(butter, Decimal(1))], note="no milk"
        )
        confirm_order(draft, by=manager, opened=content_of(draft))
        draft.refresh_from_db()

        changes = [(change.label, change.before, change.after) for change in changes_of_order(draft)]
        steps = [(str(step.label), step.state) for step in steps_of(draft)]

    assert ("1 Milk", "6 × $2.00", "12 × $2.00") in changes
    assert ("2 Butter", "", "1 × no price") in changes
    assert ("1 Milk", "12 × $2.00", "") in changes
    assert ("Note", "", "no milk") in changes
    assert ("Status", "draft", "confirmed") in changes
    assert steps == [("draft", "done"), ("confirmed", "here"), ("delivered", "ahead"), ("invoiced", "ahead")]


@pytest.mark.django_db
def test_edit_that_changes_nothing_leaves_no_trace(office: User) -> None:
    milk = make_item(list_price=2)
    draft = make_draft({milk: 6})

    edit_draft(draft, by=office, opened=content_of(draft), asked=[(milk, Decimal(6))])

    assert changes_of_order(draft) == []


@pytest.mark.django_db
def test_draft_keeps_what_left_the_catalogue_and_can_not_be_confirmed_with_it(office: User) -> None:
    gone, milk = make_item(), make_item()
    draft = make_draft({gone: 1, milk: 1})
    Item.objects.filter(pk=gone.pk).update(is_active=False)
    asked = [(gone, Decimal(1)), (milk, Decimal(2))]

    edit_draft(draft, by=office, opened=content_of(draft), asked=asked)
    with pytest.raises(ValidationError):
        confirm_order(draft, by=office, opened=content_of(draft))

    draft.refresh_from_db()
    assert content_of(draft).quantities == {gone.pk: 1, milk.pk: 2}
    assert draft.status == "draft"


@pytest.mark.django_db
def test_content_of_an_order_is_read_back_from_a_form() -> None:
    milk = make_item()
    content = content_of(make_draft({milk: 10}, note="« ok »"))

    assert Content.unpacked(content.packed()) == content


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"note": "", "quantities": {"x": "1"}}', "null"])
def test_what_is_no_content_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - json's own is one
        Content.unpacked(text)


@pytest.mark.django_db(transaction=True)
def test_r18_of_two_who_confirm_at_once_the_second_is_told_and_changes_nothing(office: User) -> None:
    draft = make_draft({make_item(): 6})
    opened = content_of(draft)

    with transaction.atomic():
        confirm_order(draft, by=office, opened=opened)
        second = Beside(lambda: confirm_order(draft, by=office, opened=opened))
        wait_for_a_lock()
    second.finish()

    assert second.refusal is not None
    assert second.refusal.code == "done_already"
    assert changes_of_order(Order.objects.get())[-1].label
    assert Order.objects.get().status == "confirmed"


@pytest.mark.django_db(transaction=True)
def test_of_confirming_and_throwing_away_at_once_one_is_done(office: User) -> None:
    draft = make_draft({make_item(): 6})

    with transaction.atomic():
        throw_away_draft(draft, by=office)
        confirming = Beside(lambda: confirm_order(draft, by=office, opened=content_of(draft)))
        wait_for_a_lock()
    confirming.finish()

    assert confirming.refusal is not None
    assert not Order.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_order_and_a_change_of_its_items_code_do_not_wait_for_each_other(office: User) -> None:
    """Both hold the item first: the other order would end with one of the two given up."""
    customer, milk = make_customer(), make_item(list_price=1)
    make_customer_item(customer=customer, item=milk, par_quantity=1)
    draft = make_draft({milk: 6}, customer=customer)

    with transaction.atomic():
        Item.objects.select_for_update().get(pk=milk.pk)
        confirming = Beside(lambda: confirm_order(draft, by=office, opened=content_of(draft)))
        wait_for_a_lock()
        locked(customer)
        Item.objects.filter(pk=milk.pk).update(code="new", list_price=3)
    confirming.finish()

    assert confirming.refusal is None
    assert draft.lines.get().unit_price == 3
