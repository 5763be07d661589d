"""The catalogue: its list and file, the record of an item, and what the office does to one."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from par.models import Item
from tests.factories import (
    make_customer,
    make_customer_item,
    make_item,
    make_item_category,
)
from tests.lists import numbers_of_queries, queries_of, rows_of_file, rows_of_page, said, workbook_of
from webmino.history import changes_of, version_of
from webmino.models import User

pytestmark = pytest.mark.django_db
ADDRESS = "/items/"
FILLED = {
    "code": "00481",
    "barcode": "0061",
    "name_fr": "Lait 2 %",
    "name_en": "Milk 2%",
    "category": "",
    "vendor": "Laiterie",
    "unit": "2 L",
    "pack_size": "6",
    "list_price": "4,25",
}


@pytest.fixture
def desk(office: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(office)


def listed(client: Client, **params: Any) -> list[str]:
    return [row.code for row in rows_of_page(client, ADDRESS, **params)]


def errors_of(answer: Any) -> dict[str, list[str]]:
    assert answer.status_code == 422
    return dict(answer.context["form"].errors)


# The list


def test_everybody_sees_the_catalogue_active_items_by_code(
    representative: User, signed_in: Callable[[User], Client]
) -> None:
    for code in ("31742", "319", "000124"):
        make_item(code=code)
    make_item(code="1", is_active=False)

    client = signed_in(representative)

    assert listed(client) == ["000124", "319", "31742"]
    assert listed(client, status="all") == ["1", "000124", "319", "31742"]
    assert listed(client, status="inactive") == ["1"]


def test_items_are_found_by_code_label_bar_code_and_vendor(desk: Client) -> None:
    make_item(code="A", name_fr="Crème glacée", name_en="Ice cream", barcode="00612", vendor="Laiterie Côté")
    make_item(code="B")

    found = [listed(desk, q=text) for text in ("creme GLACEE", "ice", "00612", "cote", "a laiterie")]

    assert found == [["A"]] * 5


def test_items_are_chosen_by_category_and_those_without_one(desk: Client) -> None:
    make_item(code="A", category=make_item_category(code="LAIT"))
    make_item(code="B", category=make_item_category(code="PAIN"))
    make_item(code="C")

    assert listed(desk, category="LAIT") == ["A"]
    assert listed(desk, category=["PAIN", "none"]) == ["B", "C"]


def test_items_sort_both_ways_without_a_price_last(desk: Client) -> None:
    make_item(code="A", name_fr="Érable", name_en="Maple", list_price="2.5")
    make_item(code="B", name_fr="abricot", name_en="Zebra", list_price=None)
    make_item(code="C", name_fr="Fraise", name_en="apple", list_price=0)

    sorts = ("-code", "name_fr", "-name_fr", "name_en", "list_price", "-list_price")

    assert ["".join(listed(desk, sort=sort)) for sort in sorts] == ["CBA", "BAC", "CAB", "CAB", "CAB", "ACB"]


def test_the_list_asks_as_many_queries_for_1_as_for_50_items(desk: Client) -> None:
    def add(more: int) -> None:
        for _ in range(more):
            make_item(category=make_item_category())

    few, many = numbers_of_queries(desk, ADDRESS, add)

    assert few == many


def test_r26_the_file_has_typed_prices_and_bar_codes_that_keep_their_zeros(
    manager: User, signed_in: Callable[[User], Client]
) -> None:
    category = make_item_category(name_fr="Laitier", name_en="Dairy")
    make_item(**FILLED | {"category": category, "list_price": Decimal("4.25"), "pack_size": 6})
    make_item(code="B", name_fr="=1+1", name_en="None", is_active=False)
    client = signed_in(manager)

    head, *rows = rows_of_file(client, ADDRESS, status="all")

    assert head == (
        *("Code", "Libellé français", "Libellé anglais", "Catégorie", "Unité", "Format de caisse"),
        *("Prix courant", "Fournisseur", "Code à barres", "Statut"),
    )
    assert rows == [
        ("00481", "Lait 2 %", "Milk 2%", "Laitier", "2 L", 6, 4.25, "Laiterie", "0061", "actif"),
        ("B", "=1+1", "None", None, None, 1, None, None, None, "inactif"),
    ]
    sheet = workbook_of(client, ADDRESS, status="all").worksheets[0]
    assert (sheet["B3"].data_type, sheet["G2"].number_format) == ("s", "#,##0.00####")


def test_a_representative_s_empty_list_does_not_speak_of_his_customers(
    representative: User, signed_in: Callable[[User], Client]
) -> None:
    page = signed_in(representative).get(ADDRESS, {"q": "zzz"})

    assert "Rien ne correspond à ces filtres" in page.text
    assert "vos clients" not in page.text


# The record


def test_r25_a_record_lists_only_customers_whom_the_user_sees(
    desk: Client, representative: User, signed_in: Callable[[User], Client]
) -> None:
    item = make_item()
    own = make_customer(number="1", name="Own", salesperson=representative.salespeople.get())
    other = make_customer(number="2", name="Other")
    make_customer_item(customer=own, item=item, par_quantity=12, price="3.5")
    make_customer_item(customer=other, item=item)
    make_customer_item(customer=make_customer(name="Former"), item=item, is_active=False)

    pages = [client.get(f"{ADDRESS}{item.pk}/") for client in (desk, signed_in(representative))]

    assert [[one.customer.name for one in page.context["page"].object_list] for page in pages] == [
        ["Own", "Other"],
        ["Own"],
    ]
    assert ["Sur la liste de 2 clients" in page.text for page in pages] == [True, False]
    assert "Sur la liste de 1 client" in pages[1].text
    assert "Other" not in pages[1].text


def test_a_record_says_who_changed_what(desk: Client, office: User) -> None:
    item = make_item(list_price="4.25")
    desk.post(
        f"{ADDRESS}{item.pk}/modifier/",
        FILLED | {"list_price": "4,50", "version": version_of(item), "code": item.code},
    )

    page = desk.get(f"{ADDRESS}{item.pk}/")

    changes = {change.label: change for change in page.context["changes"]}
    assert changes["Prix courant"][1:] == (office, "Prix courant", "4,25", "4,5")


def test_a_record_asks_as_many_queries_for_1_as_for_3_customers(desk: Client) -> None:
    item = make_item(category=make_item_category())
    counts = []

    for more in (1, 2):
        for _ in range(more):
            make_customer_item(item=item)
        counts.append(queries_of(lambda: desk.get(f"{ADDRESS}{item.pk}/")))

    assert counts[0] == counts[1]


def test_the_way_through_the_list_leads_to_the_next_item_and_back(desk: Client) -> None:
    first, second = make_item(code="A"), make_item(code="B")
    (row, _) = rows_of_page(desk, ADDRESS)

    walk = desk.get(row.record_address).context["walk"]

    assert walk.next.startswith(f"{ADDRESS}{second.pk}/?from=")
    assert (row.pk, walk.previous, walk.rank, walk.count) == (first.pk, None, 1, 2)


# Creating and editing


def test_an_item_is_created_with_what_was_typed(desk: Client) -> None:
    category = make_item_category()

    answer = desk.post(f"{ADDRESS}nouveau/", FILLED | {"category": category.pk}, follow=True)

    item = Item.objects.get()
    assert Item.objects.values(*FILLED).get() == FILLED | {
        "category": category.pk,
        "pack_size": 6,
        "list_price": Decimal("4.25"),
    }
    assert answer.redirect_chain == [(f"{ADDRESS}{item.pk}/", 302)]
    assert said(answer) == ["L’item 00481 Lait 2 % a été créé."]


def test_a_missing_english_label_is_the_french_one(desk: Client) -> None:
    desk.post(f"{ADDRESS}nouveau/", FILLED | {"name_en": ""})

    assert Item.objects.get().name_en == "Lait 2 %"


def test_a_price_may_be_none_and_may_be_0(desk: Client) -> None:
    for code, price in (("A", ""), ("B", "0")):
        desk.post(f"{ADDRESS}nouveau/", FILLED | {"code": code, "list_price": price})

    assert list(Item.objects.values_list("list_price", flat=True)) == [None, Decimal(0)]


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("code", " ", "Ce champ est obligatoire."),
        ("code", "TAKEN", "Un autre item a ce code."),
        ("name_fr", "", "Ce champ est obligatoire."),
        ("pack_size", "0", "Une caisse contient au moins une unité."),
        ("pack_size", "-6", "Une caisse contient au moins une unité."),
        ("pack_size", "six", "Saisissez un nombre entier."),
        ("pack_size", "", "Ce champ est obligatoire."),
        ("pack_size", "99999999999", "Ce nombre est trop grand."),
        ("list_price", "-1", "Un prix ne peut pas être négatif."),
        ("list_price", "quatre", "Écrivez un nombre comme 12,5."),
        ("list_price", "1e9", "Écrivez un nombre comme 12,5."),
    ],
)
def test_r28_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(
    desk: Client, field: str, typed: str, message: str
) -> None:
    make_item(code="TAKEN")

    answer = desk.post(f"{ADDRESS}nouveau/", FILLED | {field: typed})

    assert errors_of(answer) == {field: [message]}
    assert 'value="Laiterie"' in answer.text
    assert Item.objects.count() == 1


def test_r28_who_saves_second_is_told_what_changed_and_keeps_what_he_typed(desk: Client) -> None:
    item = make_item(**FILLED | {"category": None, "pack_size": 6, "list_price": "4.25"})
    opened = version_of(item)
    Item.objects.filter(pk=item.pk).update(list_price="5", vendor="Autre")
    sent = FILLED | {"name_fr": "Lait 1 %", "version": opened}

    refused = desk.post(f"{ADDRESS}{item.pk}/modifier/", sent)

    said = "Cet item a été modifié entre-temps. Rien n’est encore enregistré."
    assert errors_of(refused)["__all__"] == [said]
    assert [(name, typed) for name, _, typed in refused.context["meanwhile"]] == [
        ("list_price", None),
        ("vendor", None),
    ]
    form = refused.context["form"]
    assert [form[name].value() for name in ("name_fr", "list_price", "vendor")] == ["Lait 1 %", "5", "Autre"]
    again = {name: form[name].value() for name in (*FILLED, "version")} | {"category": ""}
    assert desk.post(f"{ADDRESS}{item.pk}/modifier/", again).status_code == 302
    item.refresh_from_db()
    assert (item.name_fr, item.list_price, item.vendor) == ("Lait 1 %", Decimal(5), "Autre")


def test_an_edit_writes_only_what_was_changed(desk: Client, office: User) -> None:
    item = make_item(**FILLED | {"category": None, "pack_size": 6, "list_price": "4.25"})

    desk.post(f"{ADDRESS}{item.pk}/modifier/", FILLED | {"unit": "4 L", "version": 0})

    assert [change[1:] for change in changes_of(Item.objects.get())] == [(office, "Unité", "2 L", "4 L")]


# Deactivating


def test_an_item_that_is_on_lists_is_deactivated_once_that_is_confirmed_and_stays_on_them(
    desk: Client,
) -> None:
    item = make_item(code="A", name_fr="Lait")
    specific = make_customer_item(item=item, par_quantity=3)
    asked = desk.get(f"{ADDRESS}{item.pk}/desactiver/")
    still_active = Item.objects.get().is_active

    answer = desk.post(f"{ADDRESS}{item.pk}/desactiver/", follow=True)

    assert (asked.context["list_count"], still_active) == (1, True)
    assert not Item.objects.get().is_active
    specific.refresh_from_db()
    assert (specific.is_active, specific.par_quantity) == (True, 3)
    assert said(answer) == ["A Lait est maintenant inactif."]


def test_an_inactive_item_is_activated_again(desk: Client) -> None:
    item = make_item(code="A", name_fr="Lait", is_active=False)

    answer = desk.post(f"{ADDRESS}{item.pk}/reactiver/", follow=True)

    assert Item.objects.get().is_active
    assert said(answer) == ["A Lait est de nouveau actif."]


def test_what_was_done_is_in_the_history_with_who(desk: Client, office: User) -> None:
    item = make_item()

    for action in ("desactiver", "reactiver"):
        desk.post(f"{ADDRESS}{item.pk}/{action}/")

    told = [change[1:] for change in changes_of(Item.objects.get())]
    assert told == [(office, "Actif", "non", "oui"), (office, "Actif", "oui", "non")]
