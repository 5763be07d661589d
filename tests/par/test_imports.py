"""The files of items, specific items and shelf counts."""

import datetime
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone

from customers.models import Customer, CustomerCategory
from followups.models import FollowUp
from par.models import CustomerItem, CustomerParState, Item, ItemCategory, ShelfCount, ShelfCountLine
from tests.factories import make_customer, make_customer_item, make_item, make_shelf_count
from tests.importing import Folder
from tests.par_states import kept_counted, kept_states, live_counted_of_all, live_states

pytestmark = pytest.mark.django_db
ITEMS = "code,name,category,pack_size,unit,vendor,list_price,upc,status"
MAY_1, MAY_2 = datetime.date(2024, 5, 1), datetime.date(2024, 5, 2)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture
def customer() -> Customer:
    """Customer 1; items A and B exist too."""
    make_item(code="A")
    make_item(code="B")
    return make_customer(number="1")


def lines_of(*rows: str, header: str) -> str:
    return "\n".join([header, *rows, ""])


def items(*rows: str, columns: str = "") -> str:
    return lines_of(*rows, header=ITEMS + columns)


def customer_items(*rows: str, columns: str = "") -> str:
    return lines_of(*rows, header="customer_code,item_code,par" + columns)


def shelf_counts(*rows: str) -> str:
    return lines_of(*rows, header="customer_code,item_code,date,counted")


def test_items_are_imported_with_their_figures_as_given(folder: Folder) -> None:
    folder.write(
        items=items(
            "00481,Lait 2 %,LAIT,6,2 L,Laiterie,4.123456,0062345678901,active",
            "977,Beurre,LAIT,,454 g,,0,,inactive",
            "5,,,12,,,,,",
        )
    )

    folder.run()

    fields = ("code", "name_fr", "name_en", "category__code", "pack_size", "unit", "vendor")
    assert list(Item.objects.values_list(*fields, "list_price", "barcode", "is_active")) == [
        ("5", "5", "5", None, 12, "", "", None, "", True),
        (
            "00481",
            *["Lait 2 %"] * 2,
            "LAIT",
            6,
            "2 L",
            "Laiterie",
            Decimal("4.123456"),
            "0062345678901",
            True,
        ),
        ("977", "Beurre", "Beurre", "LAIT", 1, "454 g", "", 0, "", False),
    ]


def test_an_empty_cell_of_an_item_clears_or_takes_its_default(folder: Folder) -> None:
    filled = {"unit": "2 L", "vendor": "Laiterie", "list_price": 4, "barcode": "123", "is_active": False}
    item = make_item(code="A", name_fr="Lait", pack_size=6, **filled)
    folder.write(items=items("A,Milk,,,,,,,"))

    imported = folder.run()

    item.refresh_from_db()
    assert imported.numbers == {"items.csv": (0, 1, 0, 0)}
    assert (item.name_en, item.name_fr) == ("Milk", "Lait")
    assert (item.category, item.pack_size, item.unit, item.vendor) == (None, 1, "", "")
    assert (item.list_price, item.barcode, item.is_active) == (None, "", True)
    assert item.events.get().list_price == 4


def test_a_file_that_names_items_in_french_writes_both_labels(folder: Folder) -> None:
    make_item(code="A", name_fr="Avant", name_en="Before")
    folder.write(items=items("A,Milk,,,,,,,,Lait", "B,,,,,,,,,Beurre", columns=",name_fr"))

    folder.run()

    assert list(Item.objects.values_list("code", "name_fr", "name_en")) == [
        ("A", "Lait", "Milk"),
        ("B", "Beurre", "Beurre"),
    ]


def test_an_item_renamed_in_a_file_without_french_names_keeps_a_french_name_of_its_own(
    folder: Folder,
) -> None:
    make_item(code="A", name_fr="Milk", name_en="Milk")
    make_item(code="B", name_fr="Beurre", name_en="Butter")
    folder.write(items=items("A,Milk 2 L,,,,,,,", "B,Salted butter,,,,,,,"))

    folder.run()

    assert list(Item.objects.values_list("name_fr", "name_en")) == [
        ("Milk 2 L", "Milk 2 L"),
        ("Beurre", "Salted butter"),
    ]


def test_categories_go_to_the_list_of_their_kind(folder: Folder) -> None:
    folder.write(
        categories="kind,code,name_en,name_fr\ncustomer,EPI,Grocery,\nitem,PAIN,Bread,Pain\nitem,LAIT,,\n",
        items=items("1,Milk,LAIT,,,,,,", "2,Salt,SEL,,,,,,"),
    )

    imported = folder.run()

    assert list(CustomerCategory.objects.values_list("code", flat=True)) == ["EPI"]
    assert list(ItemCategory.objects.values_list("code", "name_fr", "name_en")) == [
        ("LAIT", "LAIT", "LAIT"),
        ("PAIN", "Pain", "Bread"),
        ("SEL", "SEL", "SEL"),
    ]
    assert imported.numbers["categories.csv"] == (3, 0, 0, 0)
    assert "items.csv: made from their codes in the list “item categories”: SEL." in imported.out


def test_r11_specific_items_are_matched_by_customer_and_item_and_an_empty_par_is_zero(
    folder: Folder, customer: Customer
) -> None:
    make_customer_item(
        customer=customer, item=Item.objects.get(code="A"), par_quantity=5, price=3, position=9
    )
    folder.write(customer_items=customer_items("1,A,12.125", "1,B,"))

    imported = folder.run()

    fields = ("item__code", "par_quantity", "price", "position", "is_active")
    assert list(CustomerItem.objects.order_by("item__code").values_list(*fields)) == [
        ("A", Decimal("12.125"), 3, 9, True),
        ("B", 0, None, None, True),
    ]
    assert imported.numbers == {"customer_items.csv": (1, 1, 0, 0)}
    assert CustomerParState.objects.get().par_total == Decimal("12.125")


def test_r20_an_empty_price_clears_and_zero_is_free(folder: Folder, customer: Customer) -> None:
    for code in "AB":
        make_customer_item(customer=customer, item=Item.objects.get(code=code), price=3, position=9)
    folder.write(
        customer_items=customer_items("1,A,1,,,inactive", "1,B,1,0,2,", columns=",price,position,status")
    )

    folder.run()

    assert list(
        CustomerItem.objects.order_by("item__code").values_list("price", "position", "is_active")
    ) == [(None, None, False), (0, 2, True)]


@pytest.mark.parametrize(
    ("file", "row", "message"),
    [
        ("items", "X,,,0,,,,,", "pack_size: “0” is not a whole number from 1 to 2147483647."),
        ("items", "X,,,2.5,,,,,", "pack_size: “2.5” is not a whole number from 1 to 2147483647."),
        ("items", "X,,,,,,-1,,", "list_price: “-1” is not from 0 to 9999999999.999999."),
        ("items", "X,,,,,,0.1234567,,", "list_price: “0.1234567” has more than 6 decimals."),
        ("items", ",Milk,,,,,,,", "code: This cell can't be empty."),
        ("customer_items", "1,A,-1", "par: “-1” is not from 0 to 999999999.999."),
        ("customer_items", "1,A,1.2345", "par: “1.2345” has more than 3 decimals."),
        ("customer_items", "1,Z,1", "item_code: “Z” is not in the list: items."),
        ("customer_items", "9,A,1", "customer_code: “9” is not in the list: customers."),
        ("customer_items", "1,A,2\n1,A,3", "customer_code, item_code: Row 2 has the same key."),
        ("shelf_counts", "1,A,,3", "date: This cell can't be empty."),
        ("shelf_counts", "1,A,2999-01-01,3", "date: “2999-01-01” is in the future."),
        ("shelf_counts", "1,A,2024-05-01,-3", "counted: “-3” is not from 0 to 999999999.999."),
        (
            "shelf_counts",
            "1,A,2024-05-01,3\n1,A,2024-05-01,4",
            "customer_code, date, item_code: Row 2 has the same key.",
        ),
    ],
)
def test_a_bad_row_says_why_and_nothing_is_saved(
    folder: Folder, customer: Customer, file: str, row: str, message: str
) -> None:
    files = {"items": items, "customer_items": customer_items, "shelf_counts": shelf_counts}
    folder.write(**{file: files[file](row)})

    imported = folder.run()

    line = 2 + row.count("\n")
    assert f"{file}.csv, row {line}, {message}" in imported.errors.splitlines()
    assert imported.is_refused
    assert (Item.objects.count(), CustomerItem.objects.count(), ShelfCount.objects.count()) == (2, 0, 0)


def test_r13_imported_counts_take_todays_par_and_make_no_follow_up(
    folder: Folder, customer: Customer
) -> None:
    make_customer_item(customer=customer, item=Item.objects.get(code="A"), par_quantity=5)
    folder.write(
        shelf_counts=shelf_counts(
            "1,A,2024-05-01,3", "1,B,2024-05-01,", "1,A,2024-05-02,0", "1,B,2024-05-02,7"
        )
    )

    imported = folder.run()

    assert list(
        ShelfCount.objects.order_by("counted_on").values_list(
            "counted_on", "state", "entered_by", "follow_up"
        )
    ) == [(MAY_1, "completed", None, None), (MAY_2, "completed", None, None)]
    fields = ("shelf_count__counted_on", "item__code", "quantity", "par_quantity")
    assert list(ShelfCountLine.objects.order_by("pk").values_list(*fields)) == [
        *[(MAY_1, "A", 3, 5), (MAY_1, "B", None, None)],
        *[(MAY_2, "A", 0, 5), (MAY_2, "B", 7, None)],
    ]
    assert imported.numbers == {"shelf_counts.csv": (4, 0, 0, 0)}
    assert list(FollowUp.objects.all()) == []
    assert CustomerParState.objects.get().out_of_stock_count == 1


def test_a_second_import_of_counts_changes_nothing_even_when_the_par_changed(
    folder: Folder, customer: Customer
) -> None:
    make_customer_item(customer=customer, item=Item.objects.get(code="A"), par_quantity=5)
    folder.write(shelf_counts=shelf_counts("1,A,2024-05-01,3"))
    folder.run()
    CustomerItem.objects.update(par_quantity=9)
    before = list(ShelfCount.objects.values_list()), list(ShelfCountLine.objects.values_list())

    imported = folder.run()

    assert (list(ShelfCount.objects.values_list()), list(ShelfCountLine.objects.values_list())) == before
    assert imported.numbers == {"shelf_counts.csv": (0, 0, 1, 0)}
    assert ShelfCountLine.objects.get().par_quantity == 5


def test_a_corrected_count_changes_its_lines_adds_to_them_and_deletes_none(
    folder: Folder, customer: Customer
) -> None:
    for code in "AB":
        make_customer_item(customer=customer, item=Item.objects.get(code=code), par_quantity=5)
    folder.write(shelf_counts=shelf_counts("1,A,2024-05-01,3"))
    folder.run()
    folder.write(shelf_counts=shelf_counts("1,B,2024-05-01,2"))
    folder.run()
    folder.write(shelf_counts=shelf_counts("1,A,2024-05-01,4"))

    imported = folder.run()

    assert imported.numbers == {"shelf_counts.csv": (0, 1, 0, 0)}
    assert list(ShelfCountLine.objects.order_by("item__code").values_list("quantity", flat=True)) == [4, 2]
    assert ShelfCount.objects.count() == 1
    assert kept_states() == live_states()
    assert kept_counted() == live_counted_of_all()


def test_r4_an_imported_count_that_was_cancelled_is_left_as_it_is(folder: Folder, customer: Customer) -> None:
    folder.write(shelf_counts=shelf_counts("1,A,2024-05-01,3"))
    folder.run()
    ShelfCount.objects.update(state="cancelled", cancelled_at=timezone.now(), cancel_reason="wrong store")
    folder.write(shelf_counts=shelf_counts("1,A,2024-05-01,4", "1,B,2024-05-01,4"))

    imported = folder.run()

    assert imported.numbers == {"shelf_counts.csv": (0, 0, 2, 0)}
    assert ShelfCount.objects.get().state == "cancelled"
    assert list(ShelfCountLine.objects.values_list("quantity", flat=True)) == [3]


def test_an_imported_count_is_another_than_the_one_that_a_person_made_that_day(
    folder: Folder, customer: Customer
) -> None:
    item = Item.objects.get(code="A")
    make_shelf_count({item: 8}, customer=customer, counted_on=MAY_1)
    folder.write(shelf_counts=shelf_counts("1,A,2024-05-01,3"))

    folder.run()

    assert list(ShelfCountLine.objects.order_by("pk").values_list("quantity", flat=True)) == [8, 3]


def test_r13_an_older_count_that_is_imported_later_changes_nothing_of_what_is_known(
    folder: Folder, customer: Customer
) -> None:
    specific = make_customer_item(customer=customer, item=Item.objects.get(code="A"), par_quantity=5)
    make_shelf_count({specific.item: 2}, customer=customer, counted_on=MAY_2)
    before = kept_states()
    folder.write(shelf_counts=shelf_counts("1,A,2024-05-01,0"))

    folder.run()

    assert kept_states() == before
    assert kept_counted() == {specific.pk: 2}


def test_importing_twice_changes_nothing_and_writes_no_history(folder: Folder, customer: Customer) -> None:
    folder.write(
        categories="kind,code,name_en,name_fr\nitem,LAIT,Milk,\n",
        items=items("A,Milk,LAIT,6,2 L,V,4.10,123,active", "C,,,,,,,,"),
        customer_items=customer_items("1,A,12,,1,", "1,C,,0,,active", columns=",price,position,status"),
        shelf_counts=shelf_counts("1,A,2024-05-01,3", "1,C,2024-05-01,"),
    )
    folder.run()
    models = (ItemCategory, Item, CustomerItem, ShelfCount, ShelfCountLine, CustomerParState)
    histories = [model.pgh_event_model for model in models if hasattr(model, "pgh_event_model")]
    before = [list(model.objects.order_by("pk").values_list()) for model in (*models, *histories)]

    with time_machine.travel(timezone.now() + datetime.timedelta(days=1)):
        imported = folder.run()

    assert [list(model.objects.order_by("pk").values_list()) for model in (*models, *histories)] == before
    assert {file: numbers[:2] for file, numbers in imported.numbers.items()} == dict.fromkeys(
        ("categories.csv", "items.csv", "customer_items.csv", "shelf_counts.csv"), (0, 0)
    )
