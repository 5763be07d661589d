"""Paramètres administratifs › Catégories d’items."""

import pytest
from django.test import Client

from par.models import ItemCategory
from tests.factories import make_item, make_item_category
from tests.lists import queries_of, said
from webmino.models import User

pytestmark = pytest.mark.django_db
ADDRESS = "/parametres/categories-items/"
FILLED = {"code": "LAIT", "name_fr": "Laitier", "name_en": "Dairy"}


@pytest.fixture
def client(administrator: User, signed_in) -> Client:
    return signed_in(administrator)


def test_the_list_counts_every_item_as_its_link_lists_them(client: Client) -> None:
    used = make_item_category(code="A")
    make_item_category(code="B")
    for is_active in (True, False):
        make_item(is_active=is_active, category=used)

    page = client.get(ADDRESS)

    assert [(row.code, row.use_count) for row in page.context["rows"]] == [("A", 2), ("B", 0)]
    assert '<a href="/items/?category=A&amp;status=all">2</a>' in page.text
    assert len(client.get("/items/", {"category": "A", "status": "all"}).context["table"].rows) == 2


def test_the_list_asks_the_same_queries_for_1_and_for_3_categories(client: Client) -> None:
    counts = []

    for more in (1, 2):
        for _ in range(more):
            make_item(category=make_item_category())
        counts.append(queries_of(lambda: client.get(ADDRESS)))

    assert counts[0] == counts[1]


def test_a_category_is_created_and_edited_with_its_history(client: Client, administrator: User) -> None:
    client.post(f"{ADDRESS}nouvelle/", FILLED)
    row = ItemCategory.objects.get()

    client.post(f"{ADDRESS}{row.pk}/modifier/", FILLED | {"name_fr": "Produits laitiers"})

    assert ItemCategory.objects.values(*FILLED).get() == FILLED | {"name_fr": "Produits laitiers"}
    [change] = client.get(f"{ADDRESS}{row.pk}/modifier/").context["changes"]
    assert change[1:] == (administrator, "Libellé français", "Laitier", "Produits laitiers")


def test_r28_a_code_that_another_has_is_said_beside_it(client: Client) -> None:
    make_item_category(code="LAIT")

    answer = client.post(f"{ADDRESS}nouvelle/", FILLED)

    assert answer.context["form"].errors == {"code": ["Une autre catégorie d’items a ce code."]}
    assert ItemCategory.objects.count() == 1


def test_one_that_is_unused_is_deleted_once_that_is_confirmed(client: Client) -> None:
    row = make_item_category(code="LAIT")
    delete = f"{ADDRESS}{row.pk}/supprimer/"
    asked, left = client.get(delete).text, ItemCategory.objects.count()

    client.post(delete)

    assert ("<h1>Supprimer LAIT</h1>" in asked, left) == (True, 1)
    assert ItemCategory.objects.count() == 0


def test_one_that_even_an_inactive_item_has_is_not_deleted(client: Client) -> None:
    row = make_item_category()
    make_item(is_active=False, category=row)
    delete = f"{ADDRESS}{row.pk}/supprimer/"
    asked = client.get(delete).text

    answer = client.post(delete, follow=True)

    assert "btn-danger" not in asked
    assert said(answer) == ["Des items l’utilisent\N{NO-BREAK SPACE}: suppression impossible."]
    assert ItemCategory.objects.get() == row
