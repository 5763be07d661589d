"""The tab « Items spécifiques »: a customer's PAR list, read by all and edited like a sheet by the office."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pghistory
import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from customers.models import Customer
from par.models import CustomerItem, CustomerParState, Item
from par.selectors.catalogue import FOUND
from par.selectors.par_lists import list_changes, list_version, par_list
from par.services.par_lists import Edit, add_to_par_list, save_par_list
from tests.factories import make_customer, make_customer_item, make_item, make_order, make_shelf_count
from tests.lists import said
from webmino.models import User
from webmino.versions import CHANGED_MEANWHILE

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User], Client]


@pytest.fixture
def customer() -> Customer:
    return make_customer()


def make_list(customer: Customer, names: str = "ABC", **fields: Any) -> list[CustomerItem]:
    """Active lines with PAR 10, in this order on the shelf, of items with these codes."""
    return [
        make_customer_item(
            **{"customer": customer, "item": make_item(code=name), "par_quantity": 10, "position": place}
            | fields
        )
        for place, name in enumerate(names, start=1)
    ]


def address(customer: Customer, rest: str = "") -> str:
    return f"/clients/{customer.pk}/items/{rest}"


def as_shown(customer: Customer, **typed: str) -> dict[str, str]:
    """What the sheet sends when it is opened now, with these cells typed over: `par_A="12"`."""
    lines = par_list(customer).active
    data = {"version": str(list_version(customer))}
    for place, line in enumerate(lines, start=1):
        data[f"place-{line.pk}"] = str(place)
        data[f"price-{line.pk}"] = "" if line.price is None else str(line.price)
        data[f"par-{line.pk}"] = str(line.par_quantity)
        data[f"active-{line.pk}"] = "1"
    keys = {line.item.code: line.pk for line in lines}
    for name, text in typed.items():
        column, code = name.split("_")
        data[f"{column}-{keys[code]}"] = text
    return data


def stored(customer: Customer, *fields: str) -> list[tuple[Any, ...]]:
    lines = CustomerItem.objects.filter(customer=customer).in_shelf_order()
    return list(lines.values_list("item__code", *fields))


def cells(page: str) -> list[list[str]]:
    """The text of each row of the list, cell by cell."""
    rows = re.findall(r'<tr id="line-.*?</tr>', page, re.S)
    return [
        [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in re.findall(r"<td.*?</td>", row, re.S)]
        for row in rows
    ]


def test_r13_the_list_is_in_shelf_order_with_what_the_last_count_found(
    signed_in: SignedIn, representative: User
) -> None:
    customer = make_customer(salesperson=representative.salespeople.get())
    milk, butter, bread = (make_item(code=code, name_fr=code, unit="L", pack_size=6) for code in "MBP")
    milk.list_price = Decimal("2.5")
    milk.save()
    make_customer_item(customer=customer, item=bread, par_quantity=0)
    make_customer_item(customer=customer, item=milk, par_quantity=12, position=2)
    make_customer_item(customer=customer, item=butter, par_quantity=4, position=1, price="1.125")
    make_shelf_count({milk: "3.5", butter: 0}, customer=customer, counted_on="2026-11-01")
    make_order({milk: 6}, customer=customer, expected_on="2026-11-03")

    page = signed_in(representative).get(address(customer)).content.decode()

    assert cells(page) == [
        ["B", "L", "6", "—", "1,125", "4", "0", "⚠ rupture 4", "0", "0"],
        ["M", "L", "6", "2,50", "—", "12", "3,5", "8,5", "0", "6"],
        ["P", "L", "6", "—", "—", "0", "—", "0", "—", "0"],
    ]
    assert re.findall(r"<th [^>]*>([^<]*\(\$\))</th>", page) == ["Prix courant ($)", "Prix du client ($)"]
    assert "2026-11-01" in page
    assert "<input" not in page.partition("<main")[2].partition("</main>")[0]


def test_r11_sums_leave_out_items_with_par_0(customer: Customer) -> None:
    held, bought = make_list(customer, "AB")
    CustomerItem.objects.filter(pk=bought.pk).update(par_quantity=0)
    make_list(customer, "C", is_active=False)
    make_shelf_count({held.item: 12, bought.item: 5}, customer=customer)

    totals = par_list(customer).totals

    assert totals == (10, 12, 0, 2, 0, 0)


def test_r13_sums_of_a_customer_who_was_never_counted_are_unknown(customer: Customer) -> None:
    make_list(customer)

    totals = par_list(customer).totals

    assert (totals.par, totals.counted, totals.missing, totals.surplus) == (30, None, None, None)


def test_the_sheet_is_saved_as_one(signed_in: SignedIn, office: User, customer: Customer) -> None:
    make_list(customer)
    sent = as_shown(customer, par_A="12,5", price_A="1.25", par_B="", price_C="0")
    del sent[f"active-{CustomerItem.objects.get(item__code='C').pk}"]

    answer = signed_in(office).post(address(customer), sent, follow=True)

    assert stored(customer, "par_quantity", "price", "is_active", "position") == [
        ("A", Decimal("12.5"), Decimal("1.25"), True, 1),
        ("B", 0, None, True, 2),
        ("C", 10, 0, False, 3),
    ]
    assert "3 lignes ont été enregistrées." in answer.text


def test_a_sheet_that_is_sent_as_it_was_opened_changes_nothing(
    signed_in: SignedIn, office: User, customer: Customer
) -> None:
    make_list(customer, position=None)
    version = list_version(customer)

    signed_in(office).post(address(customer), as_shown(customer))

    assert list_version(customer) == version
    assert stored(customer, "position") == [("A", None), ("B", None), ("C", None)]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("-1", "A quantity is not below zero."),
        ("douze", "Write a number such as 12.5."),
        ("1e9", "Write a number such as 12.5."),
        ("1000000000", "This number is too large."),
        ("1.2345", "No more than 3 decimals."),
    ],
)
def test_r28_a_cell_that_is_refused_says_so_and_everything_typed_is_kept(
    signed_in: SignedIn, office: User, customer: Customer, typed: str, message: str
) -> None:
    make_list(customer)
    before = stored(customer, "par_quantity", "price", "position")
    office.language = "en"
    office.save()

    answer = signed_in(office).post(
        address(customer), as_shown(customer, par_A=typed, price_B="3,75", place_C="1")
    )

    key = CustomerItem.objects.get(item__code="A").pk
    assert answer.status_code == 422
    assert f'id="par-{key}-error"><p>{message}</p>' in answer.text
    assert [f'value="{text}"' in answer.text for text in (typed, "3,75")] == [True, True]
    assert "1 cell is to be corrected. Nothing is saved yet." in answer.text
    assert stored(customer, "par_quantity", "price", "position") == before


def test_a_number_takes_its_line_to_that_place(signed_in: SignedIn, office: User, customer: Customer) -> None:
    make_list(customer, "ABCD")

    signed_in(office).post(address(customer), as_shown(customer, place_D="2"))

    assert stored(customer, "position") == [("A", 1), ("D", 2), ("B", 3), ("C", 4)]


@pytest.mark.parametrize("place", ["0", "-1", "", "premier", "100000"])
def test_r28_a_place_that_is_no_place_is_refused(
    signed_in: SignedIn, office: User, customer: Customer, place: str
) -> None:
    make_list(customer)

    answer = signed_in(office).post(address(customer), as_shown(customer, place_A=place))

    assert answer.status_code == 422
    assert "Une position est un nombre de 1 à 99 999." in answer.text.replace("\xa0", " ")


def test_r28_who_saves_second_is_told_what_changed_and_loses_nothing(
    signed_in: SignedIn, office: User, manager: User, customer: Customer
) -> None:
    make_list(customer)
    second = as_shown(customer, par_A="99", price_B="5")
    signed_in(manager).post(address(customer), as_shown(customer, par_A="12", par_C="7"))

    refused = signed_in(office).post(address(customer), second)
    told = refused.context["meanwhile"]
    again = {name: str(value) for name, value in fields_of(refused.text).items()}
    signed_in(office).post(address(customer), again)

    assert refused.status_code == 422
    assert [
        (each.told.line.item.code, each.told.change.before, each.told.change.after, each.typed)
        for each in told
    ] == [("A", "10", "12", "99"), ("C", "10", "7", None)]
    assert {each.told.change.user for each in told} == {manager}
    assert stored(customer, "par_quantity", "price") == [
        ("A", 99, None),
        ("B", 10, 5),
        ("C", 7, None),
    ]


def fields_of(page: str) -> dict[str, str]:
    """The fields that the sheet on a page would send."""
    form = page.partition("data-sheet")[2].partition("</form>")[0]
    fields = {}
    for tag in re.findall(r"<input[^>]*>", form):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if attributes.get("type") != "checkbox" or " checked" in tag:
            fields[attributes["name"]] = attributes.get("value", "")
    return fields


def test_r28_an_order_that_another_changed_meanwhile_is_told_to_who_asks_for_one_too(
    signed_in: SignedIn, office: User, manager: User, customer: Customer
) -> None:
    make_list(customer)
    moves, types = as_shown(customer, place_A="2"), as_shown(customer, par_A="12")
    signed_in(manager).post(address(customer), as_shown(customer, place_C="1"))

    typed = signed_in(office).post(address(customer), types)
    refused = signed_in(office).post(address(customer), moves | {"version": moves["version"]})

    assert typed.status_code == 302
    assert stored(customer, "par_quantity") == [("C", 10), ("A", 12), ("B", 10)]
    assert refused.status_code == 422
    [told] = [each for each in refused.context["meanwhile"] if each.told.line is None]
    assert (told.told.change.after, told.typed) == ("1 ligne déplacée", "un autre ordre")


def test_what_another_changed_back_is_in_nobodys_way(office: User, customer: Customer) -> None:
    [line] = make_list(customer, "A")
    version = list_version(customer)
    for par in (12, 10):
        CustomerItem.objects.update(par_quantity=par)

    save_par_list(customer, by=office, edit=Edit(version, {line.pk: {"par_quantity": Decimal(4)}}))

    assert stored(customer, "par_quantity") == [("A", 4)]


def test_a_version_that_is_still_to_come_is_refused(office: User, customer: Customer) -> None:
    [line] = make_list(customer, "A")

    with pytest.raises(ValidationError) as refused:
        save_par_list(customer, by=office, edit=Edit(10**9, {line.pk: {"par_quantity": Decimal(4)}}))

    assert refused.value.code == CHANGED_MEANWHILE
    assert stored(customer, "par_quantity") == [("A", 10)]


@pytest.mark.parametrize("version", ["", "abc", "-1"])
def test_a_sheet_without_its_version_saves_nothing(
    signed_in: SignedIn, office: User, customer: Customer, version: str
) -> None:
    make_list(customer)

    answer = signed_in(office).post(address(customer), as_shown(customer, par_A="12") | {"version": version})

    assert answer.status_code == 422
    assert stored(customer, "par_quantity") == [("A", 10), ("B", 10), ("C", 10)]


def test_a_line_of_another_customer_is_not_reached_by_the_sheet(
    signed_in: SignedIn, office: User, customer: Customer
) -> None:
    make_list(customer)
    [other] = make_list(make_customer(), "Z")

    signed_in(office).post(
        address(customer),
        as_shown(customer) | {f"par-{other.pk}": "77", "par-99999999999999999999": "1", "par-x": "1"},
    )

    assert stored(other.customer, "par_quantity") == [("Z", 10)]


def test_r10_who_has_no_active_item_left_leaves_par_mode_and_comes_back(
    signed_in: SignedIn, office: User, customer: Customer
) -> None:
    [line] = make_list(customer, "A")
    client = signed_in(office)
    sent = as_shown(customer)
    del sent[f"active-{line.pk}"]

    client.post(address(customer), sent)
    without = CustomerParState.objects.filter(customer=customer).exists()
    page = client.get(address(customer)).text
    shown = client.get(address(customer), {"inactive": "1"}).text
    client.post(address(customer, "?inactive=1"), fields_of(shown) | {f"active-{line.pk}": "1"})

    assert without is False
    assert ("Afficher 1 item inactif" in page, f"line-{line.pk}" in page) == (True, False)
    assert f"line-{line.pk}" in shown
    assert CustomerParState.objects.filter(customer=customer).exists()


def test_r28_an_item_that_left_the_catalogue_is_not_put_back_by_the_sheet(
    signed_in: SignedIn, office: User, customer: Customer
) -> None:
    [line] = make_list(customer, "A", is_active=False)
    Item.objects.update(is_active=False)
    client = signed_in(office)
    shown = client.get(address(customer), {"inactive": "1"}).text

    answer = client.post(address(customer, "?inactive=1"), fields_of(shown) | {f"active-{line.pk}": "1"})

    assert answer.status_code == 422
    assert "A Produit" in answer.text
    assert "n’est plus au catalogue." in answer.text
    assert stored(customer, "is_active") == [("A", False)]


def test_an_item_is_found_by_code_name_and_bar_code_and_added_last(
    signed_in: SignedIn, office: User, customer: Customer
) -> None:
    make_list(customer)
    item = make_item(code="00481", name_fr="Lait écrémé", barcode="0123456789")
    make_item(code="999", name_fr="Beurre")
    client = signed_in(office)
    add = address(customer, "ajouter/")

    found = [client.get(add, {"q": q}).context["found"] for q in ("00481", "lait ecr", "0123456789", "zz")]
    answer = client.post(add, {"item": item.pk, "par": "12,5", "price": "", "q": "lait"}, follow=True)

    assert [[each["item"] for each in each_search] for each_search in found] == [[item], [item], [item], []]
    assert stored(customer, "par_quantity", "position")[-1] == ("00481", Decimal("12.5"), 4)
    assert "00481 Lait écrémé est sur la liste." in answer.text


@pytest.mark.parametrize(("language", "price"), [("fr", "5,00\xa0$"), ("en", "$5.00")])
def test_r27_the_price_of_what_is_found_is_written_in_the_reader_s_way(
    signed_in: SignedIn, office: User, customer: Customer, language: str, price: str
) -> None:
    make_item(code="00481", list_price=5)
    User.objects.update(language=language)

    page = signed_in(office).get(address(customer, "ajouter/"), {"q": "00481"}).text

    assert re.findall(r'<span class="text-secondary">([^<]*\$[^<]*)</span>', page) == [price]


@pytest.mark.parametrize(("items", "more"), [(FOUND, False), (FOUND + 1, True)])
def test_a_search_that_finds_more_than_it_shows_says_so(
    signed_in: SignedIn, office: User, customer: Customer, items: int, more: bool
) -> None:
    for number in range(items):
        make_item(code=f"L{number}")
    User.objects.update(language="en")

    page = signed_in(office).get(address(customer, "ajouter/"), {"q": "L"}).text

    assert page.count("items-found-name") == FOUND
    assert ("There are more: type more of its name." in page) == more


def test_an_item_whose_code_is_typed_comes_before_those_that_contain_it(
    signed_in: SignedIn, office: User, customer: Customer
) -> None:
    make_item(code="112", name_fr="Before"), make_item(code="12", name_fr="Typed")

    found = signed_in(office).get(address(customer, "ajouter/"), {"q": "12"}).context["found"]

    assert [each["item"].code for each in found] == ["12", "112"]


def test_r11_an_item_added_without_par_gets_0_and_lines_without_place_are_numbered(
    office: User, customer: Customer
) -> None:
    make_list(customer, position=None)

    add_to_par_list(customer, make_item(code="0"), by=office, par_quantity=None)

    assert stored(customer, "par_quantity", "position") == [
        ("A", 10, 1),
        ("B", 10, 2),
        ("C", 10, 3),
        ("0", 0, 4),
    ]


def test_an_item_that_was_taken_off_is_put_back_with_its_own_par(office: User, customer: Customer) -> None:
    [line] = make_list(customer, "A", is_active=False, price=2)

    add_to_par_list(customer, line.item, by=office, par_quantity=None, price=Decimal(3))

    assert stored(customer, "par_quantity", "price", "is_active") == [("A", 10, 3, True)]


@pytest.mark.parametrize(("active", "on_list"), [(True, True), (False, False)])
def test_an_item_on_the_list_or_out_of_the_catalogue_is_not_added(
    office: User, customer: Customer, active: bool, on_list: bool
) -> None:
    [line] = make_list(customer, "A", is_active=on_list)
    Item.objects.update(is_active=active)

    with pytest.raises(ValidationError):
        add_to_par_list(customer, line.item, by=office, par_quantity=Decimal(3))

    assert stored(customer, "par_quantity", "is_active") == [("A", 10, on_list)]


def test_r28_a_par_that_is_refused_is_kept_beside_its_item(
    signed_in: SignedIn, office: User, customer: Customer
) -> None:
    item = make_item(code="00481", name_fr="Lait")

    answer = signed_in(office).post(
        address(customer, "ajouter/"), {"item": item.pk, "par": "douze", "price": "3", "q": "lait"}
    )

    assert answer.status_code == 422
    assert [f'value="{text}"' in answer.text for text in ("douze", "3")] == [True, True]
    assert "PAR : Écrivez un nombre comme 12,5." in re.sub(r"\s", " ", answer.text)
    assert stored(customer) == []


def test_r28_an_item_that_can_not_be_added_so_leaves_the_list_in_sight(
    signed_in: SignedIn, office: User, customer: Customer
) -> None:
    """The sheet is still that of the list, and the first field that is wrong has the keyboard."""
    lines = make_list(customer, "AB")
    item = make_item(code="00481", name_fr="Lait")

    answer = signed_in(office).post(
        address(customer, "ajouter/"), {"item": item.pk, "par": "1", "price": "-3", "q": "lait"}
    )

    assert answer.status_code == 422
    assert [f'id="line-{line.pk}"' in answer.text for line in lines] == [True, True]
    assert f'<form class="sheet" method="post" action="{address(customer)}"' in answer.text
    assert "Prix : Un prix ne peut pas être négatif." in re.sub(r"\s", " ", answer.text)
    assert re.findall(r'name="(\w+)"[^>]* autofocus', answer.text) == ["price"]


def test_r28_a_refused_sheet_has_the_keyboard_in_its_first_faulty_cell_and_marks_what_was_moved(
    signed_in: SignedIn, office: User, customer: Customer
) -> None:
    """Also where an item had just been added."""
    a, b, c = make_list(customer)
    shown = as_shown(customer, par_A="beaucoup")
    moved = {name: text for name, text in shown.items() if not name.startswith(("place", "par", "price"))}
    for place, line in enumerate((c, a, b), start=1):
        moved |= {f"place-{line.pk}": str(place)}
        moved |= {name: shown[name] for name in (f"par-{line.pk}", f"price-{line.pk}")}

    page = signed_in(office).post(f"{address(customer)}?added={a.pk}", moved).text

    assert re.findall(r'<input[^>]* name="([^"]*)"[^>]* autofocus', page) == [f"par-{a.pk}"]
    assert re.findall(r'name="place-(\d+)"[^>]* value="(\d)"[^>]* data-stored="(\d)"', page) == [
        (str(c.pk), "1", "3"),
        (str(a.pk), "2", "1"),
        (str(b.pk), "3", "2"),
    ]


def test_adding_an_item_is_in_the_way_of_no_sheet_that_is_open(
    signed_in: SignedIn, office: User, manager: User, customer: Customer
) -> None:
    make_list(customer)
    opened = as_shown(customer, par_A="12")
    add_to_par_list(customer, make_item(code="D"), by=manager, par_quantity=Decimal(1))

    signed_in(office).post(address(customer), opened)

    assert stored(customer, "par_quantity") == [("A", 12), ("B", 10), ("C", 10), ("D", 1)]


def test_r4_who_changed_what_and_when_is_told_with_before_and_after(
    signed_in: SignedIn, office: User, manager: User, customer: Customer
) -> None:
    make_list(customer)
    signed_in(office).post(address(customer), as_shown(customer, par_A="12", price_A="1,5"))
    signed_in(manager).post(address(customer), as_shown(customer, place_C="1"))

    changes = list_changes(customer, newest=50)
    page = signed_in(office).get(address(customer, "changements/")).text

    assert [
        (
            each.line and each.line.item.code,
            each.change.user,
            each.change.label,
            each.change.before,
            each.change.after,
        )
        for each in changes
    ] == [
        (None, manager, "Ordre sur la tablette", "", "1 ligne déplacée"),
        ("A", office, "PAR", "10", "12"),
        ("A", office, "Prix du client", "", "1,5"),
        *((code, None, "Ajout à la liste", "", "PAR 10") for code in "CAB"),
    ]
    assert localdate().isoformat() in page


def test_r4_an_item_that_is_added_is_told_with_who_and_what_it_had_and_moves_nothing(
    signed_in: SignedIn, office: User, customer: Customer
) -> None:
    """The lines have no positions before: adding one numbers them all."""
    make_list(customer, "AB", position=None)
    added = make_item(code="C")
    signed_in(office).post(address(customer, "ajouter/"), {"item": added.pk, "par": "12,5", "price": "3,5"})
    signed_in(office).post(address(customer), as_shown(customer, par_C="4"))

    changes = list_changes(customer, newest=50)

    assert [
        (each.line and each.line.item.code, each.change.user, each.change.label, each.change.after)
        for each in changes
    ] == [
        ("C", office, "PAR", "4"),
        ("A", None, "Ajout à la liste", "PAR 10"),
        ("B", None, "Ajout à la liste", "PAR 10"),
        ("C", office, "Ajout à la liste", "PAR 12,5, prix du client 3,50"),
    ]


def test_saving_counts_the_lines_that_were_typed_in_or_moved_not_those_numbered_anew(
    signed_in: SignedIn, office: User, customer: Customer
) -> None:
    make_list(customer, "ABCDE")

    answer = signed_in(office).post(
        address(customer), as_shown(customer, par_A="12", place_E="1"), follow=True
    )

    assert said(answer) == ["2 lignes ont été enregistrées."]
    assert stored(customer, "position") == [("E", 1), ("A", 2), ("B", 3), ("C", 4), ("D", 5)]


def test_an_empty_list_says_what_to_do(signed_in: SignedIn, office: User, representative: User) -> None:
    customer = make_customer(salesperson=representative.salespeople.get())

    pages = [signed_in(user).get(address(customer)).text for user in (office, representative)]

    assert ["Cherchez un item ci-dessus" in page for page in pages] == [True, False]
    assert "demandez-lui" in pages[1]


def test_a_representative_reads_and_does_not_write(signed_in: SignedIn, representative: User) -> None:
    customer = make_customer(salesperson=representative.salespeople.get())
    make_list(customer)
    client = signed_in(representative)

    answers = [
        client.post(address(customer), as_shown(customer, par_A="12")),
        client.post(address(customer, "ajouter/"), {"item": make_item().pk}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert stored(customer, "par_quantity") == [("A", 10), ("B", 10), ("C", 10)]


@pytest.mark.parametrize("role", ["office", "representative"])
def test_a_long_list_takes_as_many_queries_as_a_short_one(
    signed_in: SignedIn, request: pytest.FixtureRequest, role: str, django_assert_num_queries: Any
) -> None:
    user = request.getfixturevalue(role)
    salesperson = user.salespeople.first()
    short, long = (make_customer(salesperson=salesperson) for _ in range(2))
    make_list(short, "A")
    items = Item.objects.bulk_create(
        Item(code=f"L{n:03}", name_fr=f"Lait {n}", name_en=f"Milk {n}") for n in range(300)
    )
    CustomerItem.objects.bulk_create(
        CustomerItem(customer=long, item=item, par_quantity=n) for n, item in enumerate(items)
    )
    with pghistory.context(user=user.pk):
        CustomerItem.objects.update(price=1)
    client = signed_in(user)
    client.get(address(short))
    counted = queries_of(client, address(short))

    with django_assert_num_queries(counted):
        page = client.get(address(long)).text

    assert page.count('<tr id="line-') == 300


def queries_of(client: Client, wanted: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        client.get(wanted)
    return len(captured)


def test_a_long_list_is_saved_in_as_many_queries_as_a_short_one(
    office: User, customer: Customer, django_assert_max_num_queries: Any
) -> None:
    lines = make_list(customer, "".join(chr(200 + n) for n in range(60)))
    edit = Edit(list_version(customer), {line.pk: {"par_quantity": Decimal(3)} for line in lines})

    with django_assert_max_num_queries(14):
        saved = save_par_list(customer, by=office, edit=edit)

    assert len(saved) == 60
