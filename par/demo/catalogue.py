"""Makes the demo's catalogue out of `items.csv`."""

import csv
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from customers.demo.filling import make_labels
from par.demo import words
from par.models import Item, ItemCategory

FILE = Path(__file__).with_name("items.csv")


def make_items() -> dict[str, Sequence[Item]]:
    """Save the items; return those of each letter of `bought_by`, in the order of the shelves."""
    categories = make_labels(ItemCategory, words.CATEGORIES)
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    items = Item.objects.bulk_create(draft(row, categories[row["category"]]) for row in rows)
    bought: dict[str, list[Item]] = defaultdict(list)
    for row, item in zip(rows, items, strict=True):
        for letter in row["bought_by"]:
            bought[letter].append(item)
    return dict(bought)


def draft(row: dict[str, str], category: ItemCategory) -> Item:
    return Item(
        code=row["code"],
        name_fr=row["name_fr"],
        name_en=row["name"],
        category=category,
        unit=row["unit"],
        pack_size=int(row["pack_size"]),
        list_price=Decimal(row["list_price"]) if row["list_price"] else None,
        barcode=row["upc"],
        vendor=row["vendor"],
        is_active=row["status"] == "active",
    )
