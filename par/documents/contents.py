"""What an order's documents say, once for all of them, in the language that is active."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TypeVar

from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from par.models import Order, OrderLine
from webmino.company import CompanySettings
from webmino.exports.cells import without_unwritable
from webmino.phones import written_phone
from webmino.postal_codes import written_postal_code

Result = TypeVar("Result")


@dataclass(frozen=True)
class Contents:
    """An order in words and figures: blocks of lines, facts with their names, and the lines themselves.

    `unpriced` is said where lines have no price, and are in no total; empty where all have one.
    """

    title: str
    company: list[str]
    customer: list[str]
    facts: list[tuple[str, str | datetime.date]]
    note: str
    lines: list[OrderLine]
    unpriced: str


def in_the_customers_language(write: Callable[..., Result]) -> Callable[..., Result]:
    """Let a function whose first argument is an order speak the language of its customer."""

    @wraps(write)
    def written(order: Order, **how: object) -> Result:
        with translation.override(order.customer.language):
            return write(order, **how)

    return written


def contents_of(order: Order, company: CompanySettings) -> Contents:
    """Return what the documents of an order say; it comes `with_people` and `with_totals`."""
    lines = list(order.lines.select_related("item"))
    return Contents(
        title=_title(order),
        company=_clean(str(company), *company.address.splitlines()),
        customer=_customer(order),
        facts=[(name, value) for name, value in _facts(order) if value],
        note=without_unwritable(order.note),
        lines=lines,
        unpriced=unpriced_in_words(sum(line.unit_price is None for line in lines)),
    )


def unpriced_in_words(count: int) -> str:
    """What is to be known of lines without a price; empty for none."""
    if not count:
        return ""
    said = ngettext(
        "%(count)s line without a price is not in the subtotal.",
        "%(count)s lines without a price are not in the subtotal.",
        count,
    )
    return said % {"count": count}


def _title(order: Order) -> str:
    """« Commande CMD-1042 »; a draft and a cancelled one say so, that nobody takes it for an order."""
    said = _("Order %(order)s") % {"order": order}
    if order.status in (Order.Status.DRAFT, Order.Status.CANCELLED):
        return f"{said} ({order.get_status_display()})"
    return said


def _customer(order: Order) -> list[str]:
    customer = order.customer
    place = " ".join(filter(None, (customer.region, written_postal_code(customer.postal_code))))
    city = ", ".join(filter(None, (customer.city, place)))
    lines = (f"{customer.number} {customer.name}", customer.address, city, written_phone(customer.phone))
    return _clean(*lines)


def _facts(order: Order) -> list[tuple[str, str | datetime.date | None]]:
    return [
        (_("Date"), order.ordered_on),
        (_("Expected delivery"), order.expected_on),
        (_("Status"), capfirst(order.get_status_display())),
        (_("Invoice"), without_unwritable(order.invoice)),
        (_("Salesperson"), without_unwritable(str(order.salesperson or ""))),
        (_("Taken by"), without_unwritable(str(order.entered_by))),
    ]


def _clean(*lines: str) -> list[str]:
    """The lines that hold something, without what no document can write."""
    return [text for text in (without_unwritable(line).strip() for line in lines) if text]
