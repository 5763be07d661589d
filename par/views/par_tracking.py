"""Suivi visites client in PAR mode: by customer, and by specific item (R10–R13)."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db import models
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from customers.models import Customer
from customers.tables import CUSTOMERS_COUNTED
from par.filters.par_tracking import ParItemFilterSet, ParTrackingFilterSet
from par.models import CustomerItem, CustomerParState
from par.selectors.order_sheets import order_sheet
from par.selectors.par_tracking import (
    READ,
    ParRow,
    ParTrackingLookups,
    complete_specific_items,
    items_of,
    par_rows,
)
from par.tables.par_tracking import ParItemTable, ParTrackingTable
from webmino import exports
from webmino.addresses import path_of
from webmino.audience import SignedInRequest, signed_in
from webmino.listings import Listing
from webmino.table_pages import TablePage
from webmino.ways import way_kept

# Customers whose items are read at once for a file: a list holds a hundred of them.
CUSTOMERS_AT_ONCE = 100


class ParTracking(TablePage):
    """PAR mode: only customers with at least one active specific item, the most missing first (R10, R12)."""

    title = _("Customer visit tracking, PAR mode")
    counted = CUSTOMERS_COUNTED
    table_class = ParTrackingTable
    filterset_class = ParTrackingFilterSet
    default_sort = "-missing"
    views_key = "par:par-tracking"
    has_other_modes = True
    template_name = "par/par_tracking.html"

    def get_queryset(self) -> models.QuerySet:
        return CustomerParState.objects.visible_to(self.request.user)

    def get_lookups(self) -> ParTrackingLookups:
        return ParTrackingLookups(self.request.user)

    def read(self, queryset: models.QuerySet) -> models.QuerySet:
        return queryset.values_list(*READ, named=True)

    def complete(self, rows: list[Any], listing: Listing) -> list[ParRow]:
        return par_rows(rows, self.lookups)

    def row_address(self, row: Any) -> str:
        return path_of("customers:customer-detail", row.pk)

    def sheets(self, listing: Listing) -> list[exports.Sheet]:
        """The customers, and the items of the same customers in the same order."""
        items = self._items(listing)
        return [
            self.sheet(_("Customers"), ParTrackingTable, self.all_rows(listing)),
            self.sheet(_("Specific items"), ParItemTable, items),
        ]

    def _items(self, listing: Listing) -> Iterator[CustomerItem]:
        listed = listing.order.ordered(listing.queryset.select_related("customer"))
        states = listed.iterator(chunk_size=CUSTOMERS_AT_ONCE)
        while chunk := list(islice(states, CUSTOMERS_AT_ONCE)):
            yield from complete_specific_items(items_of(chunk), self.lookups)


class ParTrackingItems(TablePage):
    """PAR mode by item: one row per active specific item of the customers, the most missing first."""

    title = _("Customer visit tracking, PAR mode by item")
    counted = ngettext_lazy("%(written)s specific item", "%(written)s specific items", "count")
    table_class = ParItemTable
    filterset_class = ParItemFilterSet
    default_sort = "-missing"
    views_key = "par:par-tracking-items"
    has_other_modes = True
    template_name = "par/par_tracking_items.html"

    def get_queryset(self) -> models.QuerySet:
        items = CustomerItem.objects.visible_to(self.request.user).active()
        return items.select_related("item", "customer__par_state")

    def get_lookups(self) -> ParTrackingLookups:
        return ParTrackingLookups(self.request.user)

    def complete(self, rows: list[CustomerItem], listing: Listing) -> list[CustomerItem]:
        return complete_specific_items(rows, self.lookups)

    def row_address(self, row: CustomerItem) -> str:
        return path_of("customers:customer-detail", row.customer_id)


@signed_in
@require_safe
@vary_on_headers("HX-Request")
def par_tracking_row(request: SignedInRequest, pk: int) -> HttpResponse:
    """The items of a customer, to be shown under his row; without script, the tab of his record."""
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    if not request.htmx:
        return redirect(reverse("par:par-list", args=[customer.pk], query=way_kept(request)))
    columns = sum(column.visible for column in ParTrackingTable.base_columns.values())
    context: dict[str, Any] = {"customer": customer, "lines": order_sheet(customer), "columns": columns}
    return render(
        request, "par/par_tracking_row.html", context | {"secondary": _secondary(request, customer)}
    )


def _secondary(request: SignedInRequest, customer: Customer) -> list[tuple[Any, Any]]:
    """What a narrow screen leaves out of the customer's row: name and cell; nothing when he has no row."""
    state = CustomerParState.objects.filter(customer=customer).values_list(*READ, named=True)
    rows = par_rows(list(state), ParTrackingLookups(request.user))
    return ParTrackingTable(rows).secondary_cells if rows else []
