"""The files of salespeople, routes, categories and customers."""

import datetime
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from django.utils.timezone import localdate

from customers.models import Customer, CustomerCategory, Route, Salesperson, SortingGroup
from tests.factories import make_category, make_customer, make_route, make_salesperson
from tests.importing import ROUTES, SALESPEOPLE, Folder, customer_line, customers

pytestmark = pytest.mark.django_db
MORE = ",phone,email,sorting_group,stop,visit_every_days,language,note"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def test_salespeople_and_routes_are_added(folder: Folder) -> None:
    folder.write(salespeople=SALESPEOPLE, routes=ROUTES + "R2,,,\n")

    imported = folder.run()

    assert imported.numbers == {"salespeople.csv": (2, 0, 0, 0), "routes.csv": (2, 0, 0, 0)}
    assert list(Salesperson.objects.order_by("code").values_list("code", "name", "team", "is_active")) == [
        ("V01", "Anne Roy", "Nord", True),
        ("V02", "Luc Côté", "", False),
    ]
    assert list(
        Route.objects.order_by("code").values_list("code", "name", "weekday", "salesperson__code")
    ) == [("R1", "Lundi", 1, "V01"), ("R2", "R2", None, None)]


def test_an_empty_cell_clears_and_an_empty_status_is_active(folder: Folder) -> None:
    anne = make_salesperson(code="V01", team="Nord", is_active=False)
    make_route(code="R1", weekday=3, salesperson=anne)
    folder.write(
        salespeople="code,name,team,status\nV01,,,\n",
        routes="code,name,weekday,salesperson_code\nR1,Lundi,,\n",
    )

    folder.run()

    assert list(Salesperson.objects.values_list("code", "name", "team", "is_active")) == [
        ("V01", "V01", "", True)
    ]
    assert list(Route.objects.values_list("code", "name", "weekday", "salesperson")) == [
        ("R1", "Lundi", None, None)
    ]


@pytest.mark.parametrize("weekday", ["0", "8", "1.5", "lundi", "١"])
def test_a_weekday_is_from_1_to_7(folder: Folder, weekday: str) -> None:
    folder.write(routes=f"code,name,weekday,salesperson_code\nR1,Lundi,{weekday},\n")

    imported = folder.run()

    message = f"routes.csv, row 2, weekday: “{weekday}” is not a whole number from 1 to 7."
    assert message in imported.errors.splitlines()
    assert list(Route.objects.all()) == []


def test_a_label_that_is_missing_takes_the_other_language_s(folder: Folder) -> None:
    make_category(code="OLD", name_fr="Vieux", name_en="Old")
    folder.write(
        categories="kind,code,name_en,name_fr\n"
        "customer,EPI,Grocery,\ncustomer,DEP,,Dépanneur\ncustomer,X,,\ncustomer,OLD,Older,\n"
    )

    folder.run()

    assert list(CustomerCategory.objects.order_by("code").values_list("code", "name_fr", "name_en")) == [
        ("DEP", "Dépanneur", "Dépanneur"),
        ("EPI", "Grocery", "Grocery"),
        ("OLD", "Older", "Older"),
        ("X", "X", "X"),
    ]


def test_an_unknown_kind_of_category_is_a_bad_row(folder: Folder) -> None:
    folder.write(categories="kind,code,name_en,name_fr\nclient,EPI,Grocery,\n")

    imported = folder.run()

    assert "categories.csv, row 2, kind: “client” is none of: customer, item." in imported.errors.splitlines()


def test_every_column_of_a_customer_is_kept(folder: Folder) -> None:
    folder.write(
        salespeople=SALESPEOPLE,
        routes=ROUTES,
        customers=customers(
            '000124,"Roy, Épicerie",EPI,1 rue A,Québec,QC,g1r 2b5,CA,46.8139321,-71.2080,V02,R1,inactive,'
            '2019-12-31,418 555-1234 p. 2,a@b.ca,G1,3,14,en,"Porte\narrière"',
            columns=MORE,
        ),
    )

    folder.run()

    customer = Customer.objects.get()
    assert {
        name: getattr(customer, name)
        for name in (
            *("number", "name", "address", "city", "region", "postal_code", "country", "latitude"),
            *("longitude", "is_active", "created_on", "phone", "email", "stop", "visit_every_days"),
            *("language", "note"),
        )
    } == {
        "number": "000124",
        "name": "Roy, Épicerie",
        "address": "1 rue A",
        "city": "Québec",
        "region": "QC",
        "postal_code": "g1r 2b5",
        "country": "CA",
        "latitude": Decimal("46.813932"),
        "longitude": Decimal("-71.208"),
        "is_active": False,
        "created_on": datetime.date(2019, 12, 31),
        "phone": "418 555-1234 p. 2",
        "email": "a@b.ca",
        "stop": 3,
        "visit_every_days": 14,
        "language": "en",
        "note": "Porte\narrière",
    }
    assert (customer.salesperson.code, customer.route.code) == ("V02", "R1")
    assert (customer.category.name_fr, customer.sorting_group.name_en) == ("EPI", "G1")


def test_only_the_columns_of_the_file_are_written(folder: Folder) -> None:
    make_customer(number="1", name="Before", phone="418 555-1234", stop=4, language="en", note="Chien")
    folder.write(customers=customers(customer_line("1", "", name="After"), columns=",stop"))

    imported = folder.run()

    assert imported.numbers["customers.csv"] == (0, 1, 0, 0)
    assert list(Customer.objects.values_list("name", "stop", "phone", "language", "note")) == [
        ("After", None, "418 555-1234", "en", "Chien")
    ]


def test_numbers_with_and_without_leading_zeros_are_two_customers(folder: Folder) -> None:
    make_customer(number="124", name="Before")
    folder.write(customers=customers(customer_line("000124", name="A"), customer_line("124", name="B")))

    imported = folder.run()

    assert imported.numbers["customers.csv"] == (1, 1, 0, 0)
    assert list(Customer.objects.order_by("number").values_list("number", "name")) == [
        ("000124", "A"),
        ("124", "B"),
    ]


@time_machine.travel("2024-05-06 12:00 -0400")
def test_a_customer_without_a_day_keeps_its_own_or_is_new_today(folder: Folder) -> None:
    make_customer(number="1", created_on=datetime.date(2001, 2, 3), language="en")
    folder.write(
        customers=customers(
            customer_line("1", "", created_on=""), customer_line("2", "", created_on=""), columns=",language"
        )
    )

    folder.run()

    assert list(Customer.objects.order_by("number").values_list("number", "created_on", "language")) == [
        ("1", datetime.date(2001, 2, 3), "fr"),
        ("2", localdate(), "fr"),
    ]


def test_categories_and_sorting_groups_that_no_list_names_are_made_and_said(folder: Folder) -> None:
    make_category(code="EPI", name_fr="Épicerie", name_en="Grocery")
    folder.write(
        customers=customers(
            customer_line("1", "G1", category="EPI"),
            customer_line("2", "G1", category="epi"),
            customer_line("3", "G2", category="DEP"),
            customer_line("4", "G3", category="BAD", status="?"),
            columns=",sorting_group",
        )
    )

    imported = folder.run(skip_bad=True)

    assert list(CustomerCategory.objects.order_by("code").values_list("code", "name_fr", "name_en")) == [
        ("DEP", "DEP", "DEP"),
        ("EPI", "Épicerie", "Grocery"),
        ("epi", "epi", "epi"),
    ]
    assert list(Customer.objects.order_by("number").values_list("category__code", "sorting_group__code")) == [
        ("EPI", "G1"),
        ("epi", "G1"),
        ("DEP", "G2"),
    ]
    assert SortingGroup.objects.count() == 2
    assert imported.out.splitlines()[:2] == [
        "customers.csv: made from their codes in the list “customer categories”: epi, DEP.",
        "customers.csv: made from their codes in the list “sorting groups”: G1, G2.",
    ]


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"salesperson": "V9"}, "salesperson_code: “V9” is not in the list: salespeople."),
        ({"route": "r1"}, "route_code: “r1” is not in the list: routes."),
        ({"status": "closed"}, "status: “closed” is none of: active, inactive."),
        ({"created_on": "2024-02-30"}, "created_on: “2024-02-30” is not a day such as 2026-01-31."),
        ({"created_on": "20240203"}, "created_on: “20240203” is not a day such as 2026-01-31."),
        ({"latitude": "90.1"}, "latitude: “90.1” is not from -90 to 90."),
        ({"longitude": "1e2"}, "longitude: “1e2” is not a number such as 1234.50."),
        ({"longitude": "NaN"}, "longitude: “NaN” is not a number such as 1234.50."),
        ({"postal_code": "x" * 61}, "postal_code: This text has 61 characters; at most 60 are kept."),
        ({"category": "x" * 61}, "category: This text has 61 characters; at most 60 are kept."),
    ],
)
def test_a_bad_cell_of_a_customer_says_why(folder: Folder, cells: dict[str, str], message: str) -> None:
    make_route(code="R1")
    folder.write(customers=customers(customer_line("1"), customer_line("2", **cells)))

    imported = folder.run()

    assert f"customers.csv, row 3, {message}" in imported.errors.splitlines()
    assert list(Customer.objects.all()) == []


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("stop", "0"),
        ("stop", "-1"),
        ("stop", "2147483648"),
        ("visit_every_days", "0"),
        ("visit_every_days", "7.0"),
    ],
)
def test_stops_and_frequencies_are_positive_whole_numbers(folder: Folder, column: str, cell: str) -> None:
    folder.write(customers=customers(customer_line("1", cell), columns=f",{column}"))

    imported = folder.run()

    most = {"stop": 2147483647, "visit_every_days": 3650}[column]
    message = f"customers.csv, row 2, {column}: “{cell}” is not a whole number from 1 to {most}."
    assert message in imported.errors.splitlines()


def test_nothing_is_deleted(folder: Folder) -> None:
    make_customer(number="1")
    folder.write(customers=customers(customer_line("2")))

    folder.run()

    assert list(Customer.objects.order_by("number").values_list("number", flat=True)) == ["1", "2"]


def test_a_change_keeps_what_it_was(folder: Folder) -> None:
    luc = make_salesperson(code="V02")
    customer = make_customer(number="1", name="Avant", salesperson=luc)
    same = make_customer(number="2", name="Épicerie", created_on=datetime.date(2020, 1, 2))
    folder.write(customers=customers(customer_line("1", name="Après"), customer_line("2")))

    imported = folder.run()

    [event] = customer.events.all()
    assert (event.name, event.salesperson_id) == ("Avant", luc.pk)
    assert list(same.events.all()) == []
    assert imported.numbers["customers.csv"] == (0, 1, 1, 0)
