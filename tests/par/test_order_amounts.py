"""What an order that is being written comes to (R20)."""

from decimal import Decimal

import pytest

from par.models import OrderLine
from par.order_amounts import Asked, subtotal_of
from tests.factories import make_item, make_order


def asked(price: str | None, quantity: str | None) -> Asked:
    return Asked(*(None if each is None else Decimal(each) for each in (price, quantity)))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("price", "quantity"),
    [("1.005", "1"), ("0.333333", "3"), ("2.5", "0.125"), ("0", "4"), ("12.345678", "7.5")],
)
def test_r20_an_amount_is_that_of_the_line_once_it_is_written(price: str, quantity: str) -> None:
    order = make_order({make_item(list_price=price): quantity})
    OrderLine.objects.filter(order=order).update(unit_price=price)

    assert asked(price, quantity).amount == OrderLine.objects.get(order=order).amount


def test_r20_lines_without_a_price_are_in_no_total_and_counted() -> None:
    lines = [asked("1.005", "1"), asked("1.005", "1"), asked(None, "2"), asked(None, "0"), asked("9", None)]

    assert subtotal_of(lines) == (Decimal("2.02"), 1)


def test_r20_what_is_not_known_is_not_zero() -> None:
    assert subtotal_of([asked(None, "2")]) == (None, 1)
    assert subtotal_of([asked(None, "0"), asked("2", "0")]) == (0, 0)
    assert subtotal_of([asked("0", "4")]) == (0, 0)
