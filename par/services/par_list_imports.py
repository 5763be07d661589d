"""Bringing a customer's PAR list back from a file: what it would do, and doing it as it was shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple, cast

import pghistory
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from customers.models import Customer
from followups.services.checks import locked
from par.models import CustomerItem, Item
from par.par_list_files.columns import STATUSES
from par.par_list_files.reading import FileRow
from par.selectors.par_lists import lines_of, list_version
from webmino.models import User
from webmino.versions import CHANGED_MEANWHILE
from webmino.wording import number

ATTRIBUTES = ("par_quantity", "price", "position", "is_active")


class Difference(NamedTuple):
    """A value of a line, in words; empty when there was none."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class PlannedRow:
    """A row of the file that would write: its line as it is now, a new one when it is added."""

    row: FileRow
    line: CustomerItem
    differences: list[Difference]


@dataclass
class Plan:
    """What a file would do to a list in the state `state`. A row that can't be added has its reason.

    The state tells whether the list, or the items of the file, were changed or added to between two moments.
    """

    state: str
    added: list[PlannedRow] = field(default_factory=list)
    changed: list[PlannedRow] = field(default_factory=list)
    unchanged: int = 0
    refused: list[tuple[FileRow, Item, str]] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many lines it would write."""
        return len(self.added) + len(self.changed)


def plan_of(customer: Customer, rows: Sequence[FileRow]) -> Plan:
    """Return what the rows of a file would do to a list; lines that no row names stay as they are."""
    items = Item.objects.in_bulk([row.item_id for row in rows])
    # Read first: a change that comes between the two refuses the plan for nothing, never passes it.
    plan = Plan(state=_state(customer, items))
    lines = {line.item_id: line for line in lines_of(customer)}
    for row in rows:
        item = items.get(row.item_id)
        if item is not None:
            _plan_row(plan, row, item, lines.get(item.pk) or CustomerItem(customer=customer, item=item))
    return plan


@transaction.atomic
def apply_plan(customer: Customer, rows: Sequence[FileRow], *, state: str, by: User) -> Plan:
    """Write what `plan_of` showed, all of it or nothing, and return it.

    Refused with the code CHANGED_MEANWHILE when the list, or the catalogue, is no longer in that state.
    """
    keys = sorted(row.item_id for row in rows)
    # Items before customers, as every writer does; the order of their keys, as who takes several does.
    list(Item.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True).values_list("pk"))
    customer = locked(customer)
    plan = plan_of(customer, rows)
    if plan.state != state:
        raise ValidationError(
            _("The list or the catalogue changed since the preview. Nothing is saved yet: look at it again."),
            code=CHANGED_MEANWHILE,
        )
    for planned in (*plan.added, *plan.changed):
        _write(planned)
    _place_last([planned for planned in plan.added if "position" not in planned.row.values], customer)
    with pghistory.context(user=by.pk):
        for planned in plan.added:
            planned.line.added_by = by
        CustomerItem.objects.bulk_create(planned.line for planned in plan.added)
        CustomerItem.objects.bulk_update([planned.line for planned in plan.changed], ATTRIBUTES)
    return plan


def _state(customer: Customer, items: Mapping[int, Item]) -> str:
    last = CustomerItem.objects.filter(customer=customer).aggregate(last=models.Max("pk"))["last"]
    off = "-".join(str(key) for key, item in sorted(items.items()) if not item.is_active)
    return f"{list_version(customer)}.{last or 0}.{off}"


def _plan_row(plan: Plan, row: FileRow, item: Item, line: CustomerItem) -> None:
    """Put a row among what the plan would add, change or leave, or refuse it."""
    is_new = line.pk is None
    comes_back = row.values.get("is_active", line.is_active) and (is_new or not line.is_active)
    if comes_back and not item.is_active:
        plan.refused.append((row, item, _("This item is no longer in the catalogue.")))
        return
    if is_new:
        gets = [Difference(_label(name), "", _in_words(value)) for name, value in _told_of_new(row)]
        plan.added.append(PlannedRow(row, line, gets))
        return
    differences = [
        Difference(_label(name), _in_words(getattr(line, name)), _in_words(row.values[name]))
        for name in ATTRIBUTES
        if name in row.values and getattr(line, name) != row.values[name]
    ]
    if differences:
        plan.changed.append(PlannedRow(row, line, differences))
    else:
        plan.unchanged += 1


def _told_of_new(row: FileRow) -> list[tuple[str, Any]]:
    """What is worth telling of a line that is added: what it has, and that it is inactive."""
    values = [(name, row.values.get(name)) for name in ATTRIBUTES]
    return [(name, value) for name, value in values if value is not None and value is not True]


def _label(name: str) -> str:
    return str(capfirst(cast("models.Field", CustomerItem._meta.get_field(name)).verbose_name))


def _write(planned: PlannedRow) -> None:
    for name, value in planned.row.values.items():
        setattr(planned.line, name, value)


def _place_last(added: Sequence[PlannedRow], customer: Customer) -> None:
    """Number the lines whose file says no position after those that have one; without any, they have none."""
    positions = CustomerItem.objects.filter(customer=customer)
    last = positions.aggregate(last=models.Max("position"))["last"]
    if last is not None:
        for place, planned in enumerate(added, start=last + 1):
            planned.line.position = place


def _in_words(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(STATUSES[value])
    return number(value) if isinstance(value, Decimal | int) else str(value)
