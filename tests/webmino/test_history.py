"""Who changed what, when, before and after (R4)."""

from typing import Any

import pghistory
import pytest
from django.conf import settings
from django.utils import translation

from customers.models import Customer
from followups.models import ServiceType
from par.models import CustomerItem
from tests.factories import make_customer, make_customer_item, make_salesperson, make_service_type
from webmino.history import (
    Change,
    changes_of,
    changes_of_rows,
    changes_of_rows_since,
    changes_since,
    row_at,
    rows_at,
    version_of,
    version_of_rows,
)
from webmino.models import User

pytestmark = pytest.mark.django_db


def words(changes: list[Change]) -> list[tuple[User | None, str, str, str]]:
    return [(change.user, change.label, change.before, change.after) for change in changes]


def test_a_row_that_was_only_created_has_no_changes() -> None:
    assert changes_of(make_service_type()) == []


def test_each_changed_field_is_told_newest_first_with_who_changed_it(
    administrator: User, manager: User
) -> None:
    service_type = make_service_type(name_fr="Visite", position=1)
    with pghistory.context(user=administrator.pk):
        service_type.name_fr = "Visite en magasin"
        service_type.save()
    with pghistory.context(user=manager.pk):
        service_type.channel = ServiceType.Channel.PHONE
        service_type.counts_as_visit = False
        service_type.save()

    changes = changes_of(service_type)

    assert words(changes) == [
        (manager, "Compte comme une visite", "oui", "non"),
        (manager, "Canal", "visite", "téléphone"),
        (administrator, "Libellé français", "Visite", "Visite en magasin"),
    ]


def test_a_change_is_dated_in_the_companys_time() -> None:
    service_type = make_service_type()
    ServiceType.objects.update(position=7)
    service_type.refresh_from_db()

    [change] = changes_of(service_type)

    assert change.at == ServiceType.pgh_event_model.objects.get().pgh_created_at
    assert str(change.at.tzinfo) == settings.TIME_ZONE


def test_a_bulk_write_outside_a_request_is_told_without_a_user() -> None:
    service_type = make_service_type(position=1)
    ServiceType.objects.filter(pk=service_type.pk).update(position=7)
    service_type.refresh_from_db()

    assert words(changes_of(service_type)) == [(None, "Position", "1", "7")]


def test_a_save_that_changes_nothing_is_no_change() -> None:
    service_type = make_service_type()
    service_type.save()

    assert changes_of(service_type) == []


def test_changes_of_another_row_stay_out() -> None:
    service_type, other = make_service_type(), make_service_type()
    ServiceType.objects.filter(pk=other.pk).update(position=7)

    assert changes_of(service_type) == []


def test_a_foreign_key_is_told_by_name_and_what_was_empty_is_empty() -> None:
    old, new = make_salesperson(name="M. Côté"), make_salesperson(name="J. Roy")
    customer = make_customer(salesperson=old, visit_every_days=None)
    customer.salesperson = new
    customer.visit_every_days = 21
    customer.save()

    with translation.override("en"):
        changes = changes_of(customer)

    assert sorted(words(changes), key=str) == [
        (None, "Salesperson", "M. Côté", "J. Roy"),
        (None, "Visit frequency", "", "21"),
    ]


def test_the_queries_do_not_grow_with_the_changes(django_assert_num_queries, administrator: User) -> None:
    salespeople = [make_salesperson() for _ in range(4)]
    once, often = make_customer(salesperson=salespeople[0]), make_customer(salesperson=salespeople[0])
    with pghistory.context(user=administrator.pk):
        for customer, assigned in ((once, salespeople[1:2]), (often, salespeople[1:])):
            for salesperson in assigned:
                customer.salesperson = salesperson
                customer.save()

    with django_assert_num_queries(3):
        changes_of(once)
    with django_assert_num_queries(3):
        changes = changes_of(often)

    assert len(changes) == 3


# Versions


def test_a_version_is_0_until_a_change_and_moves_with_each_even_in_bulk() -> None:
    customer, other = make_customer(), make_customer()
    versions = [version_of(customer)]

    customer.save()
    versions.append(version_of(customer))
    Customer.objects.update(city="Lévis")
    versions.append(version_of(customer))
    Customer.objects.filter(pk=other.pk).update(city="Québec")
    versions.append(version_of(customer))
    Customer.objects.filter(pk=customer.pk).update(city="Québec")
    versions.append(version_of(customer))

    assert versions[:2] == [0, 0]
    assert versions[1] < versions[2] == versions[3] < versions[4]


def test_a_row_is_read_as_it_was_at_a_version() -> None:
    old, new = make_salesperson(), make_salesperson()
    customer = make_customer(name="A", salesperson=old)
    Customer.objects.update(name="B", salesperson=new)
    second = version_of(customer)
    Customer.objects.update(name="C")
    now = Customer.objects.get()

    seen = [row_at(now, version) for version in (0, second, version_of(customer))]

    assert [(row.name, row.salesperson) for row in seen] == [("A", old), ("B", new), ("C", new)]


def test_what_differs_from_a_version_is_told_of_the_last_who_changed_it(
    administrator: User, manager: User
) -> None:
    make_customer(name="A", city="Lévis")
    for user, fields in (
        (administrator, {"name": "B", "city": "Québec"}),
        (manager, {"name": "C"}),
        (manager, {"city": "Lévis"}),
    ):
        with pghistory.context(user=user.pk):
            Customer.objects.update(**fields)

    changes = changes_since(Customer.objects.get(), 0)

    assert {name: change[1:] for name, change in changes.items()} == {"name": (manager, "Nom", "A", "C")}


def test_nothing_differs_from_the_present_version() -> None:
    make_customer(name="A")
    Customer.objects.update(name="B")
    customer = Customer.objects.get()

    assert changes_since(customer, version_of(customer)) == {}


def changed_types(administrator: User, manager: User) -> list[ServiceType]:
    """Two types: the first changed twice, by two people, and the second once between."""
    one, two = make_service_type(position=1), make_service_type(position=2)
    for service_type, position, user in ((one, 5, administrator), (two, 6, manager), (one, 7, manager)):
        with pghistory.context(user=user.pk):
            ServiceType.objects.filter(pk=service_type.pk).update(position=position)
    one.refresh_from_db()
    two.refresh_from_db()
    return [one, two]


def test_changes_of_several_rows_are_told_together_newest_first(
    administrator: User, manager: User, django_assert_num_queries: Any
) -> None:
    one, two = rows = changed_types(administrator, manager)

    with django_assert_num_queries(2):
        told = changes_of_rows(rows)

    assert [(each.row, each.change.user, each.change.before, each.change.after) for each in told] == [
        (one, manager, "5", "7"),
        (two, manager, "2", "6"),
        (one, administrator, "1", "5"),
    ]
    assert [each.change for each in changes_of_rows(rows, newest=2)] == [each.change for each in told[:2]]
    assert len({each.save for each in told}) == 3


def test_several_rows_are_known_as_they_were_at_a_version(administrator: User, manager: User) -> None:
    one, two = rows = changed_types(administrator, manager)
    first, second, third = ServiceType.pgh_event_model.objects.order_by("pk").values_list("pk", flat=True)

    then = {version: rows_at(rows, version) for version in (0, first, second, third)}

    assert version_of_rows(ServiceType.objects.filter(pk__in=[one.pk, two.pk])) == third
    assert [(at[one.pk].position, at[two.pk].position) for at in then.values()] == [
        (1, 2),
        (5, 2),
        (5, 6),
        (7, 6),
    ]


def test_several_rows_differ_from_a_version_by_what_was_not_changed_back(
    administrator: User, manager: User
) -> None:
    one, two = rows = changed_types(administrator, manager)
    ServiceType.objects.filter(pk=two.pk).update(position=2)
    two.refresh_from_db()

    told = changes_of_rows_since(rows, 0)

    assert [(each.row, each.change.user, each.change.before, each.change.after) for each in told] == [
        (one, manager, "1", "7")
    ]


def test_no_rows_have_no_changes() -> None:
    assert (changes_of_rows([]), changes_of_rows_since([], 0), rows_at([], 0)) == ([], [], {})
    assert version_of_rows(ServiceType.objects.none()) == 0


def test_a_decimal_number_is_told_without_needless_decimals() -> None:
    line = make_customer_item(par_quantity=12)
    CustomerItem.objects.update(par_quantity="2.5")
    line.refresh_from_db()

    [change] = changes_of(line)

    assert (change.before, change.after) == ("12", "2,5")
