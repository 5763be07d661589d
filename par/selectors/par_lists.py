"""What the page of a customer's specific items reads."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext, ngettext

from customers.models import Customer
from par.models import CustomerItem, ShelfCount
from par.selectors.quantities import on_order
from par.shelf_order import moved
from webmino.history import Change, ToldChange, changes_of_rows, rows_at, version_of_rows
from webmino.models import User
from webmino.wording import number, price

ZERO = Decimal(0)


class Totals(NamedTuple):
    """Sums of active specific items. Those with PAR 0 are in none but what is on order (R11).

    What the last count does not have is unknown: None when it has nothing at all (R13).
    """

    par: Decimal
    counted: Decimal | None
    missing: Decimal | None
    surplus: Decimal | None
    out_of_stock: int
    on_order: Decimal


@dataclass(frozen=True)
class ParList:
    """A customer's specific items in shelf order, as one version of the list.

    `counted_on` is the day of his last count, None when he was never counted; `on_order` has the units of
    each item that is on order as of that day, else of today (R19).
    """

    customer: Customer
    version: int
    lines: list[CustomerItem]
    counted_on: datetime.date | None
    on_order: dict[int, Decimal]

    @property
    def as_of(self) -> datetime.date:
        """The day that `on_order` is as of."""
        return self.counted_on or localdate()

    @property
    def active(self) -> list[CustomerItem]:
        return [line for line in self.lines if line.is_active]

    @property
    def inactive(self) -> list[CustomerItem]:
        return [line for line in self.lines if not line.is_active]

    @property
    def totals(self) -> Totals:
        stocked = [line for line in self.active if line.par_quantity > 0]
        return Totals(
            par=sum((line.par_quantity for line in stocked), ZERO),
            counted=_sum(line.last_counted for line in stocked),
            missing=_sum(line.missing for line in stocked),
            surplus=_sum(line.surplus for line in stocked),
            out_of_stock=sum(line.is_out_of_stock for line in stocked),
            on_order=sum((self.on_order.get(line.item_id, ZERO) for line in self.active), ZERO),
        )


class ListChange(NamedTuple):
    """A change of a list; `line` is None when it is the order of its lines."""

    line: CustomerItem | None
    column: str
    change: Change


def par_list(customer: Customer) -> ParList:
    """Return the customer's specific items, inactive ones too, with what is known of each."""
    # Read first: a change that comes between the two is told for nothing, never passed over.
    version = list_version(customer)
    counts = ShelfCount.objects.filter(customer=customer).standing().newest_first()
    counted_on = counts.values_list("counted_on", flat=True).first()
    return ParList(
        customer=customer,
        version=version,
        lines=list(lines_of(customer)),
        counted_on=counted_on,
        on_order=on_order(customer, on=counted_on or localdate()),
    )


def lines_of(customer: Customer) -> QuerySet[CustomerItem]:
    """Return the customer's specific items in shelf order, inactive ones too, with their items."""
    return CustomerItem.objects.filter(customer=customer).select_related("item").in_shelf_order()


def list_version(customer: Customer) -> int:
    """Return the number of the latest change of the list. An item that is added to it changes no other."""
    return version_of_rows(CustomerItem.objects.filter(customer=customer))


def list_changes(customer: Customer, *, newest: int) -> list[ListChange]:
    """Return who changed what of the list and added what to it, newest first: so many, no more (R4).

    Positions that were renumbered without a line that was moved among the others are no change.
    """
    lines = list(lines_of(customer))
    told = [
        each
        for each in changes_told(lines, changes_of_rows(lines, newest=newest))
        if each.line or each.change.after
    ]
    told += _additions(lines)
    return sorted(told, key=lambda each: each.change.at, reverse=True)[:newest]


def changes_told(lines: Sequence[CustomerItem], changes: Iterable[ToldChange]) -> list[ListChange]:
    """Return these changes of lines, those of positions as one for each save: how many lines it moved.

    They are told newest first. After is empty where none was moved.
    """
    told: list[ListChange] = []
    shelf = {line.pk: (line.is_active, line.position) for line in lines}
    for of_save in _by_save(changes):
        told += [
            ListChange(line, field.name, change)
            for line, field, change, *_how in of_save
            if field.name != "position"
        ]
        after = dict(shelf)
        for each in of_save:
            is_active, position = shelf[each.row.pk]
            if each.field.name == "position":
                shelf[each.row.pk] = is_active, each.before
            elif each.field.name == "is_active":
                shelf[each.row.pk] = each.before, position
        if numbered := {each.row.pk: each for each in of_save if each.field.name == "position"}:
            # A list that was not numbered: what has a number all the same was added by this save, or later.
            is_first = any(each.before is None for each in numbered.values())
            there = [line for line in lines if line.pk in numbered or not is_first]
            order = next(iter(numbered.values())).change
            told.append(_order_told(order, len(moved(_order(there, shelf), _order(there, after)))))
    return told


def _by_save(changes: Iterable[ToldChange]) -> Iterable[list[ToldChange]]:
    """The changes that each save made, the newest save first."""
    saves: dict[Any, list[ToldChange]] = {}
    for each in sorted(changes, key=lambda each: each.change.at, reverse=True):
        saves.setdefault((each.change.at, each.save), []).append(each)
    return saves.values()


def _order_told(change: Change, count: int) -> ListChange:
    """What one save did to the order on the shelf."""
    said = ngettext("%(count)s line moved", "%(count)s lines moved", count) % {"count": count}
    label = gettext("Order on the shelf")
    return ListChange(None, "position", change._replace(label=label, before="", after=said if count else ""))


def _order(lines: Iterable[CustomerItem], shelf: Mapping[int, tuple[bool, int | None]]) -> list[int]:
    """The keys of the lines that were active, as `in_shelf_order` put them."""

    def place(line: CustomerItem) -> tuple[bool, int, str, int]:
        position = shelf[line.pk][1]
        return position is None, position or 0, line.item.code_key, line.pk

    return [line.pk for line in sorted(lines, key=place) if shelf[line.pk][0]]


def _additions(lines: Iterable[CustomerItem]) -> list[ListChange]:
    """That each line was added, with what it had then; nothing of those whose day nobody kept."""
    dated = [line for line in lines if line.added_at]
    users = User.objects.in_bulk({line.added_by_id for line in dated} - {None})
    first = rows_at(dated, 0)
    return [
        ListChange(
            line,
            "item",
            Change(
                at=localtime(line.added_at),
                user=users.get(line.added_by_id) if line.added_by_id else None,
                label=gettext("Added to the list"),
                before="",
                after=_had(first[line.pk]),
            ),
        )
        for line in dated
    ]


def _had(line: Any) -> str:
    """« PAR 12,5, prix du client 3,50 »."""
    par = gettext("PAR %(par)s") % {"par": number(line.par_quantity)}
    if line.price is None:
        return par
    return gettext("%(par)s, customer’s price %(price)s") % {"par": par, "price": price(line.price)}


def _sum(quantities: Iterable[Decimal | None]) -> Decimal | None:
    known = [quantity for quantity in quantities if quantity is not None]
    return sum(known, ZERO) if known else None
