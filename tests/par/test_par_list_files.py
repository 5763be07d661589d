"""A PAR list in Excel: taken away, changed there, and brought back after a preview (R26, R28)."""

import io
import zipfile
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from customers.models import Customer
from par.models import CustomerItem, Item
from tests.factories import make_customer, make_customer_item, make_item, make_shelf_count
from webmino.models import User

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User], Client]
HEAD = ["Code", "PAR", "Prix du client", "Position", "Statut"]


@pytest.fixture
def customer() -> Customer:
    """A customer with three specific items, A to C, and a fourth item of the catalogue, D."""
    customer = make_customer()
    make_item(code="D", name_fr="Lait")
    for position, code in enumerate("ABC", start=1):
        make_customer_item(
            customer=customer, item=make_item(code=code), par_quantity=10, position=position, price="1.125"
        )
    return customer


@pytest.fixture
def client(signed_in: SignedIn, office: User) -> Client:
    return signed_in(office)


def address(customer: Customer, rest: str) -> str:
    return f"/clients/{customer.pk}/items/{rest}/"


def taken_away(client: Client, customer: Customer, query: str = "") -> bytes:
    return b"".join(client.get(address(customer, "excel") + query).streaming_content)


def file_of(*rows: list[Any], head: list[Any] = HEAD) -> bytes:
    book, content = Workbook(), io.BytesIO()
    for row in (head, *rows):
        book.active.append(row)
    book.save(content)
    return content.getvalue()


def previewed(client: Client, customer: Customer, content: bytes, name: str = "liste.xlsx") -> Any:
    return client.post(address(customer, "importer"), {"file": SimpleUploadedFile(name, content)})


def applied(client: Client, customer: Customer, preview: Any) -> Any:
    return client.post(address(customer, "importer"), {"sealed": preview.context["sealed"]}, follow=True)


def refusals(preview: Any) -> list[tuple[int, str, str]]:
    return [(each.row, each.column, each.reason.replace("\xa0", " ")) for each in preview.context["refused"]]


def stored(customer: Customer) -> list[tuple[Any, ...]]:
    lines = CustomerItem.objects.filter(customer=customer).in_shelf_order()
    return list(lines.values_list("item__code", "par_quantity", "price", "position", "is_active"))


UNCHANGED = [(code, 10, Decimal("1.125"), place, True) for place, code in enumerate("ABC", start=1)]


def test_r26_the_file_holds_the_rows_of_the_tab_typed_and_a_sheet_that_says_what_it_is(
    client: Client, office: User
) -> None:
    customer = make_customer(number="000124", name="Chez Léa")
    item = make_item(code="00481", name_fr="=Lait", unit="2 L", pack_size=6, list_price="2.5")
    make_customer_item(customer=customer, item=item, par_quantity="12.5", price="2.25", position=4)
    make_customer_item(customer=customer, item=make_item(code="Z"), is_active=False)
    make_shelf_count({item: 3}, customer=customer, counted_on="2026-11-01")

    book = load_workbook(io.BytesIO(taken_away(client, customer)))
    with_inactive = load_workbook(io.BytesIO(taken_away(client, customer, "?inactive=1")))

    rows, parameters = [list(sheet.values) for sheet in book.worksheets]
    assert rows == [
        (
            *("Code", "Item", "Unité", "Format", "Prix courant", "Prix du client", "PAR", "Compté"),
            *("Manquant", "Excédent", "En commande", "Position", "Statut"),
        ),
        ("00481", "=Lait", "2 L", 6, 2.5, 2.25, 12.5, 3, 9.5, 0, 0, 4, "actif"),
    ]
    assert [row[0] for row in with_inactive.worksheets[0].values] == ["Code", "00481", "Z"]
    said = {str(label).replace("\xa0", " "): value for label, value in parameters}
    assert (said["Client"], said["Dernier relevé"]) == ("000124 Chez Léa", "2026-11-01")
    assert (said["Exporté par"], said["Lignes"], said["Total : PAR"]) == (str(office), 1, 12.5)


def test_out_and_in_again_unchanged_is_nothing_to_apply(client: Client, customer: Customer) -> None:
    CustomerItem.objects.filter(item__code="A").update(price="0.123456", par_quantity="0.1")
    CustomerItem.objects.filter(item__code="B").update(price=None, par_quantity=0, position=None)

    preview = previewed(client, customer, taken_away(client, customer))

    plan = preview.context["plan"]
    assert (plan.count, plan.unchanged, preview.context["refused"]) == (0, 3, [])
    assert "Il n’y a rien à appliquer" in preview.text
    assert 'name="sealed"' not in preview.text


def test_a_file_that_was_taken_away_in_english_is_read_in_french(
    client: Client, customer: Customer, office: User
) -> None:
    office.language = "en"
    office.save()
    content = taken_away(client, customer)
    office.language = "fr"
    office.save()

    plan = previewed(client, customer, content).context["plan"]

    assert (plan.count, plan.unchanged) == (0, 3)


def test_the_preview_shows_what_would_change_and_writes_nothing(client: Client, customer: Customer) -> None:
    content = file_of(
        ["A", 12.5, "1,125", 1, "actif"],
        ["B", "10", 1.125, 2, None],
        ["C", None, None, 7, "inactif"],
        ["D", 4, 2, None, ""],
    )

    preview = previewed(client, customer, content)

    plan = preview.context["plan"]
    assert [(each.row.number, each.line.item.code, each.differences) for each in plan.changed] == [
        (2, "A", [("PAR", "10", "12,5")]),
        (
            4,
            "C",
            [
                ("PAR", "10", "0"),
                ("Prix du client", "1,125", ""),
                ("Position", "3", "7"),
                ("Actif", "actif", "inactif"),
            ],
        ),
    ]
    assert [(each.row.number, each.line.item.code) for each in plan.added] == [(5, "D")]
    assert plan.unchanged == 1
    assert stored(customer) == UNCHANGED


def test_what_was_previewed_is_applied_as_one(client: Client, customer: Customer, office: User) -> None:
    content = file_of(["A", 12.5, "", 1, "actif"], ["D", 4, 2, None, ""], ["A", 3, "", 1, ""])
    preview = previewed(client, customer, content)

    answer = applied(client, customer, preview)
    again = previewed(client, customer, content).context["plan"]

    assert stored(customer) == [
        ("A", Decimal("12.5"), None, 1, True),
        *UNCHANGED[1:],
        ("D", 4, 2, None, True),
    ]
    assert "1 item a été ajouté, 1 ligne a été changée." in answer.text
    assert again.count == 0
    event = CustomerItem.pgh_event_model.objects.latest("pk")
    assert (event.par_quantity, event.pgh_context.metadata["user"]) == (10, office.pk)


def test_a_column_that_the_file_does_not_have_is_left_and_one_added_comes_last(
    client: Client, customer: Customer
) -> None:
    preview = previewed(client, customer, file_of(["A", 1], ["D", 2], head=["item_code", "par"]))

    applied(client, customer, preview)

    assert stored(customer) == [("A", 1, Decimal("1.125"), 1, True), *UNCHANGED[1:], ("D", 2, None, 4, True)]


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (["A", -1], "PAR", "Une quantité ne peut pas être négative."),
        (["A", "douze"], "PAR", "Écrivez un nombre comme 12,5."),
        (["A", 1.2345], "PAR", "Pas plus de 3 décimales."),
        (["A", 1e12], "PAR", "Ce nombre est trop grand."),
        (["A", True], "PAR", "Écrivez un nombre comme 12,5."),
        (["A", 1, -2], "Prix du client", "Un prix ne peut pas être négatif."),
        (["A", 1, 1, 1.5], "Position", "Saisissez un nombre entier."),
        (["A", 1, 1, 1, "peut-être"], "Statut", "Un statut est « actif » ou « inactif »."),
        (["X", 1], "Code", "Aucun item n’a ce code."),
        (
            [481, 1],
            "Code",
            "Aucun item n’a ce code. La cellule contient un nombre : des zéros au début peuvent être perdus.",
        ),
        (["", 1], "Code", "La ligne ne dit aucun item."),
    ],
)
def test_r28_a_row_is_refused_with_its_column_and_why_and_the_others_are_applied(
    client: Client, customer: Customer, row: list[Any], column: str, reason: str
) -> None:
    make_item(code="00481")
    preview = previewed(client, customer, file_of(["B", 3, 1.125, 2, ""], row + [None] * (5 - len(row))))

    applied(client, customer, preview)

    assert refusals(preview) == [(3, column, reason)]
    assert stored(customer) == [UNCHANGED[0], ("B", 3, Decimal("1.125"), 2, True), UNCHANGED[2]]


def test_r28_an_item_that_is_there_twice_or_out_of_the_catalogue_is_refused(
    client: Client, customer: Customer
) -> None:
    Item.objects.filter(code__in="AD").update(is_active=False)

    preview = previewed(client, customer, file_of(["A", 10], ["A", 3], ["D", 4], head=["Code", "PAR"]))

    assert refusals(preview) == [
        (3, "Code", "La ligne 2 a déjà cet item."),
        (4, "Code", "Cet item n’est plus au catalogue."),
    ]
    assert preview.context["plan"].unchanged == 1


def test_r28_a_refused_row_is_named_by_the_code_and_the_name_that_the_file_has(
    client: Client, customer: Customer
) -> None:
    Item.objects.filter(code="D").update(is_active=False, name_fr="Dattes")
    rows = (["A", "Abricots & cie", -1], ["X", "Xérès", 1], ["", "Sans code", 2], ["D", "Autrement", 3])

    preview = previewed(client, customer, file_of(*rows, head=["code", "Item", "PAR"]))

    assert [each.item for each in preview.context["refused"]] == [
        "A Abricots & cie",
        "X Xérès",
        "Sans code",
        "D Dattes",
    ]
    assert '<th scope="row" class="preview-text">A Abricots &amp; cie</th>' in preview.text


def test_an_empty_row_is_passed_over_and_columns_that_are_not_read_are_said(
    client: Client, customer: Customer
) -> None:
    content = file_of([None, None, None], ["A", 10, "note"], head=["Code", "PAR", "Ma remarque"])

    preview = previewed(client, customer, content)

    assert (preview.context["plan"].unchanged, preview.context["refused"]) == (1, [])
    assert "Ma remarque" in preview.text


def zipped(**parts: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), part)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"code;par\nA;3\n", "Il faut le format .xlsx d’Excel, sans mot de passe."),
        (b"", "Le fichier soumis est vide."),
        (b"PK\x03\x04 broken", "Il faut le format .xlsx d’Excel, sans mot de passe."),
        (zipped(readme=b"hello"), "Il faut le format .xlsx d’Excel, sans mot de passe."),
        (
            file_of(["A", 1], head=["Produit", "PAR"]),
            "La première ligne de la première feuille n’a pas de colonne nommée : Code.",
        ),
        (file_of(["A", 1, 2], head=["Code", "PAR", "par"]), "La colonne « PAR » est là deux fois."),
        (file_of(), "Le fichier n’a aucune ligne sous ses en-têtes."),
        (b"x" * 5_000_001, "Le fichier est trop gros : 5 Mo au plus."),
        (
            zipped(xl__worksheets__sheet1_xml=b"0" * 41_000_000),
            "Le fichier en contient trop pour une liste d’items.",
        ),
        (
            zipped(xl__worksheets__sheet1_xml=b'<sheetData><c r="A1048576"/>'),
            "Le fichier a plus de 5000 lignes.",
        ),
        (zipped(xl__worksheets__sheet1_xml=b'<sheetData><c r="XFD1"/>'), "Le fichier a trop de colonnes."),
        (zipped(sheet=b"<sheetData><c r = 'A1048576'/>"), "Le fichier a plus de 5000 lignes."),
        (zipped(sheet=b"<sheetData>" + b"<row/>" * 5_002), "Le fichier a plus de 5000 lignes."),
        (zipped(sheet=b"<x:sheetData xmlns:x='x'>" + b"<x:c/>" * 703), "Le fichier a trop de colonnes."),
        (
            zipped(sheet=b"<sheetData>" + b'<c r="&#65;1"/>' * 703),
            "Le fichier a trop de colonnes.",
        ),
        (
            zipped(sheet=b'<sheetData><row><c r="ZZ1"/></row><row><c r="A5000"/></row>'),
            "Le fichier en contient trop pour une liste d’items.",
        ),
        (zipped(sheet=b'<sheetData><c r="here"/>'), "Il faut le format .xlsx d’Excel, sans mot de passe."),
        (zipped(content_xml=b"<x/>"), "Il faut le format .xlsx d’Excel, sans mot de passe."),
    ],
    ids=[
        "csv",
        "empty",
        "broken",
        "other zip",
        "no code",
        "twice",
        "no rows",
        "large",
        "bomb",
        "rows",
        "columns",
        "rows in other quotes",
        "rows that are counted",
        "columns that are counted",
        "columns that are passed over",
        "rectangle",
        "no place",
        "another format",
    ],
)
def test_r28_a_bad_file_is_refused_and_says_why(
    client: Client, customer: Customer, content: bytes, message: str
) -> None:
    answer = previewed(client, customer, content)

    assert answer.status_code == 422
    assert message in answer.text.replace("\xa0", " ")
    assert stored(customer) == UNCHANGED


def test_a_nul_in_a_cell_is_passed_over(client: Client, customer: Customer) -> None:
    preview = previewed(client, customer, file_of(["A_x0000_", 3, 1.125, 1, ""], ["x_x0000_", 1]))

    applied(client, customer, preview)

    assert refusals(preview) == [(3, "Code", "Aucun item n’a ce code.")]
    assert stored(customer)[0] == ("A", 3, Decimal("1.125"), 1, True)


def test_r28_no_file_is_asked_for_again(client: Client, customer: Customer) -> None:
    answer = client.post(address(customer, "importer"))

    assert answer.status_code == 422
    assert "Choisissez un fichier." in answer.text


@pytest.mark.parametrize("meanwhile", ["changed", "added"])
def test_r28_a_list_that_was_changed_since_the_preview_is_previewed_again(
    client: Client, customer: Customer, meanwhile: str
) -> None:
    preview = previewed(client, customer, file_of(["A", 12.5, 1.125, 1, ""]))
    if meanwhile == "changed":
        CustomerItem.objects.filter(item__code="A").update(par_quantity=7)
    else:
        make_customer_item(customer=customer)
    before = stored(customer)

    refused = applied(client, customer, preview)
    unsaved = stored(customer)
    applied(client, customer, refused)

    [planned] = refused.context["plan"].changed
    assert refused.status_code == 422
    assert unsaved == before
    assert planned.differences == [("PAR", "7" if meanwhile == "changed" else "10", "12,5")]
    assert stored(customer)[0] == ("A", Decimal("12.5"), Decimal("1.125"), 1, True)


@pytest.mark.parametrize("active", [True, False])
def test_r28_an_item_that_left_the_catalogue_or_came_back_since_the_preview_is_shown_first(
    client: Client, customer: Customer, active: bool
) -> None:
    Item.objects.filter(code="D").update(is_active=not active)
    preview = previewed(client, customer, file_of(["A", 12.5, 1.125, 1, ""], ["D", 3]))
    Item.objects.filter(code="D").update(is_active=active)

    refused = applied(client, customer, preview)
    unsaved = stored(customer)
    applied(client, customer, refused)

    assert refused.status_code == 422
    assert "La liste ou le catalogue a changé depuis l’aperçu." in refused.text
    assert unsaved == UNCHANGED
    assert [code for code, *_rest in stored(customer)] == (
        ["A", "B", "C", "D"] if active else ["A", "B", "C"]
    )
    assert stored(customer)[0][1] == Decimal("12.5")


def test_what_was_sealed_is_good_for_its_customer_and_its_user_alone(
    client: Client, customer: Customer, signed_in: SignedIn, manager: User
) -> None:
    other = make_customer()
    sealed = previewed(client, customer, file_of(["A", 12.5, 1.125, 1, ""])).context["sealed"]
    attempts = [
        (client, other, sealed),
        (signed_in(manager), customer, sealed),
        (client, customer, sealed[:-1] + "x"),
    ]

    answers = [
        someone.post(address(customer_, "importer"), {"sealed": text})
        for someone, customer_, text in attempts
    ]

    assert ["Choisissez de nouveau le fichier" in answer.text for answer in answers] == [True] * 3
    assert stored(customer) == UNCHANGED
    assert stored(other) == []


def test_r25_files_are_for_who_may_change_the_list(
    signed_in: SignedIn, representative: User, customer: Customer
) -> None:
    Customer.objects.update(salesperson=representative.salespeople.get())
    client = signed_in(representative)

    answers = [client.get(address(customer, "excel")), client.get(address(customer, "importer"))]

    assert [answer.status_code for answer in answers] == [403, 403]


def test_a_long_file_takes_as_many_queries_as_a_short_one(
    client: Client, customer: Customer, django_assert_max_num_queries: Any
) -> None:
    items = Item.objects.bulk_create(Item(code=f"L{n:03}", name_fr=f"Lait {n}") for n in range(300))
    preview = previewed(client, customer, file_of(*([item.code, 5, 1, None, ""] for item in items)))

    with django_assert_max_num_queries(26):
        client.post(address(customer, "importer"), {"sealed": preview.context["sealed"]})

    assert CustomerItem.objects.filter(customer=customer, par_quantity=5).count() == 300
