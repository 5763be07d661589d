"""Real files give the figures that were computed from them by other means.

`expected/` holds those of all customers, whatever their status, on the day `as_of`. The files of the
grocery are in the checkout; the others need the folder of real files.
"""

import csv
import datetime
import gzip
import json
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db.models import QuerySet
from django.test import Client

from customers.models import Customer, CustomerCategory, Route, Salesperson
from followups.models import CustomerVisitState, FollowUp, ServiceType
from par.models import CustomerItem, CustomerParState, Item
from tests.factories import make_user
from tests.lists import rows_of_all_pages, rows_of_file, workbook_of
from tests.par_states import kept_states, live_states
from webmino.imports.files import data_files, visible_files
from webmino.roles import Role

pytestmark = pytest.mark.django_db
TRACKING = "/suivi-visites/"
PAR_MODE = "/suivi-visites/par/"
IN_CHECKOUT = Path(__file__).parent / "data"
MODELS = {
    "salespeople": Salesperson,
    "routes": Route,
    "categories": CustomerCategory,
    "customers": Customer,
    "service_types": ServiceType,
    "items": Item,
    "customer_items": CustomerItem,
    "followups": FollowUp,
}


@pytest.fixture(
    params=[
        "grocery",
        *(pytest.param(name, marks=pytest.mark.real_data) for name in ("grocery in full", "iowa_small")),
    ]
)
def folder(request: pytest.FixtureRequest) -> Path:
    """A folder of real files with their expected figures."""
    if request.param == "grocery":
        return IN_CHECKOUT / "grocery"
    return request.getfixturevalue("data_folder") / request.param.removesuffix(" in full")


@pytest.fixture
def as_of(folder: Path) -> datetime.date:
    """Import the folder on its day, and return the day."""
    day = datetime.date.fromisoformat(json.loads((folder / "expected/totals.json").read_text())["as_of"])
    with time_machine.travel(f"{day} 12:00 -0500"):
        call_command("import_data", str(folder), language="en", stdout=StringIO())
    return day


def read(path: Path) -> list[dict[str, str]]:
    """The rows of a file, read without our code."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def of_value(queryset: QuerySet, filter_by: str, value: str) -> QuerySet:
    """Rows whose customer has the code `value`; empty is none assigned."""
    if filter_by == "all":
        return queryset
    return queryset.filter(**{f"{filter_by}__code": value} if value else {filter_by: None})


def test_r6_the_eligible_customers_and_their_follow_ups_are_those_expected(
    folder: Path, as_of: datetime.date
) -> None:
    states = CustomerVisitState.objects.select_related("customer").order_by("customer__number")

    rows = [
        {
            "customer_code": state.customer.number,
            "followups": str(state.follow_up_count),
            "first_date": str(state.customer.follow_ups.earliest("happened_on").happened_on),
            "last_date": str(state.last_on),
            "last_codes": last_codes(state),
            "days_since": str((as_of - state.last_on).days),
        }
        for state in states
    ]

    expected = read(folder / "expected/followup_last_customer.csv")
    assert rows == sorted(expected, key=lambda row: row["customer_code"])
    assert rows


@pytest.fixture
def desk(as_of: datetime.date) -> Iterator[Client]:
    """A manager's browser on the day of the folder."""
    with time_machine.travel(f"{as_of} 12:00 -0500"):
        client = Client()
        client.force_login(make_user(Role.MANAGER))
        yield client


def test_r6_the_page_and_its_file_show_what_is_expected(folder: Path, desk: Client) -> None:
    expected = {
        row["customer_code"]: (row["last_date"], int(row["days_since"]))
        for row in read(folder / "expected/followup_last_customer.csv")
    }

    on_pages = rows_of_all_pages(desk, TRACKING, status="all")
    head, *in_file = rows_of_file(desk, TRACKING, status="all")

    assert {row.number: row.last_on.isoformat() for row in on_pages} == {
        number: last_date for number, (last_date, _days) in expected.items()
    }
    assert len(on_pages) == len(expected) == len(in_file)
    date, since = head.index("Dernier suivi"), head.index("Depuis")
    assert {row[0]: (row[date].date().isoformat(), row[since]) for row in in_file} == expected


def test_r7_the_page_counts_what_is_expected_with_each_filter(folder: Path, desk: Client) -> None:
    expected = read(folder / "expected/visit_mode_counts.csv")

    rows = [counts_on_page(desk, row) for row in expected]

    assert rows == expected


def counts_on_page(client: Client, row: dict[str, str]) -> dict[str, str]:
    """The same figures as the page's own counts say; « over 30 days » is at least 31."""
    chosen = {} if row["filter_by"] == "all" else {row["filter_by"]: row["value"] or "none"}

    def count(address: str, **params: str) -> int:
        return client.get(address, chosen | params | {"status": "all"}).context["listing"].count

    customers, eligible = count("/clients/"), count(TRACKING)
    over = {f"over_{days}_days": count(TRACKING, days_since_min=str(days + 1)) for days in (30, 60, 90)}
    figures = {"customers": customers, "eligible": eligible, "not_eligible": customers - eligible} | over
    return row | {name: str(figure) for name, figure in figures.items()}


def last_codes(state: CustomerVisitState) -> str:
    codes = state.customer.follow_ups.filter(happened_on=state.last_on).values_list(
        "service_type__code", flat=True
    )
    return "+".join(sorted(set(codes)))


def test_r7_each_filter_counts_the_eligible_customers_that_are_expected(
    folder: Path, as_of: datetime.date
) -> None:
    expected = read(folder / "expected/visit_mode_counts.csv")

    rows = [counts(row["filter_by"], row["value"], as_of) for row in expected]

    assert rows == expected
    assert {row["filter_by"] for row in rows} == {"all", "category", "route", "salesperson"}


def counts(filter_by: str, value: str, as_of: datetime.date) -> dict[str, str]:
    customers = of_value(Customer.objects.all(), filter_by, value).count()
    states = of_value(CustomerVisitState.objects.all(), filter_by, value)
    eligible = states.count()
    over = {
        f"over_{days}_days": states.filter(last_on__lt=as_of - datetime.timedelta(days)).count()
        for days in (30, 60, 90)
    }
    figures = {"customers": customers, "eligible": eligible, "not_eligible": customers - eligible} | over
    return {"filter_by": filter_by, "value": value} | {name: str(figure) for name, figure in figures.items()}


def test_r10_the_customers_of_par_mode_and_their_items_are_those_expected(
    folder: Path, as_of: datetime.date
) -> None:
    states = CustomerParState.objects.select_related("customer").order_by("customer__number")

    rows = [
        {
            "customer_code": state.customer.number,
            "specific_items": str(state.specific_item_count),
            "par_zero": str(state.specific_item_count - state.par_item_count),
            "par_positive": str(state.par_item_count),
            "par_total": f"{state.par_total.normalize():f}",
        }
        for state in states
    ]

    expected = read(folder / "expected/par_customer.csv")
    assert rows == sorted(expected, key=lambda row: row["customer_code"])
    assert rows
    assert kept_states() == live_states()


def test_r12_par_mode_and_its_file_show_what_is_expected(folder: Path, desk: Client) -> None:
    """R10 to R13: every customer who has items, and the items of the file add up to the same."""
    names = ("customer_code", "specific_items", "par_zero", "par_positive", "par_total")
    expected = {
        row["customer_code"]: tuple(Decimal(row[name]) for name in names[1:])
        for row in read(folder / "expected/par_customer.csv")
    }

    on_pages = {
        row.number: (
            row.specific_item_count,
            row.specific_item_count - row.par_item_count,
            row.par_item_count,
            row.par_total,
        )
        for row in rows_of_all_pages(desk, PAR_MODE, status="all")
    }
    customers, items = (
        list(sheet.values) for sheet in workbook_of(desk, PAR_MODE, status="all").worksheets[:2]
    )

    head = ("Items spécifiques", "PAR 0", "PAR > 0", "Σ PAR")
    places = [customers[0].index(name) for name in head]
    assert on_pages == expected
    assert {row[0]: tuple(Decimal(str(row[at])) for at in places) for row in customers[1:]} == expected
    assert figures_of_items(items) == expected
    assert len(customers) - 1 == len(expected)


def figures_of_items(sheet: list[tuple[Any, ...]]) -> dict[str, tuple[Decimal, ...]]:
    """By customer, the figures that the rows of the sheet of items add up to."""
    par = sheet[0].index("PAR")
    pars: dict[str, list[Decimal]] = {}
    for row in sheet[1:]:
        pars.setdefault(row[0], []).append(Decimal(str(row[par])))
    return {
        number: (
            Decimal(len(of_one)),
            Decimal(of_one.count(Decimal(0))),
            Decimal(len(of_one) - of_one.count(Decimal(0))),
            sum(of_one, Decimal(0)),
        )
        for number, of_one in pars.items()
    }


def test_every_row_of_the_lists_is_there(folder: Path, as_of: datetime.date) -> None:
    expected = json.loads((folder / "expected/totals.json").read_text())["rows"]

    rows = {name: MODELS[name].objects.count() for name in expected if name in MODELS}

    assert rows == {name: count for name, count in expected.items() if name in MODELS}


@pytest.mark.real_data
@pytest.mark.parametrize("name", ["iowa_medium", "iowa_invoice_reuse"])
def test_folders_without_expected_figures_are_imported_whole(
    data_folder: Path, tmp_path: Path, name: str
) -> None:
    lists = lists_of(data_folder / name, tmp_path)
    given = {file: read(path) for file, path in data_files(visible_files(lists)).items()}
    call_command("import_data", str(lists), language="en", stdout=StringIO())

    rows = {file: MODELS[file].objects.count() for file in given}
    kept = list(CustomerVisitState.objects.values_list("customer__number", "follow_up_count", "last_on"))

    follow_ups = given.get("followups", [])
    last = {row["customer_code"]: row["date"] for row in sorted(follow_ups, key=lambda row: row["date"])}
    many = Counter(row["customer_code"] for row in follow_ups)
    assert rows == {file: sum(row.get("kind") != "item" for row in lines) for file, lines in given.items()}
    assert sorted((number, count, str(day)) for number, count, day in kept) == sorted(
        (number, many[number], day) for number, day in last.items()
    )


@pytest.mark.real_data
def test_real_files_imported_twice_change_nothing(data_folder: Path, tmp_path: Path) -> None:
    out, lists = StringIO(), lists_of(data_folder / "iowa_medium", tmp_path)
    call_command("import_data", str(lists), language="en", stdout=StringIO())
    models = (FollowUp, Item, CustomerItem, CustomerParState)
    before = [list(model.objects.order_by("pk").values_list()) for model in models]

    call_command("import_data", str(lists), language="en", stdout=out)

    assert [list(model.objects.order_by("pk").values_list()) for model in models] == before
    assert [line.split() for line in out.getvalue().splitlines() if ".csv" in line and "  " in line] == [
        ["salespeople.csv", "0", "0", "4", "0"],
        ["routes.csv", "0", "0", "7", "0"],
        ["categories.csv", "0", "0", "8", "0"],
        ["customers.csv", "0", "0", "143", "0"],
        ["service_types.csv", "0", "0", "3", "0"],
        ["followups.csv.gz", "0", "0", "11371", "0"],
        ["items.csv", "0", "0", "5960", "0"],
        ["customer_items.csv.gz", "0", "0", "20310", "0"],
    ]


def lists_of(folder: Path, beside: Path) -> Path:
    """Return a folder of the same files without sales, whose figures have tests of their own."""
    lists = beside / "lists"
    lists.mkdir()
    for path in visible_files(folder):
        if not path.name.startswith(("sales.", "expected")):
            (lists / path.name).symlink_to(path)
    return lists
