"""Pages of customers."""

from django.db import models
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from customers.filters import CustomerChoiceFilterSet
from customers.models import Customer
from customers.selectors import CustomerLookups
from customers.tables import CUSTOMERS_COUNTED, CustomerTable
from webmino.audience import SignedInRequest, signed_in
from webmino.table_pages import Listing, TablePage, walk_from


class CustomerList(TablePage):
    """The customers that the user sees, whether or not they were ever followed up."""

    title = _("Customers")
    counted = CUSTOMERS_COUNTED
    table_class = CustomerTable
    filterset_class = CustomerChoiceFilterSet
    default_sort = "number"
    template_name = "customers/customer_list.html"

    def get_queryset(self) -> models.QuerySet:
        return Customer.objects.visible_to(self.request.user)

    def get_lookups(self) -> CustomerLookups:
        return CustomerLookups(self.request.user)

    def complete(self, rows: list[Customer], listing: Listing) -> list[Customer]:
        self.lookups.salespeople.attach(rows, "salesperson")
        self.lookups.routes.attach(rows, "route")
        self.lookups.categories.attach(rows, "category")
        self.lookups.sorting_groups.attach(rows, "sorting_group")
        return rows

    def row_address(self, row: Customer) -> str:
        return reverse("customers:customer-detail", args=[row.pk])


@signed_in
@require_safe
def customer_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """The customer's record. One whom the user does not see answers 404 (R25)."""
    customer = get_object_or_404(Customer.objects.visible_to(request.user).with_assignment(), pk=pk)
    context = {"customer": customer, "walk": walk_from(request)}
    return render(request, "customers/customer_detail.html", context)
