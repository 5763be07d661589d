"""Analyses of real files give the figures that were computed from them by other means (R21, R22).

`expected/` holds those of all customers, whatever their status, on the day `as_of`.
"""

import datetime
import json
from collections.abc import Iterator
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from analytics.figures import NOTHING, Figure
from analytics.models import BuyingHabit, SaleLine
from analytics.selectors.sales import By, Scope, by_period, totals
from customers.models import Customer, CustomerCategory, Route, Salesperson
from par.models import Item, ItemCategory
from tests.factories import make_user
from tests.lists import rows_of_file, rows_of_page, workbook_of
from tests.test_real_files import read
from webmino.models import User
from webmino.periods import DAY, Period, Unit, compared_periods, period_of
from webmino.roles import Role
from webmino.table_pages import TablePage

pytestmark = [pytest.mark.django_db, pytest.mark.real_data]
# Of each table by month: what it is by, its column of codes, and the model and column of those.
BY_MONTH: dict[str, tuple[By, str, Any, str]] = {
    "sales_customer_month.csv.gz": (By.CUSTOMER, "customer_code", Customer, "number"),
    "sales_item_month.csv.gz": (By.ITEM, "item_code", Item, "code"),
    "sales_salesperson_month.csv": (By.SALESPERSON, "salesperson_code", Salesperson, "code"),
    "sales_route_month.csv": (By.ROUTE, "route_code", Route, "code"),
    "sales_customer_category_month.csv": (By.CUSTOMER_CATEGORY, "category", CustomerCategory, "code"),
    "sales_item_category_month.csv": (By.ITEM_CATEGORY, "item_category", ItemCategory, "code"),
}
PAGES = {
    By.CUSTOMER: "/analyses/clients/",
    By.ITEM: "/analyses/items/",
    By.SALESPERSON: "/analyses/vendeurs/",
    By.ROUTE: "/analyses/routes/",
    By.CUSTOMER_CATEGORY: "/analyses/categories-clients/",
    By.ITEM_CATEGORY: "/analyses/categories-items/",
}


class Folder:
    """A folder of real files that was imported, on its day."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.as_of = datetime.date.fromisoformat(
            json.loads((path / "expected/totals.json").read_text())["as_of"]
        )
        with time_machine.travel(f"{self.as_of} 12:00 -0500"):
            call_command("import_data", str(path), language="en", stdout=StringIO())
            self.user = make_user(Role.MANAGER)

    def expected(self, name: str) -> list[dict[str, str]]:
        return read(self.path / "expected" / name)

    @property
    def months(self) -> list[Period]:
        """The months of all the sales, the last of them to the day."""
        days = SaleLine.objects.order_by("sold_on").values_list("sold_on", flat=True)
        wanted = Period(period_of(Unit.MONTH, days[0]).first, self.as_of)
        return [period.now for period in compared_periods(Unit.MONTH, wanted, today=self.as_of)]

    @property
    def periods(self) -> dict[str, Period]:
        """The days that `expected/` names."""
        month, year = (
            compared_periods(unit, period_of(unit, self.as_of), today=self.as_of)[0]
            for unit in (Unit.MONTH, Unit.YEAR)
        )
        back = 365 * DAY
        return {
            **{f"d{days}": Period.ending(self.as_of, days=days) for days in (30, 90, 365)},
            "prev365": Period.ending(self.as_of - back, days=365),
            "mtd": month.now,
            "ytd": year.now,
            "pytd": year.before,
        }


@pytest.fixture(scope="module", params=["grocery", "iowa_small"])
def folder(
    request: pytest.FixtureRequest,
    data_folder: Path,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Folder]:
    """One for all the tests, which only read it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Folder(data_folder / request.param)
        transaction.set_rollback(True)


def codes_of(model: Any, column: str) -> dict[Any, str]:
    """The code of each key, and of none."""
    return {**dict(model.objects.order_by().values_list("pk", column)), None: ""}


def told(figure: Figure) -> tuple[int, Decimal, Decimal]:
    return figure.lines, figure.quantity, figure.amount


def figures_of(row: dict[str, str]) -> tuple[int, Decimal, Decimal]:
    return int(row["lines"]), Decimal(row["quantity"]), Decimal(row["amount"])


@pytest.mark.parametrize("name", sorted(BY_MONTH))
def test_r22_each_month_is_what_is_expected(folder: Folder, name: str) -> None:
    by, column, model, code = BY_MONTH[name]
    months, codes = folder.months, codes_of(model, code)
    expected = {(row[column], row["month"]): row for row in folder.expected(name)}

    plain = by_period(Scope.of(folder.user), by, months)
    counted = by_period(Scope.of(folder.user), by, months, counts=True)

    def named(figures: dict[Any, Figure]) -> dict[tuple[str, str], Figure]:
        return {(codes[key], f"{months[n].first:%Y-%m}"): figure for (key, n), figure in figures.items()}

    assert {key: told(figure) for key, figure in named(plain).items()} == {
        key: figures_of(row) for key, row in expected.items()
    }
    assert {key: told(figure) for key, figure in named(counted).items()} == {
        key: figures_of(row) for key, row in expected.items()
    }
    if by == By.CUSTOMER:
        assert {key: figure.invoices for key, figure in named(counted).items()} == {
            key: int(row["invoices"]) for key, row in expected.items()
        }


def test_r21_each_item_of_each_customer_by_month_is_what_is_expected(folder: Folder) -> None:
    months, codes, numbers = folder.months, codes_of(Item, "code"), codes_of(Customer, "number")

    found = {
        (numbers[customer.pk], codes[item], f"{months[n].first:%Y-%m}"): told(figure)
        for customer in Customer.objects.visible_to(folder.user)
        for (item, n), figure in by_period(of_one(customer), By.ITEM, months).items()
    }

    assert found == {
        (row["customer_code"], row["item_code"], row["month"]): figures_of(row)
        for row in folder.expected("sales_customer_item_month.csv.gz")
    }


def of_one(customer: Customer) -> Scope:
    return Scope(Customer.objects.filter(pk=customer.pk))


def test_r21_what_each_customer_ever_bought_is_what_is_expected(folder: Folder) -> None:
    codes, ever = codes_of(Item, "code"), [Period(datetime.date.min, datetime.date.max)]
    found = {}
    for customer in Customer.objects.all():
        days = dict(BuyingHabit.objects.filter(customer=customer).values_list("item", "purchase_day_count"))
        for item, figure in totals(of_one(customer), By.ITEM, ever).items():
            found[customer.number, codes[item]] = (days.get(int(item or 0), 0), *told(figure))

    assert found == {
        (row["customer_code"], row["item_code"]): (
            int(row["order_days"]),
            *figures_of(row),
        )
        for row in folder.expected("sales_customer_item_total.csv.gz")
    }


def in_periods(row: dict[str, str], periods: dict[str, Period]) -> dict[str, tuple[Decimal, Decimal]]:
    return {name: (Decimal(row[f"q_{name}"]), Decimal(row[f"amount_{name}"])) for name in periods}


def test_r21_the_periods_of_each_customer_are_what_is_expected(folder: Folder) -> None:
    periods, scope = folder.periods, Scope.of(folder.user)
    sums = {name: totals(scope, By.CUSTOMER, [days]) for name, days in periods.items()}

    found = {
        customer.number: {
            name: (figure.quantity, figure.amount)
            for name, figures in sums.items()
            for figure in [figures.get(customer.pk, NOTHING)]
        }
        for customer in Customer.objects.all()
    }

    expected = {
        row["customer_code"]: in_periods(row, periods)
        for row in folder.expected("sales_customer_periods.csv")
    }
    nothing = dict.fromkeys(periods, (Decimal(0), Decimal(0)))
    assert {number: expected.get(number, nothing) for number in found} == found
    assert set(expected) <= set(found)


def test_r21_the_periods_of_each_item_of_each_customer_are_what_is_expected(folder: Folder) -> None:
    periods, codes = folder.periods, codes_of(Item, "code")
    found: dict[tuple[str, str], dict[str, tuple[Decimal, Decimal]]] = {}
    for customer in Customer.objects.all():
        sums = {name: totals(of_one(customer), By.ITEM, [days]) for name, days in periods.items()}
        for item in {key for figures in sums.values() for key in figures}:
            found[customer.number, codes[item]] = {
                name: (figure.quantity, figure.amount)
                for name, figures in sums.items()
                for figure in [figures.get(item, NOTHING)]
            }

    assert found == {
        (row["customer_code"], row["item_code"]): in_periods(row, periods)
        for row in folder.expected("sales_customer_item_periods.csv.gz")
    }


@pytest.fixture
def desk(folder: Folder) -> Iterator[Client]:
    """A manager's browser on the day of the folder."""
    with time_machine.travel(f"{folder.as_of} 12:00 -0500"):
        client = Client()
        client.force_login(User.objects.get(pk=folder.user.pk))
        yield client


SHOWN = [(name, measure) for name in sorted(BY_MONTH) for measure in ("amount", "quantity")]


@pytest.mark.parametrize(("name", "measure"), [*SHOWN, ("sales_customer_month.csv.gz", "invoices")])
def test_r26_the_page_and_its_file_show_what_is_expected(
    folder: Folder, desk: Client, name: str, measure: str
) -> None:
    by, column, _model, _code = BY_MONTH[name]
    months = [f"{month.first:%Y-%m}" for month in folder.months[-12:]]
    cells = folder.expected(name)
    expected = {(row[column], row["month"]): Decimal(row[measure]) for row in cells if row["month"] in months}

    rows = [
        *rows_of_page(desk, PAGES[by], measure=measure),
        *rows_of_page(desk, PAGES[by], measure=measure, page="last"),
    ]
    head, *in_file = rows_of_file(desk, PAGES[by], measure=measure)

    on_pages = {
        (row.label.written_code or "", month): value
        for row in rows
        for month, value in zip(months, row.cells, strict=True)
        if value is not None
    }
    places = [next(n for n, text in enumerate(head) if str(text).startswith(month)) for month in months]
    filed = {
        (row[0] or "", month): Decimal(str(row[place]))
        for row in in_file[:-3]
        for month, place in zip(months, places, strict=True)
        if row[place] is not None
    }
    assert filed == expected
    shown = {code for code, _month in on_pages}
    assert on_pages == {key: value for key, value in expected.items() if key[0] in shown}
    assert len(shown) >= min(50, len({code for code, _month in expected}))
    if measure != "invoices":
        added = [
            sum(value for (_code, of_month), value in expected.items() if of_month == month)
            for month in months
        ]
        assert [Decimal(str(in_file[-3][place])) for place in places] == added


def test_r21_the_tab_of_a_customer_and_its_file_show_what_is_expected(folder: Folder, desk: Client) -> None:
    months = [f"{month.first:%Y-%m}" for month in folder.months[-12:]]
    expected: dict[str, dict[tuple[str, str], Decimal]] = {}
    for row in folder.expected("sales_customer_item_month.csv.gz"):
        if row["month"] in months:
            of_customer = expected.setdefault(row["customer_code"], {})
            of_customer[row["item_code"], row["month"]] = Decimal(row["amount"])

    for customer in Customer.objects.filter(number__in=sorted(expected)[:5]):
        address = f"/clients/{customer.pk}/analyse/"
        page = desk.get(address, {"items": "all"})
        sheet = list(workbook_of(desk, address, items="all").worksheets[0].values)

        on_page = {
            (row.record.label.code, month): value
            for row in page.context["table"].rows
            for month, value in zip(months, row.record.cells, strict=True)
            if value is not None
        }
        in_file = {
            (row[0], month): Decimal(str(row[2 + n]))
            for row in sheet[1:-3]
            for n, month in enumerate(months)
            if row[2 + n] is not None
        }
        assert in_file == expected[customer.number]
        # The page has the first of them; the file has all.
        shown = {row.record.label.code for row in page.context["table"].rows}
        assert on_page == {key: value for key, value in in_file.items() if key[0] in shown}
        sold = {code for code, _month in in_file}
        assert len(shown & sold) == min(TablePage.page_size, len(sold))
        total = page.context["foot"].rows[0].record.compared.now.amount
        assert total == sum(expected[customer.number].values())


def test_r22_the_lines_behind_a_figure_add_up_to_it(folder: Folder, desk: Client) -> None:
    """From a salesperson to his customers, to one's items, to the lines of one: the same amount (R22)."""
    expected = folder.expected("sales_customer_item_month.csv.gz")
    row = max(expected, key=lambda row: (row["month"], Decimal(row["amount"])))
    customer = Customer.objects.get(number=row["customer_code"])
    month = period_of(Unit.MONTH, datetime.date.fromisoformat(f"{row['month']}-01"))
    asked = {"period_from": str(month.first), "period_to": str(min(month.last, folder.as_of))}

    tab = desk.get(f"/clients/{customer.pk}/analyse/", asked | {"items": "all"})
    of_item = next(
        one.record for one in tab.context["table"].rows if one.record.label.code == row["item_code"]
    )
    lines = desk.get(of_item.addresses["total"])

    assert of_item.compared.now.amount == Decimal(row["amount"])
    assert lines.context["listing"].total.amount == Decimal(row["amount"])
    assert sum(line.record.amount for line in lines.context["table"].rows) == Decimal(row["amount"])
    assert lines.context["listing"].count == int(row["lines"])
    assert lines.context["way_back"].startswith(f"/clients/{customer.pk}/analyse/?")
