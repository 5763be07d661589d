"""Paramètres administratifs › Réaffectation: the form, the preview, what was made, and the way back."""

import html
import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from customers.administration import reassignments as views
from customers.administration import selectors
from customers.models import Customer, Reassignment, Salesperson
from tests.factories import (
    make_category,
    make_customer,
    make_follow_up,
    make_reassignment,
    make_route,
    make_salesperson,
    make_sorting_group,
    make_user,
)
from tests.lists import queries_of_page, said
from webmino.models import User
from webmino.roles import Role

LIST = "/parametres/reaffectation/"
PREVIEW = "/parametres/reaffectation/apercu/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def client(administrator: User, signed_in) -> Client:
    return signed_in(administrator)


@pytest.fixture
def anne() -> Salesperson:
    return make_salesperson(code="A", name="Anne")


@pytest.fixture
def zoe() -> Salesperson:
    return make_salesperson(code="Z", name="Zoé")


def listed(page: Any) -> list[str]:
    """The names of the customers that a preview shows."""
    return [customer.name for customer in page.context["preview"].rows]


def confirm(client: Client, page: Any, **sent: Any) -> HttpResponse:
    """Press the button of a preview that was shown."""
    shown = html.unescape(re.search(r'name="shown" value="([^"]+)"', page.text)[1])
    return client.post(page.wsgi_request.get_full_path(), {"shown": shown} | sent, follow=True)


def ticked(page: Any) -> list[str]:
    """The keys of the customers whose box is ticked."""
    return re.findall(r'name="give" value="(\d+)" checked', page.text)


def holders() -> dict[str, str | None]:
    """The salesperson's name of each customer, by his."""
    return dict(Customer.objects.order_by("name").values_list("name", "salesperson__name"))


# The form


def test_the_form_offers_inactive_salespeople_to_take_from_but_not_to_give_to(
    client: Client, anne: Salesperson
) -> None:
    make_salesperson(code="L", name="Luc", is_active=False)

    form = client.get(LIST).context["form"]

    assert [label for code, label in form.fields["salesperson"].choices if code in "AL" and code] == [
        "Anne",
        "Luc (inactif)",
    ]
    assert [code for code, _label in form.fields["to_salesperson"].choices] == ["", "none", "A"]


def test_the_address_fills_in_the_form(client: Client, anne: Salesperson, zoe: Salesperson) -> None:
    page = client.get(LIST, {"salesperson": "A", "to_salesperson": "Z", "status": "active"})

    assert '<option value="A" selected>Anne</option>' in page.text
    assert '<option value="Z" selected>Zoé</option>' in page.text
    assert page.context["form"]["status"].value() == "active"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"salesperson": "A", "to_salesperson": "A"}, {"to_salesperson": "choisissez un autre vendeur"}),
        ({"salesperson": "none", "to_salesperson": "none"}, {"to_salesperson": "un autre vendeur"}),
        ({"route": "R-1", "to_route": "R-1"}, {"to_route": "choisissez une autre route"}),
        ({"salesperson": "A"}, {"to_salesperson": "un vendeur, une route ou les deux"}),
        ({"to_salesperson": "A"}, {"salesperson": "par vendeur, route, catégorie, groupe de tri ou ville"}),
        ({"salesperson": "A", "to_salesperson": "L"}, {"to_salesperson": "un vendeur actif de la liste"}),
        ({"salesperson": "?", "to_salesperson": "A"}, {"salesperson": "Sélectionnez un choix valide"}),
        ({"city": "A\x00", "to_salesperson": "A"}, {"city": "Sélectionnez un choix valide"}),
    ],
)
def test_r28_what_can_t_be_done_is_said_beside_its_field(
    client: Client, anne: Salesperson, fields: dict[str, str], wrong: dict[str, str]
) -> None:
    make_salesperson(code="L", is_active=False)
    make_route(code="R-1")
    make_customer(salesperson=anne)

    page = client.get(PREVIEW, fields)

    errors = page.context["form"].errors
    assert page.status_code == 422
    assert {name: message in errors[name][0] for name, message in wrong.items()} == dict.fromkeys(wrong, True)
    assert list(errors) == list(wrong)
    assert all(f'id="id_{name}_error"' in page.text for name in wrong)


# The preview


def test_the_preview_shows_whom_it_would_change_and_changes_nothing(
    client: Client, anne: Salesperson, zoe: Salesperson
) -> None:
    make_customer(name="A", number="000124", salesperson=anne, city="Lévis", stop=3)
    make_customer(name="B", salesperson=zoe)

    page = client.get(PREVIEW, {"salesperson": "A", "to_salesperson": "Z"})

    assert listed(page) == ["A"]
    assert "1 client serait réaffecté" in page.text
    assert re.search(r"Anne</span>.*→.*<strong>Zoé</strong>", page.text)
    assert holders() == {"A": "Anne", "B": "Zoé"}


@pytest.mark.parametrize(
    ("params", "names"),
    [
        ({"salesperson": "A"}, ["active", "inactive", "routed"]),
        ({"salesperson": "A", "status": "all"}, ["active", "inactive", "routed"]),
        ({"salesperson": "A", "status": "active"}, ["active", "routed"]),
        ({"salesperson": "A", "status": "inactive"}, ["inactive"]),
        ({"salesperson": "A", "route": "R-1"}, ["routed"]),
        ({"salesperson": "A", "route": "none"}, ["active", "inactive"]),
        ({"salesperson": "A", "category": "EPI"}, ["routed"]),
        ({"sorting_group": "T1"}, ["nobody's"]),
        ({"salesperson": "A", "sorting_group": "none"}, ["active", "inactive", "routed"]),
        ({"salesperson": "A", "city": "levis"}, ["active"]),
        ({"city": "levis"}, ["active", "nobody's"]),
        ({"city": "none"}, ["inactive", "routed"]),
        ({"category": "none"}, ["active", "inactive", "nobody's"]),
        ({"salesperson": "none"}, ["nobody's"]),
    ],
)
def test_the_choice_narrows_by_each_field(
    client: Client, anne: Salesperson, zoe: Salesperson, params: dict[str, str], names: list[str]
) -> None:
    epicerie = make_category(code="EPI")
    make_customer(name="active", salesperson=anne, city="Lévis")
    make_customer(name="inactive", salesperson=anne, is_active=False)
    make_customer(name="routed", salesperson=anne, route=make_route(code="R-1"), category=epicerie)
    make_customer(name="nobody's", city="LÉVIS", sorting_group=make_sorting_group(code="T1"))
    make_customer(name="Zoé's", salesperson=zoe, city="Lévis")

    page = client.get(PREVIEW, params | {"to_salesperson": "Z"})

    assert sorted(listed(page)) == names


def test_the_preview_warns_of_who_sees_whom_of_actions_and_of_inactive_customers(
    client: Client, anne: Salesperson, zoe: Salesperson
) -> None:
    """R25: representatives see the customers of whom they act for; managers see all, and are not named."""
    luc, marie = (make_user(Role.REPRESENTATIVE, first_name=name) for name in ("Luc", "Marie"))
    luc.salespeople.add(anne)
    marie.salespeople.add(zoe)
    both = make_user(Role.REPRESENTATIVE, first_name="Both")
    both.salespeople.add(anne, zoe)
    make_user(Role.MANAGER, first_name="Gestion").salespeople.add(anne)
    make_user(Role.REPRESENTATIVE, first_name="Parti", is_active=False).salespeople.add(anne)
    make_customer(salesperson=anne, is_active=False)
    make_follow_up(
        customer=make_customer(salesperson=anne), next_action="Rappeler", next_action_on="2026-01-05"
    )

    page = client.get(PREVIEW, {"salesperson": "A", "to_salesperson": "Z"}).text

    warnings = re.search(r'<ul class="reassignment-warnings">(.*?)</ul>', page, re.DOTALL)[1]
    assert [" ".join(line.split()) for line in re.findall(r"<li>(.*?)</li>", warnings, re.DOTALL)] == [
        "Luc ne verra plus 2 d’entre eux.",
        "Marie verra 2 clients de plus.",
        "1 d’entre eux a une prochaine action à faire, qui reste ouverte et le suit.",
        "1 d’entre eux est inactif.",
    ]


@pytest.mark.parametrize("to", ["Z", "none"])
def test_the_preview_warns_when_no_representative_will_see_them(
    client: Client, anne: Salesperson, zoe: Salesperson, to: str
) -> None:
    make_customer(salesperson=anne)

    page = client.get(PREVIEW, {"salesperson": "A", "to_salesperson": to}).text

    assert "Aucun représentant ne les verra" in page


def test_a_change_of_route_alone_warns_of_nobody_s_sight(client: Client, anne: Salesperson) -> None:
    make_user(Role.REPRESENTATIVE).salespeople.add(anne)
    make_customer(salesperson=anne)
    make_route(code="R-1")

    page = client.get(PREVIEW, {"salesperson": "A", "to_route": "R-1"})

    preview = page.context["preview"]
    assert (preview.losing, preview.gaining, preview.is_seen) == ([], [], True)
    assert "Aucun représentant" not in page.text


def test_nobody_to_reassign_is_said_and_offers_no_button(
    client: Client, anne: Salesperson, zoe: Salesperson
) -> None:
    make_customer(salesperson=zoe)

    page = client.get(PREVIEW, {"salesperson": "A", "to_salesperson": "Z"}).text

    assert "Aucun client à réaffecter" in page
    assert 'name="shown"' not in page


def test_customers_beyond_those_that_are_shown_are_counted_and_reassigned(
    client: Client, anne: Salesperson, zoe: Salesperson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selectors, "SHOWN", 2)
    monkeypatch.setattr(views, "SHOWN", 2)
    for _ in range(5):
        make_customer(salesperson=anne)

    page = client.get(PREVIEW, {"salesperson": "A", "to_salesperson": "Z"})
    made = confirm(client, page)

    assert len(listed(page)) == 2
    assert "3 autres clients ne sont pas affichés" in page.text
    assert zoe.customers.count() == 5
    assert "3 autres clients ne sont pas affichés." in made.text


def test_the_preview_asks_the_same_queries_for_1_and_for_3_customers(
    client: Client, anne: Salesperson, zoe: Salesperson
) -> None:
    counts = []

    for more in (1, 2):
        for _ in range(more):
            make_customer(salesperson=anne, route=make_route())
            make_user(Role.REPRESENTATIVE).salespeople.add(anne)
        counts.append(queries_of_page(client, PREVIEW, salesperson="A", to_salesperson="Z"))

    assert counts[0] == counts[1]


# Making it


def test_customers_are_reassigned_but_those_that_are_left_and_the_page_says_so(
    client: Client, anne: Salesperson, zoe: Salesperson
) -> None:
    given = make_customer(name="A", number="000124", salesperson=anne)
    left = make_customer(name="B", number="000125", salesperson=anne)

    page = client.get(PREVIEW, {"salesperson": "A", "to_salesperson": "Z"})
    made = confirm(client, page, boxes=[given.pk, left.pk], give=[given.pk])

    assert ticked(page) == [str(given.pk), str(left.pk)]
    assert holders() == {"A": "Zoé", "B": "Anne"}
    assert said(made) == ["1 client est réaffecté."]
    assert made.redirect_chain == [(f"{LIST}{Reassignment.objects.get().pk}/", 302)]
    assert "000124" in made.text
    assert "000125" not in made.text


def test_what_changed_since_the_preview_is_left_and_said(
    client: Client, anne: Salesperson, zoe: Salesperson
) -> None:
    make_customer(name="A", salesperson=anne)
    make_customer(name="B", number="000125", salesperson=anne)
    page = client.get(PREVIEW, {"salesperson": "A", "to_salesperson": "Z"})
    Customer.objects.filter(name="B").update(salesperson=make_salesperson(name="Luc"))
    make_customer(name="C", number="000126", salesperson=anne)

    made = confirm(client, page)

    assert holders() == {"A": "Zoé", "B": "Luc", "C": "Anne"}
    assert said(made) == [
        "1 client est réaffecté.",
        "Changés par quelqu’un d’autre depuis l’aperçu, donc laissés tels quels\xa0: 000125 B.",
        "Absents de l’aperçu, donc laissés tels quels\xa0: 000126 C.",
    ]


def test_a_message_names_ten_customers_and_counts_the_others(
    client: Client, anne: Salesperson, zoe: Salesperson
) -> None:
    make_customer(salesperson=anne)
    page = client.get(PREVIEW, {"salesperson": "A", "to_salesperson": "Z"})
    for n in range(12):
        make_customer(name=f"C{n}", salesperson=anne)

    made = confirm(client, page)

    [_made, came] = said(made)
    assert came.endswith(" C9 et 2 autres.")


@pytest.mark.parametrize("shown", ["", "forged", None])
def test_what_no_preview_showed_is_not_reassigned(
    client: Client, anne: Salesperson, zoe: Salesperson, shown: str | None
) -> None:
    make_customer(name="A", salesperson=anne)
    sent = {} if shown is None else {"shown": shown}

    page = client.post(f"{PREVIEW}?salesperson=A&to_salesperson=Z", sent)

    assert holders() == {"A": "Anne"}
    assert said(page) == ["Aucun client n’est réaffecté\xa0: il ne reste aucun de ceux qui étaient affichés."]
    assert listed(page) == ["A"]


def test_pressing_the_button_twice_reassigns_once(
    client: Client, anne: Salesperson, zoe: Salesperson
) -> None:
    make_customer(name="A", salesperson=anne)
    page = client.get(PREVIEW, {"salesperson": "A", "to_salesperson": "Z"})
    confirm(client, page)

    again = confirm(client, page)

    assert Reassignment.objects.count() == 1
    assert "Aucun client à réaffecter" in again.text


def test_a_preview_without_a_box_ticked_reassigns_nobody_and_stays_so(
    client: Client, anne: Salesperson, zoe: Salesperson
) -> None:
    customer = make_customer(name="A", salesperson=anne)
    page = client.get(PREVIEW, {"salesperson": "A", "to_salesperson": "Z"})

    again = confirm(client, page, boxes=[customer.pk])

    assert holders() == {"A": "Anne"}
    assert listed(again) == ["A"]
    assert ticked(again) == []


# What was made, and the way back


def test_the_latest_reassignments_are_listed_with_who_made_them(
    client: Client, administrator: User, zoe: Salesperson
) -> None:
    make_reassignment(by=administrator, salesperson=zoe, route=None)

    page = client.get(LIST)

    row = " ".join(re.search(r"<tbody>(.*?)</tbody>", page.text, re.DOTALL)[1].split())
    assert f">{administrator}</td>" in row
    assert "<strong>Zoé</strong>, Route : <strong>Non assigné</strong>" in row
    assert ">1</td>" in row


def test_the_list_asks_the_same_queries_for_1_and_for_3_reassignments(client: Client) -> None:
    counts = []

    for more in (1, 2):
        for _ in range(more):
            make_reassignment(salesperson=make_salesperson(), route=make_route())
        counts.append(queries_of_page(client, LIST))

    assert counts[0] == counts[1]


def test_a_reassignment_is_undone_and_says_who_stays(
    client: Client, administrator: User, anne: Salesperson, zoe: Salesperson
) -> None:
    make_customer(name="A", salesperson=anne)
    make_customer(name="B", salesperson=anne)
    made = confirm(client, client.get(PREVIEW, {"salesperson": "A", "to_salesperson": "Z"}))
    address, _status = made.redirect_chain[-1]
    Customer.objects.filter(name="B").update(salesperson=None)

    question = " ".join(client.get(f"{address}annuler/").text.split())
    before = holders()
    undone = client.post(f"{address}annuler/", follow=True)

    assert "1 client retrouverait ce qu’il avait. 1 a été réaffecté depuis" in question
    assert before == {"A": "Zoé", "B": None}
    assert holders() == {"A": "Anne", "B": None}
    assert said(undone) == [
        "1 client a retrouvé ce qu’il avait.",
        "1 a été réaffecté depuis et reste tel quel.",
    ]
    assert f"par {administrator}." in undone.text
    assert "annuler/" not in undone.text


def test_what_can_t_be_undone_is_said(client: Client) -> None:
    made = make_reassignment()
    client.post(f"{LIST}{made.pk}/annuler/", follow=True)

    again = client.post(f"{LIST}{made.pk}/annuler/", follow=True)

    assert 'data-message="error"' in again.text
    assert "déjà été annulée" in said(again)[0]
    assert client.get(f"{LIST}{made.pk}/annuler/").url == f"{LIST}{made.pk}/"


def test_nothing_is_offered_when_everybody_was_reassigned_since(
    client: Client, anne: Salesperson, zoe: Salesperson
) -> None:
    make_customer(salesperson=anne)
    confirm(client, client.get(PREVIEW, {"salesperson": "A", "to_salesperson": "Z"}))
    address = f"{LIST}{Reassignment.objects.get().pk}/annuler/"
    offered = [client.get(address).text.count("btn-danger")]
    Customer.objects.update(salesperson=None)

    offered.append(client.get(address).text.count("btn-danger"))

    assert offered == [1, 0]


def test_a_salesperson_s_and_a_route_s_page_lead_to_the_form(client: Client, anne: Salesperson) -> None:
    route = make_route(code="R 1&2")

    pages = [
        client.get(f"/parametres/vendeurs/{anne.pk}/modifier/").text,
        client.get(f"/parametres/routes/{route.pk}/modifier/").text,
    ]

    assert f'href="{LIST}?salesperson=A"' in pages[0]
    assert f'href="{LIST}?route=R%201%262"' in pages[1]


# Who may


@pytest.mark.parametrize("who", ["representative", "office", "manager"])
def test_r25_nobody_but_an_administrator_may(
    who: str, request: pytest.FixtureRequest, signed_in, client: Client
) -> None:
    make_customer(name="A", salesperson=make_salesperson(code="A"))
    make_salesperson(code="Z")
    made = make_reassignment()
    page = client.get(PREVIEW, {"salesperson": "A", "to_salesperson": "Z"})
    other = signed_in(request.getfixturevalue(who))
    before = holders()

    refused = [
        other.get(LIST).status_code,
        other.get(PREVIEW, {"salesperson": "A", "to_salesperson": "Z"}).status_code,
        other.get(f"{LIST}{made.pk}/").status_code,
        confirm(other, page).status_code,
        other.post(f"{LIST}{made.pk}/annuler/").status_code,
    ]

    assert refused == [403] * 5
    assert holders() == before
    assert LIST not in other.get("/clients/").text
