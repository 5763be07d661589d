"""The workbook around the rows, laid out by openpyxl."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from django.utils.functional import Promise
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from .cells import CellStyles, cut, without_unwritable

DAY_FORMAT = "yyyy-mm-dd"
MOMENT_FORMAT = "yyyy-mm-dd hh:mm"
MAX_TITLE = 31  # UTF-16 units in the name of a sheet
RESERVED_TITLES = {"history"}  # Excel keeps this name for itself
FORBIDDEN_IN_TITLE = re.compile(r"[\\/*?:\[\]]")
WIDTHS = (10, 40)  # characters, when none is asked for
FILTER_BUTTON = 4  # characters that it hides
HEADER_FONT = Font(bold=True)
HEADER_FILL = PatternFill("solid", fgColor="DDE7F0")

# The same in every workbook. Programs that tell an .xlsx from another zip look at its first entries.
FIRST_PARTS = ("_rels/.rels", "docProps/app.xml", "docProps/core.xml", "xl/theme/theme1.xml")
SHEET_PART = "xl/worksheets/sheet{}.xml"
NO_ROWS = re.compile(r"<sheetData\s*/>|<sheetData></sheetData>")
# Says how far the cells go, which nobody knows before the last row, and readers would believe it.
DIMENSION = re.compile(r"<dimension [^>]*/>")


@dataclass(frozen=True)
class Column:
    """A column of a sheet.

    `number_format` is Excel's, for every value of the column; None means a format by type: ISO for days and
    moments, Excel's own for numbers. `width` is in characters; None means wide enough for the header.
    """

    header: str | Promise
    number_format: str | None = None
    width: float | None = None


def unique_title(wanted: str, taken: set[str]) -> str:
    """Return a name that Excel accepts, numbered from 2 when taken; `taken` holds names in lower case."""
    allowed = FORBIDDEN_IN_TITLE.sub("", without_unwritable(wanted))
    base = " ".join(allowed.split()).strip("' ") or "1"
    for number in count(1):
        suffix = f" {number}" if number > 1 else ""
        title = cut(base, MAX_TITLE - len(suffix)).strip("' ") + suffix
        if title.lower() not in taken:
            break
    return title


class Layout:
    """A workbook whose sheets are begun and ended one after another, as it turns out which are needed."""

    def __init__(self) -> None:
        self._book = Workbook()
        self._book.remove(self._book.worksheets[0])
        self._book.properties.creator = "Webmino"
        self._titles = set(RESERVED_TITLES)

    def begin_sheet(self, title: str, columns: Sequence[Column]) -> tuple[str, str]:
        """Return the name of the sheet's part and the XML that comes before its rows."""
        title = unique_title(title, self._titles)
        self._titles.add(title.lower())
        sheet = self._book.create_sheet(title)
        sheet.freeze_panes = "A2"
        for number, column in enumerate(columns, 1):
            sheet.column_dimensions[get_column_letter(number)].width = column.width or _width_for(column)
        return SHEET_PART.format(len(self._book.worksheets)), self._around_rows()[0] + "<sheetData>"

    def end_sheet(self, columns: Sequence[Column], last_row: int) -> str:
        """Return the XML that comes after the rows of the sheet begun last."""
        self._sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{last_row}"
        return "</sheetData>" + self._around_rows()[1]

    def header_styles(self, columns: Sequence[Column]) -> list[CellStyles]:
        cell = WriteOnlyCell(self._sheet)
        cell.font, cell.fill = HEADER_FONT, HEADER_FILL
        return [CellStyles(other=cell.style_id)] * len(columns)

    def styles(self, columns: Sequence[Column]) -> list[CellStyles]:
        return [
            CellStyles(
                day=self._style(column.number_format or DAY_FORMAT),
                moment=self._style(column.number_format or MOMENT_FORMAT),
                other=self._style(column.number_format or "General"),
            )
            for column in columns
        ]

    def first_parts(self) -> Iterator[tuple[str, bytes]]:
        """Yield the parts that do not depend on the sheets. One sheet must have been begun."""
        saved = self._saved()
        return ((name, saved.read(name)) for name in FIRST_PARTS)

    def last_parts(self) -> Iterator[tuple[str, bytes]]:
        """Yield the parts that list the sheets and the styles. Every sheet must have been ended."""
        saved = self._saved()
        sheets = {SHEET_PART.format(number) for number in range(1, len(self._book.worksheets) + 1)}
        return ((name, saved.read(name)) for name in saved.namelist() if name not in {*FIRST_PARTS, *sheets})

    @property
    def _sheet(self) -> Worksheet:
        return self._book.worksheets[-1]

    def _style(self, number_format: str) -> int:
        cell = WriteOnlyCell(self._sheet)
        cell.number_format = number_format
        return cell.style_id

    def _around_rows(self) -> list[str]:
        part = self._saved().read(SHEET_PART.format(len(self._book.worksheets))).decode()
        return NO_ROWS.split(DIMENSION.sub("", part))

    def _saved(self) -> zipfile.ZipFile:
        file = io.BytesIO()
        self._book.save(file)
        return zipfile.ZipFile(file)


def _width_for(column: Column) -> int:
    narrowest, widest = WIDTHS
    return max(narrowest, min(len(str(column.header)) + FILTER_BUTTON, widest))
