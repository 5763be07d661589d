"""Paramètres administratifs › Gestion des types de service (R2)."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.db.models import ProtectedError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from followups.models import CustomerVisitState, ServiceType
from followups.selectors.service_types import next_position, service_types_with_use
from followups.services.service_types import move
from tests.factories import make_customer, make_follow_up, make_service_type
from webmino.models import User
from webmino.services import delete_unused

LIST = "/parametres/types-de-service/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def client(administrator: User, signed_in) -> Client:
    return signed_in(administrator)


def filled(**fields: str) -> dict[str, str]:
    """What the form sends when it is filled in well; an unticked box sends nothing."""
    return {
        "code": "VIS",
        "name_fr": "Visite",
        "name_en": "Visit",
        "channel": "visit",
        "position": "1",
    } | fields


def codes() -> list[str]:
    return list(ServiceType.objects.values_list("code", flat=True))


# What the database and the form refuse


def test_r2_the_database_refuses_a_code_that_another_type_has_whatever_the_case() -> None:
    make_service_type(code="VIS")

    with pytest.raises(IntegrityError, match="service_type_code_is_unique"):
        make_service_type(code="vis")


def test_r2_the_form_says_beside_the_code_that_another_type_has_it(client: Client) -> None:
    make_service_type(code="VIS")

    answer = client.post(f"{LIST}nouveau/", filled(code="  vis ", name_fr="Visite rapide"))

    assert answer.context["form"].errors == {"code": ["Un autre type de service a ce code."]}
    assert 'value="Visite rapide"' in answer.text
    assert codes() == ["VIS"]


def test_the_database_refuses_a_type_without_a_code() -> None:
    with pytest.raises(IntegrityError, match="service_type_has_a_code"):
        make_service_type(code="")


@pytest.mark.parametrize("code", ["", "   "])
def test_the_form_says_that_a_code_is_needed(client: Client, code: str) -> None:
    answer = client.post(f"{LIST}nouveau/", filled(code=code))

    assert answer.context["form"].errors == {"code": ["Ce champ est obligatoire."]}
    assert codes() == []


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"code": "C" * 61}, "code"),
        ({"name_fr": ""}, "name_fr"),
        ({"name_en": " "}, "name_en"),
        ({"name_fr": "é" * 1001}, "name_fr"),
        ({"channel": "pigeon"}, "channel"),
        ({"position": "-1"}, "position"),
        ({"position": "99999999999"}, "position"),
        ({"code": "A\x00B"}, "code"),
    ],
)
def test_bad_input_is_said_beside_its_field_and_saves_nothing(
    client: Client, fields: dict[str, str], wrong: str
) -> None:
    """R28."""
    answer = client.post(f"{LIST}nouveau/", filled(**fields))

    assert list(answer.context["form"].errors) == [wrong]
    assert f'id="id_{wrong}_error"' in answer.text
    assert "data-keep-refused" in answer.text
    assert codes() == []


# The list


def test_the_list_has_every_type_in_its_order_with_its_use_cancelled_follow_ups_included(
    client: Client,
) -> None:
    tel = make_service_type(code="TEL", position=2, is_active=False)
    vis = make_service_type(code="VIS", position=1)
    make_follow_up(service_type=vis)
    make_follow_up(service_type=vis, cancelled_at=timezone.now(), cancel_reason="mauvais client")

    page = client.get(LIST)

    assert [(each, each.use_count) for each in page.context["rows"]] == [(vis, 2), (tel, 0)]
    assert ">inactif</td>" in page.text


def test_the_list_asks_the_same_queries_for_1_and_for_3_types(client: Client) -> None:
    counts = []

    for follow_ups in (1, 2):
        for _ in range(follow_ups):
            make_follow_up()
        with CaptureQueriesContext(connection) as queries:
            page = client.get(LIST)
        counts.append((len(page.context["rows"]), len(queries)))

    assert counts == [(1, counts[0][1]), (3, counts[0][1])]


def test_a_label_that_looks_like_markup_stays_text(client: Client) -> None:
    make_service_type(name_fr="<script>alert(1)</script>")

    page = client.get(LIST).text

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page


# Writing


def test_a_type_is_created_as_typed_but_for_the_blanks_around_and_the_page_says_so(client: Client) -> None:
    answer = client.post(
        f"{LIST}nouveau/", filled(code=" Vis-2 ", counts_as_visit="on", position="4"), follow=True
    )

    made = ServiceType.objects.values("code", "name_fr", "name_en", "channel", "counts_as_visit", "is_active")
    assert made.get() == {
        "code": "Vis-2",
        "name_fr": "Visite",
        "name_en": "Visit",
        "channel": "visit",
        "counts_as_visit": True,
        "is_active": True,
    }
    assert answer.redirect_chain == [(LIST, 302)]
    assert "«\xa0Vis-2 Visite\xa0»\xa0: ajout enregistré." in answer.text


def test_a_new_type_is_offered_the_last_place(client: Client) -> None:
    first = next_position()
    make_service_type(position=150)

    page = client.get(f"{LIST}nouveau/")

    assert (first, page.context["form"]["position"].value()) == (10, 160)


def test_an_edit_is_saved_and_its_history_is_at_the_bottom_of_the_page(
    client: Client, administrator: User
) -> None:
    vis = make_service_type(code="VIS", name_fr="Visite", name_en="Visit", position=1, counts_as_visit=False)

    client.post(f"{LIST}{vis.pk}/modifier/", filled(name_fr="Visite en magasin"))

    page = client.get(f"{LIST}{vis.pk}/modifier/")
    [change] = page.context["changes"]
    assert change[1:] == (administrator, "Libellé français", "Visite", "Visite en magasin")
    assert ">Visite en magasin</td>" in page.text


def test_a_code_can_change_its_case(client: Client) -> None:
    vis = make_service_type(code="VIS")

    client.post(f"{LIST}{vis.pk}/modifier/", filled(code="Vis"))

    assert codes() == ["Vis"]


def test_a_refused_edit_keeps_what_was_typed_under_the_type_as_it_is(client: Client) -> None:
    make_service_type(code="TEL")
    vis = make_service_type(code="VIS", name_fr="Visite", name_en="Visit")

    page = client.post(f"{LIST}{vis.pk}/modifier/", filled(code="tel"))

    assert page.context["form"].errors == {"code": ["Un autre type de service a ce code."]}
    assert "<h1>VIS Visite</h1>" in page.text
    assert 'value="tel"' in page.text
    assert page.context["changes"] == []


def test_what_counts_as_a_visit_is_counted_again_and_the_pages_say_so(client: Client) -> None:
    vis = make_service_type(code="VIS", name_fr="Visite", name_en="Visit", counts_as_visit=True)
    customer = make_customer()
    make_follow_up(customer=customer, service_type=vis)
    before = CustomerVisitState.objects.get(customer=customer).visit_count
    form = client.get(f"{LIST}{vis.pk}/modifier/").text

    answer = client.post(f"{LIST}{vis.pk}/modifier/", filled(), follow=True)

    assert "les visites de chaque client seront recomptées" in form
    assert "Les visites sont recomptées." in answer.text
    assert (before, CustomerVisitState.objects.get(customer=customer).visit_count) == (1, 0)


def test_r2_a_type_is_deactivated_and_reactivated_with_a_message(client: Client) -> None:
    vis = make_service_type(code="VIS", name_fr="Visite")

    states = []
    for action in ("desactiver", "activer"):
        page = client.post(f"{LIST}{vis.pk}/{action}/", follow=True)
        vis.refresh_from_db()
        states.append((vis.is_active, [str(message) for message in page.context["messages"]]))

    assert states == [
        (False, ["«\xa0VIS Visite\xa0»\xa0: désactivation enregistrée."]),
        (True, ["«\xa0VIS Visite\xa0»\xa0: réactivation enregistrée."]),
    ]


def test_a_type_moves_up_and_down_and_stops_at_either_end(client: Client) -> None:
    for code in ("A", "B", "C"):
        make_service_type(code=code, position=5)
    b = ServiceType.objects.get(code="B")

    orders = []
    for action in ("monter", "monter", "descendre", "descendre", "descendre"):
        client.post(f"{LIST}{b.pk}/{action}/")
        orders.append("".join(codes()))

    assert orders == ["BAC", "BAC", "ABC", "ACB", "ACB"]
    assert list(ServiceType.objects.values_list("position", flat=True)) == [1, 2, 3]


def test_a_move_writes_only_the_types_whose_place_changed() -> None:
    for position, code in enumerate("ABCD", start=1):
        make_service_type(code=code, position=position)

    move(ServiceType.objects.get(code="C"), places=-1)

    history = ServiceType.pgh_event_model.objects.order_by("code")
    assert list(history.values_list("code", "position")) == [("B", 2), ("C", 3)]


# Deleting


def test_r2_a_type_in_use_is_deleted_neither_by_the_service_nor_by_the_page(client: Client) -> None:
    used = make_service_type(code="VIS")
    make_follow_up(service_type=used, cancelled_at=timezone.now(), cancel_reason="erreur")
    with pytest.raises(ValidationError, match="in use"):
        delete_unused(used, refusal="in use")

    page = client.post(f"{LIST}{used.pk}/supprimer/", follow=True)

    assert "on peut le désactiver, non le supprimer" in page.text
    assert 'data-message="error"' in page.text
    assert codes() == ["VIS"]


def test_r2_the_database_keeps_a_type_in_use() -> None:
    used = make_follow_up().service_type

    with pytest.raises(ProtectedError):
        used.delete()


def test_an_unused_type_is_deleted_once_that_is_confirmed(client: Client) -> None:
    unused = make_service_type(code="VIS")
    offered = client.get(f"{LIST}{unused.pk}/modifier/").text
    asked = client.get(f"{LIST}{unused.pk}/supprimer/").text
    left_after_asking = codes()

    client.post(f"{LIST}{unused.pk}/supprimer/")

    assert f'href="{LIST}{unused.pk}/supprimer/"' in offered
    assert "<h1>Supprimer VIS</h1>" in asked
    assert (left_after_asking, codes()) == (["VIS"], [])


def test_a_type_in_use_is_not_offered_to_be_deleted(client: Client) -> None:
    used = make_follow_up().service_type

    page = client.get(f"{LIST}{used.pk}/modifier/").text

    assert "/supprimer/" not in page


# Who may


@pytest.mark.parametrize("who", ["representative", "office", "manager"])
def test_r2_nobody_but_an_administrator_may(who: str, request: pytest.FixtureRequest, signed_in) -> None:
    vis = make_service_type(code="VIS", name_fr="Visite", is_active=True, position=1)
    other = signed_in(request.getfixturevalue(who))
    before = list(ServiceType.objects.values())
    pages = ["", "nouveau/", f"{vis.pk}/modifier/", f"{vis.pk}/supprimer/"]
    actions = [
        *pages[1:],
        *(f"{vis.pk}/{action}/" for action in ("activer", "desactiver", "monter", "descendre")),
    ]

    answers = [other.get(LIST + page).status_code for page in pages]
    answers += [other.post(LIST + action, filled(code="NEW")).status_code for action in actions]

    assert answers == [403] * 11
    assert list(ServiceType.objects.values()) == before


@pytest.mark.parametrize("action", ["activer", "desactiver", "monter", "descendre"])
def test_an_action_is_not_done_by_a_link(client: Client, action: str) -> None:
    vis = make_service_type(is_active=False, position=3)

    answer = client.get(f"{LIST}{vis.pk}/{action}/")

    vis.refresh_from_db()
    assert (answer.status_code, vis.is_active, vis.position) == (405, False, 3)


def test_a_type_that_does_not_exist_is_not_found(client: Client) -> None:
    answers = [
        client.get(f"{LIST}0/modifier/").status_code,
        client.get(f"{LIST}0/supprimer/").status_code,
        client.post(f"{LIST}0/monter/").status_code,
        client.post(f"{LIST}0/activer/").status_code,
    ]

    assert answers == [404] * 4


def test_use_is_counted_type_by_type() -> None:
    used, unused = make_service_type(position=1), make_service_type(position=2)
    for _ in range(3):
        make_follow_up(service_type=used)

    assert list(service_types_with_use().values_list("pk", "use_count")) == [(used.pk, 3), (unused.pk, 0)]


def test_an_answer_to_htmx_carries_its_message_beside_the_table(client: Client) -> None:
    vis = make_service_type(code="VIS")

    page = client.post(f"{LIST}{vis.pk}/desactiver/", headers={"hx-request": "true"}, follow=True)

    assert '<div id="messages" role="status" hx-swap-oob="innerHTML">' in page.text
    assert 'data-message="success"' in page.text
