"""An order as a sheet of a workbook, laid out as it is on paper; its figures and days are typed."""

import datetime
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from par.documents.contents import contents_of, in_the_customers_language
from par.models import Order, OrderLine
from par.models.numbers import PRICE_FORMAT
from par.wording import suggestion_in_words
from webmino.company import CompanySettings
from webmino.exports.cells import MAX_TEXT, cut, without_unwritable
from webmino.exports.layout import DAY_FORMAT

PLAIN, BOLD, TITLE = Font(), Font(bold=True), Font(bold=True, size=16)
LEFT, RIGHT = (Alignment(horizontal=side, vertical="top") for side in ("left", "right"))
# Set off from the figures beside it.
WRAPPED = Alignment(horizontal="left", vertical="top", wrap_text=True, indent=1)
TITLE_HEIGHT = 24  # points
NO_BORDER, UNDER = Border(), Border(bottom=Side(style="thin"))
# With optional decimals, Excel would write « 6, » for 6: it writes quantities as they are.
QUANTITY, PRICE, AMOUNT = "General", PRICE_FORMAT, "#,##0.00"
# Of each column: how it is named, how its figures are written, and its width in characters.
FORMATS = [None, None, None, QUANTITY, QUANTITY, QUANTITY, QUANTITY, None, QUANTITY, PRICE, AMOUNT]
WIDTHS = [16, 44, 14, 10, 10, 14, 11, 34, 11, 14, 14]


@in_the_customers_language
def written(order: Order, *, company: CompanySettings) -> bytes:
    """Return the order as a workbook of one sheet."""
    contents = contents_of(order, company)
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = order.number
    rows = _Rows(sheet)
    rows.add([contents.title], font=TITLE)
    for text in (*contents.company, "", *contents.customer, ""):
        rows.add([text])
    note = [(_("Note"), contents.note)] if contents.note else []
    for fact in (*contents.facts, *note):
        rows.add(fact)
    rows.add([])
    head = rows.add(_heads(), font=BOLD, border=UNDER, formats=FORMATS)
    for line in contents.lines:
        rows.add(_line(line), formats=FORMATS)
    subtotal = [*[None] * (len(WIDTHS) - 2), _("Subtotal before taxes"), order.subtotal]
    rows.add(subtotal, font=BOLD, formats=FORMATS)
    rows.add([contents.unpriced], font=BOLD)
    _lay_out(sheet, head)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _heads() -> list[str]:
    return [
        *(_("Code"), _("Item"), _("Unit"), _("PAR"), _("Counted"), _("On order"), _("Suggested")),
        *(_("How it is suggested"), _("Quantity"), _("Unit price"), _("Amount")),
    ]


def _line(line: OrderLine) -> list[Any]:
    par, counted, on_order, _pack_size, suggested = line.figures
    return [
        *(line.item.code, line.item.name, line.item.unit, par, counted, on_order, suggested),
        *(suggestion_in_words(line.suggestion), line.quantity),
        _("no price") if line.unit_price is None else line.unit_price,
        line.amount,
    ]


class _Rows:
    """The rows of a sheet, written from the top."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet, self.last = sheet, 0

    def add(
        self,
        values: Iterable[str | Decimal | datetime.date | None],
        *,
        font: Font = PLAIN,
        border: Border = NO_BORDER,
        formats: Sequence[str | None] = (),
    ) -> int:
        """Write a row, and return its number. Text stays text, whatever it starts with."""
        self.last += 1
        for column, value in enumerate(values, start=1):
            cell: Any = self.sheet.cell(self.last, column)
            if isinstance(value, str):
                cell.value = cut(without_unwritable(value), MAX_TEXT)
                cell.data_type = "s"
            else:
                cell.value = value
            wanted = formats[column - 1] if formats else None
            cell.number_format = wanted or (DAY_FORMAT if isinstance(value, datetime.date) else "General")
            cell.alignment = RIGHT if wanted else WRAPPED if formats and column > 1 else LEFT
            cell.font, cell.border = font, border
        return self.last


def _lay_out(sheet: Worksheet, head: int) -> None:
    """Make the columns wide enough, and print it as wide as a page with its head on each."""
    for number, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.row_dimensions[1].height = TITLE_HEIGHT
    sheet.print_title_rows = f"{head}:{head}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
