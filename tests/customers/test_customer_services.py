"""Creating, editing and deactivating customers, by whatever page asks it."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from customers.models import Customer
from customers.selectors import look_alikes, next_number
from customers.services import create_customer, set_active, update_customer
from followups.models import CustomerVisitState
from tests.at_once import wait_for_a_lock
from tests.factories import make_customer, make_follow_up, make_route, make_salesperson, make_user
from tests.processes import PATIENCE
from webmino.history import changes_of, version_of
from webmino.models import User
from webmino.roles import Role
from webmino.versions import CHANGED_MEANWHILE

pytestmark = pytest.mark.django_db


def test_a_customer_is_created_with_what_is_given(office: User) -> None:
    salesperson = make_salesperson()

    created = create_customer(by=office, number="000124", name="Chez Léa", salesperson=salesperson)

    columns = Customer.objects.values_list("pk", "number", "name", "salesperson", "is_active", "language")
    assert columns.get() == (created.pk, "000124", "Chez Léa", salesperson.pk, True, "fr")


def test_a_number_that_another_has_is_refused_beside_it(office: User) -> None:
    make_customer(number="000124")
    edited = make_customer(number="000125")

    with pytest.raises(ValidationError) as created:
        create_customer(by=office, number="000124", name="Chez Léa")
    with pytest.raises(ValidationError) as renumbered:
        update_customer(edited, by=office, version=0, number="000124")

    said = {"number": ["Un autre client a ce numéro."]}
    assert (created.value.message_dict, renumbered.value.message_dict) == (said, said)
    assert list(Customer.objects.values_list("number", flat=True)) == ["000124", "000125"]


def test_an_edit_changes_what_is_given_in_the_name_of_who_edits(office: User) -> None:
    customer = make_customer(name="A", city="Lévis", note="Back door")

    updated = update_customer(customer, by=office, version=0, name="B", city="Québec")

    stored = Customer.objects.get()
    assert updated == stored
    assert (stored.name, stored.city, stored.note) == ("B", "Québec", "Back door")
    assert {(change.user, change.label, change.before, change.after) for change in changes_of(stored)} == {
        (office, "Nom", "A", "B"),
        (office, "Ville", "Lévis", "Québec"),
    }


def test_an_edit_starts_from_what_is_stored_not_from_what_its_caller_holds(office: User) -> None:
    customer = make_customer(name="A")
    customer.name = "typed and never saved"

    update_customer(customer, by=office, version=0, city="Québec")

    assert Customer.objects.values_list("name", "city").get() == ("A", "Québec")


def test_r5_a_reassignment_leaves_what_was_recorded_before(office: User) -> None:
    old, new = make_salesperson(name="Old"), make_salesperson(name="New")
    old_route, new_route = make_route(), make_route()
    customer = make_customer(salesperson=old, route=old_route)
    follow_up = make_follow_up(customer=customer, salesperson=old, route=old_route)

    update_customer(customer, by=office, version=0, salesperson=new, route=new_route)

    follow_up.refresh_from_db()
    state = CustomerVisitState.objects.get()
    assert (follow_up.salesperson, follow_up.route) == (old, old_route)
    assert (state.salesperson, state.route) == (new, new_route)


def test_an_edit_of_a_version_that_is_no_longer_the_present_one_is_refused(office: User) -> None:
    customer = make_customer(name="A", city="Lévis")
    version = version_of(customer)
    # Not by a page: any write counts.
    Customer.objects.update(city="Québec")

    with pytest.raises(ValidationError) as refused:
        update_customer(customer, by=office, version=version, name="B")

    assert refused.value.code == CHANGED_MEANWHILE
    assert Customer.objects.values_list("name", "city").get() == ("A", "Québec")


def test_an_edit_goes_through_when_what_was_changed_was_changed_back(office: User) -> None:
    customer = make_customer(name="A", city="Lévis")
    Customer.objects.update(city="Québec")
    Customer.objects.update(city="Lévis")

    update_customer(customer, by=office, version=0, name="B")

    assert Customer.objects.values_list("name", "city").get() == ("B", "Lévis")


@pytest.mark.django_db(transaction=True)
def test_of_two_edits_at_once_the_second_waits_and_is_refused() -> None:
    office, customer = make_user(Role.OFFICE), make_customer(name="A")
    held = threading.Event()

    def edit_slowly() -> None:
        try:
            with transaction.atomic():
                update_customer(customer, by=office, version=0, name="first")
                held.set()
                wait_for_a_lock()
        finally:
            connection.close()

    first = threading.Thread(target=edit_slowly)
    first.start()
    assert held.wait(PATIENCE)
    with pytest.raises(ValidationError) as refused:
        update_customer(customer, by=office, version=0, name="second")
    first.join(PATIENCE)

    assert refused.value.code == CHANGED_MEANWHILE
    assert Customer.objects.get().name == "first"


def test_r25_nobody_assigns_a_customer_to_a_salesperson_whom_he_does_not_see(representative: User) -> None:
    own, other = representative.salespeople.get(), make_salesperson()
    customer = make_customer(salesperson=own)

    with pytest.raises(ValidationError) as created:
        create_customer(by=representative, number="1", name="A", salesperson=other)
    with pytest.raises(ValidationError) as updated:
        update_customer(customer, by=representative, version=0, salesperson=other)

    assert (list(created.value.message_dict), list(updated.value.message_dict)) == (["salesperson"],) * 2
    assert list(Customer.objects.values_list("salesperson", flat=True)) == [own.pk]


def test_a_customer_is_deactivated_and_reactivated_and_his_history_says_who_did(office: User) -> None:
    customer = make_customer()

    states = [set_active(customer, active=active, by=office).is_active for active in (False, True)]

    assert states == [False, True]
    assert [change[1:] for change in changes_of(Customer.objects.get())] == [
        (office, "Actif", "non", "oui"),
        (office, "Actif", "oui", "non"),
    ]


# Look-alikes


@pytest.mark.parametrize("stored", ["4185550123", "418 555-0123", "1 (418) 555-0123", "1-418-555-0123"])
def test_a_customer_with_the_same_telephone_looks_alike(office: User, stored: str) -> None:
    same = make_customer(phone=stored)
    make_customer(phone="418 555-0124")
    make_customer(phone="418 555-01234")

    found = look_alikes(name="Neuf", city="", phone="418 555-0123", but=None, user=office)

    assert found == [same]


def test_a_customer_with_the_same_name_in_the_same_city_looks_alike(office: User) -> None:
    same = make_customer(name="épicerie chez lea", city="LEVIS")
    make_customer(name="Épicerie Chez Léa", city="Québec")
    make_customer(name="Épicerie Chez Léa")
    make_customer(name="Épicerie Chez Léo", city="Lévis")

    found = look_alikes(name="Épicerie Chez Léa", city="Lévis", phone="", but=None, user=office)

    assert found == [same]


def test_two_customers_of_one_name_without_a_city_look_alike(office: User) -> None:
    same = make_customer(name="Chez Léa")
    make_customer(name="Chez Léa", city="Lévis")

    assert look_alikes(name="chez léa", city="", phone="", but=None, user=office) == [same]


def test_no_telephone_or_a_few_digits_are_no_likeness(office: User) -> None:
    make_customer(phone="")
    make_customer(phone="poste 12")

    found = [
        look_alikes(name="Neuf", city="", phone=phone, but=None, user=office) for phone in ("", "poste 12")
    ]

    assert found == [[], []]


def test_r25_look_alikes_are_those_whom_the_user_sees_and_never_himself(representative: User) -> None:
    own = make_customer(phone="418 555-0123", salesperson=representative.salespeople.get())
    twin = make_customer(phone="418 555-0123", salesperson=representative.salespeople.get())
    make_customer(phone="418 555-0123", salesperson=make_salesperson())

    found = look_alikes(name=own.name, city="", phone=own.phone, but=own.pk, user=representative)

    assert found == [twin]


@pytest.mark.parametrize(
    ("numbers", "proposed"),
    [
        ([], "1"),
        (["A-1"], "1"),
        (["000124"], "000125"),
        (["9", "10", "R-999"], "11"),
        (["099"], "100"),
        (["999"], "1000"),
        (["31742", "319"], "31743"),
    ],
)
def test_the_next_number_follows_the_highest_that_has_digits_only(numbers: list[str], proposed: str) -> None:
    for number in numbers:
        make_customer(number=number)

    assert next_number() == proposed
