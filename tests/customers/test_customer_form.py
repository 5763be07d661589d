"""Creating, correcting and deactivating customers (R5, R28)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from customers.models import Customer
from customers.selectors import look_alikes, next_number
from tests.factories import make_customer, make_follow_up, make_route, make_salesperson
from webmino.history import changes_of, version_of
from webmino.models import User

pytestmark = pytest.mark.django_db
NEW = "/clients/nouveau/"
FIELDS = [
    *("number", "name", "category", "sorting_group", "language", "address", "city", "region"),
    *("postal_code", "country", "phone", "email", "salesperson", "route", "stop", "visit_every_days", "note"),
]


@pytest.fixture
def desk(office: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(office)


def form_of(customer: Customer) -> dict[str, str]:
    """What the form of a customer sends when nothing is changed."""
    said = {name: getattr(customer, Customer._meta.get_field(name).attname) for name in FIELDS}
    sent = {name: "" if value is None else str(value) for name, value in said.items()}
    return sent | {"version": str(version_of(customer))}


def edit(client: Client, customer: Customer, **fields: str) -> Any:
    return client.post(
        reverse("customers:customer-edit", args=[customer.pk]), form_of(customer) | fields, follow=True
    )


def test_a_customer_is_created_with_what_was_typed_written_the_canadian_way(desk: Client) -> None:
    salesperson = make_salesperson()
    sent = {"number": "000124", "name": "Épicerie Chez Léa", "language": "fr", "country": "CA"}
    sent |= {"phone": "(418)5550123", "postal_code": "g6v1a1", "salesperson": str(salesperson.pk)}

    page = desk.post(NEW, sent, follow=True)

    customer = Customer.objects.get()
    assert (customer.number, customer.name, customer.salesperson) == (
        *("000124", "Épicerie Chez Léa"),
        salesperson,
    )
    assert (customer.phone, customer.postal_code) == ("418 555-0123", "G6V 1A1")
    assert "Le client 000124 Épicerie Chez Léa est créé." in page.content.decode()


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("number", ""),
        ("number", "000001"),
        ("name", "  "),
        ("postal_code", "G6V 1AO"),
        ("email", "nobody"),
        ("visit_every_days", "0"),
        ("visit_every_days", "4000"),
        ("stop", "-1"),
        ("language", "de"),
    ],
)
def test_r28_bad_input_is_said_beside_its_field_and_saves_nothing(
    desk: Client, field: str, typed: str
) -> None:
    make_customer(number="000001")
    sent = {"number": "2", "name": "New", "language": "fr", "country": "CA", "note": "kept"}

    page = desk.post(NEW, sent | {field: typed})

    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert page.context["form"]["note"].value() == "kept"
    assert Customer.objects.count() == 1


def test_the_number_that_is_proposed_follows_the_highest() -> None:
    first = next_number()
    for number in ("000099", "000124", "A-999", "12"):
        make_customer(number=number)

    assert (first, next_number()) == ("1", "000125")


def test_look_alikes_have_the_same_telephone_or_the_same_name_and_city(office: User) -> None:
    by_phone = make_customer(name="Other", phone="418-555-0123")
    by_name = make_customer(name="EPICERIE chez Lea", city="levis")
    make_customer(name="Épicerie Chez Léa", city="Québec")
    make_customer(phone="418 555-0199")
    new = Customer(name="Épicerie Chez Léa", city="Lévis", phone="418 555-0123")

    assert set(look_alikes(new, office)) == {by_phone, by_name}


def test_r25_look_alikes_are_those_whom_the_user_sees(representative: User) -> None:
    make_customer(name="Same", city="Lévis")
    own = make_customer(name="Same", city="Lévis", salesperson=representative.salespeople.get())

    assert list(look_alikes(Customer(name="Same", city="Lévis"), representative)) == [own]


def test_a_possible_duplicate_is_pointed_out_before_anything_is_saved(desk: Client) -> None:
    other = make_customer(name="Épicerie Chez Léa", city="Lévis")
    sent = {"number": "2", "name": "epicerie chez lea", "city": "Levis", "language": "fr"}

    asked = desk.post(NEW, sent)
    before = Customer.objects.count()
    desk.post(NEW, sent | {"save_all_the_same": "1"})

    assert asked.context["alike"] == [other]
    assert (before, Customer.objects.count()) == (1, 2)


def test_an_edit_keeps_who_before_and_after(desk: Client, office: User) -> None:
    customer = make_customer(city="Lévis")

    edit(desk, customer, city="Québec")

    (change,) = changes_of(Customer.objects.get())
    assert (change.user, change.before, change.after) == (office, "Lévis", "Québec")


def test_r5_a_reassignment_does_not_rewrite_history(desk: Client) -> None:
    old, new, route = make_salesperson(), make_salesperson(), make_route()
    customer = make_customer(salesperson=old, route=route)
    follow_up = make_follow_up(customer=customer, salesperson=old, route=route)

    edit(desk, customer, salesperson=str(new.pk), route="")

    follow_up.refresh_from_db()
    customer.refresh_from_db()
    assert (customer.salesperson, customer.route) == (new, None)
    assert (follow_up.salesperson, follow_up.route) == (old, route)


def test_the_second_of_two_who_edit_is_shown_what_changed_and_loses_nothing(desk: Client) -> None:
    customer = make_customer(city="Lévis", note="")
    opened = form_of(customer)
    Customer.objects.update(city="Québec")

    page = desk.post(reverse("customers:customer-edit", args=[customer.pk]), opened | {"note": "typed"})

    form = page.context["form"]
    assert [(change.before, change.after) for change in page.context["changes"]] == [("Lévis", "Québec")]
    assert (form["city"].value(), form["note"].value()) == ("Québec", "typed")
    assert Customer.objects.get().note == ""

    resent = {name: form[name].value() for name in opened}
    desk.post(reverse("customers:customer-edit", args=[customer.pk]), resent)
    saved = Customer.objects.get()
    assert (saved.city, saved.note) == ("Québec", "typed")


def test_a_customer_is_deactivated_and_made_active_again_with_his_history(desk: Client) -> None:
    customer = make_follow_up().customer

    desk.post(reverse("customers:customer-deactivate", args=[customer.pk]))
    inactive = Customer.objects.get().is_active
    desk.post(reverse("customers:customer-reactivate", args=[customer.pk]))

    assert (inactive, Customer.objects.get().is_active) == (False, True)
    assert customer.follow_ups.count() == 1


def test_the_way_back_to_the_list_is_kept_by_an_edit(desk: Client) -> None:
    customer = make_customer()
    address = reverse("customers:customer-edit", args=[customer.pk])

    answer = desk.post(address, form_of(customer) | {"from": "/clients/?sort=name", "note": "x"})

    assert answer.url == f"/clients/{customer.pk}/?from=%2Fclients%2F%3Fsort%3Dname"
