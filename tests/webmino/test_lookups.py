"""Code tables that a process remembers are those of the database, whoever changed them."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection, transaction
from django.test import Client

from customers.models import Route, Salesperson
from tests.at_once import Beside
from tests.factories import make_route, make_salesperson, make_user
from tests.lists import queries_of
from webmino.backends import RoleBackend
from webmino.lookups import shared_tables
from webmino.models import User
from webmino.roles import Role, role_of


def names() -> list[str]:
    return [row.name for row in shared_tables(Salesperson)[Salesperson].by_pk.values()]


@pytest.mark.django_db
def test_a_row_that_is_added_changed_or_deleted_by_any_way_is_read_anew() -> None:
    luc, zoe = make_salesperson(name="Luc"), make_salesperson(name="Zoé")
    found = [names()]
    Salesperson.objects.filter(pk=luc.pk).update(name="Lucie")
    found.append(names())
    Salesperson.objects.bulk_create([Salesperson(code="X", name="Mia")])
    found.append(names())
    Salesperson.objects.filter(pk=zoe.pk).delete()
    found.append(names())

    assert found == [["Luc", "Zoé"], ["Lucie", "Zoé"], ["Lucie", "Mia", "Zoé"], ["Lucie", "Mia"]]


@pytest.mark.django_db(transaction=True)
def test_what_another_process_saves_is_read_anew() -> None:
    make_salesperson(name="Luc")
    before = names()

    Beside(lambda: make_salesperson(name="Zoé")).finish()

    assert (before, names()) == (["Luc"], ["Luc", "Zoé"])


@pytest.mark.django_db
def test_a_row_that_was_saved_since_the_table_was_read_is_read_by_itself() -> None:
    """And once, while who goes through the table goes on with what it was."""
    luc = make_salesperson(name="Luc")
    table = shared_tables(Salesperson)[Salesperson]
    going_through = iter(table.by_pk)
    zoe = make_salesperson(name="Zoé")

    asked = queries_of(lambda: [table.row(zoe.pk), table.row(zoe.pk)])

    assert (table.row(zoe.pk), asked, list(going_through)) == (zoe, 1, [luc.pk])


@pytest.mark.django_db
def test_tables_that_are_remembered_cost_one_query_together() -> None:
    make_salesperson()
    make_route()

    def read() -> None:
        for table in shared_tables(Salesperson, Route).values():
            list(table.by_pk)

    assert (queries_of(read), queries_of(read)) == (3, 1)


@pytest.mark.django_db
def test_r25_what_is_taken_from_a_role_or_a_user_is_gone_with_the_next_page(client: Client) -> None:
    manager, export = make_user(Role.MANAGER), Permission.objects.get(codename="export_tables")
    client.force_login(manager)

    def may_export() -> bool:
        return client.get("/clients/").context["can_export"]

    found = [may_export()]
    Group.objects.get(name=Role.MANAGER.value).permissions.remove(export)
    found.append(may_export())
    manager.user_permissions.add(export)
    found.append(may_export())
    manager.user_permissions.clear()
    found.append(may_export())
    User.objects.filter(pk=manager.pk).update(is_active=False)

    assert (found, client.get("/clients/").status_code) == ([True, False, True, False], 302)


@pytest.mark.django_db(transaction=True)
def test_what_a_transaction_took_back_is_not_remembered() -> None:
    luc = make_salesperson(name="Luc")

    with transaction.atomic():
        Salesperson.objects.filter(pk=luc.pk).update(name="Jamais")
        seen_by_itself = names()
        transaction.set_rollback(True)
    Salesperson.objects.filter(pk=luc.pk).update(name="Lucie")

    assert (seen_by_itself, names()) == (["Jamais"], ["Lucie"])


@pytest.mark.django_db(transaction=True)
def test_what_a_transaction_wrote_after_it_asked_is_not_remembered() -> None:
    luc = make_salesperson(name="Luc")

    with transaction.atomic():
        asked = shared_tables(Salesperson)[Salesperson]
        Salesperson.objects.filter(pk=luc.pk).update(name="Jamais")
        list(asked.by_pk)
        transaction.set_rollback(True)

    assert names() == ["Luc"]


@pytest.mark.django_db(transaction=True)
def test_a_table_that_is_emptied_and_filled_again_as_a_backup_does_is_read_anew() -> None:
    make_salesperson(code="A", name="Luc")
    before = names()

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE customers_salesperson, customers_salespersonevent CASCADE")
    make_salesperson(code="A", name="Zoé")

    assert (before, names()) == (["Luc"], ["Zoé"])


@pytest.mark.django_db
def test_r25_what_is_granted_is_what_django_says_each_permission_once() -> None:
    user, others = make_user(Role.OFFICE), [make_user(Role.MANAGER) for _ in range(2)]
    user.groups.add(Group.objects.get(name=Role.MANAGER.value))
    export = Permission.objects.get(codename="export_tables")
    for one in (user, *others):
        one.user_permissions.add(export)

    found: Any = RoleBackend().get_user(user.pk)

    assert sorted(found.granted) == sorted(User.objects.get(pk=user.pk).get_all_permissions())
    assert "webmino.export_tables" in found.granted


@pytest.mark.django_db
def test_who_asks_comes_with_his_roles_as_they_are_now() -> None:
    user = make_user(Role.OFFICE)
    make_user(Role.MANAGER)
    before: Any = RoleBackend().get_user(user.pk)
    user.groups.add(Group.objects.get(name=Role.MANAGER.value), Group.objects.create(name="bowling"))

    after: Any = RoleBackend().get_user(user.pk)

    expected = "gestionnaire, bureau"
    assert (role_of(before), role_of(after), role_of(User.objects.get(pk=user.pk))) == (
        "bureau",
        expected,
        expected,
    )
    assert queries_of(lambda: role_of(after)) == 0
