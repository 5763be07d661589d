"""Reading a PAR list back from an .xlsx file: each row by its columns, or why it is refused (R28)."""

import io
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, BinaryIO
from xml.parsers.expat import ExpatError

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from par.forms.fields import PriceField, QuantityField
from par.models import Item
from par.par_list_files.columns import HEADS, NEEDED, Column, column_of, is_name, status_of
from par.par_list_files.extents import check_sheet
from par.replenishment import ZERO

# Bytes of a file, and of what it holds once unpacked: a list of a few hundred items is a hundredth of it.
MOST_BYTES = 5_000_000
MOST_UNPACKED = 40_000_000
# Parts by which a workbook of another format would be read, with other ways to be large.
OTHER_FORMATS = {"content.xml", "xl/workbook.bin"}
# What the parts of a file that is damaged, or has a password, raise.
UNREADABLE = (zipfile.BadZipFile, zlib.error, ExpatError, RuntimeError, OSError, ValueError, LookupError)
# Digits that Excel keeps of a number; those beyond are noise of its arithmetic.
DIGITS = 15

FIELDS: dict[Column, forms.Field] = {
    Column.PRICE: PriceField(required=False),
    Column.PAR: QuantityField(required=False),
    Column.POSITION: forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1),
}
# What each column writes.
ATTRIBUTES = {
    Column.PRICE: "price",
    Column.PAR: "par_quantity",
    Column.POSITION: "position",
    Column.STATUS: "is_active",
}


@dataclass(frozen=True)
class FileRow:
    """A row of the file that can be read: its number there, its item, and what each of its columns says."""

    number: int
    item_id: int
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Refusal:
    """What is wrong with a cell: the number of its row, the head of its column and why.

    `item` is the row's, by its code and name as the file has them; empty when it has neither.
    """

    row: int
    item: str
    column: str
    text: str
    reason: str


@dataclass
class FileRead:
    """What a file says. A row with a refusal is in `refused` alone."""

    rows: list[FileRow] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)


def read_par_list(file: BinaryIO) -> FileRead:
    """Return what the first sheet of an .xlsx file says.

    Raises ValidationError for a file as a whole: no workbook, too long, columns that are missing.
    """
    cells = _cells_of(file)
    head = [_text_of(cell) for cell in cells[0]] if cells else []
    places = _places_of(head)
    read = FileRead(ignored=[text for text in head if text and column_of(text) is None])
    rows = [(number, row) for number, row in enumerate(cells[1:], start=2) if any(map(_text_of, row))]
    if not rows:
        raise ValidationError(_("The file has no row under its heads."))
    items = _items_named(_text_of(row[places[Column.CODE]]) for _number, row in rows)
    seen: dict[int, int] = {}
    named_by = [places[Column.CODE], *(place for place, text in enumerate(head) if is_name(text))]
    for number, row in rows:
        typed = {column: _text_of(row[place]) for column, place in places.items()}
        is_number = isinstance(row[places[Column.CODE]], int | float)
        item = " ".join(filter(None, (_text_of(row[place]) for place in named_by)))
        _read_row(read, number, typed, items, seen, item=item, code_is_number=is_number)
    return read


def _read_row(
    read: FileRead,
    number: int,
    typed: dict[Column, str],
    items: Mapping[str, int],
    seen: dict[int, int],
    *,
    item: str,
    code_is_number: bool,
) -> None:
    """Put a row among those that are read or refused."""
    code = typed.pop(Column.CODE)
    refused = []
    if reason := _fault_of_code(code, items, seen, code_is_number):
        refused.append(Refusal(number, item, str(HEADS[Column.CODE]), code, reason))
    values = {}
    for column, text in typed.items():
        try:
            values[ATTRIBUTES[column]] = _value_of(column, text)
        except ValidationError as error:
            refused.append(Refusal(number, item, str(HEADS[column]), text, error.messages[0]))
    if code in items:
        seen.setdefault(items[code], number)
    if refused:
        read.refused += refused
    else:
        read.rows.append(FileRow(number, items[code], values))


def _fault_of_code(code: str, items: Mapping[str, int], seen: Mapping[int, int], code_is_number: bool) -> str:
    """Why a row can't be said to be of an item; empty when it can."""
    if not code:
        return _("The row says no item.")
    if code not in items and code_is_number:
        return _("No item has this code. The cell holds a number: zeros before it may be lost.")
    if code not in items:
        return _("No item has this code.")
    if items[code] in seen:
        return _("Row %(row)s has this item already.") % {"row": seen[items[code]]}
    return ""


def _value_of(column: Column, text: str) -> Any:
    if column == Column.STATUS:
        if not text:
            return True
        status = status_of(text)
        if status is None:
            raise ValidationError(_("A status is “active” or “inactive”."))
        return status
    value = FIELDS[column].clean(text)
    return ZERO if column == Column.PAR and value is None else value


def _items_named(codes: Iterable[str]) -> dict[str, int]:
    return dict(Item.objects.filter(code__in=set(codes)).order_by().values_list("code", "pk"))


def _places_of(head: list[str]) -> dict[Column, int]:
    """Where each column is, by the heads of the first row."""
    places: dict[Column, int] = {}
    for place, text in enumerate(head):
        column = column_of(text)
        if column in places:
            raise ValidationError(_("The column “%(column)s” is there twice.") % {"column": HEADS[column]})
        if column is not None:
            places[column] = place
    if missing := [str(HEADS[column]) for column in NEEDED if column not in places]:
        said = _("The first row of the first sheet has no column named: %(columns)s.")
        raise ValidationError(said % {"columns": ", ".join(missing)})
    return places


def _cells_of(file: BinaryIO) -> list[list[Any]]:
    """The cells of the first sheet, row by row from the first."""
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ValidationError(_("The file is too large: 5 MB at most."))
    _check_size(content)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except CalamineError as error:
        raise ValidationError(_("Excel’s format .xlsx is needed, without a password.")) from error


def _check_size(content: bytes) -> None:
    """Refuse what is no .xlsx, and one that would fill the memory once it is read."""
    refusal = _("Excel’s format .xlsx is needed, without a password.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
                raise ValidationError(_("The file holds too much for a list of items."))
            if not OTHER_FORMATS.isdisjoint(name.lower() for name in archive.namelist()):
                raise ValidationError(refusal)
            # A sheet may be in any part. Reading each of them also proves that it is as large as it says.
            for part in archive.infolist():
                check_sheet(archive.read(part))
    except UNREADABLE as error:
        raise ValidationError(refusal) from error


def _text_of(cell: Any) -> str:
    """What a cell says, as one would type it; without NUL, which PostgreSQL takes for no text at all."""
    if isinstance(cell, float):
        return f"{Decimal(f'{cell:.{DIGITS}g}'):f}"
    return str(cell).replace("\0", "").strip()
