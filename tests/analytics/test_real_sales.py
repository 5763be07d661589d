"""Real files of sales give the figures that were computed from them by other means.

`totals.json` beside a folder says what its lines add up to, whatever the status of their customers.
"""

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.models import Count, Max, Min, Q, Sum
from django.db.models.functions import ExtractYear

from analytics.models import CompanyDay, InvoiceDay, ItemMonth, SaleLine, SalespersonItemMonth

pytestmark = [pytest.mark.django_db, pytest.mark.real_data]
SUMMARIES = (CompanyDay, InvoiceDay, ItemMonth, SalespersonItemMonth)
SUMS = {"lines": Sum("line_count"), "quantity": Sum("quantity"), "amount": Sum("amount")}


def import_folder(path: Path) -> list[str]:
    """Import a folder, and return the words of the line that says what became of its sales."""
    out = StringIO()
    call_command("import_data", str(path), language="en", stdout=out)
    return next(line.split() for line in out.getvalue().splitlines() if line.startswith("sales.csv"))


@pytest.mark.parametrize("name", ["grocery", "iowa_small"])
def test_r21_the_lines_add_up_to_what_is_expected(data_folder: Path, name: str) -> None:
    expected = json.loads((data_folder / name / "expected/totals.json").read_text())

    import_folder(data_folder / name)
    lines = SaleLine.objects.aggregate(
        negative_lines=Count("pk", filter=Q(amount__lt=0)),
        negative_amount=Sum("amount", filter=Q(amount__lt=0)),
        lines=Count("pk"),
        quantity=Sum("quantity"),
        amount=Sum("amount"),
        customers=Count("customer", distinct=True),
        items=Count("item", distinct=True),
        first_date=Min("sold_on"),
        last_date=Max("sold_on"),
    )
    lines["invoices_by_customer"] = InvoiceDay.objects.values("customer", "invoice").distinct().count()
    lines["invoice_numbers"] = InvoiceDay.objects.values("invoice").distinct().count()
    years = CompanyDay.objects.values(year=ExtractYear("day")).annotate(**SUMS).order_by("year")

    assert {key: plain(value) for key, value in lines.items()} == expected["sales"]
    assert [
        [row["year"], row["lines"], plain(row["quantity"]), str(row["amount"])] for row in years
    ] == expected["sales_by_year"]
    assert [model.objects.aggregate(**SUMS) for model in SUMMARIES] == [
        {key: lines[key] for key in SUMS}
    ] * len(SUMMARIES)


def plain(value: object) -> str | None:
    """A figure as `totals.json` writes it: an amount to the cent, a quantity without needless zeros."""
    return None if value is None else str(value).removesuffix(".000")


def test_an_invoice_number_of_several_customers_is_an_invoice_of_each(data_folder: Path) -> None:
    folder = data_folder / "iowa_invoice_reuse"

    import_folder(folder)
    rows = [
        {
            "invoice": row.invoice,
            "customer_code": row.customer.number,
            "date": str(row.sold_on),
            "lines": str(row.line_count),
            "quantity": plain(row.quantity),
            "amount": str(row.amount),
        }
        for row in InvoiceDay.objects.select_related("customer").order_by("invoice", "customer__number")
    ]

    with (folder / "expected_invoices.csv").open(newline="") as lines:
        expected = list(csv.DictReader(lines))
    assert rows == sorted(expected, key=lambda row: (row["invoice"], row["customer_code"]))
    assert len({row["invoice"] for row in rows}) < len(rows)


def test_a_million_lines_go_in_once(data_folder: Path) -> None:
    first = import_folder(data_folder / "iowa_medium")
    sums = [model.objects.aggregate(**SUMS) for model in SUMMARIES]
    newest = SaleLine.objects.latest("pk").pk

    again = import_folder(data_folder / "iowa_medium")

    assert first == ["sales.csv.gz", "1233186", "0", "0", "0"]
    assert again == ["sales.csv.gz", "0", "0", "1233186", "0"]
    assert SaleLine.objects.latest("pk").pk == newest
    assert [model.objects.aggregate(**SUMS) for model in SUMMARIES] == sums
    assert [one["lines"] for one in sums] == [1_233_186] * len(SUMMARIES)
