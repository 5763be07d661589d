"""Items, PAR lists and counts: seen and written by whom (R25)."""

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from customers.models import Customer
from par.models import (
    Batch,
    Item,
)
from par.par_list_files.reading import FileRow
from par.par_list_files.sealing import seal
from par.selectors.batches import Work, plan_of
from par.services import par_list_imports
from tests.access.addresses import (
    CATALOGUE,
    EXPORTS,
    IN_BATCH,
    OF_A_COUNT,
    PAR_LIST_FORMS,
    PAR_LISTS,
    PART_OF_A_CUSTOMER,
)
from tests.access.company import OTHER_NOTE, OWN_NOTE, Company, address, snapshot
from tests.factories import (
    make_customer_item,
    make_item,
)
from webmino.history import version_of
from webmino.roles import Role

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", sorted({*PAR_LISTS, *PAR_LIST_FORMS}))
def test_a_par_list_is_read_by_who_sees_the_customer_and_changed_by_the_office(
    company: Company, role: Role, name: str
) -> None:
    may = role in (PAR_LISTS | PAR_LIST_FORMS)[name]
    make_customer_item(customer=company.own)
    make_customer_item(customer=company.other)
    client = company.client(role)

    own = client.get(address(name, company, company.own))
    other = client.get(address(name, company, company.other))

    assert own.status_code == (200 if may else 403)
    assert other.status_code == (own.status_code if role != Role.REPRESENTATIVE or not may else 404)


@pytest.mark.parametrize("name", sorted({"par:par-list", *PAR_LIST_FORMS} - {"par:par-list-xlsx"}))
def test_a_par_list_is_written_by_the_office_and_up_alone(company: Company, role: Role, name: str) -> None:
    line, item = make_customer_item(customer=company.own), make_item()
    rows = [FileRow(2, line.item_id, {"par_quantity": Decimal(7)})]
    state = par_list_imports.plan_of(company.own, rows).state
    user = company.user(role)
    client = Client()
    client.force_login(user)
    sent = {
        "par:par-list": {"version": "0", f"par-{line.pk}": "7", f"place-{line.pk}": "1"},
        "par:par-list-add": {"item": str(item.pk), "par": "7"},
        "par:par-list-import": {"sealed": seal(rows, state, customer=company.own, user=user)},
    }

    client.post(address(name, company, company.own), sent[name])

    written = company.own.specific_items.filter(par_quantity=7).exists()
    assert written == (role != Role.REPRESENTATIVE)


def test_a_par_list_of_another_s_customer_is_not_written_though_one_may_edit(company: Company) -> None:
    line, item = make_customer_item(customer=company.other), make_item()
    user = company.user(Role.REPRESENTATIVE)
    user.user_permissions.set(Permission.objects.filter(codename__endswith="_customeritem"))
    client = Client()
    client.force_login(user)
    sent = {"version": "0", f"par-{line.pk}": "7", f"place-{line.pk}": "1", "item": str(item.pk)}

    answers = [
        client.post(address(name, company, company.other), sent).status_code
        for name in ("par:par-list", "par:par-list-add", "par:par-list-import")
    ]

    assert answers == [404, 404, 404]
    assert set(company.other.specific_items.values_list("par_quantity")) == {(0,)}


@pytest.mark.parametrize("name", sorted(PART_OF_A_CUSTOMER))
def test_a_part_of_a_page_is_for_who_sees_the_customer(company: Company, role: Role, name: str) -> None:
    client = company.client(role)
    asked = {"headers": {"HX-Request": "true"}}

    own = client.get(reverse(name, args=[company.own.pk]), **asked)
    other = client.get(reverse(name, args=[company.other.pk]), **asked)

    assert "Item of Own customer" in own.text
    assert ("Item of Other customer" in other.text) == (role != Role.REPRESENTATIVE)
    assert (other.status_code == 404) == (role == Role.REPRESENTATIVE)


@pytest.mark.parametrize("name", sorted(OF_A_COUNT))
def test_a_count_is_for_who_sees_its_customer(company: Company, role: Role, name: str) -> None:
    """Restoring is by POST alone: what is not cancelled is said not to be."""
    client = company.client(role)
    act = client.post if name.endswith("restore") else client.get

    own = act(reverse(name, args=[company.own.shelf_counts.get().pk]), follow=True)
    other = act(reverse(name, args=[company.other.shelf_counts.get().pk]), follow=True)

    assert OWN_NOTE in own.text
    assert (OTHER_NOTE in other.text) == (role != Role.REPRESENTATIVE)
    assert (other.status_code == 404) == (role == Role.REPRESENTATIVE)


@pytest.mark.parametrize("name", sorted(OF_A_COUNT - {"par:shelf-count-detail"}))
def test_a_count_of_another_s_customer_is_not_written(company: Company, name: str) -> None:
    count = company.other.shelf_counts.get()
    client, manager = company.client(Role.REPRESENTATIVE), company.client(Role.MANAGER)
    if name.endswith("restore"):
        manager.post(reverse("par:shelf-count-cancel", args=[count.pk]), {"reason": "mistake"})
    before = snapshot()

    refused = client.post(reverse(name, args=[count.pk]), {"reason": "written"})
    after = snapshot()
    manager.post(reverse(name, args=[count.pk]), {"reason": "written"})

    assert (refused.status_code, after) == (404, before)
    assert snapshot() != before


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_items_are_seen_by_everybody_and_written_by_the_office_and_up(
    company: Company, role: Role, name: str
) -> None:
    item = company.administered["par:item"]
    Item.objects.update(is_active=name != "par:item-reactivate")
    for customer in (company.own, company.other):
        make_customer_item(customer=customer, item=item)
    is_read = name in ("par:item-list", "par:item-detail")
    client = company.client(role)
    before = list(Item.objects.order_by("pk").values())

    if is_read:
        answer = client.get(address(name, company))
    else:
        sent = {"code": "NEW", "name_fr": "Nouveau", "pack_size": "1", "version": version_of(item)}
        answer = client.post(address(name, company), sent)

    assert (answer.status_code == 403) == (role not in CATALOGUE[name])
    assert (list(Item.objects.order_by("pk").values()) != before) == (not is_read and role in CATALOGUE[name])
    if name == "par:item-detail":
        assert "Own customer" in answer.text
        assert ("Other customer" in answer.text) == (role != Role.REPRESENTATIVE)


@pytest.mark.parametrize("name", sorted(IN_BATCH))
def test_lists_are_changed_in_batch_by_managers_and_up(company: Company, role: Role, name: str) -> None:
    item: Any = company.administered["par:item"]
    everybody = list(Customer.objects.values_list("pk", flat=True))
    shown = plan_of(Work(Batch.Action.ADD, [item]), everybody).digest
    client = company.client(role)
    wanted = f"{address(name, company)}?action=add&item={item.code}"
    before = snapshot()

    answer = client.get(wanted)
    if role not in EXPORTS:
        client.post(wanted, {"shown": shown})

    assert (answer.status_code == 403) == (role not in EXPORTS)
    assert snapshot() == before


@pytest.mark.parametrize("name", sorted(IN_BATCH))
def test_who_does_not_see_every_customer_changes_none_in_batch(company: Company, name: str) -> None:
    user = company.user(Role.REPRESENTATIVE)
    user.user_permissions.add(Permission.objects.get(codename="change_par_in_bulk"))
    client = Client()
    client.force_login(user)

    assert client.get(address(name, company)).status_code == 403
