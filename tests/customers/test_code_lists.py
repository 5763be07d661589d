"""Paramètres administratifs › Catégories de client, Groupes de tri."""

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from django.core.exceptions import ValidationError
from django.db import models
from django.test import Client

from customers.models import CustomerCategory, SortingGroup
from tests.factories import make_category, make_customer, make_sorting_group
from tests.lists import queries_of, said
from webmino.models import User
from webmino.services import delete_unused

pytestmark = pytest.mark.django_db
FILLED = {"code": "EPI", "name_fr": "Épicerie", "name_en": "Grocery"}


class CodeList(NamedTuple):
    address: str
    create: str
    model: type[models.Model]
    make: Callable[..., Any]
    field: str
    taken: str


@pytest.fixture(params=["categories", "sorting groups"])
def codes(request: pytest.FixtureRequest) -> CodeList:
    if request.param == "categories":
        address, taken = "/parametres/categories/", "Une autre catégorie de client a ce code."
        return CodeList(address, "nouvelle/", CustomerCategory, make_category, "category", taken)
    address, taken = "/parametres/groupes-de-tri/", "Un autre groupe de tri a ce code."
    return CodeList(address, "nouveau/", SortingGroup, make_sorting_group, "sorting_group", taken)


@pytest.fixture
def client(administrator: User, signed_in) -> Client:
    return signed_in(administrator)


def test_the_list_counts_every_customer_as_its_link_lists_them(client: Client, codes: CodeList) -> None:
    used = codes.make(code="A")
    codes.make(code="B")
    for is_active in (True, False):
        make_customer(is_active=is_active, **{codes.field: used})

    page = client.get(codes.address)

    assert [(row.code, row.use_count) for row in page.context["rows"]] == [("A", 2), ("B", 0)]
    assert f'<a href="/clients/?{codes.field}=A&amp;status=all">2</a>' in page.text
    listed = client.get("/clients/", {codes.field: "A", "status": "all"}).context["table"].rows
    assert len(listed) == 2


def test_the_list_asks_the_same_queries_for_1_and_for_3_codes(client: Client, codes: CodeList) -> None:
    counts = []

    for more in (1, 2):
        for _ in range(more):
            make_customer(**{codes.field: codes.make()})
        counts.append(queries_of(lambda: client.get(codes.address)))

    assert counts[0] == counts[1]


def test_a_code_is_created_with_both_labels(client: Client, codes: CodeList) -> None:
    answer = client.post(codes.address + codes.create, FILLED, follow=True)

    assert codes.model.objects.values(*FILLED).get() == FILLED
    assert said(answer) == ["« Épicerie » : ajout enregistré."]


def test_an_edit_is_saved_and_its_history_is_under_the_form(
    client: Client, codes: CodeList, administrator: User
) -> None:
    row = codes.make(**FILLED | {"name_fr": "Avant"})

    client.post(f"{codes.address}{row.pk}/modifier/", FILLED)

    [change] = client.get(f"{codes.address}{row.pk}/modifier/").context["changes"]
    assert change[1:] == (administrator, "Libellé français", "Avant", "Épicerie")


@pytest.mark.parametrize("wrong", ["name_fr", "name_en", "code"])
def test_what_is_missing_is_said_beside_its_field(client: Client, codes: CodeList, wrong: str) -> None:
    """R28."""
    answer = client.post(codes.address + codes.create, FILLED | {wrong: " "})

    assert answer.context["form"].errors == {wrong: ["Ce champ est obligatoire."]}
    assert codes.model.objects.count() == 0


def test_a_code_that_another_has_is_said_beside_it_and_what_was_typed_stays(
    client: Client, codes: CodeList
) -> None:
    codes.make(code="EPI")

    answer = client.post(codes.address + codes.create, FILLED)

    assert answer.context["form"].errors == {"code": [codes.taken]}
    assert 'value="Grocery"' in answer.text
    assert codes.model.objects.count() == 1


def test_one_that_is_unused_is_deleted_once_that_is_confirmed(client: Client, codes: CodeList) -> None:
    row = codes.make(code="EPI", name_fr="Épicerie")
    delete = f"{codes.address}{row.pk}/supprimer/"
    offered = f'href="{delete}"' in client.get(f"{codes.address}{row.pk}/modifier/").text
    asked = client.get(delete).text
    left = codes.model.objects.count()

    answer = client.post(delete, follow=True)

    assert (offered, "<h1>Supprimer EPI</h1>" in asked, left) == (True, True, 1)
    assert codes.model.objects.count() == 0
    assert said(answer) == ["« Épicerie » : suppression enregistrée."]


def test_one_that_a_customer_has_even_inactive_is_neither_offered_to_be_deleted_nor_deleted(
    client: Client, codes: CodeList
) -> None:
    row = codes.make()
    make_customer(is_active=False, **{codes.field: row})
    delete = f"{codes.address}{row.pk}/supprimer/"
    offered = delete in client.get(f"{codes.address}{row.pk}/modifier/").text
    asked = client.get(delete).text

    answer = client.post(delete, follow=True)

    assert not offered
    assert "btn-danger" not in asked
    assert said(answer) == ["Des clients l’utilisent\N{NO-BREAK SPACE}: suppression impossible."]
    assert codes.model.objects.get() == row


def test_the_service_refuses_with_the_reason_that_it_is_given(codes: CodeList) -> None:
    row = codes.make()
    make_customer(**{codes.field: row})

    with pytest.raises(ValidationError, match="in use"):
        delete_unused(row, refusal="in use")

    assert codes.model.objects.get() == row
