"""Orders: the list, one's page with its documents, and what becomes of it (R19, R20, R25)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from customers.models import Customer
from par.access import may_cancel, may_write_orders
from par.documents import order_pdf as pdf
from par.documents import order_workbook as workbook
from par.filters.orders import OrderFilterSet
from par.forms.orders import OrderCancelForm
from par.models import Order, ShelfCount
from par.selectors.order_changes import changes_of_order, steps_of
from par.selectors.orders import Content, OrderLookups, complete_orders, content_of, totals_of
from par.services.order_drafts import DONE_ALREADY
from par.services.order_steps import cancel_order, confirm_order, deliver_order, take_back_delivery
from par.tables.orders import OrderTable
from par.views.order_forms import TAB, order_address, order_named
from webmino.audience import SignedInRequest, permitted
from webmino.exports.responses import CONTENT_TYPE
from webmino.forms import sent
from webmino.listings import Listing
from webmino.table_pages import TablePage
from webmino.ways import tab_walk_from, way_from

ORDERS_COUNTED = ngettext_lazy("%(written)s order", "%(written)s orders", "count")
PAGE_LENGTH = 50


class OrderList(TablePage):
    """The orders of the customers whom the user sees."""

    title = _("Orders")
    counted = ORDERS_COUNTED
    table_class = OrderTable
    filterset_class = OrderFilterSet
    default_sort = "-ordered_on"
    views_key = "par:order-list"
    template_name = "par/order_list.html"

    def get_queryset(self) -> models.QuerySet:
        return Order.objects.visible_to(self.request.user).select_related("customer").with_totals()

    def get_lookups(self) -> OrderLookups:
        return OrderLookups(self.request.user)

    def complete(self, rows: list[Any], listing: Listing) -> list[Any]:
        return complete_orders(rows, self.lookups)

    def row_address(self, row: Order) -> str:
        return reverse("par:order-detail", args=[row.number])

    def get_context(self, listing: Listing) -> dict[str, Any]:
        return {"totals": totals_of(listing.queryset)}

    def parameters(self, listing: Listing) -> list[tuple[str, Any]]:
        """The filters and the order, then the totals of the screen (R26)."""
        totals = totals_of(listing.queryset)
        return [
            *super().parameters(listing),
            (gettext("Orders in the total, without drafts and cancelled ones"), totals.orders),
            (gettext("Subtotal before taxes"), totals.subtotal),
            (gettext("Lines without a price"), totals.unpriced),
        ]


@permitted("par.view_order")
@require_safe
def customer_order_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """The orders of a customer, the newest first."""
    customers = Customer.objects.visible_to(request.user).with_assignment()
    customer = get_object_or_404(customers, pk=pk)
    orders = Order.objects.filter(customer=customer).with_totals().select_related("entered_by").newest_first()
    page = Paginator(orders, PAGE_LENGTH).get_page(request.GET.get("page"))
    walk = tab_walk_from(request, "par:customer-order-list")
    context = {"customer": customer, "page": page, "tab": TAB, "walk": walk}
    return render(request, "par/customer_order_list.html", context)


@permitted("par.view_order")
@require_safe
def order_detail(request: SignedInRequest, number: str) -> HttpResponse:
    """All that an order holds, what became of it, and every change (R4, R20)."""
    order = order_named(request, number)
    walk = way_from(request)
    # A list of orders, or one that is not walked through; the tabs lead back to a list of customers.
    comes_from_list = request.GET.get("from", "").startswith(reverse("par:order-list")) or (
        walk is not None and walk.row is None
    )
    context = {
        "order": order,
        "customer": order.customer,
        "tab": TAB,
        "lines": order.lines.select_related("item"),
        "opened": content_of(order).packed(),
        "changes": changes_of_order(order),
        "steps": steps_of(order),
        "count": ShelfCount.objects.filter(follow_up=order.follow_up_id or 0).first(),
        "may_write": may_write_orders(request.user),
        "may_cancel": may_cancel(order, request.user, on=localdate()),
        "is_on_the_way": order.is_on_the_way(on=localdate()),
        "walk": None if comes_from_list else walk,
        "walk_of_orders": walk if comes_from_list else None,
    }
    return render(request, "par/order_detail.html", context)


@permitted("par.view_order")
@require_safe
def order_pdf(request: SignedInRequest, number: str) -> HttpResponse:
    """The order on paper, in the customer's language (R20)."""
    order = order_named(request, number)
    return _document(order, pdf.written(order, company=request.company), "pdf", "application/pdf")


@permitted("par.view_order")
@require_safe
def order_xlsx(request: SignedInRequest, number: str) -> HttpResponse:
    """The order in Excel, in the customer's language: no table, which some may not take away (R25)."""
    order = order_named(request, number)
    return _document(order, workbook.written(order, company=request.company), "xlsx", CONTENT_TYPE)


@permitted("par.change_order")
@require_POST
def order_confirm(request: SignedInRequest, number: str) -> HttpResponse:
    """Confirm a draft as its page showed it."""
    order = order_named(request, number)
    prices = dict(order.lines.values_list("item", "unit_price"))
    try:
        opened = Content.unpacked(request.POST.get("opened", ""))
    except ValueError:
        messages.error(request, gettext("This page is damaged. Open it again."))
        return redirect(order_address(request, order))

    def do() -> str:
        confirmed = confirm_order(order, by=request.user, opened=opened)
        if dict(confirmed.lines.values_list("item", "unit_price")) != prices:
            messages.warning(
                request, gettext("Prices changed since the draft: the order has those of today.")
            )
        words = gettext("Order %(order)s is confirmed. Expected on %(day)s.")
        return words % {"order": confirmed, "day": confirmed.expected_on}

    return _step(request, order, do)


@permitted("par.change_order")
@require_POST
def order_deliver(request: SignedInRequest, number: str) -> HttpResponse:
    """Mark an order as delivered, or with `undo` as not delivered after all."""
    order = order_named(request, number)

    def do() -> str:
        if "undo" in request.POST:
            take_back_delivery(order, by=request.user)
            return gettext("Order %(order)s is marked as not delivered.") % {"order": order}
        deliver_order(order, by=request.user)
        return gettext("Order %(order)s is delivered.") % {"order": order}

    return _step(request, order, do)


@permitted("par.add_order")
@require_http_methods(["GET", "HEAD", "POST"])
def order_cancel(request: SignedInRequest, number: str) -> HttpResponse:
    """Ask why, then cancel an order; its visit stays (R4)."""
    order = order_named(request, number)
    form = OrderCancelForm(sent(request))
    if form.is_valid():
        try:
            cancel_order(order, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, gettext("Order %(order)s is cancelled.") % {"order": order})
            return redirect(order_address(request, order))
    elif not form.is_bound and not may_cancel(order, request.user, on=localdate()):
        messages.error(request, gettext("You can’t cancel this order, or can no longer."))
        return redirect(order_address(request, order))
    context = {
        "order": order,
        "customer": order.customer,
        "tab": TAB,
        "form": form,
        "walk": None,
        "back": order_address(request, order),
    }
    return render(request, "par/order_cancel.html", context, status=422 if form.errors else 200)


def _step(request: SignedInRequest, order: Order, do: Callable[[], str]) -> HttpResponse:
    """Do what is said when it is done; a refusal is said, and that it was done already without alarm."""
    try:
        messages.success(request, do())
    except ValidationError as error:
        say = messages.info if error.code == DONE_ALREADY else messages.error
        say(request, error.messages[0])
    return redirect(order_address(request, order))


def _document(order: Order, content: bytes, suffix: str, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    # A browser shows a PDF, from where it prints; it has no such way with a workbook.
    shown = "inline" if suffix == "pdf" else "attachment"
    response["Content-Disposition"] = f'{shown}; filename="{order.number}.{suffix}"'
    response["Cache-Control"] = "no-store"
    return response
