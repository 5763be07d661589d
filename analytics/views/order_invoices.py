"""Invoicing an order, and taking that back (R23)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from analytics.forms.invoices import InvoiceForm
from analytics.services.invoicing import invoice_order, take_back_invoice
from par.models import Order
from par.services.order_drafts import DONE_ALREADY
from par.views.order_forms import TAB, order_address
from webmino.audience import SignedInRequest, permitted
from webmino.forms import sent
from webmino.ways import walk_from

Status = Order.Status


@permitted("analytics.add_saleline", "analytics.delete_saleline")
@require_http_methods(["GET", "HEAD", "POST"])
def order_invoice(request: SignedInRequest, number: str) -> HttpResponse:
    """Ask the number of the invoice, then make the order's sale lines, once (R23)."""
    order = _order(request, number)
    form = InvoiceForm(sent(request))
    if form.is_valid():
        try:
            order = invoice_order(order, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            if getattr(error, "code", None) == DONE_ALREADY:
                return _left(request, order, error)
            form.add_error(None, error)
        else:
            messages.success(request, _invoiced(order))
            return redirect(order_address(request, order))
    elif order.status not in (Status.CONFIRMED, Status.DELIVERED):
        return _left(request, order)
    status = 422 if form.errors else 200
    return _page(request, order, "analytics/order_invoice.html", status, form=form, today=localdate())


@permitted("analytics.add_saleline", "analytics.delete_saleline")
@require_http_methods(["GET", "HEAD", "POST"])
def order_take_back(request: SignedInRequest, number: str) -> HttpResponse:
    """Take an order's invoice back, once that is confirmed: its sale lines go with it (R23)."""
    order = _order(request, number)
    if order.status != Status.INVOICED:
        return _left(request, order)
    if request.method == "POST":
        try:
            count = take_back_invoice(order, by=request.user)
        except ValidationError as error:
            return _left(request, order, error)
        messages.success(request, _taken_back(order, count))
        return redirect(order_address(request, order))
    return _page(request, order, "analytics/order_take_back.html", sale_line_count=order.sale_lines.count())


def _invoiced(order: Order) -> str:
    if order.sale_lines.exists():
        words = _("Order %(order)s is invoiced: %(invoice)s.")
    else:
        words = _(
            "Order %(order)s is invoiced: %(invoice)s. "
            "That invoice was imported: its sale lines stay, and the order adds none."
        )
    return words % {"order": order, "invoice": order.invoice}


def _taken_back(order: Order, count: int) -> str:
    if not count:
        words = _("Order %(order)s is not invoiced any more. Its imported invoice stays.")
    else:
        words = ngettext(
            "Order %(order)s is not invoiced any more: its sale line is taken away.",
            "Order %(order)s is not invoiced any more: its %(count)s sale lines are taken away.",
            count,
        )
    return words % {"order": order, "count": count}


def _order(request: SignedInRequest, number: str) -> Order:
    """The order; one of a customer whom he does not see is 404 (R25)."""
    if "\0" in number:  # which PostgreSQL takes for no text at all
        raise Http404
    orders = Order.objects.visible_to(request.user).with_people().with_totals()
    return get_object_or_404(orders.select_related("customer__salesperson"), number=number)


def _left(request: SignedInRequest, order: Order, why: ValidationError | None = None) -> HttpResponse:
    """Go back to the order, on whose step there is nothing to do here."""
    status = order.get_status_display()
    said = _("%(order)s is %(status)s: this can't be done.") % {"order": order, "status": status}
    messages.info(request, why.messages[0] if why else said)
    return redirect(order_address(request, order))


def _page(
    request: SignedInRequest, order: Order, template: str, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "order": order,
        "customer": order.customer,
        "tab": TAB,
        "walk": walk_from(request),
        "back": order_address(request, order),
    } | more
    return render(request, template, context, status=status)
