"""What is remembered of drawn filters is never another language's, another user's or of before a change."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from customers.filters import CustomerChoiceFilterSet
from customers.models import CustomerCategory
from tests.factories import make_category, make_customer, make_salesperson
from webmino.filters import FilterSet
from webmino.models import User

ADDRESS = "/clients/"


def menu_of(client: Client, name: str, **params: str) -> str:
    """A filter as the page draws it."""
    page = client.get(ADDRESS, params).text.partition('<div class="list-line">')[0]
    [menu] = [part for part in page.split('<div class="filter-control">')[1:] if f'name="{name}"' in part]
    return menu


@pytest.fixture
def desk(office: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(office)


def test_a_name_that_was_changed_is_drawn_anew(desk: Client) -> None:
    category = make_category(name_fr="Épicerie", name_en="Grocery")

    before = menu_of(desk, "category")
    CustomerCategory.objects.filter(pk=category.pk).update(name_fr='Fruits & <b>légumes</b> "d\'ici"')
    after = menu_of(desk, "category")

    assert "> Épicerie</label>" in before
    assert "> Fruits &amp; &lt;b&gt;légumes&lt;/b&gt; &quot;d&#x27;ici&quot;</label>" in after
    assert "Épicerie" not in after


def test_each_reads_the_names_in_his_language(
    office: User, manager: User, signed_in: Callable[[User], Client]
) -> None:
    make_category(name_fr="Épicerie", name_en="Grocery")
    User.objects.filter(pk=manager.pk).update(language="en")
    clients = [signed_in(office), signed_in(manager), signed_in(office)]

    drawn = [menu_of(client, "category") for client in clients]

    assert [("Épicerie" in menu, "Grocery" in menu) for menu in drawn] == [
        (True, False),
        (False, True),
        (True, False),
    ]
    assert ["Appliquer" in menu for menu in drawn] == [True, False, True]


def test_what_is_chosen_is_ticked_on_that_page_alone(desk: Client) -> None:
    category = make_category()
    box = f'name="category" value="{category.code}"'

    drawn = [menu_of(desk, "category", **chosen) for chosen in ({}, {"category": category.code}, {})]

    assert [f"{box} checked>" in menu for menu in drawn] == [False, True, False]
    assert ["filter-count" in menu for menu in drawn] == [False, True, False]


def test_r25_a_representative_is_offered_his_salespeople_whoever_asked_before(
    desk: Client, representative: User, signed_in: Callable[[User], Client]
) -> None:
    stranger = make_salesperson(name="Stranger")
    make_customer(salesperson=stranger, city="Elsewhere")

    names = ("salesperson", "city")
    offered = [menu_of(client, name) for client in (desk, signed_in(representative)) for name in names]

    shown = ["Stranger" in menu or "Elsewhere" in menu for menu in offered]
    assert shown == [True, True, False, False]


def test_what_is_typed_is_escaped(desk: Client) -> None:
    drawn = menu_of(desk, "q", q='<b>&"')

    assert 'value="&lt;b&gt;&amp;&quot;"' in drawn
    assert '<b>&"' not in drawn


def sets_under(parent: type[FilterSet]) -> Iterator[type[FilterSet]]:
    for each in parent.__subclasses__():
        yield each
        yield from sets_under(each)


def test_every_filter_has_a_label_of_its_own() -> None:
    """The form of a filter set is made once: a label that is made of a model's has one language."""
    sets = list(sets_under(FilterSet))

    assert CustomerChoiceFilterSet in sets
    assert [name for each in sets for name, one in each.base_filters.items() if one._label is None] == []
