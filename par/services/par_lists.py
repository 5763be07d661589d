"""Writing a customer's specific items: the whole list as one, and one item that is added (R11).

No line is ever deleted: one that the customer no longer takes is inactive, and its history stays.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypedDict

import pghistory
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from customers.models import Customer
from followups.services.checks import locked
from par.models import CustomerItem, Item
from par.selectors.par_lists import lines_of, list_version
from par.services.locks import hold_prices
from par.shelf_order import moved
from webmino.history import changes_of_rows_since
from webmino.models import User
from webmino.versions import CHANGED_MEANWHILE

# What of a line is typed in its cells. Its place on the shelf is the list's, not its own.
TYPED = ("par_quantity", "price", "is_active")


class Typed(TypedDict, total=False):
    """What is written of a line; what is not said stays as it is."""

    par_quantity: Decimal
    price: Decimal | None
    is_active: bool


@dataclass(frozen=True)
class Edit:
    """What one person asks of a list, against the version at which he opened it.

    `typed` has the cells that he changed, by the line's key. `order` has the keys of the lines in the order
    that he asks for, None when he left it; lines that it does not name keep theirs, after.
    """

    version: int
    typed: Mapping[int, Typed] = field(default_factory=dict)
    order: Sequence[int] | None = None


@transaction.atomic
def save_par_list(customer: Customer, *, by: User, edit: Edit) -> list[CustomerItem]:
    """Save what was typed in a customer's list, all of it or nothing.

    Return the lines that it changed: those typed in, and those moved among the others.

    When somebody changed a price, a PAR or what is active since that version, it is refused with the code
    CHANGED_MEANWHILE; so it is when he changed the order on the shelf, if `edit` asks for another one.
    """
    # A price that is emptied follows the list's: the trigger takes the items, and would after the customer.
    hold_prices(lines_of(customer).values_list("item", flat=True))
    customer = locked(customer)
    lines = list(lines_of(customer).select_for_update(of=("self",)))
    _check_version(customer, lines, edit, by)
    for line in lines:
        _check_catalogue(line, edit.typed.get(line.pk, {}))
    changed = {line.pk for line in lines if _write(line, edit.typed.get(line.pk, {}))}
    numbered = set()
    if edit.order is not None:
        ordered = _ordered(lines, edit.order)
        numbered = _number(ordered)
        changed |= moved([line.pk for line in lines], [line.pk for line in ordered])
    _save([line for line in lines if line.pk in changed | numbered], by)
    return [line for line in lines if line.pk in changed]


@transaction.atomic
def add_to_par_list(
    customer: Customer, item: Item, *, by: User, par_quantity: Decimal | None, price: Decimal | None = None
) -> CustomerItem:
    """Put an item on a customer's list, last on the shelf, and return its line; without a PAR, it is 0 (R11).

    One that was taken off the list is put back on it: with the PAR and price that are given, else its own.
    Raises ValidationError when it is on the list, or no longer in the catalogue.
    """
    item = Item.objects.select_for_update(no_key=True).get(pk=item.pk)
    if not item.is_active:
        raise ValidationError(_("%(item)s is no longer in the catalogue.") % {"item": item})
    customer = locked(customer)
    lines = list(lines_of(customer).select_for_update(of=("self",)))
    line = next((line for line in lines if line.item_id == item.pk), None)
    if line is not None and line.is_active:
        raise ValidationError(_("%(item)s is on the list already.") % {"item": item})
    others = [other for other in lines if other.is_active]
    if line is None:
        line = CustomerItem(customer=customer, item=item, added_by=by)
    line.is_active = True
    line.par_quantity = line.par_quantity if par_quantity is None else par_quantity
    line.price = line.price if price is None else price
    numbered = _number([*others, line])
    with pghistory.context(user=by.pk):
        line.save()
    _save([other for other in others if other.pk in numbered], by)
    return line


def _check_version(customer: Customer, lines: list[CustomerItem], edit: Edit, by: User) -> None:
    """Refuse to go on from a version that the list no longer is; what was changed back is no change.

    One's own new order, as adding an item gives, is not in one's own way.
    """
    told = changes_of_rows_since(lines, edit.version)
    in_the_way = [
        each
        for each in told
        if each.field.name in TYPED or (edit.order is not None and each.change.user != by)
    ]
    if in_the_way or edit.version > list_version(customer):
        raise ValidationError(
            _("This list was changed in the meantime. Nothing is saved yet."), code=CHANGED_MEANWHILE
        )


def _check_catalogue(line: CustomerItem, typed: Typed) -> None:
    """Refuse to put back an item that nobody may add: it stays on lists until it is taken off them."""
    if typed.get("is_active") and not line.is_active and not line.item.is_active:
        raise ValidationError(_("%(item)s is no longer in the catalogue.") % {"item": line.item})


def _write(line: CustomerItem, typed: Typed) -> bool:
    """Write what was typed into a line, and return whether that changes it."""
    before = {name: getattr(line, name) for name in typed}
    for name, value in typed.items():
        setattr(line, name, value)
    return before != typed


def _ordered(lines: Iterable[CustomerItem], order: Sequence[int]) -> list[CustomerItem]:
    """The active lines in that order of their keys; those that it does not name come after, as they were."""
    active = {line.pk: line for line in lines if line.is_active}
    named = dict.fromkeys(key for key in order if key in active)
    return [active[key] for key in named | dict.fromkeys(active)]


def _number(lines: Iterable[CustomerItem]) -> set[Any]:
    """Number lines from 1 in this order, and return the keys of those whose number changes."""
    changed = set()
    for place, line in enumerate(lines, start=1):
        if line.position != place:
            line.position = place
            changed.add(line.pk)
    return changed


def _save(lines: list[CustomerItem], by: User) -> None:
    """Write the lines in one statement, so that what is kept of the customer is made anew once."""
    with pghistory.context(user=by.pk):
        CustomerItem.objects.bulk_update(lines, [*TYPED, "position"])
