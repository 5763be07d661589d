"""Pages of customers."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from customers.filters import CustomerChoiceFilterSet
from customers.models import Customer
from customers.selectors import CustomerLookups
from customers.tables import CustomerTable
from webmino.table_pages import Listing, TablePage


class CustomerList(TablePage):
    """The customers that the user sees, whether or not they were ever followed up."""

    title = _("Customers")
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
