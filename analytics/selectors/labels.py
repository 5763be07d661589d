"""What the keys that sales are added up by are called, and the codes by which addresses name them."""

from collections.abc import Collection
from typing import NamedTuple

from django.db.models import F
from django.utils.text import slugify
from django.utils.translation import get_language, gettext

from analytics.selectors.sales import By, Key
from customers.models import Customer
from customers.selectors import CustomerLookups
from par.models import Item, ItemCategory
from webmino.lookups import NONE, CodeTable


class Label(NamedTuple):
    """A row's name; `code` is what an address and a file call it, `pk` names the row on its page."""

    pk: str
    code: str
    name: str
    code_key: str
    name_key: str
    is_active: bool = True
    # A customer's own key.
    key: int | None = None

    @property
    def written_code(self) -> str | None:
        """The code as a table shows it; None for « none assigned »."""
        return None if self.pk == NONE else self.code


def labels(by: By, keys: Collection[Key], lookups: CustomerLookups) -> dict[Key, Label]:
    """Return the label of each key, in one query at most; None is what has no such thing."""
    known = [key for key in keys if key is not None]
    found = _found(by, known, lookups)
    if None in keys:
        found[None] = Label(NONE, NONE, gettext("None assigned"), "", "")
    return found


def _found(by: By, keys: list[int | str], lookups: CustomerLookups) -> dict[Key, Label]:
    if by == By.CITY:
        return {key: _of_city(str(key), lookups) for key in keys}
    if by == By.CUSTOMER:
        # Inherited from the ranking, whose customers began at `visible_to(user)`.
        customers = Customer.objects.filter(pk__in=keys).order_by()
        rows = customers.values_list("pk", "number", "name", "number_key", "name_key", "is_active")
        return {row[0]: Label(str(row[0]), *row[1:], key=row[0]) for row in rows}
    if by == By.ITEM:
        name = "name_en" if get_language() == "en" else "name_fr"
        items = Item.objects.filter(pk__in=keys).order_by()
        found = items.values_list("pk", "code", name, F("code_key"), F(f"{name}_key"), "is_active")
        return {row[0]: Label(str(row[0]), *row[1:]) for row in found}
    table = _table(by, lookups)
    return {key: _of_code(key, table) for key in keys}


def _table(by: By, lookups: CustomerLookups) -> CodeTable:
    if by == By.ITEM_CATEGORY:
        return getattr(lookups, "item_categories", None) or CodeTable(ItemCategory.objects.all())
    return {
        By.SALESPERSON: lookups.salespeople,
        By.ROUTE: lookups.routes,
        By.CUSTOMER_CATEGORY: lookups.categories,
    }[by]


def _of_code(key: int | str, table: CodeTable) -> Label:
    row = table.row(int(key))
    return Label(
        str(row.pk),
        row.code,
        row.name,
        row.code.casefold(),
        row.name.casefold(),
        getattr(row, "is_active", True),
    )


def _of_city(key: str, lookups: CustomerLookups) -> Label:
    return Label(slugify(key) or "city", key, lookups.cities.get(key, key), key, key)
