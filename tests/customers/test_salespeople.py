"""Paramètres administratifs › Vendeurs: whom customers are assigned to, and who acts for each."""

from operator import itemgetter

import pytest
from django.test import Client

from customers.models import Salesperson
from tests.factories import make_customer, make_salesperson, make_user
from tests.lists import queries_of, said
from webmino.models import User
from webmino.roles import Role

SALESPEOPLE = "/parametres/vendeurs/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def client(administrator: User, signed_in) -> Client:
    return signed_in(administrator)


def filled(**fields: object) -> dict[str, object]:
    return {"code": "V01", "name": "Nadia Roy", "team": "Rive-Sud"} | fields


def test_the_list_counts_active_customers_as_its_link_lists_them(client: Client) -> None:
    nadia = make_salesperson(code="V 1&2", name="Nadia")
    make_salesperson(name="Luc")
    make_customer(salesperson=nadia)
    make_customer(salesperson=nadia, is_active=False)

    rows = client.get(SALESPEOPLE)

    counted = [(str(row), row.customer_count) for row in rows.context["rows"]]
    assert counted == [("Luc", 0), ("Nadia", 1)]
    assert '<a href="/clients/?salesperson=V%201%262">1</a>' in rows.text
    listed = client.get("/clients/", {"salesperson": nadia.code}).context["table"].rows
    assert len(listed) == 1


def test_the_list_names_the_users_who_act_for_each(client: Client) -> None:
    nadia = make_salesperson()
    nadia.users.set([make_user(Role.REPRESENTATIVE, first_name=name) for name in ("Zoé", "Éric")])

    page = client.get(SALESPEOPLE).text

    assert ">Éric, Zoé</td>" in page


def test_the_list_asks_the_same_queries_for_1_and_for_3_salespeople(client: Client) -> None:
    counts = []

    for more in (1, 2):
        for _ in range(more):
            make_salesperson().users.add(make_user(Role.REPRESENTATIVE))
        counts.append(queries_of(lambda: client.get(SALESPEOPLE)))

    assert counts[0] == counts[1]


def test_r25_who_is_chosen_to_act_for_a_salesperson_sees_his_customers(
    client: Client, representative: User, signed_in
) -> None:
    nadia = make_salesperson(code="V01")
    customer = make_customer(salesperson=nadia)
    theirs = signed_in(representative)
    before = theirs.get(f"/clients/{customer.pk}/").status_code

    answer = client.post(f"{SALESPEOPLE}{nadia.pk}/modifier/", filled(users=[representative.pk]), follow=True)

    assert (before, theirs.get(f"/clients/{customer.pk}/").status_code) == (404, 200)
    assert said(answer) == ["« Nadia Roy » : modification enregistrée."]


def test_a_salesperson_is_created_active(client: Client) -> None:
    answer = client.post(f"{SALESPEOPLE}nouveau/", filled(), follow=True)

    assert Salesperson.objects.values("code", "name", "team", "is_active").get() == {
        "code": "V01",
        "name": "Nadia Roy",
        "team": "Rive-Sud",
        "is_active": True,
    }
    assert said(answer) == ["« Nadia Roy » : ajout enregistré."]


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"code": "V09"}, {"code": ["Un autre vendeur a ce code."]}),
        ({"code": " "}, {"code": ["Ce champ est obligatoire."]}),
        ({"name": ""}, {"name": ["Ce champ est obligatoire."]}),
    ],
)
def test_bad_input_is_said_beside_its_field_and_keeps_what_was_typed(
    client: Client, fields: dict[str, object], errors: dict[str, list[str]]
) -> None:
    """R28."""
    make_salesperson(code="V09")

    answer = client.post(f"{SALESPEOPLE}nouveau/", filled(**fields))

    assert answer.context["form"].errors == errors
    assert 'value="Rive-Sud"' in answer.text
    assert "data-keep-refused" in answer.text
    assert Salesperson.objects.count() == 1


def test_a_refused_edit_shows_the_salesperson_as_he_is(client: Client) -> None:
    make_salesperson(code="V09")
    nadia = make_salesperson(code="V01", name="Nadia Roy")

    page = client.post(f"{SALESPEOPLE}{nadia.pk}/modifier/", filled(code="V09", name="Autre"))

    assert "<h1>Nadia Roy</h1>" in page.text
    assert 'value="Autre"' in page.text


def test_r28_a_user_who_was_deleted_meanwhile_is_said_beside_the_choice(client: Client, office: User) -> None:
    key = office.pk
    office.delete()

    answer = client.post(f"{SALESPEOPLE}nouveau/", filled(users=[key]))

    assert list(answer.context["form"].errors) == ["users"]
    assert Salesperson.objects.count() == 0


def test_a_user_who_is_out_stays_chosen_and_is_not_offered_to_others(client: Client) -> None:
    gone, nadia = make_user(Role.REPRESENTATIVE, is_active=False), make_salesperson()
    nadia.users.add(gone)

    offered = [
        gone in client.get(f"{SALESPEOPLE}{address}").context["form"].fields["users"].queryset
        for address in (f"{nadia.pk}/modifier/", "nouveau/")
    ]

    assert offered == [True, False]


def test_r5_a_salesperson_is_deactivated_and_activated_and_keeps_his_customers(client: Client) -> None:
    nadia = make_salesperson(name="Nadia")
    make_customer(salesperson=nadia)

    states = []
    for action in ("desactiver", "activer"):
        page = client.post(f"{SALESPEOPLE}{nadia.pk}/{action}/", follow=True)
        nadia.refresh_from_db()
        states.append((nadia.is_active, nadia.customers.count(), said(page)))

    assert states == [
        (False, 1, ["« Nadia » : désactivation enregistrée."]),
        (True, 1, ["« Nadia » : réactivation enregistrée."]),
    ]


def test_the_history_tells_fields_and_users(client: Client, administrator: User, office: User) -> None:
    nadia = make_salesperson(code="V01", name="Nadia", team="Rive-Sud")

    client.post(f"{SALESPEOPLE}{nadia.pk}/modifier/", filled(users=[office.pk]))

    changes = client.get(f"{SALESPEOPLE}{nadia.pk}/modifier/").context["changes"]
    assert sorted((change[1:] for change in changes), key=itemgetter(1)) == [
        (administrator, "Nom", "Nadia", "Nadia Roy"),
        (administrator, "Usagers", "", str(office)),
    ]
