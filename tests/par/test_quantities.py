"""What is on order (R19)."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from par.models import Order
from par.selectors.quantities import on_order, total_on_order
from tests.factories import make_customer, make_item, make_order

pytestmark = pytest.mark.django_db
COUNTED_ON = datetime.date(2026, 3, 10)
DAY = datetime.timedelta(days=1)


def test_r19_on_order_is_what_is_confirmed_and_expected_after_the_day_of_the_count() -> None:
    customer, milk, butter = make_customer(), make_item(), make_item()
    make_order({milk: 4, butter: 1}, customer=customer, expected_on=COUNTED_ON + DAY)
    make_order({milk: Decimal("2.5")}, customer=customer, expected_on=COUNTED_ON + 9 * DAY)
    make_order({milk: 100}, customer=customer, expected_on=COUNTED_ON)
    make_order({milk: 200}, customer=customer, expected_on=COUNTED_ON - DAY)
    make_order({milk: 400}, customer=make_customer(), expected_on=COUNTED_ON + DAY)

    assert on_order(customer, on=COUNTED_ON) == {milk.pk: Decimal("6.5"), butter.pk: 1}


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "draft"},
        {"status": "delivered"},
        {"status": "invoiced", "invoice": "F-1"},
        {"status": "cancelled", "cancelled_at": timezone.now(), "cancel_reason": "mistake"},
    ],
    ids=lambda fields: fields["status"],
)
def test_r19_other_orders_are_not_on_order(fields: dict[str, object]) -> None:
    customer, milk = make_customer(), make_item()
    order = make_order({milk: 4}, customer=customer, expected_on=COUNTED_ON + DAY)
    while_confirmed = on_order(customer, on=COUNTED_ON)

    Order.objects.filter(pk=order.pk).update(**fields)

    assert while_confirmed == {milk.pk: 4}
    assert on_order(customer, on=COUNTED_ON) == {}


def test_r12_on_order_of_many_customers_is_each_as_of_his_last_count() -> None:
    today = COUNTED_ON + 5 * DAY
    counted, never_counted, without = (make_customer() for _ in range(3))
    item, other = make_item(), make_item()
    for customer in (counted, never_counted):
        make_order({item: 4, other: 1}, customer=customer, expected_on=COUNTED_ON + DAY)
        make_order({item: 10}, customer=customer, expected_on=today + DAY)
        make_order({item: 100}, customer=customer, expected_on=COUNTED_ON)

    totals = total_on_order({counted.pk: COUNTED_ON, never_counted.pk: None, without.pk: None}, today=today)

    assert totals == {counted.pk: 15, never_counted.pk: 10, without.pk: 0}
