"""Orders that are placed at once, by the road's service or by the desk's (R16, R19, R20)."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.timezone import localdate

from customers.models import Customer
from followups.services.checks import locked
from par.models import Item, Order
from par.services.orders import place_order
from tests.factories import (
    make_customer,
    make_customer_item,
    make_item,
    make_order,
    make_route,
    make_salesperson,
    make_shelf_count,
)
from webmino.company import CompanySettings
from webmino.models import User

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def test_order_is_confirmed_of_today_with_who_the_customer_is_assigned_to(office: User) -> None:
    CompanySettings(delivery_days=3).save()
    customer = make_customer(salesperson=make_salesperson(), route=make_route())
    milk, butter = make_item(list_price=Decimal("2.50")), make_item(list_price=Decimal("0.3335"))

    order = place_order(
        locked(customer), by=office, asked=[(milk, Decimal(4)), (butter, Decimal(3))], note=" ok "
    )

    order.refresh_from_db()
    assert (order.status, order.ordered_on, order.expected_on) == (
        "confirmed",
        localdate(),
        localdate() + 3 * DAY,
    )
    assert (order.salesperson, order.route, order.entered_by) == (
        customer.salesperson,
        customer.route,
        office,
    )
    assert (order.note, order.number[:4]) == ("ok", "CMD-")
    assert [(line.position, line.item, line.quantity, line.amount) for line in order.lines.all()] == [
        (1, milk, 4, Decimal("10.00")),
        (2, butter, 3, Decimal("1.00")),
    ]


def test_r19_line_keeps_the_figures_of_its_suggestion(office: User) -> None:
    customer, milk = make_customer(), make_item(pack_size=6)
    make_customer_item(customer=customer, item=milk, par_quantity=12)
    make_order({milk: 4}, customer=customer, expected_on=localdate() + DAY)
    make_shelf_count({milk: 3}, customer=customer)

    order = place_order(locked(customer), by=office, asked=[(milk, Decimal(12))])

    line = order.lines.get()
    assert (line.quantity, line.figures) == (12, (12, 3, 4, 6, 6))


def test_r19_figures_are_those_of_the_count_in_hand(office: User) -> None:
    customer, milk = make_customer(), make_item()
    make_customer_item(customer=customer, item=milk, par_quantity=12)
    in_hand = make_shelf_count({milk: 5}, customer=customer, counted_on=localdate() - DAY)
    make_shelf_count({milk: 11}, customer=customer)

    order = place_order(locked(customer), by=office, asked=[(milk, Decimal(7))], counted=in_hand)

    assert order.lines.get().figures == (12, 5, 0, 1, 7)


def test_r20_prices_are_his_own_the_lists_nothing_for_free_and_none(office: User) -> None:
    customer = make_customer()
    special, listed, free, unpriced, added = (
        make_item(list_price=price) for price in (Decimal(9), Decimal(2), Decimal(3), None, Decimal(5))
    )
    make_customer_item(customer=customer, item=special, price=Decimal("1.25"))
    make_customer_item(customer=customer, item=listed)
    make_customer_item(customer=customer, item=free, price=Decimal(0))
    make_customer_item(customer=customer, item=unpriced)
    asked = [(item, Decimal(2)) for item in (special, listed, free, unpriced, added)]

    order = place_order(locked(customer), by=office, asked=asked)

    assert [(line.unit_price, line.amount) for line in order.lines.all()] == [
        (Decimal("1.25"), Decimal("2.50")),
        (2, 4),
        (0, 0),
        (None, None),
        (5, 10),
    ]


def test_price_of_an_item_that_was_taken_off_the_list_is_the_lists(office: User) -> None:
    customer, item = make_customer(), make_item(list_price=Decimal(2))
    make_customer_item(customer=customer, item=item, price=Decimal(1), is_active=False)

    order = place_order(locked(customer), by=office, asked=[(item, Decimal(1))])

    assert order.lines.get().unit_price == 2


@pytest.mark.parametrize("quantity", ["0", "-1", "1000000000", "1.2345"])
def test_r28_quantity_that_cannot_be_ordered_is_refused(quantity: str, office: User) -> None:
    customer, milk = make_customer(), make_item(code="00481", name_en="Milk", name_fr="Lait")

    said = refusal(customer, [(milk, Decimal(quantity))], by=office)

    assert said == ["00481 Milk: this quantity can't be ordered."]


def test_r16_empty_order_is_refused(office: User) -> None:
    said = refusal(make_customer(), [], by=office)

    assert said == ["The order is empty: give a quantity to at least one item."]


def test_item_twice_is_refused(office: User) -> None:
    milk = make_item(code="00481", name_en="Milk")

    said = refusal(make_customer(), [(milk, Decimal(1)), (milk, Decimal(2))], by=office)

    assert said == ["00481 Milk is there twice."]


def test_item_that_left_the_catalogue_is_refused_unless_it_is_on_the_list(office: User) -> None:
    listing, other = make_customer(), make_customer()
    gone = make_item(code="00481", name_en="Milk", is_active=False)
    make_customer_item(customer=listing, item=gone)

    order = place_order(locked(listing), by=office, asked=[(gone, Decimal(1))])
    said = refusal(other, [(gone, Decimal(1))], by=office)

    assert order.lines.get().item == gone
    assert said == ["00481 Milk is no longer in the catalogue."]


def refusal(customer: Customer, asked: list[tuple[Item, Decimal]], *, by: User) -> list[str]:
    """What is said, in English, of an order that is refused and not made."""
    before = Order.objects.count()
    with translation.override("en"):
        with pytest.raises(ValidationError) as refused:
            place_order(locked(customer), by=by, asked=asked)
        said = refused.value.messages
    assert Order.objects.count() == before
    return said
