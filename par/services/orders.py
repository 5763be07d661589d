"""Orders: what each asks for, at which price, and on which suggestion it rests (R19, R20)."""

import datetime
import uuid
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.models import Customer
from followups.models import FollowUp
from par.models import Item, Order, OrderLine, ShelfCount
from par.models.numbers import LARGEST_QUANTITY, QUANTITY_PLACES
from par.models.orders import FIGURES
from par.replenishment import Suggestion
from par.selectors.order_sheets import SheetLine, order_sheet
from webmino.company import CompanySettings
from webmino.models import User

EMPTY_ORDER = gettext_lazy("The order is empty: give a quantity to at least one item.")
# Items and how many units of each, in the order of the lines.
Asked = Iterable[tuple[Item, Decimal]]


@transaction.atomic
def place_order(
    customer: Customer,
    *,
    by: User,
    asked: Asked,
    note: str = "",
    ordered_on: datetime.date | None = None,
    counted: ShelfCount | None = None,
    follow_up: FollowUp | None = None,
    submission: uuid.UUID | None = None,
    keeps: Collection[int] = (),
) -> Order:
    """Make a confirmed order for a customer whom `by` sees and the caller holds (R16, R20).

    It is of the day `ordered_on`, None for today, and expected so many days after it.
    Each line takes the customer's price of now and the figures of its suggestion: those of the count in
    hand, `counted`, else of the customer's last one. `keeps` are keys of items that are ordered though they
    left the catalogue.
    Raises ValidationError for an order without lines, a quantity that can't be ordered, an item that is
    there twice, or one that is in the catalogue no more and not on the customer's list.
    """
    order = new_order(customer, by=by, note=note, submission=submission)
    order.follow_up = follow_up
    if follow_up:
        order.salesperson_id, order.route_id = follow_up.salesperson_id, follow_up.route_id
    lines = lines_of(asked, sheet=_sheet(customer, counted), keeps=keeps)
    confirm(order, on=ordered_on)
    save_lines(order, lines)
    return order


def new_order(customer: Customer, *, by: User, note: str, submission: uuid.UUID | None) -> Order:
    """Return a draft of today, not saved, of whom and of which route the customer is now (R5)."""
    return Order(
        customer=customer,
        salesperson_id=customer.salesperson_id,
        route_id=customer.route_id,
        ordered_on=timezone.localdate(),
        note=note.strip(),
        entered_by=by,
        submission=submission,
    )


def confirm(order: Order, *, on: datetime.date | None = None) -> Order:
    """Save a draft as confirmed on a day, None for today.

    It is expected after the company's days of delivery (R19).
    """
    order.status = Order.Status.CONFIRMED
    order.ordered_on = on or timezone.localdate()
    delay = CompanySettings.current().delivery_days
    order.expected_on = order.ordered_on + datetime.timedelta(days=delay)
    order.save()
    return order


def lines_of(asked: Asked, *, sheet: Iterable[SheetLine], keeps: Collection[int] = ()) -> list[OrderLine]:
    """Return the lines that ask for these quantities, as `place_order` says, without their order.

    `keeps` are keys of items that are ordered though they left the catalogue: an order has them already.
    """
    asked = list(asked)
    on_list = {line.item.pk: line for line in sheet}
    others = Item.objects.in_bulk({item.pk for item, _quantity in asked} - on_list.keys())
    in_catalogue = {pk for pk, item in others.items() if item.is_active or pk in keeps}
    _check(asked, may_be_ordered=on_list.keys() | in_catalogue)
    return [
        OrderLine(
            item=item,
            position=position,
            quantity=quantity,
            unit_price=on_list[item.pk].price if item.pk in on_list else others[item.pk].list_price,
            **_figures(on_list[item.pk].suggestion if item.pk in on_list else None),
        )
        for position, (item, quantity) in enumerate(asked, start=1)
    ]


def save_lines(order: Order, lines: Iterable[OrderLine]) -> None:
    """Save the lines of an order that has none."""
    for line in lines:
        line.order = order
    OrderLine.objects.bulk_create(lines)


def replace_lines(order: Order, lines: Iterable[OrderLine]) -> None:
    """Give an order these lines instead of those that it has, unless they are the same.

    All of them are made anew, so that history tells the order as it was before, whole.
    """
    lines = list(lines)
    if [_said(line) for line in order.lines.all()] != [_said(line) for line in lines]:
        order.lines.all().delete()
        save_lines(order, lines)


def _said(line: OrderLine) -> tuple[object, ...]:
    return line.item_id, line.quantity, line.unit_price, line.figures


def _sheet(customer: Customer, counted: ShelfCount | None) -> list[SheetLine]:
    if counted is None:
        return order_sheet(customer)
    quantities = dict(counted.lines.values_list("item", "quantity"))
    return order_sheet(customer, counted=quantities, counted_on=counted.counted_on)


def _check(asked: list[tuple[Item, Decimal]], *, may_be_ordered: set[int]) -> None:
    """Refuse what can't be an order; `may_be_ordered` are the keys of items."""
    if not asked:
        raise ValidationError(EMPTY_ORDER, code="empty")
    seen: set[int] = set()
    for item, quantity in asked:
        if not 0 < quantity <= LARGEST_QUANTITY or quantity != round(quantity, QUANTITY_PLACES):
            raise ValidationError(_("%(item)s: this quantity can't be ordered."), params={"item": item})
        if item.pk in seen:
            raise ValidationError(_("%(item)s is there twice."), params={"item": item})
        if item.pk not in may_be_ordered:
            raise ValidationError(_("%(item)s is no longer in the catalogue."), params={"item": item})
        seen.add(item.pk)


def _figures(suggestion: Suggestion | None) -> Mapping[str, Decimal | int | None]:
    """What a line keeps of its suggestion (R19): nothing where there is none, or one that no column holds."""
    if suggestion is None or max(suggestion.on_order, suggestion.quantity) > LARGEST_QUANTITY:
        return dict.fromkeys(FIGURES)
    par, counted, on_order, _needed, pack_size, suggested = suggestion
    return dict(zip(FIGURES, (par, counted, on_order, pack_size, suggested), strict=True))
