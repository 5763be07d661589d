"""The files of salespeople, routes, customer categories and customers."""

from decimal import Decimal
from typing import Any

from django.conf import settings

from customers.models import LONGEST_FREQUENCY, Customer, CustomerCategory, Route, Salesperson, SortingGroup
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
from webmino.imports.tables import ImportedTable, Kind
from webmino.models import CODE_LENGTH, LABEL_LENGTH


class Salespeople(ImportedTable):
    """A salesperson without a name is called by his code."""

    file = "salespeople"
    model = Salesperson
    columns = (
        Code("code"),
        Text("name", limit=LABEL_LENGTH),
        Text("team", limit=LABEL_LENGTH),
        Choice("status", "is_active", words=STATUS_WORDS, empty=True),
    )

    def complete(self, row: dict[str, Any]) -> None:
        row["name"] = row["name"] or row["code"]


class Routes(ImportedTable):
    """A route without a name is called by its code."""

    file = "routes"
    model = Route
    columns = (
        Code("code"),
        Text("name", limit=LABEL_LENGTH),
        Whole("weekday", least=1, most=7),
        Reference("salesperson_code", "salesperson_id", model=Salesperson),
    )

    def complete(self, row: dict[str, Any]) -> None:
        row["name"] = row["name"] or row["code"]


class CustomerCategories(ImportedTable):
    """The rows of categories that are of customers; those of items are another application's."""

    file = "categories"
    model = CustomerCategory
    kind = Kind("kind", "customer", known=("customer", "item"))
    columns = (
        Code("code"),
        Text("name_en", limit=LABEL_LENGTH),
        Text("name_fr", limit=LABEL_LENGTH),
    )

    def complete(self, row: dict[str, Any]) -> None:
        complete_labels(row)


class Customers(ImportedTable):
    """A customer without a name is called by its number.

    Without the day since when it is a customer, one that exists keeps its own and a new one is of today.
    """

    file = "customers"
    model = Customer
    key = ("number",)
    columns = (
        Code("code", "number"),
        Text("name", limit=LABEL_LENGTH),
        Reference("category", "category_id", model=CustomerCategory, created_as=both_labels),
        Text("address", limit=LABEL_LENGTH),
        Text("city", limit=LABEL_LENGTH),
        Text("region", limit=LABEL_LENGTH),
        Text("postal_code", limit=CODE_LENGTH),
        Text("country", limit=CODE_LENGTH),
        Number("latitude", places=6, least=Decimal(-90), most=Decimal(90), rounds=True),
        Number("longitude", places=6, least=Decimal(-180), most=Decimal(180), rounds=True),
        Reference("salesperson_code", "salesperson_id", model=Salesperson),
        Reference("route_code", "route_id", model=Route),
        Choice("status", "is_active", words=STATUS_WORDS, empty=True),
        Day("created_on", kept_when="s.created_on IS NULL"),
        Text("phone", limit=LABEL_LENGTH, optional=True),
        Text("email", limit=LABEL_LENGTH, optional=True),
        Reference(
            "sorting_group", "sorting_group_id", model=SortingGroup, created_as=both_labels, optional=True
        ),
        Whole("stop", least=1, optional=True),
        Whole("visit_every_days", least=1, most=LONGEST_FREQUENCY, optional=True),
        Choice(
            "language",
            words={code: code for code, _name in settings.LANGUAGES},
            empty=settings.LANGUAGE_CODE,
            optional=True,
        ),
        Text("note", optional=True),
    )

    def complete(self, row: dict[str, Any]) -> None:
        row["name"] = row["name"] or row["number"]


def complete_labels(row: dict[str, Any]) -> None:
    """Give a missing label the other language's, or the code when there is none."""
    row["name_en"] = row["name_en"] or row["name_fr"] or row["code"]
    row["name_fr"] = row["name_fr"] or row["name_en"]


TABLES = [Salespeople, Routes, CustomerCategories, Customers]
