"""Two people who save one PAR list at the same instant."""

from decimal import Decimal

import pytest
from django.db import transaction

from par.models import CustomerItem
from par.par_list_files.reading import FileRow
from par.selectors.par_lists import list_version
from par.services.par_list_imports import apply_plan, plan_of
from par.services.par_lists import Edit, add_to_par_list, save_par_list
from tests.at_once import Beside, wait_for_a_lock
from tests.factories import make_customer, make_customer_item, make_item, make_user
from webmino.roles import Role
from webmino.versions import CHANGED_MEANWHILE

pytestmark = pytest.mark.django_db(transaction=True)


def test_r28_of_two_who_save_at_once_the_second_is_told_and_overwrites_nothing() -> None:
    line, by = make_customer_item(par_quantity=10), make_user(Role.OFFICE)
    version = list_version(line.customer)
    edits = [Edit(version, {line.pk: {"par_quantity": Decimal(par)}}) for par in (12, 15)]

    with transaction.atomic():
        save_par_list(line.customer, by=by, edit=edits[0])
        second = Beside(lambda: save_par_list(line.customer, by=by, edit=edits[1]))
        wait_for_a_lock()
    second.finish()

    assert second.refusal is not None
    assert second.refusal.code == CHANGED_MEANWHILE
    assert CustomerItem.objects.get().par_quantity == 12


def test_of_two_who_add_one_item_at_once_one_adds_it() -> None:
    customer, item, by = make_customer(), make_item(), make_user(Role.OFFICE)

    with transaction.atomic():
        add_to_par_list(customer, item, by=by, par_quantity=Decimal(12))
        second = Beside(lambda: add_to_par_list(customer, item, by=by, par_quantity=Decimal(15)))
        wait_for_a_lock()
    second.finish()

    assert second.refusal is not None
    assert CustomerItem.objects.get().par_quantity == 12


def test_r28_a_file_that_is_applied_while_somebody_saves_is_refused() -> None:
    line, by = make_customer_item(par_quantity=10), make_user(Role.OFFICE)
    edit = Edit(list_version(line.customer), {line.pk: {"par_quantity": Decimal(12)}})
    rows = [FileRow(2, line.item_id, {"par_quantity": Decimal(15)})]
    state = plan_of(line.customer, rows).state

    with transaction.atomic():
        save_par_list(line.customer, by=by, edit=edit)
        second = Beside(lambda: apply_plan(line.customer, rows, state=state, by=by))
        wait_for_a_lock()
    second.finish()

    assert second.refusal is not None
    assert second.refusal.code == CHANGED_MEANWHILE
    assert CustomerItem.objects.get().par_quantity == 12
