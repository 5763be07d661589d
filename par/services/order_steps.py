"""An order on its way: confirmed, delivered, invoiced, or cancelled (R4, R19, R20)."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from followups.services.checks import checked_reason, locked
from par.access import CANCELLABLE, check_may_write, may_cancel
from par.models import Order
from par.selectors.order_sheets import order_sheet
from par.selectors.orders import Content
from par.services.locks import hold_items
from par.services.order_drafts import DONE_ALREADY, check_opened, held_draft
from par.services.orders import confirm, lines_of, replace_lines
from webmino.models import CODE_LENGTH, User

Status = Order.Status


@transaction.atomic
def confirm_order(order: Order, *, by: User, opened: Content) -> Order:
    """Confirm a draft as it was seen, `opened`, at the prices of now; it is of today (R20).

    Raises ValidationError with the code DONE_ALREADY when somebody confirmed it before, CHANGED_MEANWHILE
    when it asks for something else now, or another when it can't be ordered; nothing is then changed.
    """
    check_may_write(by)
    hold_items(order.lines.values_list("item", flat=True))
    order = held_draft(order)
    check_opened(order, opened)
    asked = [(line.item, line.quantity) for line in order.lines.select_related("item")]
    replace_lines(order, lines_of(asked, sheet=order_sheet(order.customer)))
    return confirm(order)


@transaction.atomic
def deliver_order(order: Order, *, by: User) -> Order:
    """Mark a confirmed order as delivered: what it brought is on the shelf, and on order no more (R19).

    Raises ValidationError, with the code DONE_ALREADY when it is delivered.
    """
    check_may_write(by)
    return _moved(order, to=Status.DELIVERED, once=(Status.CONFIRMED,))


@transaction.atomic
def take_back_delivery(order: Order, *, by: User) -> Order:
    """Mark as confirmed an order that was marked as delivered by mistake."""
    check_may_write(by)
    return _moved(order, to=Status.CONFIRMED, once=(Status.DELIVERED,))


@transaction.atomic
def cancel_order(order: Order, *, by: User, reason: str) -> Order:
    """Cancel an order: it stays visible with its reason and counts nowhere; its visit stays (R4, R20).

    Raises ValidationError, by field where there is one; nothing is then changed.
    """
    order = _held(order)
    if order.status == Status.CANCELLED:
        raise ValidationError(
            _("%(order)s was cancelled already by %(who)s: %(reason)s"),
            code=DONE_ALREADY,
            params={"order": order, "who": order.cancelled_by, "reason": order.cancel_reason},
        )
    _check_status(order, CANCELLABLE)
    if not may_cancel(order, by, on=timezone.localdate()):
        raise ValidationError(_("An order is cancelled by its author the same day, later by a manager."))
    reason = checked_reason(reason)
    order.status = Status.CANCELLED
    order.cancelled_at = timezone.now()
    order.cancelled_by = by
    order.cancel_reason = reason
    order.save(update_fields=["status", "cancelled_at", "cancelled_by", "cancel_reason"])
    return order


@transaction.atomic
def mark_invoiced(order: Order, *, invoice: str, by: User) -> Order:
    """Say which invoice a confirmed or delivered order became (R23). Who makes its sale lines calls it.

    Raises ValidationError, by field where there is one: without a number, or when the order is on no such
    step; with the code DONE_ALREADY when it is invoiced.
    """
    order = _held(order)
    invoice = invoice.strip()
    if not invoice or len(invoice) > CODE_LENGTH:
        message = _("This number is too long.") if invoice else _("Give the number of the invoice.")
        raise ValidationError({"invoice": message})
    if order.status == Status.INVOICED:
        raise ValidationError(
            _("%(order)s is invoiced already: %(invoice)s."),
            code=DONE_ALREADY,
            params={"order": order, "invoice": order.invoice},
        )
    _check_status(order, (Status.CONFIRMED, Status.DELIVERED))
    order.status, order.invoice = Status.INVOICED, invoice
    order.save(update_fields=["status", "invoice"])
    return order


@transaction.atomic
def take_back_invoice(order: Order, *, by: User) -> Order:
    """Make an invoiced order a delivered one again, without an invoice (R23).

    Raises ValidationError when it is not invoiced.
    """
    order = _held(order)
    _check_status(order, (Status.INVOICED,))
    order.status, order.invoice = Status.DELIVERED, ""
    order.save(update_fields=["status", "invoice"])
    return order


def _moved(order: Order, *, to: Order.Status, once: Collection[Order.Status]) -> Order:
    order = _held(order)
    if order.status == to:
        raise ValidationError(
            _("%(order)s is %(status)s already."),
            code=DONE_ALREADY,
            params={"order": order, "status": order.get_status_display()},
        )
    _check_status(order, once)
    order.status = to
    order.save(update_fields=["status"])
    return order


def _held(order: Order) -> Order:
    """Return the order as it is now, held with its customer until the end of the transaction."""
    locked(order.customer)
    return Order.objects.select_related("customer").select_for_update(of=("self",)).get(pk=order.pk)


def _check_status(order: Order, allowed: Collection[Order.Status]) -> None:
    if order.status not in allowed:
        raise ValidationError(
            _("%(order)s is %(status)s: this can't be done."),
            params={"order": order, "status": order.get_status_display()},
        )
