"""Two people at once: one changes many lists while another changes one of them, or an item."""

from decimal import Decimal

import pytest
from django.db import transaction

from customers.models import Customer
from par.models import Batch, CustomerItem
from par.selectors.batches import Work, plan_of
from par.services.batches import make_batch
from par.services.items import set_item_active
from tests.at_once import Beside, wait_for_a_lock
from tests.factories import make_customer, make_customer_item, make_item, make_user
from webmino.roles import Role

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_list_that_is_being_changed_is_waited_for_and_nothing_is_done() -> None:
    by, item = make_user(Role.MANAGER), make_item()
    edited = make_customer_item(item=item, par_quantity=1)
    make_customer_item(item=item, par_quantity=1)
    work = Work(Batch.Action.PAR, [item], Decimal(5))
    shown = plan_of(work, list(Customer.objects.values_list("pk", flat=True))).digest

    with transaction.atomic():
        Customer.objects.select_for_update(no_key=True).get(pk=edited.customer_id)
        CustomerItem.objects.filter(pk=edited.pk).update(par_quantity=9)
        beside = Beside(lambda: make_batch(Customer.objects.all(), work=work, shown=shown, by=by))
        wait_for_a_lock()
    beside.finish()

    assert beside.refusal is not None
    assert sorted(CustomerItem.objects.values_list("par_quantity", flat=True)) == [1, 9]


def test_an_item_that_is_being_deactivated_is_waited_for_and_added_to_no_list() -> None:
    by, item = make_user(Role.MANAGER), make_item()
    make_customer()
    work = Work(Batch.Action.ADD, [item])
    shown = plan_of(work, list(Customer.objects.values_list("pk", flat=True))).digest

    with transaction.atomic():
        set_item_active(item, active=False, by=by)
        beside = Beside(lambda: make_batch(Customer.objects.all(), work=work, shown=shown, by=by))
        wait_for_a_lock()
    beside.finish()

    assert beside.refusal is not None
    assert CustomerItem.objects.count() == 0


def test_of_two_batches_at_once_the_second_is_not_what_its_preview_showed() -> None:
    by, item = make_user(Role.MANAGER), make_item()
    make_customer()
    works = [Work(Batch.Action.ADD, [item], Decimal(par)) for par in (1, 2)]
    keys = list(Customer.objects.values_list("pk", flat=True))
    first, second = ((work, plan_of(work, keys).digest) for work in works)

    with transaction.atomic():
        make_batch(Customer.objects.all(), work=first[0], shown=first[1], by=by)
        beside = Beside(lambda: make_batch(Customer.objects.all(), work=second[0], shown=second[1], by=by))
        wait_for_a_lock()
    beside.finish()

    assert beside.refusal is not None
    assert CustomerItem.objects.get().par_quantity == 1
    assert Batch.objects.count() == 1
