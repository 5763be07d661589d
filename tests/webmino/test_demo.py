"""A database filled by the demo is told from an empty one and from a real one."""

import pytest
from django.db import IntegrityError, transaction

from analytics.models import SaleLine
from customers.models import Customer
from followups.models import FollowUp
from par.models import CustomerItem, OrderLine, ShelfCountLine
from tests.factories import make_customer, make_user
from webmino import database, demo
from webmino.demo_accounts import DEMO_ACCOUNTS, DEMO_PASSWORD
from webmino.models import DemoFill, User
from webmino.roles import Role

pytestmark = pytest.mark.django_db


def test_a_database_without_user_and_customer_is_empty() -> None:
    assert database.is_empty()
    assert not demo.was_filled_by_demo()


def test_a_database_with_a_user_is_not_empty_nor_the_demos() -> None:
    make_user(Role.ADMINISTRATOR)

    assert not database.is_empty()
    assert not demo.was_filled_by_demo()


def test_a_database_with_a_customer_is_not_empty_nor_the_demos() -> None:
    make_customer()

    assert not database.is_empty()
    assert not demo.was_filled_by_demo()


def test_a_filled_database_is_the_demos_and_its_accounts_sign_in_with_their_role() -> None:
    demo.fill_demo()

    users = {user.username: user for user in User.objects.all()}
    assert demo.was_filled_by_demo()
    assert not database.is_empty()
    assert {name: [group.name for group in user.groups.all()] for name, user in users.items()} == {
        account.username: [account.role.value] for account in DEMO_ACCOUNTS
    }
    assert all(user.check_password(DEMO_PASSWORD) for user in users.values())
    assert all(user.get_full_name() and user.language == "fr" for user in users.values())


def test_what_cannot_be_filled_whole_is_not_filled_at_all() -> None:
    make_user(Role.OFFICE, username=DEMO_ACCOUNTS[-1].username)

    with pytest.raises(IntegrityError):
        demo.fill_demo()

    counts = [model.objects.count() for model in (User, Customer, FollowUp, DemoFill)]
    assert counts == [1, 0, 0, 0]


def test_two_fills_of_one_day_are_the_same() -> None:
    first = digest_of_a_fill()
    second = digest_of_a_fill()

    assert first == second
    assert len(first) > 35_000


def digest_of_a_fill() -> list[tuple[object, ...]]:
    """Fill, read all that does not depend on keys, and take the fill back."""
    with transaction.atomic():
        demo.fill_demo()
        rows: list[tuple[object, ...]] = [
            *Customer.objects.order_by("number").values_list(
                *("number", "name", "address", "city", "postal_code", "phone", "email", "note", "created_on"),
                *("salesperson__code", "route__code", "stop", "category__code", "sorting_group__code"),
                *("visit_every_days", "is_active", "language", "latitude", "longitude"),
            ),
            *SaleLine.objects.order_by("pk").values_list(
                *(
                    "customer__number",
                    "item__code",
                    "sold_on",
                    "invoice",
                    "line_no",
                    "quantity",
                    "unit_price",
                ),
                *("amount", "order__ordered_on"),
            ),
            *FollowUp.objects.order_by("pk").values_list(
                *("customer__number", "service_type__code", "happened_on", "created_at", "note"),
                *("done_by__code", "salesperson__code", "route__code", "entered_by__username"),
                *("next_action", "next_action_on", "next_action_done_at", "closed_by__created_at"),
                *("cancelled_at", "cancelled_by__username", "cancel_reason"),
            ),
            *CustomerItem.objects.order_by("pk").values_list(
                *("customer__number", "item__code", "item__name_fr", "item__barcode", "item__list_price"),
                *("par_quantity", "price", "position", "is_active", "last_counted"),
            ),
            *ShelfCountLine.objects.order_by("pk").values_list(
                *("shelf_count__customer__number", "shelf_count__counted_on", "shelf_count__state"),
                *("shelf_count__follow_up__created_at", "shelf_count__completed_at", "shelf_count__note"),
                *("shelf_count__cancel_reason", "item__code", "quantity", "par_quantity"),
            ),
            *OrderLine.objects.order_by("pk").values_list(
                *("order__customer__number", "order__ordered_on", "order__expected_on", "order__status"),
                *("order__follow_up__created_at", "order__invoice", "order__note", "order__cancel_reason"),
                *("item__code", "position", "quantity", "unit_price", "suggested_quantity"),
            ),
        ]
        transaction.set_rollback(True)
    return rows
