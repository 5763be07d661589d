"""Orders that are written at the desk: made, edited while they are drafts, thrown away (R16, R20)."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from customers.models import Customer
from followups.services.follow_ups import SUBMISSION_USED
from par.forms.orders import Difference, OrderForm
from par.models import Order
from par.selectors.catalogue import items_to_add
from par.selectors.order_changes import changes_of_order
from par.services.order_drafts import create_order, edit_draft, throw_away_draft
from webmino.audience import SignedInRequest, permitted
from webmino.forms import sent
from webmino.versions import CHANGED_MEANWHILE
from webmino.ways import walk_from, way_kept

# The tab of the customer's record whose pages these are.
TAB = "orders"


@permitted("par.change_order")
@require_http_methods(["GET", "HEAD", "POST"])
def order_create(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write an order of a customer, which opens with what is suggested; save it as a draft, or confirm it."""
    customer = get_object_or_404(Customer.objects.visible_to(request.user).with_assignment(), pk=pk)
    form = OrderForm(sent(request), customer=customer)
    if order := _written(form, partial(create_order, customer, by=request.user), "submission"):
        return _done(request, form, order)
    if form.has_error(NON_FIELD_ERRORS, SUBMISSION_USED):
        form.renew_submission()
    back = reverse("par:customer-order-list", args=[customer.pk], query=way_kept(request))
    return _page(request, form, customer=customer, order=None, back=back)


@permitted("par.change_order")
@require_http_methods(["GET", "HEAD", "POST"])
def order_edit(request: SignedInRequest, number: str) -> HttpResponse:
    """Edit a draft. Who saves second is told what changed, and keeps what he typed (R28)."""
    order = order_named(request, number)
    if order.status != Order.Status.DRAFT:
        return _too_late(request, order)
    form = OrderForm(sent(request), customer=order.customer, order=order)
    if edited := _written(form, partial(edit_draft, order, by=request.user), "opened"):
        return _done(request, form, edited)
    meanwhile: list[Difference] = []
    changes = []
    if form.has_error(NON_FIELD_ERRORS, CHANGED_MEANWHILE):
        meanwhile, changes = form.take_over(order), changes_of_order(order)[:1]
    return _page(
        request,
        form,
        customer=order.customer,
        order=order,
        meanwhile=meanwhile,
        last_change=changes[0] if changes else None,
        back=order_address(request, order),
    )


@permitted("par.change_order")
@require_http_methods(["GET", "HEAD", "POST"])
def order_throw_away(request: SignedInRequest, number: str) -> HttpResponse:
    """Throw a draft away, once that is confirmed; what is no draft any more is not asked about."""
    order = order_named(request, number)
    if request.method == "POST":
        try:
            throw_away_draft(order, by=request.user)
        except ValidationError as error:
            messages.error(request, error.messages[0])
            return redirect(order_address(request, order))
        messages.success(request, _("Draft %(order)s was thrown away.") % {"order": number})
        return redirect(reverse("par:customer-order-list", args=[order.customer_id], query=way_kept(request)))
    if order.status != Order.Status.DRAFT:
        words = _("%(order)s is no longer a draft: it is %(status)s.")
        messages.info(request, words % {"order": order, "status": order.get_status_display()})
        return redirect(order_address(request, order))
    context = {
        "order": order,
        "customer": order.customer,
        "tab": TAB,
        "walk": walk_from(request),
        "back": order_address(request, order),
    }
    return render(request, "par/order_throw_away.html", context)


def order_address(request: SignedInRequest, order: Order) -> str:
    """The order's page, with the way back to the list that it was opened from."""
    return reverse("par:order-detail", args=[order.number], query=way_kept(request))


def order_named(request: SignedInRequest, number: str) -> Order:
    """The order with all that its page names; one of a customer whom he does not see is 404 (R25)."""
    if "\0" in number:  # which PostgreSQL takes for no text at all
        raise Http404
    orders = Order.objects.visible_to(request.user).with_people().with_totals()
    return get_object_or_404(orders.select_related("customer__salesperson"), number=number)


def _written(form: OrderForm, write: Callable[..., Order], *said: str) -> Order | None:
    """Write what a form asks for; None when it does not ask to be saved, or is refused."""
    if not (form.saves and form.is_valid()):
        return None
    try:
        return write(**form.content, **{name: form.cleaned_data[name] for name in said})
    except ValidationError as error:
        form.add_error(None, error)
        return None


def _done(request: SignedInRequest, form: OrderForm, order: Order) -> HttpResponse:
    if order.status == Order.Status.CONFIRMED:
        words = _("Order %(order)s is confirmed. Expected on %(day)s.")
        messages.success(request, words % {"order": order, "day": order.expected_on})
    else:
        messages.success(request, _("Draft %(order)s is saved.") % {"order": order})
    if left_out := form.left_out:
        words = ngettext(
            "%(items)s was added without a quantity: it is not in the order.",
            "%(items)s were added without a quantity: they are not in the order.",
            len(left_out),
        )
        messages.warning(request, words % {"items": ", ".join(map(str, left_out))})
    return redirect(order_address(request, order))


def _too_late(request: SignedInRequest, order: Order) -> HttpResponse:
    """Say that the order is no draft any more, and show what was typed for it, which is not lost (R28)."""
    form = OrderForm(sent(request), customer=order.customer, order=order)
    typed = form.differences_from(order) if form.saves else []
    said = _("%(order)s is no longer a draft: it can't be edited.") % {"order": order}
    if not typed:
        messages.info(request, said)
        return redirect(order_address(request, order))
    context = {
        "said": said,
        "typed": typed,
        "order": order,
        "customer": order.customer,
        "tab": TAB,
        "walk": walk_from(request),
        "last_change": next(iter(changes_of_order(order)), None),
        "back": order_address(request, order),
    }
    return render(request, "par/order_form_late.html", context, status=422)


def _page(request: SignedInRequest, form: OrderForm, **context: Any) -> HttpResponse:
    """Show the form; 422 when it was sent to be saved and was not."""
    found = items_to_add(form.q)
    context = {
        "meanwhile": [],
        "last_change": None,
        "form": form,
        "tab": TAB,
        "found": found.items,
        "finds_more": found.has_more,
        "in_form": {row.item.pk for row in form.rows},
        "walk": walk_from(request),
    } | context
    status = 422 if form.is_bound else 200
    return render(request, "par/order_form.html", context, status=status)
