"""What pages say of specific items: figures of the sheet."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import gettext

from webmino import wording

register = template.Library()
# Attributes of the inputs of a column, beside those that all have.
OF_COLUMN = {
    "place": SafeString(' inputmode="numeric" required pattern="0*[1-9][0-9]*"'),
    "price": SafeString(' inputmode="decimal"'),
    "par": SafeString(' inputmode="decimal"'),
}


@register.filter
def units_of(quantities: Mapping[int, Decimal], item: int) -> Decimal:
    """The units of an item among these, by its key; 0 when there are none."""
    return quantities.get(item, Decimal(0))


@register.filter
def typed(value: Decimal | None) -> str:
    """A number as one types it; nothing for None."""
    return "" if value is None else wording.typed(value)


@register.filter
def days_ago(day: datetime.date) -> str:
    """How long ago a day was, « il y a 23 j » or « aujourd’hui »."""
    count = (localdate() - day).days
    return gettext("%(days)s ago") % {"days": wording.days(count)} if count else gettext("today")


@register.simple_tag
def sheet_input(cell: Any, column: str, line: int, focused: str) -> SafeString:
    """The input of a cell of the sheet, named by its column and its item, with what is wrong beside it.

    Not a template: three hundred lines would include it a thousand times.
    """
    stored = format_html(' data-stored="{}"', cell.stored) if cell.differs else ""
    state, message = _fault(cell, focused) if cell.errors else ("", "")
    return format_html(
        '<input class="form-control{}" name="{}" id="{}" value="{}" data-column="{}"'
        ' aria-labelledby="head-{} item-{}"{}{}{}>{}',
        " is-invalid" if cell.errors else "",
        *(cell.name, cell.name, cell.text, column),
        *(column, line, OF_COLUMN[column], stored, state, message),
    )


def _fault(cell: Any, focused: str) -> tuple[SafeString, SafeString]:
    """The attributes of an input that is wrong, and the message beside it."""
    attributes = format_html(' aria-invalid="true" aria-describedby="{}-error"', cell.name)
    if cell.name == focused:
        attributes += SafeString(" autofocus")
    said = format_html_join("", "<p>{}</p>", ((error,) for error in cell.errors))
    return attributes, format_html('<div class="invalid-feedback" id="{}-error">{}</div>', cell.name, said)
