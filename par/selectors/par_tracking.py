"""What the tracking page reads in PAR mode beyond what is kept of each customer and of each specific item."""

import datetime
from collections.abc import Iterable

from django.utils.timezone import localdate

from customers.selectors import CustomerLookups
from followups.models import CustomerVisitState
from par.models import CustomerItem, CustomerParState, ItemCategory, Order
from par.models.orders import NOT_TAKEN
from par.replenishment import ZERO, suggest
from par.selectors.quantities import items_on_order, total_on_order
from webmino.lookups import CodeTable


class ParTrackingLookups(CustomerLookups):
    """The code tables of the tracking page in PAR mode."""

    wanted = (*CustomerLookups.wanted, ItemCategory)

    @property
    def item_categories(self) -> CodeTable:
        return self.shared[ItemCategory]


def complete_par_states(rows: list[CustomerParState], lookups: CustomerLookups) -> list[CustomerParState]:
    """Give rows the names behind their codes, what is on order, the last visit and the last order (R12)."""
    lookups.salespeople.attach(rows, "salesperson")
    lookups.routes.attach(rows, "route")
    days = {row.pk: row.last_count_on for row in rows}
    on_order = total_on_order(days, today=localdate())
    visits, orders = _last_visits(days), _last_orders(days)
    for row in rows:
        row.on_order = on_order[row.pk]
        row.last_visit_on = visits.get(row.pk)
        row.last_order = orders.get(row.pk)
    return rows


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


def _last_visits(customers: Iterable[int]) -> dict[int, datetime.date | None]:
    states = CustomerVisitState.objects.filter(customer__in=list(customers)).order_by()
    return dict(states.values_list("customer", "last_visit_on"))


def _last_orders(customers: Iterable[int]) -> dict[int, Order]:
    """The newest order of each customer that is neither a draft nor cancelled."""
    orders = Order.objects.filter(customer__in=list(customers)).exclude(status__in=NOT_TAKEN)
    newest = orders.order_by("customer_id", "-ordered_on", "-pk").distinct("customer_id")
    return {order.customer_id: order for order in newest}
