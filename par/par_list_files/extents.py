"""How far a sheet of an .xlsx file goes, told before it is read.

A sheet is read as a rectangle: one cell far away would make it fill the memory.
"""

import re
from typing import Any
from xml.parsers import expat

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Rows of a sheet, its head left out, its columns, and cells of its rectangle: a list has a dozen columns.
MOST_ROWS = 5_000
MOST_COLUMNS = 702
MOST_CELLS = 500_000
REFERENCE = re.compile(r"([A-Za-z]{0,8})(\d{1,8})")


def check_sheet(part: bytes) -> None:
    """Refuse a part of a file that is a sheet too large to be read, with ValidationError; pass any other.

    Raises ExpatError for a sheet that is no XML, and ValueError for a cell whose place can't be told.
    """
    if b"sheetData" in part:
        parser = expat.ParserCreate()
        parser.StartElementHandler = _Extent().meet
        parser.Parse(part, True)


class _Extent:
    """The rectangle of the cells that were met, or a larger one.

    A cell that says no place, or says it in a way that the reader passes over, follows the one before it.
    """

    def __init__(self) -> None:
        self.rows = self.columns = self.row = self.column = 0

    def meet(self, name: str, attributes: dict[str, Any]) -> None:
        local = name.rpartition(":")[-1]
        if local not in ("row", "c"):
            return
        column, row = _place(attributes.get("r", ""))
        if local == "row":
            self.row, self.column = max(row, self.row + 1), 0
        else:
            self.row, self.column = max(row, self.row), max(column, self.column + 1)
        self.rows, self.columns = max(self.rows, self.row), max(self.columns, self.column)
        self._check()

    def _check(self) -> None:
        if self.rows > MOST_ROWS + 1:
            raise ValidationError(_("The file has more than %(rows)s rows.") % {"rows": MOST_ROWS})
        if self.columns > MOST_COLUMNS:
            raise ValidationError(_("The file has too many columns."))
        if self.rows * self.columns > MOST_CELLS:
            raise ValidationError(_("The file holds too much for a list of items."))


def _place(reference: str) -> tuple[int, int]:
    """The column and the row that `B12` says, from 1; 0 where it says none."""
    if not reference:
        return 0, 0
    match = REFERENCE.fullmatch(reference)
    if not match:
        raise ValueError(reference)
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return column, int(match[2])
