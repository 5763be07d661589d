"""What the tracking page reads in PAR mode beyond what is kept of each customer and of each specific item."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils.timezone import localdate

from customers.models import Route, Salesperson
from customers.selectors import CustomerLookups
from customers.states import CUSTOMER_SORTS
from par.models import CustomerItem, CustomerParState, ItemCategory
from par.models.orders import NOT_TAKEN
from par.models.par_states import SORTS
from par.replenishment import ZERO, suggest
from par.selectors.quantities import items_on_order, total_on_order
from webmino.lookups import CodeTable


class ParTrackingLookups(CustomerLookups):
    """The code tables of the tracking page in PAR mode."""

    wanted = (*CustomerLookups.wanted, ItemCategory)

    @property
    def item_categories(self) -> CodeTable:
        return self.shared[ItemCategory]


@dataclass(slots=True)
class ParRow:
    """A customer's state as PAR mode shows and sorts it, with the names behind its codes (R12).

    Its figures are those of `CustomerParState`. Not models, since a page has fifty, and a file all of them.
    """

    salesperson: Salesperson | None
    route: Route | None
    on_order: Decimal
    # The newest that is neither a draft nor cancelled; None: never ordered.
    last_order_number: str | None
    last_ordered_on: datetime.date | None
    pk: int
    is_active: bool
    number_key: str
    name_key: str
    city_key: str | None
    salesperson_key: str | None
    route_key: str | None
    last_count_on: datetime.date | None
    missing_total: Decimal | None
    missing_value: Decimal | None
    last_follow_up_on: datetime.date | None
    next_action_on: datetime.date | None
    last_count_id: int | None
    specific_item_count: int
    par_item_count: int
    counted_count: int
    below_par_count: int
    out_of_stock_count: int
    not_counted_count: int
    par_total: Decimal
    counted_total: Decimal | None
    unpriced_count: int
    number: str
    name: str
    phone: str
    city: str
    # None: never visited.
    last_visit_on: datetime.date | None
    # Given by the page.
    record_address: str = ""

    @property
    def customer(self) -> str:
        return f"{self.number} {self.name}"


# What is read of a state, its customer and his visits: keys of what a row names, then its own fields.
READ = (
    *("salesperson", "route"),
    *("pk", "is_active", *CUSTOMER_SORTS, *SORTS, "last_count", "specific_item_count", "par_item_count"),
    *("counted_count", "below_par_count", "out_of_stock_count", "not_counted_count"),
    *("par_total", "counted_total", "unpriced_count"),
    *(f"customer__{name}" for name in ("number", "name", "phone", "city", "visit_state__last_visit_on")),
)


def par_rows(read: list[Any], lookups: CustomerLookups) -> list[ParRow]:
    """Return the rows of READ with the names behind their codes, and what is and was last ordered (R12)."""
    days = {row.pk: row.last_count_on for row in read}
    on_order, orders = total_on_order(days, today=localdate()), _last_orders(list(days))
    return [
        ParRow(
            lookups.salespeople.named(salesperson),
            lookups.routes.named(route),
            on_order[own[0]],
            *orders.get(own[0], (None, None)),
            *own,
        )
        for salesperson, route, *own in read
    ]


def complete_specific_items(rows: list[CustomerItem], lookups: CustomerLookups) -> list[CustomerItem]:
    """Give specific items, which have their item, customer and his PAR state, what is suggested (R19)."""
    customers = [row.customer for row in rows]
    lookups.salespeople.attach(customers, "salesperson")
    lookups.routes.attach(customers, "route")
    days = {customer.pk: customer.par_state.last_count_on for customer in customers}
    on_order = items_on_order(days, today=localdate())
    for row in rows:
        row.on_order = on_order.get((row.customer_id, row.item_id), ZERO)
        row.suggestion = suggest(row.par_quantity, row.last_counted, row.on_order, row.item.pack_size)
    return rows


def items_of(states: list[CustomerParState]) -> list[CustomerItem]:
    """Return the active specific items of these customers, in their order and then in that of the shelf."""
    of_customer: dict[int, list[CustomerItem]] = {state.pk: [] for state in states}
    customers = {state.pk: state.customer for state in states}
    items = CustomerItem.objects.filter(customer__in=list(customers)).active().in_shelf_order()
    for item in items.select_related("item"):
        item.customer = customers[item.customer_id]
        of_customer[item.customer_id].append(item)
    return [item for items in of_customer.values() for item in items]


# By hand, since Django takes longer to write it than PostgreSQL to answer. See NOT_TAKEN.
LAST_ORDERS = """
SELECT DISTINCT ON (customer_id) customer_id, number, ordered_on FROM par_order
WHERE customer_id = ANY(%s) AND status <> ALL(%s)
ORDER BY customer_id, ordered_on DESC, id DESC
"""


def _last_orders(customers: list[int]) -> dict[int, tuple[str, datetime.date]]:
    """The number and the day of the newest order of each customer that is neither a draft nor cancelled."""
    with connection.cursor() as cursor:
        cursor.execute(LAST_ORDERS, [customers, [status.value for status in NOT_TAKEN]])
        return {customer: (number, day) for customer, number, day in cursor.fetchall()}
