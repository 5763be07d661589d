"""An order on paper: letter size, as many pages as it takes, numbered."""

import datetime
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import font_source_sans_pro
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from reportlab.lib import colors
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import letter
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from par.documents.contents import Contents, contents_of, in_the_customers_language
from par.models import Order, OrderLine
from par.wording import amount_in_words, price_in_words, quantity_in_words, suggestion_in_words
from webmino.company import CompanySettings
from webmino.exports.cells import without_unwritable

FONT, BOLD = "Webmino", "Webmino-Bold"
FILES = Path(font_source_sans_pro.__file__).parent / "files"
pdfmetrics.registerFont(TTFont(FONT, FILES / "SourceSansPro-Regular.ttf"))
pdfmetrics.registerFont(TTFont(BOLD, FILES / "SourceSansPro-Bold.ttf"))

MARGIN = 16 * mm
GAP = 4 * mm
WIDTH = letter[0] - 2 * MARGIN
# Of the columns: code, item, quantity, unit, unit price, amount.
WIDTHS = [25 * mm, None, 20 * mm, 22 * mm, 25 * mm, 28 * mm]
WIDTHS[1] = WIDTH - sum(width for width in WIDTHS if width)
ITEM_AND_UNIT = (1, 3)
GREY = colors.HexColor("#56615f")

TEXT = ParagraphStyle("text", fontName=FONT, fontSize=9.5, leading=12)
SMALL = ParagraphStyle("small", TEXT, fontSize=8, leading=10, textColor=GREY)
STRONG = ParagraphStyle("strong", TEXT, fontName=BOLD)
TITLE = ParagraphStyle("title", TEXT, fontName=BOLD, fontSize=16, leading=20)
NUMBER = ParagraphStyle("number", TEXT, alignment=TA_RIGHT)
STRONG_NUMBER = ParagraphStyle("strong number", NUMBER, fontName=BOLD)


@in_the_customers_language
def written(order: Order, *, company: CompanySettings) -> bytes:
    """Return the order as a PDF."""
    contents = contents_of(order, company)
    file = io.BytesIO()
    document = SimpleDocTemplate(
        file,
        pagesize=letter,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN + GAP,
        title=contents.title,
        author=contents.company[0],
        lang=get_language(),
    )
    document.build(list(_story(order, contents)), canvasmaker=_numbered(contents.title))
    return file.getvalue()


def _story(order: Order, contents: Contents) -> Iterator[Flowable]:
    yield _head(contents)
    yield Spacer(0, GAP)
    yield _lines(order, contents)
    if contents.unpriced:
        yield Spacer(0, GAP / 2)
        yield _text(contents.unpriced, STRONG)
    if contents.note:
        yield Spacer(0, GAP)
        yield _text(_("Note"), STRONG)
        yield _text(contents.note)


def _head(contents: Contents) -> Flowable:
    """The company and what the order is at the left and at the right, then whom it is for and its facts."""
    name, *address = contents.company
    facts = [_fact(name, value) for name, value in contents.facts]
    customer, *place = contents.customer
    table = Table(
        [
            [[_text(name, STRONG), *map(_text, address)], [_text(contents.title, TITLE)]],
            [[_text(customer, STRONG), *map(_text, place)], facts],
        ],
        colWidths=[WIDTH * 0.55, WIDTH * 0.45],
    )
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (0, -1), 0),
                ("BOTTOMPADDING", (0, 0), (-1, 0), GAP),
            ]
        )
    )
    return table


def _fact(name: str, value: str | datetime.date) -> Paragraph:
    said = date_format(value) if isinstance(value, datetime.date) else value
    return Paragraph(f"<font color='{GREY.hexval()}'>{escape(name)}</font> {escape(said)}", TEXT)


def _lines(order: Order, contents: Contents) -> Flowable:
    """The lines, whose head comes again on each page, and the subtotal."""
    heads = [_("Code"), _("Item"), _("Quantity"), _("Unit"), _("Unit price"), _("Amount")]
    head = [
        _text(text, STRONG if at in (0, *ITEM_AND_UNIT) else STRONG_NUMBER) for at, text in enumerate(heads)
    ]
    # The first cell takes all that it spans.
    total = [_text(_("Subtotal before taxes"), STRONG_NUMBER), *[""] * 4]
    total.append(_text(amount_in_words(order.subtotal), STRONG_NUMBER))
    table = Table([head, *map(_line, contents.lines), total], colWidths=WIDTHS, repeatRows=1, splitInRow=True)
    last = len(contents.lines) + 1
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LINEBELOW", (0, 0), (-1, 0), 0.75, colors.black),
                ("LINEBELOW", (0, 1), (-1, last - 2), 0.25, colors.lightgrey),
                ("LINEABOVE", (0, last), (-1, last), 0.75, colors.black),
                ("SPAN", (0, last), (4, last)),
                ("NOSPLIT", (0, last - 1), (-1, last)),
                ("TOPPADDING", (0, 0), (-1, -1), 2),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
            ]
        )
    )
    return table


def _line(line: OrderLine) -> list[Any]:
    item = [_text(line.item.name)]
    if suggestion := line.suggestion:
        item.append(_text(_("Suggested: %(sum)s") % {"sum": suggestion_in_words(suggestion)}, SMALL))
    price = _("no price") if line.unit_price is None else price_in_words(line.unit_price)
    return [
        _text(line.item.code),
        item,
        _text(quantity_in_words(line.quantity), NUMBER),
        _text(line.item.unit),
        _text(price, NUMBER),
        _text(amount_in_words(line.amount), NUMBER),
    ]


def _text(text: str, style: ParagraphStyle = TEXT) -> Paragraph:
    """Text as it is, wrapped: nothing in it is markup."""
    return Paragraph(escape(without_unwritable(text)).replace("\n", "<br/>"), style)


def _numbered(title: str) -> type[Canvas]:
    """Return a canvas that writes « page 2 of 3 » at the foot of each page, once it knows how many."""

    class Numbered(Canvas):
        def __init__(self, *args: Any, **how: Any) -> None:
            super().__init__(*args, **how)
            self._pages: list[dict[str, Any]] = []

        def showPage(self) -> None:  # noqa: N802 - reportlab's name
            self._pages.append(dict(self.__dict__))
            self._startPage()  # type: ignore[attr-defined]  # the stubs do not know it

        def save(self) -> None:
            for number, page in enumerate(self._pages, start=1):
                self.__dict__.update(page)
                self._foot(number, len(self._pages))
                super().showPage()
            super().save()

        def _foot(self, number: int, count: int) -> None:
            self.setFont(FONT, 8)
            self.setFillColor(GREY)
            self.drawString(MARGIN, MARGIN / 1.5, title)
            said = _("page %(number)s of %(count)s") % {"number": number, "count": count}
            self.drawRightString(letter[0] - MARGIN, MARGIN / 1.5, said)

    return Numbered
