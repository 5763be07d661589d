"""Drafts of orders, which exist at the desk alone (R16): made, edited by one or two people, thrown away."""

import uuid

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from customers.models import Customer
from followups.services.checks import locked
from followups.services.follow_ups import SUBMISSION_USED
from par.access import check_may_write
from par.models import Order
from par.selectors.order_sheets import order_sheet
from par.selectors.orders import Content, content_of
from par.services.locks import hold_items
from par.services.orders import Asked, confirm, lines_of, new_order, replace_lines, save_lines
from webmino.models import User
from webmino.versions import CHANGED_MEANWHILE

# The code of the error that it is done already: nothing is wrong, and nothing was changed.
DONE_ALREADY = "done_already"


@transaction.atomic
def create_order(
    customer: Customer,
    *,
    by: User,
    asked: Asked,
    note: str = "",
    submission: uuid.UUID,
    confirmed: bool = False,
) -> Order:
    """Make an order at the desk, of a customer whom `by` sees: a draft, or a confirmed one.

    `submission` is made when the form is opened: the same form sent again returns the order that it made;
    with something else in it, it is refused with the code SUBMISSION_USED.
    Raises ValidationError as `place_order` does, and PermissionDenied for who may not write orders; nothing
    is then saved.
    """
    asked = list(asked)
    check_may_write(by)
    hold_items(item.pk for item, _quantity in asked)
    customer = locked(customer)
    if made := Order.objects.filter(submission=submission).first():
        return _the_same(made, customer, by, Content.of(asked, note))
    order = new_order(customer, by=by, note=note, submission=submission)
    lines = lines_of(asked, sheet=order_sheet(customer))
    order.save()
    save_lines(order, lines)
    return confirm(order) if confirmed else order


@transaction.atomic
def edit_draft(
    order: Order, *, by: User, opened: Content, asked: Asked, note: str = "", confirmed: bool = False
) -> Order:
    """Write anew what a draft asks for, at the prices and with the suggestions of now; confirm it perhaps.

    `opened` is what it asked for when the form was opened: when it asks for something else now, the edit is
    refused with the code CHANGED_MEANWHILE, and `content_of` tells what (R28).
    Raises ValidationError as `create_order` does; nothing is then saved.
    """
    asked = list(asked)
    check_may_write(by)
    hold_items(item.pk for item, _quantity in asked)
    order = held_draft(order)
    check_opened(order, opened)
    # Nobody is promised what left the catalogue: a draft may keep it, to be seen and taken out.
    kept = () if confirmed else content_of(order).quantities.keys()
    replace_lines(order, lines_of(asked, sheet=order_sheet(order.customer), keeps=kept))
    order.note = note.strip()
    order.save(update_fields=["note"])
    return confirm(order) if confirmed else order


@transaction.atomic
def throw_away_draft(order: Order, *, by: User) -> None:
    """Delete a draft: nobody was promised anything, and its number is not used again. History keeps it.

    Raises ValidationError when it is no draft any more.
    """
    check_may_write(by)
    held_draft(order).delete()


def held_draft(order: Order) -> Order:
    """Return the draft as it is now, held with its customer; refuse what is no draft any more.

    One that is confirmed is refused with the code DONE_ALREADY.
    """
    locked(order.customer)
    orders = Order.objects.select_related("customer").select_for_update(of=("self",))
    held = orders.filter(pk=order.pk).first()
    if held is None:
        raise ValidationError(_("This draft was thrown away by somebody else."))
    if held.status == Order.Status.CONFIRMED:
        message = _("%(order)s is confirmed already.")
        raise ValidationError(message, code=DONE_ALREADY, params={"order": held})
    if held.status != Order.Status.DRAFT:
        raise ValidationError(
            _("%(order)s is no longer a draft: it is %(status)s."),
            params={"order": held, "status": held.get_status_display()},
        )
    return held


def check_opened(order: Order, opened: Content) -> None:
    """Refuse to go on from what the order no longer asks for."""
    if content_of(order) != opened:
        raise ValidationError(
            _("This draft was changed in the meantime. Nothing is saved yet."), code=CHANGED_MEANWHILE
        )


def _the_same(made: Order, customer: Customer, by: User, sent: Content) -> Order:
    """Return `made` when it was sent again; refuse a form that was filled anew after it."""
    is_his = (made.customer_id, made.entered_by_id) == (customer.pk, by.pk)
    if not is_his or content_of(made) != sent:
        message = _("This form had made order %(order)s before. Send it again to make this one too.")
        raise ValidationError(message, code=SUBMISSION_USED, params={"order": made})
    return made
