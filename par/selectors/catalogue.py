"""What the pages of items read beyond one table."""

from typing import NamedTuple

from django.db.models import QuerySet

from par.models import CustomerItem, Item, ItemCategory
from webmino.lookups import CodeTable
from webmino.models import User

# As many found items as one looks through.
FOUND = 20


def lists_with(item: Item, *, user: User) -> QuerySet[CustomerItem]:
    """Return the active specific items of an item whose customers the user sees, by their numbers (R25)."""
    specific = CustomerItem.objects.visible_to(user).active().filter(item=item)
    return specific.select_related("customer", "item").order_by("customer__number_key", "customer", "pk")


class ItemLookups:
    """The code tables of the catalogue."""

    def __init__(self) -> None:
        self.item_categories = CodeTable(ItemCategory.objects.all())


class Found(NamedTuple):
    """The first items that a search finds, and whether there are more."""

    items: list[Item]
    has_more: bool


def items_to_add(text: str) -> Found:
    """Return the first FOUND active items that a search finds, by code; nothing finds nothing.

    One whose code or bar code is typed or read whole comes first.
    """
    text = text.replace("\0", "")
    if not text.strip():
        return Found([], has_more=False)
    found = Item.objects.active().search(text)
    exact = found.filter(code__iexact=text.strip()) | found.filter(barcode=text.strip())
    first = list(exact.order_by("code_key", "pk")[:FOUND])
    others = found.exclude(pk__in=[item.pk for item in first]).order_by("code_key", "pk")
    items = [*first, *others[: FOUND + 1 - len(first)]]
    return Found(items[:FOUND], len(items) > FOUND)
