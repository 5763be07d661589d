"""Two people at once: what triggers keep is right, and nobody waits for ever."""

import datetime

import pytest
from django.db import transaction

from customers.models import Customer, Salesperson
from par.models import CustomerItem, CustomerParState, Item
from tests.at_once import Beside, wait_for_a_lock
from tests.factories import (
    make_customer,
    make_customer_item,
    make_follow_up,
    make_item,
    make_salesperson,
    make_service_type,
    make_shelf_count,
    make_user,
)
from tests.par_states import kept_counted, kept_states, live_counted_of_all, live_states
from webmino.roles import Role

pytestmark = pytest.mark.django_db(transaction=True)
FIRST = datetime.date(2026, 1, 1)
SECOND = datetime.date(2026, 1, 2)


def test_r13_of_two_counts_of_a_customer_at_once_the_later_day_is_the_last() -> None:
    specific, user = make_customer_item(par_quantity=5), make_user(Role.REPRESENTATIVE)
    customer, item = specific.customer, specific.item

    with transaction.atomic():
        make_shelf_count({item: 2}, customer=customer, counted_on=SECOND)
        other = Beside(
            lambda: make_shelf_count({item: 0}, customer=customer, counted_on=FIRST, entered_by=user)
        )
        wait_for_a_lock()
    other.finish()

    assert kept_counted() == {specific.pk: 2}
    assert kept_states() == live_states()


def test_an_item_added_to_a_list_while_the_customer_is_counted_takes_what_was_found() -> None:
    customer, item = make_customer_item(par_quantity=1).customer, make_item()

    with transaction.atomic():
        make_shelf_count({item: 2}, customer=customer)
        added = Beside(lambda: make_customer_item(customer=customer, item=item, par_quantity=6))
        wait_for_a_lock()
    added.finish()

    assert kept_counted() == live_counted_of_all()
    assert kept_states() == live_states()
    assert CustomerParState.objects.get().missing_total == 4


def test_a_par_changed_while_the_customer_is_counted() -> None:
    specific = make_customer_item(par_quantity=5)

    with transaction.atomic():
        CustomerItem.objects.update(par_quantity=9)
        counted = Beside(lambda: make_shelf_count({specific.item: 2}, customer=specific.customer))
        wait_for_a_lock()
    counted.finish()

    assert CustomerParState.objects.get().missing_total == 7
    assert kept_states() == live_states()


def test_r8_an_item_added_to_a_list_while_the_customer_is_followed_up() -> None:
    customer, item = make_customer(), make_item()

    with transaction.atomic():
        make_follow_up(customer=customer, happened_on=SECOND)
        added = Beside(lambda: make_customer_item(customer=customer, item=item))
        wait_for_a_lock()
    added.finish()

    assert CustomerParState.objects.get().last_follow_up_on == SECOND
    assert kept_states() == live_states()


def test_r8_a_customer_followed_up_while_an_item_is_added_to_his_list() -> None:
    customer, item, code = make_customer(), make_item(), make_service_type()

    with transaction.atomic():
        make_customer_item(customer=customer, item=item)
        followed = Beside(lambda: make_follow_up(customer=customer, service_type=code, happened_on=SECOND))
        wait_for_a_lock()
    followed.finish()

    assert CustomerParState.objects.get().last_follow_up_on == SECOND
    assert kept_states() == live_states()


def test_r12_an_item_added_to_a_list_while_its_price_changes_is_at_the_new_price() -> None:
    item = make_item(list_price=2)
    customer = make_shelf_count({item: 0}).customer

    with transaction.atomic():
        Item.objects.update(list_price=5)
        added = Beside(lambda: make_customer_item(customer=customer, item=item, par_quantity=3))
        wait_for_a_lock()
    added.finish()

    assert CustomerParState.objects.get().missing_value == 15


def test_r12_a_price_changed_while_an_item_is_added_is_the_one_that_counts() -> None:
    item = make_item(list_price=2)
    customer = make_shelf_count({item: 0}).customer

    with transaction.atomic():
        make_customer_item(customer=customer, item=item, par_quantity=3)
        changed = Beside(lambda: Item.objects.update(list_price=5))
        wait_for_a_lock()
    changed.finish()

    assert CustomerParState.objects.get().missing_value == 15


def test_a_salesperson_renamed_while_customers_are_given_to_him() -> None:
    salesperson = make_salesperson(name="Anne")
    make_customer_item(customer=make_customer())

    with transaction.atomic():
        Customer.objects.update(salesperson=salesperson)
        renamed = Beside(lambda: Salesperson.objects.filter(pk=salesperson.pk).update(name="Zoé"))
        wait_for_a_lock()
    renamed.finish()

    assert CustomerParState.objects.get().salesperson_key == "zoe"
