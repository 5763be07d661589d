"""An order becomes sales when it is invoiced, and stops being any when that is taken back (R23)."""

from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from analytics.models import SaleLine
from par.models import CustomerItem, Item, Order, OrderLine
from par.models.numbers import AMOUNT_PLACES
from par.services import order_steps
from par.services.locks import hold_items
from webmino.kept_sums import write_beside_others
from webmino.models import User

CENT = Decimal(1).scaleb(-AMOUNT_PLACES)


def may_invoice(user: User) -> bool:
    """Whether the user invoices orders and takes that back: managers and administrators (R25)."""
    return user.has_perms(["analytics.add_saleline", "analytics.delete_saleline"])


@transaction.atomic
def invoice_order(order: Order, *, invoice: str, by: User) -> Order:
    """Mark an order as invoiced and make its sale lines, of today, once (R23).

    They have the quantities, prices and amounts of the order; a line that had no price then has what the
    item costs the customer now. An invoice that was imported before has its lines already: the order makes
    none. Raises PermissionDenied, or ValidationError, by field where there is one: when the order is on no
    step that can be invoiced (with par's code DONE_ALREADY when it is invoiced), another order of his made
    lines of that number, an item has no price, or an import runs. Nothing is then changed.
    """
    _check_may_invoice(by)
    write_beside_others()
    hold_items(order.lines.values_list("item", flat=True))
    order = order_steps.mark_invoiced(order, invoice=invoice, by=by)
    lines = SaleLine.objects.filter(customer=order.customer, invoice=order.invoice)
    if lines.exclude(order=None).exists():
        message = _("This customer has an invoice %(invoice)s already.") % {"invoice": order.invoice}
        raise ValidationError({"invoice": message})
    if not lines.exists():
        SaleLine.objects.bulk_create(_sale_lines(order))
    return order


@transaction.atomic
def take_back_invoice(order: Order, *, by: User) -> int:
    """Make an invoiced order a delivered one again, and return how many sale lines went with its invoice.

    Those are the lines that were made from it: an imported invoice stays (R23). Raises PermissionDenied, or
    ValidationError when the order is not invoiced, or an import runs.
    """
    _check_may_invoice(by)
    write_beside_others()
    order = order_steps.take_back_invoice(order, by=by)
    count, _by_model = order.sale_lines.all().delete()
    return count


def _check_may_invoice(by: User) -> None:
    if not may_invoice(by):
        raise PermissionDenied


def _sale_lines(order: Order) -> Iterator[SaleLine]:
    lines = list(order.lines.select_related("item").order_by("position", "pk"))
    prices = _prices_of_now(order, [line.item for line in lines if line.unit_price is None])
    for line_no, line in enumerate(lines, start=1):
        price = prices[line.item_id] if line.unit_price is None else line.unit_price
        yield SaleLine(
            customer=order.customer,
            item=line.item,
            sold_on=localdate(),
            invoice=order.invoice,
            line_no=line_no,
            quantity=line.quantity,
            unit_price=price,
            amount=_amount(line, price),
            order=order,
        )


def _amount(line: OrderLine, price: Decimal) -> Decimal:
    """Return what the order says, so that the sale equals it to the cent; CAD before taxes."""
    if line.amount is not None:
        return line.amount
    return (line.quantity * price).quantize(CENT, ROUND_HALF_UP)


def _prices_of_now(order: Order, items: Iterable[Item]) -> dict[int, Decimal]:
    """Return what each item costs the customer now; raise ValidationError for those without a price.

    0 would be a sale that gave the goods away. A confirmed order is not edited any more, but its items can
    be given a price.
    """
    unpriced = {item.pk: item for item in items}
    specific = CustomerItem.objects.active().filter(customer=order.customer, item__in=unpriced)
    own = dict(specific.exclude(price=None).values_list("item", "price"))
    prices = {pk: own.get(pk, item.list_price) for pk, item in unpriced.items()}
    without = [str(unpriced[pk]) for pk, price in prices.items() if price is None]
    if without:
        message = _(
            "Items without a price: %(items)s. Give them one in the catalogue or on the customer's list, "
            "then invoice the order."
        )
        raise ValidationError(message, params={"items": ", ".join(without)})
    return {pk: price for pk, price in prices.items() if price is not None}
