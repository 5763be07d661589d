"""What an order asks for, and what pages read of many orders."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple, Self

from django.db.models import Count, QuerySet, Sum

from customers.models import Route
from customers.selectors import CustomerLookups
from par.models import Item, Order, OrderLine
from par.models.numbers import LARGEST_QUANTITY, QUANTITY_PLACES
from par.models.orders import NOT_TAKEN
from webmino.lookups import CodeTable
from webmino.models import User


@dataclass(frozen=True)
class Content:
    """What an order asks for: a note, and the units of each item by its key.

    A form carries it as it was opened, to tell whether somebody else changed it meanwhile (R28).
    """

    note: str
    quantities: Mapping[int, Decimal]

    @classmethod
    def of(cls, asked: Iterable[tuple[Item, Decimal]], note: str) -> Self:
        return cls(note.strip(), {item.pk: quantity for item, quantity in asked})

    def packed(self) -> str:
        """As a field of a form holds it."""
        quantities = {str(key): f"{quantity.normalize():f}" for key, quantity in self.quantities.items()}
        return json.dumps({"note": self.note, "quantities": quantities})

    @classmethod
    def unpacked(cls, text: str) -> Self:
        """Return what `packed` wrote. Raises ValueError for anything else."""
        try:
            said = json.loads(text)
            note, quantities = said["note"], said["quantities"].items()
            note.encode()  # which half of a pair of surrogates refuses, as PostgreSQL would
            return cls(note, {int(key): _units(quantity) for key, quantity in quantities})
        except (TypeError, KeyError, AttributeError, InvalidOperation, RecursionError) as error:
            raise ValueError(text) from error


def _units(text: str) -> Decimal:
    """Return a quantity that a line can hold; raise ValueError, TypeError or InvalidOperation for another."""
    if not isinstance(text, str):
        raise TypeError(text)
    quantity = Decimal(text)
    if not 0 < quantity <= LARGEST_QUANTITY or quantity != round(quantity, QUANTITY_PLACES):
        raise ValueError(text)
    return quantity


def content_of(order: Order) -> Content:
    """Return what the order asks for; its lines are read from the database, its note is the row's."""
    return Content(order.note, dict(order.lines.order_by().values_list("item", "quantity")))


class OrderTotals(NamedTuple):
    """What orders come to: how many they are, CAD before taxes, and their lines without a price."""

    orders: int
    subtotal: Decimal
    unpriced: int


def totals_of(orders: QuerySet) -> OrderTotals:
    """Return what the orders come to, but for drafts and cancelled ones."""
    taken = orders.exclude(status__in=NOT_TAKEN).order_by()
    lines = OrderLine.objects.filter(order__in=taken.values("pk")).order_by()
    found = lines.aggregate(subtotal=Sum("amount"), lines=Count("pk"), priced=Count("amount"))
    return OrderTotals(taken.count(), found["subtotal"] or Decimal(0), found["lines"] - found["priced"])


class OrderLookups(CustomerLookups):
    """The code tables of the list of orders. An order's salesperson and route may be any."""

    wanted = (*CustomerLookups.wanted, User)

    @property
    def every_route(self) -> CodeTable:
        return self.shared[Route]

    @property
    def users(self) -> CodeTable:
        return self.shared[User]


def complete_orders(rows: list[Any], lookups: OrderLookups) -> list[Any]:
    """Give orders, which have their customer and their totals, the names behind their codes."""
    lookups.everyone.attach(rows, "salesperson")
    lookups.every_route.attach(rows, "route")
    for row in rows:
        row.entered_by = lookups.users.row(row.entered_by_id)
    return rows
