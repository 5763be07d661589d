"""The sheet of a customer's specific items, and the form that adds one.

A sheet is not one of Django's forms: three hundred lines would be a thousand fields to make and to render.
Its cells are read by the same fields, one of each kind for all the lines.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from par.forms.fields import PriceField, QuantityField
from par.models import CustomerItem, Item
from par.replenishment import ZERO
from par.selectors.par_lists import ListChange, ParList, changes_told
from par.services.par_lists import Edit, Typed
from webmino.history import changes_of_rows_since, rows_at

LAST_PLACE = 99_999
PLACE_RANGE = _("A position is a number from 1 to 99,999.")
# The columns that are typed, by the names of their inputs.
COLUMNS = {"par": "par_quantity", "price": "price"}
NAMES = {column: name for name, column in COLUMNS.items()} | {"is_active": "active"}
FIELDS: dict[str, forms.Field] = {
    "par": QuantityField(required=False),
    "price": PriceField(required=False),
    "place": forms.IntegerField(
        min_value=1,
        max_value=LAST_PLACE,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), PLACE_RANGE),
    ),
}
VERSION = forms.IntegerField(min_value=0)


@dataclass
class Cell:
    """An input: what it shows, what is stored, and what is wrong with it."""

    name: str
    text: Any
    stored: Any
    is_typed: bool = False
    errors: list[str] = field(default_factory=list)

    @property
    def differs(self) -> bool:
        return self.text != self.stored


@dataclass
class Row:
    """A line of the sheet. `place` is None for one that is not active, which is nowhere on the shelf."""

    line: CustomerItem
    price: Cell
    par: Cell
    active: Cell
    place: Cell | None

    @property
    def cells(self) -> Iterator[Cell]:
        yield from (cell for cell in (self.place, self.price, self.par, self.active) if cell)


class Meanwhile(NamedTuple):
    """What somebody else changed; `typed` is what was typed in that cell, None when it was left."""

    cell: str
    told: ListChange
    typed: str | None


class Sheet:
    """A customer's list as it is edited: what is stored, or what was sent, cell by cell.

    What was typed is what differs from the version at which the sheet was opened, whatever is stored now.
    """

    def __init__(self, listing: ParList, data: QueryDict | None = None) -> None:
        self.listing = listing
        self.data = QueryDict() if data is None else data
        self.is_bound = data is not None
        self.version = listing.version
        self.errors: list[str] = []
        self._typed: dict[int, Typed] = {}
        self._opened: dict[int, Any] = {line.pk: line for line in listing.lines}
        self._places: dict[int, int] = {}
        self._stored_places = {line.pk: place for place, line in enumerate(listing.active, start=1)}
        if self.is_bound:
            self._read_version()
            self._opened = rows_at(listing.lines, self.version)
        self.rows = [self._row(line, place) for place, line in enumerate(self._lines_shown(), start=1)]
        self._say_faults()

    @property
    def active_rows(self) -> list[Row]:
        return [row for row in self.rows if row.place]

    @property
    def inactive_rows(self) -> list[Row]:
        return [row for row in self.rows if not row.place]

    @property
    def edit(self) -> Edit:
        return Edit(self.version, self._typed, self._order())

    def is_valid(self) -> bool:
        return self.is_bound and not self.errors

    def refuse(self, error: ValidationError) -> None:
        self.errors += error.messages

    def meanwhile(self) -> list[Meanwhile]:
        """Return what was changed by others since the sheet was opened, beside what was typed."""
        # A version that is still to come is of a database that was restored since: all changes are told.
        since = self.version if self.version <= self.listing.version else 0
        cells = {cell.name: cell for row in self.rows for cell in row.cells}
        meanwhile = []
        for told in changes_told(self.listing.lines, changes_of_rows_since(self.listing.lines, since)):
            cell = cells.get(f"{NAMES[told.column]}-{told.line.pk}") if told.line else None
            typed = _in_words(cell.text) if cell and cell.is_typed else None
            if told.line is None and self._order() is not None:
                typed = gettext("another order")
            meanwhile.append(Meanwhile(cell.name if cell else "", told, typed))
        return meanwhile

    def take_over(self) -> None:
        """Go on from what is stored now: what was typed is kept, to be sent again, and the rest shows it."""
        if self._order() is None:
            shelf = {line.pk: place for place, line in enumerate(self.listing.lines, start=1)}
            self.rows.sort(key=lambda row: (row.place is None, shelf[row.line.pk]))
            for place, row in enumerate(self.active_rows, start=1):
                row.place = Cell(f"place-{row.line.pk}", place, place)
        self.version = self.listing.version
        for cell in (cell for row in self.rows for cell in (row.price, row.par, row.active)):
            if not cell.is_typed:
                cell.text = cell.stored

    def focused(self) -> str:
        """The name of the first cell that is wrong; empty when none is."""
        return next((cell.name for row in self.rows for cell in row.cells if cell.errors), "")

    def _read_version(self) -> None:
        try:
            self.version = VERSION.clean(self.data.get("version"))
        except ValidationError:
            self.errors.append(gettext("The page came back incomplete. Open it again."))

    def _lines_shown(self) -> list[CustomerItem]:
        """The lines in the order of the sheet: as they were sent, then those that were not on it."""
        lines = {line.pk: line for line in [*self.listing.active, *self.listing.inactive]}
        keys = (name.removeprefix("par-") for name in self.data if name.startswith("par-"))
        sent = [int(key) for key in keys if key.isdecimal() and len(key) < 19]
        return [lines[key] for key in dict.fromkeys([*sent, *lines]) if key in lines]

    def _row(self, line: CustomerItem, place: int) -> Row:
        return Row(
            line=line,
            price=self._cell("price", line),
            par=self._cell("par", line),
            active=self._active(line),
            place=self._place(line, place) if self._opened[line.pk].is_active else None,
        )

    def _cell(self, name: str, line: CustomerItem) -> Cell:
        """The price or the PAR of a line, read from what was sent when it was."""
        column, field_ = COLUMNS[name], FIELDS[name]
        stored = field_.prepare_value(getattr(line, column))
        cell = Cell(f"{name}-{line.pk}", "" if stored is None else stored, "" if stored is None else stored)
        if not self._was_sent(line):
            return cell
        cell.text = self.data.get(cell.name, "")
        try:
            value = field_.clean(cell.text)
        except ValidationError as error:
            cell.errors, cell.is_typed = error.messages, True
            return cell
        if column == "par_quantity" and value is None:
            value = ZERO
        if value != getattr(self._opened[line.pk], column):
            cell.is_typed = True
            self._typed.setdefault(line.pk, {})[column] = value  # type: ignore[literal-required]
        return cell

    def _active(self, line: CustomerItem) -> Cell:
        cell = Cell(f"active-{line.pk}", line.is_active, line.is_active)
        if self._was_sent(line):
            cell.text = cell.name in self.data
            if cell.text != self._opened[line.pk].is_active:
                cell.is_typed = True
                self._typed.setdefault(line.pk, {})["is_active"] = cell.text
        return cell

    def _place(self, line: CustomerItem, place: int) -> Cell:
        cell = Cell(f"place-{line.pk}", place, self._stored_places.get(line.pk, place))
        self._places[line.pk] = place
        if cell.name in self.data:
            cell.text = self.data[cell.name]
            try:
                self._places[line.pk] = FIELDS["place"].clean(cell.text)
            except ValidationError as error:
                cell.errors = error.messages
            cell.is_typed = bool(cell.errors) or self._places[line.pk] != place
        return cell

    def _was_sent(self, line: CustomerItem) -> bool:
        return f"par-{line.pk}" in self.data

    def _say_faults(self) -> None:
        faults = sum(bool(cell.errors) for row in self.rows for cell in row.cells)
        if faults:
            said = ngettext(
                "%(count)s cell is to be corrected. Nothing is saved yet.",
                "%(count)s cells are to be corrected. Nothing is saved yet.",
                faults,
            )
            self.errors.append(said % {"count": faults})

    def _order(self) -> Sequence[int] | None:
        """The keys of the active lines in the order that is asked for; None when it was left.

        A line whose number was changed takes that place: it goes before the one that had it when it moves
        up, after when it moves down.
        """

        def asked(shown: tuple[int, Row]) -> tuple[int, int]:
            place, row = shown
            wanted = self._places[row.line.pk]
            return wanted, (wanted > place) - (wanted < place)

        shown = [(place, row) for place, row in enumerate(self.rows, start=1) if row.place]
        order = [row.line.pk for _place, row in sorted(shown, key=asked)]
        opened = sorted((row.line for _place, row in shown), key=self._opened_at)
        return None if order == [line.pk for line in opened] else order

    def _opened_at(self, line: CustomerItem) -> tuple[bool, int, str, int]:
        """Where the line was on the shelf when the sheet was opened, as `in_shelf_order` puts it."""
        position = self._opened[line.pk].position
        return position is None, position or 0, line.item.code_key, line.pk


class AddItemForm(forms.Form):
    """An item of the catalogue that is added to a list, with its PAR and the customer's price."""

    item = forms.ModelChoiceField(Item.objects.all(), widget=forms.HiddenInput)
    par = QuantityField(label=_("PAR"), required=False)
    price = PriceField(label=_("customer’s price"), required=False)

    @property
    def refused(self) -> dict[str, Any]:
        """What was typed beside the item that can't be added so, and what is wrong; empty when nothing is."""
        if not self.errors:
            return {}
        item = self.cleaned_data.get("item")
        typed = {name: self[name].value() or "" for name in ("par", "price")}
        faults: dict[str, Any] = {f"{name}_errors": self.errors.get(name, []) for name in typed}
        return typed | faults | {"item": item.pk if item else None, "errors": self.non_field_errors()}


def _in_words(text: Any) -> str:
    if isinstance(text, bool):
        return gettext("yes") if text else gettext("no")
    return str(text)
