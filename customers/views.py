"""Pages of customers."""

import copy
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from customers.filters import CustomerChoiceFilterSet
from customers.forms import CustomerForm
from customers.models import Customer
from customers.selectors import CustomerLookups, look_alikes
from customers.services import create_customer, set_active, update_customer
from customers.tables import CUSTOMERS_COUNTED, CustomerTable
from webmino.audience import SignedInRequest, permitted, signed_in
from webmino.history import changes_of
from webmino.table_pages import Listing, TablePage, walk_from, way_kept

# Customers that are shown of those that a new one may already be.
LOOK_ALIKES = 5


class CustomerList(TablePage):
    """The customers that the user sees, whether or not they were ever followed up."""

    title = gettext_lazy("Customers")
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


@permitted("customers.add_customer")
@require_http_methods(["GET", "HEAD", "POST"])
def customer_create(request: SignedInRequest) -> HttpResponse:
    """Make a customer, once the office has seen those that he may already be."""
    form = CustomerForm(_sent(request))
    if not form.is_valid():
        return _form_page(request, form)
    if alike := _look_alikes(request, form):
        return _form_page(request, form, alike=alike)
    try:
        customer = create_customer(form.save(commit=False))
    except ValidationError as error:
        form.add_error(None, error)
        return _form_page(request, form)
    messages.success(request, _("Customer %(customer)s was created.") % {"customer": customer})
    return redirect("customers:customer-detail", customer.pk)


@permitted("customers.change_customer")
@require_http_methods(["GET", "HEAD", "POST"])
def customer_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Correct a customer. Who comes second is shown what changed meanwhile, and keeps what he typed (R28)."""
    stored = get_object_or_404(Customer.objects.visible_to(request.user).with_assignment(), pk=pk)
    # The form writes into its instance what it may refuse; the page's head shows what is stored.
    form = CustomerForm(_sent(request), instance=copy.copy(stored))
    if not form.is_valid():
        return _form_page(request, form, stored)
    if {"name", "city", "phone"} & set(form.changed_data) and (alike := _look_alikes(request, form)):
        return _form_page(request, form, stored, alike=alike)
    try:
        customer = update_customer(form.save(commit=False), version=form.cleaned_data["version"])
    except ValidationError as error:
        changes = changes_of(stored, since=form.cleaned_data["version"])
        form.take_over(stored)
        form.add_error(None, error)
        return _form_page(request, form, stored, changes=changes)
    messages.success(request, _("Customer %(customer)s was saved.") % {"customer": customer})
    return redirect(_record_of(customer, request))


@permitted("customers.change_customer")
@require_POST
def customer_activate(request: SignedInRequest, pk: int, *, active: bool) -> HttpResponse:
    """Deactivate a customer, or make him active again; nothing of his history is lost."""
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    set_active(customer, active=active)
    said = _("%(customer)s is active again.") if active else _("%(customer)s is now inactive.")
    messages.success(request, said % {"customer": customer})
    return redirect(_record_of(customer, request))


def _sent(request: SignedInRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _look_alikes(request: SignedInRequest, form: CustomerForm) -> list[Customer]:
    """Customers that this one may already be; none once the person has said to save all the same."""
    if "save_all_the_same" in request.POST:
        return []
    return list(look_alikes(form.instance, request.user)[:LOOK_ALIKES])


def _form_page(
    request: SignedInRequest, form: CustomerForm, customer: Customer | None = None, **context: Any
) -> HttpResponse:
    """The form; 422 when it was sent and nothing was saved."""
    template = "customers/customer_edit.html" if customer else "customers/customer_create.html"
    back = _record_of(customer, request) if customer else reverse("customers:customer-list")
    said = {"alike": [], "changes": [], "form": form, "customer": customer, "back": back} | context
    return render(request, template, said, status=422 if form.is_bound else 200)


def _record_of(customer: Customer, request: SignedInRequest) -> str:
    return reverse("customers:customer-detail", args=[customer.pk], query=way_kept(request))


@signed_in
@require_safe
def customer_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """The customer's record. One whom the user does not see answers 404 (R25)."""
    customer = get_object_or_404(Customer.objects.visible_to(request.user).with_assignment(), pk=pk)
    context = {"customer": customer, "walk": walk_from(request), "changes": changes_of(customer)}
    return render(request, "customers/customer_detail.html", context)
