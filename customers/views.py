"""Pages of customers."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from customers.filters import CustomerChoiceFilterSet
from customers.forms import CustomerEditForm, CustomerForm
from customers.models import Customer
from customers.selectors import CustomerLookups
from customers.services import create_customer, set_active, update_customer
from customers.tables import CUSTOMERS_COUNTED, CustomerTable
from webmino.audience import SignedInRequest, permitted, signed_in
from webmino.forms import sent
from webmino.history import Change, changes_of, changes_since
from webmino.listings import Listing
from webmino.table_pages import TablePage
from webmino.versions import CHANGED_MEANWHILE, with_version
from webmino.ways import tab_walk_from, walk_from, way_kept


class CustomerList(TablePage):
    """The customers that the user sees, whether or not they were ever followed up."""

    title = _("Customers")
    counted = CUSTOMERS_COUNTED
    table_class = CustomerTable
    filterset_class = CustomerChoiceFilterSet
    default_sort = "number"
    views_key = "customers:customer-list"
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

    def show(self, listing: Listing) -> HttpResponse:
        """Show the list; the record at once when the search of every page's head finds one customer."""
        if listing.params.get("open") and listing.params.get("q"):
            found = listing.queryset[:2]
            if len(found) == 1:
                return redirect(self.record_address(found[0], listing))
        return super().show(listing)


@signed_in
@require_safe
def customer_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """The customer's record. One whom the user does not see answers 404 (R25)."""
    context = {"customer": _customer(request, pk), "walk": walk_from(request)}
    return render(request, "customers/customer_detail.html", context)


@signed_in
@require_safe
@vary_on_headers("HX-Request")
def customer_changes(request: SignedInRequest, pk: int) -> HttpResponse:
    """Every change of a customer since he was created; asked for by his record, the table alone."""
    customer = _customer(request, pk)
    context = {
        "customer": customer,
        "changes": changes_of(customer),
        "walk": tab_walk_from(request, "customers:customer-changes"),
    }
    template = "customers/customer_changes_table.html" if request.htmx else "customers/customer_changes.html"
    return render(request, template, context)


@permitted("customers.add_customer")
@require_http_methods(["GET", "HEAD", "POST"])
def customer_create(request: SignedInRequest) -> HttpResponse:
    """Create a customer, once whoever looks like him is known not to be him (R28)."""
    form = CustomerForm(sent(request), user=request.user)
    if created := _saved(form, partial(create_customer, by=request.user)):
        messages.success(request, gettext("Customer %(customer)s was created.") % {"customer": created})
        return redirect(_record(request, created))
    walk = walk_from(request)
    back = walk.back if walk else reverse("customers:customer-list")
    return _form_page(request, form, back=back)


@permitted("customers.change_customer")
@require_http_methods(["GET", "HEAD", "POST"])
def customer_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Edit a customer. Who saves second is told what changed, and keeps what he typed (R28)."""
    customer, version = _versioned(request, pk)
    form = CustomerEditForm(sent(request), customer=customer, version=version, user=request.user)
    save = partial(update_customer, customer, by=request.user)
    if updated := _saved(form, save, version=form.sent_version):
        messages.success(request, gettext("Customer %(customer)s was saved.") % {"customer": updated})
        return redirect(_record(request, updated))
    meanwhile: list[tuple[str, Change, str | None]] = []
    if form.is_bound:
        # The form has written into its instance what was typed.
        customer, version = _versioned(request, pk)
    if form.has_error(NON_FIELD_ERRORS, CHANGED_MEANWHILE):
        changes = changes_since(customer, form.told_since(version))
        meanwhile = [(name, change, form.typed(name)) for name, change in changes.items()]
        form.take_over(customer, version)
    return _form_page(request, form, customer=customer, meanwhile=meanwhile, back=_record(request, customer))


@permitted("customers.change_customer")
@require_http_methods(["GET", "HEAD", "POST"])
def customer_deactivate(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what follows from deactivating a customer, and deactivate him once that is confirmed."""
    customer = _customer(request, pk)
    if request.method == "POST":
        set_active(customer, active=False, by=request.user)
        messages.success(request, gettext("%(customer)s is now inactive.") % {"customer": customer})
    elif customer.is_active:
        context = {"customer": customer, "today": localdate(), "walk": walk_from(request)}
        return render(request, "customers/customer_deactivate.html", context)
    return redirect(_record(request, customer))


@permitted("customers.change_customer")
@require_POST
def customer_reactivate(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put a customer among those who are called on again."""
    customer = set_active(_customer(request, pk), active=True, by=request.user)
    messages.success(request, gettext("%(customer)s is active again.") % {"customer": customer})
    return redirect(_record(request, customer))


def _customer(request: SignedInRequest, pk: int) -> Customer:
    return get_object_or_404(Customer.objects.visible_to(request.user).with_assignment(), pk=pk)


def _versioned(request: SignedInRequest, pk: int) -> tuple[Customer, int]:
    return with_version(Customer(pk=pk), partial(_customer, request, pk))


def _saved(form: CustomerForm, save: Callable[..., Customer], **how: Any) -> Customer | None:
    """Save what a form holds that is valid and was confirmed; None when nothing is saved."""
    if not form.is_valid() or form.finds_look_alikes():
        return None
    try:
        return save(**how, **form.changed_fields)
    except ValidationError as error:
        form.add_error(None, error)
        return None


def _record(request: SignedInRequest, customer: Customer) -> str:
    """The customer's record, with the way back to the list that it was opened from."""
    return reverse("customers:customer-detail", args=[customer.pk], query=way_kept(request))


def _form_page(request: SignedInRequest, form: CustomerForm, **context: Any) -> HttpResponse:
    """Show the form; 422 when it was sent and nothing is saved."""
    holder = form.holder_of_number() if form.is_bound else None
    context = {"form": form, "customer": None, "meanwhile": [], "holder": holder} | context
    form.focus_first_fault()
    status = 422 if form.is_bound else 200
    return render(request, "customers/customer_form.html", context, status=status)
