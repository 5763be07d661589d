"""What a customer's analysis says of his items beyond their figures."""

import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from analytics.selectors.analyses import AnalysisRow
from analytics.tables.analyses import Drawer
from analytics.wording import stopped_in_words
from par.tables.columns import PriceColumn, QuantityColumn
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


class LastSaleColumn(DateColumn):
    """The last day on which the customer bought the row's item, marked where he stopped (R24)."""

    def drawer(self, name: str, language: str | None) -> Drawer:
        def draw(value: datetime.date, record: AnalysisRow) -> str:
            day = written_day(value, language)
            return day if record.days_stopped is None else warned(day, stopped_in_words(record.days_stopped))

        return draw
