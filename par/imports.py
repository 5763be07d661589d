"""The files of items, specific items and shelf counts."""

from typing import Any

from django.utils.timezone import now
from psycopg import sql

from customers.imports import complete_labels
from customers.models import Customer
from par.models import CustomerItem, Item, ItemCategory, ShelfCountLine
from par.models.numbers import LARGEST_PRICE, LARGEST_QUANTITY, PRICE_PLACES, QUANTITY_PLACES
from par.replenishment import ZERO
from webmino.imports.columns import (
    STATUS_WORDS,
    Choice,
    Code,
    Day,
    Number,
    Reference,
    Text,
    Whole,
    both_labels,
)
from webmino.imports.staging import run
from webmino.imports.tables import STAGE, Computed, ImportedTable, Kind
from webmino.models import LABEL_LENGTH


def price(name: str, **options: Any) -> Number:
    """A price of one unit: zero is free, an empty cell is no price (R20)."""
    return Number(name, places=PRICE_PLACES, least=ZERO, most=LARGEST_PRICE, **options)


def quantity(name: str, field: str, **options: Any) -> Number:
    return Number(name, field, places=QUANTITY_PLACES, least=ZERO, most=LARGEST_QUANTITY, **options)


def customer_code(**options: Any) -> Reference:
    return Reference("customer_code", "customer_id", model=Customer, by="number", filled=True, **options)


def item_code() -> Reference:
    return Reference("item_code", "item_id", model=Item, filled=True)


class ItemCategories(ImportedTable):
    """The rows of categories that are of items; those of customers are another application's."""

    file = "categories"
    model = ItemCategory
    kind = Kind("kind", "item", known=("customer", "item"))
    columns = (
        Code("code"),
        Text("name_en", limit=LABEL_LENGTH),
        Text("name_fr", limit=LABEL_LENGTH),
    )

    def complete(self, row: dict[str, Any]) -> None:
        complete_labels(row)


class Items(ImportedTable):
    """The catalogue. `name` is the English label.

    Without the column `name_fr`, an item has it in French too, unless it was given another French one.
    """

    file = "items"
    model = Item
    columns = (
        Code("code"),
        Text("name", "name_en", limit=LABEL_LENGTH),
        Reference("category", "category_id", model=ItemCategory, created_as=both_labels),
        Whole("pack_size", least=1, empty=1),
        Text("unit", limit=LABEL_LENGTH),
        Text("vendor", limit=LABEL_LENGTH),
        price("list_price"),
        Text("upc", "barcode", limit=LABEL_LENGTH),
        Choice("status", "is_active", words=STATUS_WORDS, empty=True),
        Text("name_fr", limit=LABEL_LENGTH, optional=True, absent_kept_when="t.name_fr <> t.name_en"),
    )

    def complete(self, row: dict[str, Any]) -> None:
        complete_labels(row)


class CustomerItems(ImportedTable):
    """What is on each customer's list, with his PAR: an empty one is 0 (R11)."""

    file = "customer_items"
    model = CustomerItem
    key = ("customer_id", "item_id")
    columns = (
        customer_code(),
        item_code(),
        quantity("par", "par_quantity", empty=ZERO),
        price("price", optional=True),
        Whole("position", optional=True),
        Choice("status", "is_active", words=STATUS_WORDS, empty=True, optional=True),
    )

    def prepare(self) -> None:
        hold_items_and_customers()


# The count of each row; none where it was cancelled since: then the row is left (R4).
COUNT_OF_ROW = """
    JOIN par_shelfcount AS shelf_count
        ON shelf_count.customer_id = s.customer_id
        AND shelf_count.counted_on = s.counted_on
        AND shelf_count.entered_by_id IS NULL
        AND shelf_count.state = 'completed'
"""
PAR_OF_ROW = """
    LEFT JOIN par_customeritem AS specific
        ON specific.customer_id = s.customer_id AND specific.item_id = s.item_id
"""


class ShelfCounts(ImportedTable):
    """Lines of completed counts, one count for each customer and day; an empty quantity is not counted.

    Counts that people entered are others. A line takes the PAR of the day of its import, and keeps it
    (R13).
    """

    file = "shelf_counts"
    model = ShelfCountLine
    key = ("customer_id", "counted_on", "item_id")
    columns = (
        customer_code(sql_type="bigint"),
        item_code(),
        Day("date", "counted_on", past=True, filled=True, sql_type="date"),
        quantity("counted", "quantity"),
    )
    joined = COUNT_OF_ROW + PAR_OF_ROW
    computed = (
        Computed("shelf_count_id", "shelf_count.id"),
        Computed("par_quantity", "specific.par_quantity", kept_when="true"),
    )

    def prepare(self) -> None:
        hold_items_and_customers()
        run(
            sql.SQL(
                """
                INSERT INTO par_shelfcount
                    (customer_id, counted_on, state, note, cancel_reason, created_at, completed_at)
                SELECT DISTINCT customer_id, counted_on, 'completed', '', '', %s::timestamptz, %s::timestamptz
                FROM {stage} ORDER BY customer_id, counted_on
                ON CONFLICT DO NOTHING
                """
            ).format(stage=STAGE),
            (moment := now(), moment),
        )

    def matches(self) -> sql.Composed:
        return sql.SQL(
            """
            SELECT s.file_row, t.id
            FROM {stage} AS s {count_of_row}
            JOIN par_shelfcountline AS t ON t.shelf_count_id = shelf_count.id AND t.item_id = s.item_id
            """
        ).format(stage=STAGE, count_of_row=sql.SQL(COUNT_OF_ROW))


def hold_items_and_customers() -> None:
    """Lock what the rows of the file are about, in the order in which every writer does."""
    for table, field, strength in (
        ("par_item", "item_id", "SHARE"),
        ("customers_customer", "customer_id", "NO KEY UPDATE"),
    ):
        run(
            sql.SQL("SELECT FROM {} WHERE id IN (SELECT {} FROM {}) ORDER BY id FOR {}").format(
                sql.Identifier(table), sql.Identifier(field), STAGE, sql.SQL(strength)
            )
        )


TABLES = [ItemCategories, Items, CustomerItems, ShelfCounts]
