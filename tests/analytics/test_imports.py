"""The file of sales."""

import datetime
import gzip
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from analytics.models import CompanyDay, InvoiceDay, SaleLine
from customers.models import Customer
from par.models import Item, Order
from tests.factories import make_customer, make_item, make_order, make_sale_line
from tests.importing import Folder
from tests.sales_sums import kept_sums, live_sums

pytestmark = pytest.mark.django_db
HEADER = "date,invoice,line_no,customer_code,item_code,quantity,unit_price,amount"
FIELDS = (
    "customer__number",
    "invoice",
    "line_no",
    "sold_on",
    "item__code",
    "quantity",
    "unit_price",
    "amount",
)
MAY_1 = datetime.date(2024, 5, 1)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture
def customer() -> Customer:
    """Customer 1; customer 2 and items A and B exist too."""
    make_item(code="A")
    make_item(code="B")
    make_customer(number="2")
    return make_customer(number="1")


def sales(*rows: str) -> str:
    return "\n".join([HEADER, *rows, ""])


def lines() -> list[tuple[object, ...]]:
    return list(SaleLine.objects.order_by("customer__number", "invoice", "line_no").values_list(*FIELDS))


def test_sales_are_imported_as_given(folder: Folder, customer: Customer) -> None:
    make_item(code="00481")
    folder.write(
        sales=sales(
            "2024-05-01,000124,1,1,00481,2.125,1.234567,99.99",
            "2024-05-01,000124,12,1,481A,-3,4,-12.00",
            "2024-05-02,124,1,1,A,0,,0",
        )
    )
    make_item(code="481A")

    imported = folder.run()

    assert lines() == [
        ("1", "000124", 1, MAY_1, "00481", Decimal("2.125"), Decimal("1.234567"), Decimal("99.99")),
        ("1", "000124", 12, MAY_1, "481A", -3, 4, -12),
        ("1", "124", 1, datetime.date(2024, 5, 2), "A", 0, None, 0),
    ]
    assert imported.numbers == {"sales.csv": (3, 0, 0, 0)}
    assert kept_sums() == live_sums()


def test_two_customers_share_an_invoice_and_its_lines(folder: Folder, customer: Customer) -> None:
    folder.write(sales=sales("2024-05-01,7,1,1,A,1,2,2", "2024-05-01,7,1,2,A,1,3,3"))

    folder.run()

    assert [(line[0], line[-1]) for line in lines()] == [("1", 2), ("2", 3)]
    assert InvoiceDay.objects.filter(invoice="7").count() == 2


def test_the_same_file_again_changes_nothing_and_a_corrected_one_what_it_corrects(
    folder: Folder, customer: Customer
) -> None:
    rows = ["2024-05-01,7,1,1,A,1,2,2", "2024-05-01,7,2,1,B,1,2,2"]
    folder.write(sales=sales(*rows))
    folder.run()
    before = list(SaleLine.objects.order_by("pk").values_list())

    again = folder.run()
    after = list(SaleLine.objects.order_by("pk").values_list())
    folder.write(sales=sales(rows[0], "2024-06-02,7,2,1,A,-1,,-2.50"))
    corrected = folder.run()

    assert after == before
    assert again.numbers == {"sales.csv": (0, 0, 2, 0)}
    assert corrected.numbers == {"sales.csv": (0, 1, 1, 0)}
    assert lines()[1] == ("1", "7", 2, datetime.date(2024, 6, 2), "A", -1, None, Decimal("-2.50"))
    assert kept_sums() == live_sums()


def test_a_line_of_an_invoice_twice_in_the_file_is_a_bad_row(folder: Folder, customer: Customer) -> None:
    folder.write(sales=sales("2024-05-01,7,1,1,A,1,2,2", "2024-05-01,7,01,1,B,1,2,2"))

    imported = folder.run()

    assert "sales.csv, row 3, customer_code, invoice, line_no: Row 2 has the same key." in imported.errors
    assert lines() == []


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("2024-05-01,7,1,1,Z,1,2,2", "item_code: “Z” is not in the list: items."),
        ("2024-05-01,7,1,9,A,1,2,2", "customer_code: “9” is not in the list: customers."),
        (",7,1,1,A,1,2,2", "date: This cell can't be empty."),
        ("2024-05-01,,1,1,A,1,2,2", "invoice: This cell can't be empty."),
        ("2024-05-01,7,,1,A,1,2,2", "line_no: This cell can't be empty."),
        ("2024-05-01,7,-1,1,A,1,2,2", "line_no: “-1” is not a whole number from 0 to 2147483647."),
        ("2024-05-01,7,1,1,A,,2,2", "quantity: This cell can't be empty."),
        ("2024-05-01,7,1,1,A,1,2,", "amount: This cell can't be empty."),
        ("2024-05-01,7,1,1,A,1.0001,2,2", "quantity: “1.0001” has more than 3 decimals."),
        ("2024-05-01,7,1,1,A,1,0.1234567,2", "unit_price: “0.1234567” has more than 6 decimals."),
        ("2024-05-01,7,1,1,A,1,2,2.005", "amount: “2.005” has more than 2 decimals."),
    ],
)
def test_a_bad_row_is_reported_and_nothing_is_saved(
    folder: Folder, customer: Customer, row: str, problem: str
) -> None:
    folder.write(sales=sales("2024-05-01,6,1,1,A,1,2,2", row))

    imported = folder.run()

    assert f"sales.csv, row 3, {problem}" in imported.errors
    assert imported.is_refused
    assert (lines(), CompanyDay.objects.count()) == ([], 0)


def test_the_good_rows_are_saved_when_it_is_asked(folder: Folder, customer: Customer) -> None:
    folder.write(sales=sales("2024-05-01,6,1,1,A,1,2,2", "2024-05-01,6,2,1,Z,1,2,2"))

    imported = folder.run(skip_bad=True)

    assert imported.numbers == {"sales.csv": (1, 0, 0, 1)}
    assert [line[2] for line in lines()] == [1]


def test_what_the_lists_lack_is_made_inactive_once_when_it_is_asked(
    folder: Folder, customer: Customer
) -> None:
    folder.write(
        sales=sales("2024-05-01,6,1,007,Z,1,2,2", "2024-05-01,6,2,007,Z,1,2,2", "2024-05-01,6,3,1,A,1,2,2")
    )

    imported = folder.run(create_missing=True)
    again = folder.run(create_missing=True)

    made = Customer.objects.get(number="007"), Item.objects.get(code="Z")
    assert [one.is_active for one in made] == [False, False]
    assert (made[0].name, made[1].name_fr, made[1].name_en) == ("007", "Z", "Z")
    assert "sales.csv: made from their codes in the list “customers”: 007." in imported.out
    assert "sales.csv: made from their codes in the list “items”: Z." in imported.out
    assert imported.numbers == {"sales.csv": (3, 0, 0, 0)}
    assert "made from" not in again.out
    assert again.numbers == {"sales.csv": (0, 0, 3, 0)}
    assert (Customer.objects.count(), Item.objects.count()) == (3, 3)


def test_many_codes_that_are_made_are_said_in_part(folder: Folder, customer: Customer) -> None:
    folder.write(sales=sales(*(f"2024-05-01,6,{n},1,Z{n:02},1,2,2" for n in range(53))))

    imported = folder.run(create_missing=True)

    assert ", Z49, and 3 more.\n" in imported.out
    assert Item.objects.filter(is_active=False).count() == 53


def test_nothing_is_made_by_a_row_that_is_bad(folder: Folder, customer: Customer) -> None:
    folder.write(sales=sales("2024-05-01,6,1,9,Z,1,2,much", "2024-05-01,6,2,1,A,1,2,2"))

    folder.run(create_missing=True, skip_bad=True)

    assert Customer.objects.filter(number="9").count() == Item.objects.filter(code="Z").count() == 0
    assert len(lines()) == 1


def test_r23_an_imported_invoice_replaces_the_lines_made_from_the_order(
    folder: Folder, customer: Customer
) -> None:
    order = invoiced_order(customer, "F-1")
    for at, item in enumerate(Item.objects.order_by("code"), start=1):
        make_sale_line(customer=customer, item=item, invoice="F-1", line_no=at, order=order, amount=50)
    other = make_sale_line(customer=Customer.objects.get(number="2"), invoice="F-1", order=order)
    folder.write(sales=sales("2024-05-01,F-1,2,1,B,4,2,8.00"))

    imported = folder.run()
    again = folder.run()

    assert list(SaleLine.objects.filter(customer=customer).values_list("line_no", "amount", "order")) == [
        (2, 8, None)
    ]
    assert SaleLine.objects.filter(pk=other.pk).exists()
    assert "2 sale lines made from orders are replaced by those of their imported invoices.\n" in imported.out
    assert imported.numbers == {"sales.csv": (1, 0, 0, 0)}
    assert "replaced" not in again.out
    assert kept_sums() == live_sums()


def test_r23_a_dry_run_says_what_would_be_replaced_and_replaces_nothing(
    folder: Folder, customer: Customer
) -> None:
    order = invoiced_order(customer, "F-1")
    made = make_sale_line(customer=customer, invoice="F-1", order=order)
    folder.write(sales=sales("2024-05-01,F-1,2,1,B,4,2,8.00"))

    imported = folder.run(dry_run=True)

    assert "1 sale line made from an order is replaced by those of its imported invoice.\n" in imported.out
    assert list(SaleLine.objects.values_list("pk", "order")) == [(made.pk, order.pk)]


def invoiced_order(customer: Customer, invoice: str) -> Order:
    return make_order(customer=customer, status=Order.Status.INVOICED, invoice=invoice)


def test_a_compressed_file_is_read(folder: Folder, customer: Customer) -> None:
    folder.write_gz(sales=sales("2024-05-01,6,1,1,A,1,2,2"))

    assert folder.run().numbers == {"sales.csv.gz": (1, 0, 0, 0)}


def test_a_file_that_is_damaged_leaves_the_sales_as_they_were(folder: Folder, customer: Customer) -> None:
    folder.write(sales=sales("2024-05-01,6,1,1,A,1,2,2"))
    folder.run()
    before = (lines(), kept_sums())
    (folder.path / "sales.csv").unlink()
    whole = gzip.compress(sales(*(f"2024-05-01,7,{n},1,A,{n},2,2" for n in range(3000))).encode())
    (folder.path / "sales.csv.gz").write_bytes(whole[:-20])

    imported = folder.run(skip_bad=True)

    assert "Nothing is saved, since a file can't be read." in imported.errors
    assert (lines(), kept_sums()) == before


def test_an_import_that_is_interrupted_leaves_the_sales_as_they_were(
    folder: Folder, customer: Customer
) -> None:
    make_sale_line(customer=customer, invoice="6", order=invoiced_order(customer, "6"))
    before = (lines(), kept_sums())
    folder.write(sales=sales("2024-05-01,6,1,1,A,1,2,2"))

    # The lines of the order are gone by then, and those of the file are there.
    with connection.execute_wrapper(interrupt_at('UPDATE "analytics_saleline"')):
        imported = folder.run()

    assert imported.errors == "Interrupted: nothing is saved."
    assert (lines(), kept_sums()) == before


def interrupt_at(start: str) -> Callable[..., Any]:
    """Return what stops a program, as its user would, at a statement that starts so."""

    def stop(execute: Callable[..., Any], query: str, *others: Any) -> Any:
        if query.strip().startswith(start):
            raise KeyboardInterrupt
        return execute(query, *others)

    return stop
