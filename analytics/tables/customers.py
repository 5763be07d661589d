"""What a customer's analysis says of his items beyond their figures."""

import datetime
from collections.abc import Iterable
from html import escape
from typing import NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from analytics.selectors.analyses import AnalysisRow
from analytics.selectors.specific_items import SpecificItem
from analytics.tables.analyses import Drawer
from analytics.wording import stopped_in_words
from par.tables.columns import PriceColumn, QuantityColumn
from par.wording import price_in_words, quantity_in_words
from webmino.tables import Column, DateColumn, NumberColumn, Table, warned, written_day


class SpecificItemTable(Table):
    """One row per active specific item, in the file."""

    code = Column(verbose_name=_("Item"), width=12)
    name = Column(verbose_name=_("Description"), width=34)
    price = PriceColumn(verbose_name=_("Price"))
    par = QuantityColumn(verbose_name=_("PAR"))
    counted = QuantityColumn(verbose_name=pgettext_lazy("quantity", "Counted"))
    missing = QuantityColumn(verbose_name=_("Missing"))
    last_sale = DateColumn(verbose_name=_("Last sale"))
    days_stopped = NumberColumn(verbose_name=_("No longer buys, days"), width=12)


class ShownItem(NamedTuple):
    """An item of his list, and the address of its own figures."""

    line: SpecificItem
    address: str


def drawn_specific_items(shown: Iterable[ShownItem]) -> SafeString:
    """The rows of his list as HTML: in a template, each of its figures would take several calls."""
    language = get_language()
    labels = [gettext("Price"), gettext("PAR"), pgettext("quantity", "Counted"), gettext("Missing")]
    begins = [f'<td class="number" data-label="{escape(label)}">' for label in labels]
    last_begin, never = (escape(text) for text in (gettext("Last sale"), pgettext("sold", "never")))
    rows = []
    for line, address in shown:
        figures = (
            price_in_words(line.price),
            *map(quantity_in_words, (line.par, line.counted, line.missing)),
        )
        cells = "".join([f"{begin}{figure}</td>" for begin, figure in zip(begins, figures, strict=True)])
        last = written_day(line.last_sale, language) if line.last_sale else never
        rows.append(
            f'<tr id="row-item-{line.item}">'
            f'<td class="col-number"><a href="{escape(address)}">{escape(line.code)}</a></td>'
            f'<td class="col-name">{escape(line.name)}</td>{cells}'
            f'<td class="date" data-label="{last_begin}">{last}{_stopped(line)}</td></tr>'
        )
    return SafeString("\n".join(rows))


def _stopped(line: SpecificItem) -> str:
    """That he no longer buys it; nothing where he does."""
    if line.days_stopped is None:
        return ""
    words = escape(stopped_in_words(line.days_stopped))
    return f' <span class="warned"><span aria-hidden="true">⚠</span> {words}</span>'


class LastSaleColumn(DateColumn):
    """The last day on which the customer bought the row's item, marked where he stopped (R24)."""

    def drawer(self, name: str, language: str | None) -> Drawer:
        def draw(value: datetime.date, record: AnalysisRow) -> str:
            day = written_day(value, language)
            return day if record.days_stopped is None else warned(day, stopped_in_words(record.days_stopped))

        return draw
