"""Values written as the XML of worksheet cells."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any
from xml.sax.saxutils import escape

from django.utils import timezone

MAX_TEXT = 32_767  # UTF-16 units in a cell
SURELY_FITS = MAX_TEXT // 2  # characters, of one or two units each
MAX_WHOLE = 10**15  # Excel keeps 15 digits and turns the others into zeros
MAX_EXPONENT = 307
MAX_NUMBER = 9.99 * 10.0**MAX_EXPONENT

DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - Excel's days have no time zone
# Excel has a 29 February 1900, so the days before it are one off; before 1900 it has none.
FIRST_DAY = date(1900, 3, 1)
FIRST_MOMENT = datetime(1900, 3, 1)  # noqa: DTZ001 - compared with moments made naive

# What XML 1.0 cannot hold even escaped. One such character and no program opens the file.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# One class of characters, since alternatives would cost more than all the rest of a cell.
MAY_NEED_CARE = re.compile("[&<>_\x00-\x1f\ud800-\udfff\ufffe\uffff]")
# Excel reads _x000D_ in a text as a carriage return; its underscore is written in the same manner.
LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
LINE_END = re.compile("\r\n?")

Encode = Callable[[Any], str]


@dataclass
class Report:
    """What has been written so far, for a last sheet that is made once the others are.

    `rows` counts by title as declared, headers left out, continuation sheets included; a sheet is counted
    when it ends. `cut_cells` counts the texts that were longer than a cell.
    """

    rows: Counter[str] = field(default_factory=Counter)
    cut_cells: int = 0


def without_unwritable(text: str) -> str:
    """Return the text without control characters, U+FFFE, U+FFFF and lone surrogates; line ends become LF."""
    return UNWRITABLE.sub("", LINE_END.sub("\n", text))


def cut(text: str, units: int) -> str:
    """Return the longest start of the text that takes at most this many UTF-16 units, pairs kept whole."""
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", errors="ignore")


class CellEncoder:
    """Turns a value into the rest of a `<c …` tag and what it holds, by the value's type.

    An empty result means an empty cell. Aware moments are told in the time zone current when this is made.
    """

    def __init__(self, report: Report):
        self._report = report
        self._zone = timezone.get_current_timezone()
        # The first that fits: an enum may be a str or an int, a bool is an int, a datetime is a date.
        self._kinds: Sequence[tuple[type, Encode]] = (
            (Enum, lambda value: self.text(str(value.value))),
            (str, self.text),
            (bool, self.truth),
            (int, self.whole),
            (float, self.real),
            (Decimal, self.decimal),
            (datetime, self.moment),
            (date, self.day),
            (object, lambda value: self.text(str(value))),  # lazy translations, UUIDs
        )

    def for_type(self, kind: type) -> Encode:
        return next(encode for base, encode in self._kinds if issubclass(kind, base))

    def text(self, value: str) -> str:
        """Never a formula, whatever it starts with. Line ends become LF, and spaces at its edges are kept."""
        if not value:
            return ""
        value = without_unwritable(value)
        shortened = cut(value, MAX_TEXT)
        if shortened != value:
            self._report.cut_cells += 1
        if not shortened:
            return ""
        content = escape(LOOKS_ESCAPED.sub("_x005F_", shortened))
        return f' t="inlineStr"><is><t xml:space="preserve">{content}</t></is>'

    def truth(self, value: bool) -> str:
        return f' t="b"><v>{value:d}</v>'

    def whole(self, value: int) -> str:
        """A number of more than 15 digits is text, which loses none of them."""
        if -MAX_WHOLE < value < MAX_WHOLE:
            return f"><v>{value:d}</v>"
        return self.text(str(value))

    def real(self, value: float) -> str:
        """Empty for NaN, infinity and what Excel has no room for."""
        return f"><v>{value!r}</v>" if -MAX_NUMBER < value < MAX_NUMBER else ""

    def decimal(self, value: Decimal) -> str:
        """As `real`. Excel rounds to 15 significant digits when it opens the file."""
        # The exponent, since comparing a decimal with a float costs more than a whole row.
        return f"><v>{value}</v>" if value.is_finite() and value.adjusted() < MAX_EXPONENT else ""

    def moment(self, value: datetime) -> str:
        """Local time; ISO text before 1 March 1900."""
        if value.tzinfo is not None:
            value = value.astimezone(self._zone).replace(tzinfo=None)
        if value < FIRST_MOMENT:
            return self.text(value.isoformat(" "))
        return f"><v>{(value - DAY_ZERO) / timedelta(days=1)!r}</v>"

    def day(self, value: date) -> str:
        """ISO text before 1 March 1900."""
        if value < FIRST_DAY:
            return self.text(value.isoformat())
        return f"><v>{value.toordinal() - DAY_ZERO.toordinal()}</v>"


@dataclass(frozen=True)
class CellStyles:
    """Numbers of the workbook's styles for one column. 0 is the workbook's plain style."""

    day: int = 0
    moment: int = 0
    other: int = 0

    def for_type(self, kind: type) -> int:
        if issubclass(kind, datetime):
            return self.moment
        return self.day if issubclass(kind, date) else self.other


class ColumnCells(dict[type, tuple[str, Encode]]):
    """How each type of value is written in one column: the style's attribute and the encoder.

    Filled at the first value of a type, so that a value costs one look-up instead of ten `isinstance`.
    """

    def __init__(self, styles: CellStyles, encoder: CellEncoder):
        super().__init__()
        self._styles, self._encoder = styles, encoder

    def __missing__(self, kind: type) -> tuple[str, Encode]:
        style = self._styles.for_type(kind)
        self[kind] = (f' s="{style}"' if style else "", self._encoder.for_type(kind))
        return self[kind]


class RowWriter:
    """Writes the rows of a sheet whose columns have these letters and styles."""

    def __init__(self, letters: Sequence[str], styles: Sequence[CellStyles], encoder: CellEncoder):
        self._columns = []
        for letter, style in zip(letters, styles, strict=True):
            kinds = ColumnCells(style, encoder)
            text_style, _encode = kinds[str]
            self._columns.append((f'<c r="{letter}', f'{text_style} t="inlineStr"><is><t>', kinds))

    def row(self, number: int, values: Sequence[object]) -> str:
        """Return one `<row>`; `number` counts from 1. ValueError unless there is one value per column."""
        cells, place = [], f'{number}"'
        for (cell, text, kinds), value in zip(self._columns, values, strict=True):
            # Most cells are plain text, and a call for each would cost more than all the rest.
            if (
                type(value) is str
                and value
                and not MAY_NEED_CARE.search(value)
                and value == value.strip()
                and len(value) <= SURELY_FITS
            ):
                cells.append(f"{cell}{place}{text}{value}</t></is></c>")
            elif value is not None:
                style, encode = kinds[type(value)]
                if content := encode(value):
                    cells.append(f"{cell}{place}{style}{content}</c>")
        return f'<row r="{number}">{"".join(cells)}</row>'
