"""What the database refuses and computes of items, PAR lists, shelf counts and orders."""

import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import override

from par.models import CustomerItem, Item, Order, OrderLine, ShelfCount, ShelfCountLine
from tests.factories import (
    make_customer,
    make_customer_item,
    make_follow_up,
    make_item,
    make_item_category,
    make_order,
    make_shelf_count,
    make_user,
)
from webmino.models import User
from webmino.roles import EVERYBODY, MANAGER_AND_UP, OFFICE_AND_UP, Role

pytestmark = pytest.mark.django_db


def refusal(row: models.Model, **fields: Any) -> str:
    """Return the name of the constraint by which the database refuses the row with these fields."""
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        type(row)._base_manager.filter(pk=row.pk).update(**fields)
    return refused.value.__cause__.diag.constraint_name


def said(row: models.Model, **fields: Any) -> list[str]:
    """Return what a form would say of the row with these fields."""
    for name, value in fields.items():
        setattr(row, name, value)
    with override("en"), pytest.raises(ValidationError) as refused:
        row.validate_constraints()
    return refused.value.messages


@pytest.mark.parametrize(
    ("fields", "constraint", "message"),
    [
        ({"code": ""}, "item_has_a_code", "An item has a code."),
        ({"pack_size": 0}, "item_pack_holds_a_unit", "A pack holds at least one unit."),
        ({"list_price": -1}, "item_list_price_is_not_negative", "A price is not below zero."),
        ({"code": "A"}, "item_code_is_unique", "Another item has this code."),
    ],
)
def test_an_item_that_cannot_be_is_refused(fields: dict[str, Any], constraint: str, message: str) -> None:
    make_item(code="A")
    item = make_item(code="B")

    assert refusal(item, **fields) == constraint
    assert said(item, **fields) == [message]


def test_a_code_of_an_item_category_is_unique() -> None:
    make_item_category(code="A")
    category = make_item_category(code="B")

    assert refusal(category, code="A") == "item_category_code_is_unique"
    assert said(category, code="A") == ["Another item category has this code."]


def test_items_sort_as_people_count_and_are_found_by_what_they_are_called() -> None:
    make_item(code="31742", name_fr="Crème fraîche", name_en="Sour cream")
    make_item(code="319", name_fr="Beurre", name_en="Butter", barcode="0062345", vendor="Laiterie Côté")

    found = {text: list(Item.objects.search(text)) for text in ("creme", "BUTTER", "006234", "cote 319")}

    cream, butter = Item.objects.get(code="31742"), Item.objects.get(code="319")
    assert list(Item.objects.all()) == [butter, cream]
    assert found == {"creme": [cream], "BUTTER": [butter], "006234": [butter], "cote 319": [butter]}


@pytest.mark.parametrize(
    ("fields", "constraint", "message"),
    [
        ({"par_quantity": -1}, "par_is_not_negative", "The PAR is not below zero."),
        ({"price": -1}, "customer_price_is_not_negative", "A price is not below zero."),
    ],
)
def test_a_specific_item_that_cannot_be_is_refused(
    fields: dict[str, Any], constraint: str, message: str
) -> None:
    specific = make_customer_item()

    assert refusal(specific, **fields) == constraint
    assert said(specific, **fields) == [message]


def test_a_customer_has_an_item_once() -> None:
    first = make_customer_item()
    second = make_customer_item(customer=first.customer)

    assert refusal(second, item=first.item) == "customer_has_an_item_once"
    assert said(second, item=first.item) == ["The customer has this item already."]


def test_r11_an_item_added_without_par_gets_zero_and_three_decimals_are_kept() -> None:
    without, precise = make_customer_item(), make_customer_item(par_quantity=Decimal("1.125"))

    assert (without.par_quantity, precise.par_quantity) == (0, Decimal("1.125"))


def test_r15_specific_items_come_in_shelf_order_those_without_a_position_last() -> None:
    customer = make_customer()
    for code, position in (("A", None), ("C", 2), ("B", 1), ("10", None), ("9", None)):
        make_customer_item(customer=customer, item=make_item(code=code), position=position)

    codes = list(CustomerItem.objects.in_shelf_order().values_list("item__code", flat=True))

    assert codes == ["B", "C", "9", "10", "A"]


def test_r15_a_user_has_one_open_count_of_a_customer() -> None:
    user, customer = make_user(Role.REPRESENTATIVE), make_customer()
    draft = make_shelf_count(customer=customer, entered_by=user, state="draft")
    completed = make_shelf_count(customer=customer, entered_by=user)
    make_shelf_count(customer=customer, state="draft")
    make_shelf_count(entered_by=user, state="draft")

    name = refusal(completed, state="draft", completed_at=None)

    assert name == "one_open_count_for_a_customer_and_a_user"
    assert list(ShelfCount.objects.filter(customer=customer, entered_by=user).drafts()) == [draft]


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"state": "draft"}, "count_has_the_moments_of_its_state"),
        ({"completed_at": None}, "count_has_the_moments_of_its_state"),
        ({"cancelled_at": timezone.now(), "cancel_reason": "x"}, "count_has_the_moments_of_its_state"),
        ({"state": "cancelled", "cancel_reason": "x"}, "count_has_the_moments_of_its_state"),
        ({"state": "cancelled", "cancelled_at": timezone.now()}, "count_is_cancelled_for_a_reason"),
    ],
)
def test_r4_a_count_has_the_moments_of_its_state(fields: dict[str, Any], constraint: str) -> None:
    assert refusal(make_shelf_count(), **fields) == constraint


def test_a_count_of_the_road_has_a_user_and_a_draft_has_no_follow_up() -> None:
    draft = make_shelf_count(state="draft")

    assert refusal(draft, entered_by=None) == "count_has_the_moments_of_its_state"
    assert refusal(draft, follow_up=make_follow_up()) == "draft_of_a_count_has_no_follow_up"


def test_r18_a_follow_up_has_one_count_and_one_order_at_most() -> None:
    follow_up, submission = make_follow_up(), uuid.uuid4()
    make_shelf_count(follow_up=follow_up, submission=submission)
    make_order(follow_up=follow_up, submission=submission)
    count, order = make_shelf_count(), make_order()

    refused = [
        refusal(row, **fields)
        for row in (count, order)
        for fields in ({"follow_up": follow_up}, {"submission": submission})
    ]

    assert refused == [
        *("par_shelfcount_follow_up_id_key", "par_shelfcount_submission_key"),
        *("par_order_follow_up_id_key", "par_order_submission_key"),
    ]


def test_a_count_has_an_item_once_and_no_quantity_below_zero() -> None:
    first, second = make_item(), make_item()
    make_shelf_count({first: 1, second: None})
    line = ShelfCountLine.objects.get(item=second)

    assert refusal(line, item=first) == "count_has_an_item_once"
    assert refusal(line, quantity=-1) == "counted_is_not_negative"
    assert refusal(line, par_quantity=-1) == "par_of_the_day_is_not_negative"


def test_r20_orders_are_numbered_by_the_database_whoever_makes_them() -> None:
    first, user = make_order(), make_user(Role.OFFICE)
    Order.objects.bulk_create(Order(customer=first.customer, entered_by=user) for _ in range(2))

    numbers = list(Order.objects.order_by("pk").values_list("number", flat=True))

    values = [int(number.removeprefix("CMD-")) for number in numbers]
    assert numbers[0] == first.number
    assert all(number.startswith("CMD-") for number in numbers)
    assert values == [values[0], values[0] + 1, values[0] + 2]
    assert values[0] > 1000


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"expected_on": None}, "confirmed_order_is_expected_on_a_day"),
        ({"status": "cancelled", "cancel_reason": "x"}, "cancelled_order_says_when"),
        ({"cancelled_at": timezone.now(), "cancel_reason": "x"}, "cancelled_order_says_when"),
        ({"status": "cancelled", "cancelled_at": timezone.now()}, "order_is_cancelled_for_a_reason"),
        ({"status": "invoiced"}, "invoiced_order_names_its_invoice"),
        ({"invoice": "F-1"}, "invoiced_order_names_its_invoice"),
    ],
)
def test_an_order_that_cannot_be_is_refused(fields: dict[str, Any], constraint: str) -> None:
    assert refusal(make_order(), **fields) == constraint


def test_r20_an_amount_is_to_the_cent_and_unknown_without_a_price() -> None:
    precise, free, unpriced = make_item(list_price=Decimal("0.333335")), make_item(list_price=0), make_item()

    make_order({precise: 3, free: Decimal("2.5"), unpriced: 4})

    assert list(OrderLine.objects.values_list("position", "amount")) == [
        (1, Decimal("1.00")),
        (2, 0),
        (3, None),
    ]


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"quantity": 0}, "ordered_quantity_is_above_zero"),
        ({"unit_price": -1}, "unit_price_is_not_negative"),
        ({"suggested_quantity": 6}, "suggestion_has_all_its_figures"),
    ],
)
def test_a_line_of_an_order_that_cannot_be_is_refused(fields: dict[str, Any], constraint: str) -> None:
    make_order({make_item(): 1})

    assert refusal(OrderLine.objects.get(), **fields) == constraint


def test_an_order_has_an_item_once() -> None:
    first, second = make_item(), make_item()
    make_order({first: 1, second: 1})

    assert refusal(OrderLine.objects.get(item=second), item=first) == "order_has_an_item_once"


def test_r4_what_an_order_was_before_each_change_is_kept() -> None:
    order = make_order()

    Order.objects.update(status="delivered")
    Order.objects.update(status="invoiced", invoice="F-1")

    assert list(order.events.order_by("pk").values_list("status", flat=True)) == ["confirmed", "delivered"]


def granted(codename: str) -> set[Role]:
    return {role for role in Role if make_user(role).has_perm(f"par.{codename}")}


@pytest.mark.parametrize(
    ("codename", "roles"),
    [
        ("view_item", EVERYBODY),
        ("change_item", OFFICE_AND_UP),
        ("view_customeritem", EVERYBODY),
        ("add_customeritem", OFFICE_AND_UP),
        ("change_customeritem", OFFICE_AND_UP),
        ("change_par_in_bulk", MANAGER_AND_UP),
        ("add_shelfcount", EVERYBODY),
        ("add_order", EVERYBODY),
        ("change_order", OFFICE_AND_UP),
        ("change_itemcategory", (Role.ADMINISTRATOR,)),
        ("delete_order", ()),
    ],
)
def test_r25_who_may_do_what(codename: str, roles: tuple[Role, ...]) -> None:
    assert granted(codename) == set(roles)


@pytest.fixture
def others() -> dict[str, models.Model]:
    """What belongs to a customer whom no representative sees."""
    specific = make_customer_item()
    customer = specific.customer
    return {
        "specific_items": specific,
        "shelf_counts": make_shelf_count({specific.item: 1}, customer=customer),
        "orders": make_order({specific.item: 1}, customer=customer),
        "par_state": customer.par_state,
    }


def test_r25_a_representative_sees_what_is_of_his_customers(
    representative: User, manager: User, others: dict[str, models.Model]
) -> None:
    customer = make_customer(salesperson=representative.salespeople.get())
    item = make_item()
    own = {
        "specific_items": make_customer_item(customer=customer, item=item),
        "shelf_counts": make_shelf_count({item: 1}, customer=customer),
        "orders": make_order({item: 1}, customer=customer),
        "par_state": customer.par_state,
    }

    seen = {name: list(type(row).objects.visible_to(representative)) for name, row in own.items()}
    seen_by_manager = {name: set(type(row).objects.visible_to(manager)) for name, row in own.items()}

    assert seen == {name: [row] for name, row in own.items()}
    assert seen_by_manager == {name: {row, others[name]} for name, row in own.items()}
