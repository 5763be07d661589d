"""The columns of the company's sales by period."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from analytics.figures import Measure
from analytics.tables.analyses import DifferenceColumn, TotalColumn, VariationColumn
from webmino.paging import Sort
from webmino.tables import LinkColumn, Table


class PeriodColumn(LinkColumn):
    """A period, which opens its customers; the total's opens nothing."""

    def render(self, value: str, record: Any) -> str:
        return super().render(value, record) if record.record_address else value


class CompanyTable(Table):
    """One row per period."""

    name = PeriodColumn(verbose_name=_("Period"), sort=Sort("name"), width=16)
    total = TotalColumn(accessor="compared__now__amount", verbose_name=_("Amount ($)"))
    before = TotalColumn(accessor="compared__before__amount", verbose_name=_("Year before ($)"))
    difference = DifferenceColumn(accessor="compared__difference", verbose_name=_("Difference"))
    variation = VariationColumn(accessor="compared__variation", verbose_name=_("Variation"), width=12)
    quantity = TotalColumn(verbose_name=_("Quantity"), measure=Measure.QUANTITY)
    average_price = TotalColumn(verbose_name=_("Average price ($)"), measure=Measure.AVERAGE_PRICE)
    invoices = TotalColumn(verbose_name=_("Invoices"), measure=Measure.INVOICES)
