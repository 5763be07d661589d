"""What a table that reads one row per customer copies of the customer, to filter and sort by."""

from collections.abc import Sequence
from typing import Any, Self

from django.db import models
from django.db.models import F

from customers.models import CustomerCategory, Route, Salesperson, SortingGroup
from customers.querysets import search_condition, visible_customers
from webmino.functions import C_COLLATION
from webmino.models import User


class CustomerStateQuerySet(models.QuerySet):
    """Words for choosing the rows of such a table."""

    def visible_to(self, user: User) -> Self:
        return self.filter(visible_customers(user))

    def active(self) -> Self:
        return self.filter(is_active=True)

    def search(self, text: str) -> Self:
        return self.filter(search_condition(text, "customer__search_text"))


def copied_key(model: Any, **options: Any) -> models.ForeignKey:
    """A foreign key that triggers copy from a row which has the constraint and the index already."""
    usual: dict[str, Any] = {"null": True, "related_name": "+", "db_constraint": False, "db_index": False}
    return models.ForeignKey(model, models.DO_NOTHING, **usual | options)


def sort_text() -> models.TextField:
    return models.TextField(null=True, db_collation=C_COLLATION)


CUSTOMER_SORTS = ("number_key", "name_key", "city_key", "salesperson_key", "route_key")
CAN_BE_EMPTY = ("city_key", "salesperson_key", "route_key")


def sort_indexes(
    prefix: str, sorts: Sequence[str], *, can_be_empty: Sequence[str] = CAN_BE_EMPTY
) -> list[models.Index]:
    """An index for each sort, alone and within a salesperson; the primary key breaks ties.

    One is read both ways, except where empty values come last both ways.
    """
    indexes = []
    for column in sorts:
        orders = [("up", F(column).asc(), F("customer").asc())]
        if column in can_be_empty:
            orders.append(("down", F(column).desc(nulls_last=True), F("customer").desc()))
        for way, *order in orders:
            name = column.removesuffix("_key").removesuffix("_on").replace("next_", "")
            indexes.append(models.Index(*order, name=f"{prefix}_{name}_{way}"))
            if column != "salesperson_key":
                indexes.append(models.Index(F("salesperson"), *order, name=f"{prefix}_sp_{name}_{way}"))
    return indexes


class CustomerState(models.Model):
    """The customer's own columns in such a table. Triggers copy them; nothing else writes there.

    The primary key is `customer`, which each table declares.
    """

    is_active = models.BooleanField()
    salesperson = copied_key(Salesperson)
    route = copied_key(Route)
    category = copied_key(CustomerCategory)
    sorting_group = copied_key(SortingGroup)
    number_key = sort_text()
    name_key = sort_text()
    city_key = sort_text()
    salesperson_key = sort_text()
    route_key = sort_text()

    class Meta:
        abstract = True
