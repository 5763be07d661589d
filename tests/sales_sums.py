"""What triggers keep of sale lines, and what they should keep, computed in Python."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Model

from analytics.models import CompanyDay, CustomerYear, InvoiceDay, ItemMonth, SaleLine, SalespersonItemMonth

# Of each summary: the fields of its key, and the key of a line.
SUMMARIES: dict[type[Model], tuple[tuple[str, ...], Callable[[SaleLine], tuple[Any, ...]]]] = {
    ItemMonth: (("item_id", "month"), lambda line: (line.item_id, line.sold_on.replace(day=1))),
    SalespersonItemMonth: (
        ("salesperson_id", "item_id", "month"),
        lambda line: (line.customer.salesperson_id, line.item_id, line.sold_on.replace(day=1)),
    ),
    InvoiceDay: (
        ("customer_id", "invoice", "sold_on"),
        lambda line: (line.customer_id, line.invoice, line.sold_on),
    ),
    CompanyDay: (("day",), lambda line: (line.sold_on,)),
    CustomerYear: (("customer_id", "year"), lambda line: (line.customer_id, line.sold_on.year)),
}

Sums = dict[tuple[Any, ...], tuple[int, Decimal, Decimal]]


def live_sums() -> dict[str, Sums]:
    """The lines, quantity and amount of each key of each summary, from the lines themselves."""
    lines = list(SaleLine.objects.select_related("customer"))
    return {model.__name__: added_up(lines, key) for model, (_fields, key) in SUMMARIES.items()}


def added_up(lines: Iterable[SaleLine], key: Callable[[SaleLine], tuple[Any, ...]]) -> Sums:
    groups = defaultdict(list)
    for line in lines:
        groups[key(line)].append(line)
    return {
        key: (len(group), sum(line.quantity for line in group), sum(line.amount for line in group))
        for key, group in groups.items()
    }


def kept_sums() -> dict[str, Sums]:
    """What the summaries hold."""
    return {
        model.__name__: {
            row[: len(fields)]: row[len(fields) :]
            for row in model.objects.values_list(*fields, "line_count", "quantity", "amount")
        }
        for model, (fields, _key) in SUMMARIES.items()
    }
