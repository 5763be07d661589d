"""What may be ordered for a customer, with its suggestions (R19, R20)."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.timezone import localdate

from par.replenishment import Suggestion, suggest
from par.selectors.order_sheets import SheetLine, order_sheet
from par.wording import amount_in_words, price_in_words, quantity_in_words, suggestion_in_words
from tests.factories import make_customer, make_customer_item, make_item, make_order, make_shelf_count

DAY = datetime.timedelta(days=1)


@pytest.mark.django_db
def test_r19_sheet_has_the_suggestions_of_the_last_count() -> None:
    customer, milk = make_customer(), make_item(pack_size=6, list_price=Decimal("2.50"))
    specific = make_customer_item(customer=customer, item=milk, par_quantity=12)
    make_shelf_count({milk: 3}, customer=customer, counted_on=localdate() - DAY)
    make_order({milk: 4}, customer=customer, expected_on=localdate())

    sheet = order_sheet(customer)

    suggested = Suggestion(Decimal(12), Decimal(3), Decimal(4), Decimal(5), 6, Decimal(6))
    assert sheet == [
        SheetLine(
            milk,
            specific,
            Decimal("2.50"),
            Decimal(12),
            Decimal(3),
            Decimal(4),
            suggested,
            as_of=localdate() - DAY,
        )
    ]


@pytest.mark.django_db
def test_r19_sheet_of_a_count_in_hand_takes_its_quantities_and_what_is_on_order_after_its_day() -> None:
    customer, milk, butter = make_customer(), make_item(), make_item()
    for item in (milk, butter):
        make_customer_item(customer=customer, item=item, par_quantity=12)
    make_shelf_count({milk: 12, butter: 12}, customer=customer)
    make_order({milk: 4}, customer=customer, expected_on=localdate() - DAY)

    sheet = order_sheet(customer, counted={milk.pk: Decimal(3)}, counted_on=localdate() - 2 * DAY)

    assert [(line.item, line.counted, line.on_order) for line in sheet] == [(milk, 3, 4), (butter, None, 0)]
    assert [line.suggestion and line.suggestion.quantity for line in sheet] == [5, None]


@pytest.mark.django_db
def test_sheet_of_who_was_never_counted_suggests_nothing_and_has_what_is_on_order_today() -> None:
    customer, milk = make_customer(), make_item()
    make_customer_item(customer=customer, item=milk, par_quantity=12)
    make_order({milk: 4}, customer=customer, expected_on=localdate() + DAY)
    make_order({milk: 100}, customer=customer, expected_on=localdate())

    [line] = order_sheet(customer)

    assert (line.counted, line.on_order, line.suggestion) == (None, 4, None)


@pytest.mark.django_db
def test_r11_sheet_lists_an_item_with_par_zero_and_suggests_nothing() -> None:
    customer, butter = make_customer(), make_item()
    make_customer_item(customer=customer, item=butter, par_quantity=0)
    make_shelf_count({butter: 0}, customer=customer)

    [line] = order_sheet(customer)

    assert (line.item, line.par, line.counted, line.suggestion) == (butter, 0, 0, None)


@pytest.mark.django_db
def test_sheet_is_in_shelf_order_and_leaves_out_what_was_taken_off_the_list() -> None:
    customer = make_customer()
    late, first, second, off = (make_item(code=code) for code in ("10", "9", "2", "1"))
    make_customer_item(customer=customer, item=late)
    make_customer_item(customer=customer, item=first, position=1)
    make_customer_item(customer=customer, item=second, position=2)
    make_customer_item(customer=customer, item=off, is_active=False)
    make_customer_item(customer=make_customer(), item=make_item())

    assert [line.item for line in order_sheet(customer)] == [first, second, late]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("own", "listed", "price"),
    [
        pytest.param("1.25", "2.50", "1.25", id="his own price"),
        pytest.param(None, "2.50", "2.50", id="the list price"),
        pytest.param("0", "2.50", "0", id="free"),
        pytest.param(None, None, None, id="no price"),
    ],
)
def test_r20_price_is_his_own_else_the_lists(own: str | None, listed: str | None, price: str | None) -> None:
    customer, item = make_customer(), make_item(list_price=listed and Decimal(listed))
    make_customer_item(customer=customer, item=item, price=own and Decimal(own))

    [line] = order_sheet(customer)

    assert line.price == (None if price is None else Decimal(price))


@pytest.mark.django_db
@pytest.mark.parametrize("items", [1, 3])
def test_sheet_takes_three_queries_whatever_it_holds(items: int) -> None:
    customer = make_customer()
    for _each in range(items):
        make_customer_item(customer=customer, par_quantity=5)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        names = [line.item.name for line in order_sheet(customer)]

    assert (len(names), len(queries)) == (items, 3)


@pytest.mark.parametrize(
    ("figures", "in_words"),
    [
        pytest.param((12, 3, 4, 6), "12 − 3 − 4 = 5 → case of 6: 6", id="rounded up to the pack"),
        pytest.param((12, 3, 4, 1), "12 − 3 − 4 = 5", id="by the unit"),
        pytest.param((12, 6, 0, 6), "12 − 6 − 0 = 6 → case of 6: 6", id="a whole pack"),
        pytest.param(("2.5", "0.125", 0, 1), "2.5 − 0.125 − 0 = 2.375 → 3", id="part of a unit"),
        pytest.param((12, 15, 0, 6), "12 − 15 − 0 = −3 → 0", id="a surplus"),
        pytest.param((12, 3, 9, 6), "12 − 3 − 9 = 0", id="enough"),
        pytest.param((1200, 0, 0, 1), "1,200 − 0 − 0 = 1,200", id="grouped"),
    ],
)
def test_r19_suggestion_is_said_as_the_sum_that_it_is(
    figures: tuple[str, str, str, int], in_words: str
) -> None:
    *amounts, pack_size = figures
    suggestion = suggest(*map(Decimal, amounts), pack_size)

    with translation.override("en"):
        said = suggestion_in_words(suggestion)

    assert said == in_words


def test_quantities_prices_and_amounts_have_no_needless_decimals() -> None:
    with translation.override("en"):
        quantities = [quantity_in_words(Decimal(text)) for text in ("3.000", "2.500", "10", "1200", "0")]
        prices = [price_in_words(Decimal(text)) for text in ("4.500000", "0.333300", "0", "1200")]
        unknown = [quantity_in_words(None), price_in_words(None), amount_in_words(None)]

    assert quantities == ["3", "2.5", "10", "1,200", "0"]
    assert prices == ["$4.50", "$0.3333", "$0.00", "$1,200.00"]
    assert unknown == ["—", "—", "—"]


def test_nothing_is_said_where_nothing_is_suggested() -> None:
    assert suggestion_in_words(None) == ""
