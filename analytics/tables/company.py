"""The columns of the company's sales by period."""

from django.utils.translation import gettext_lazy as _

from analytics.figures import Measure
from analytics.tables.analyses import CodeColumn, DifferenceColumn, TotalColumn, VariationColumn
from webmino.paging import Sort
from webmino.tables import Table


class CompanyTable(Table):
    """One row per period: each figure, that of the year before, and how much more it is."""

    # A period opens its customers.
    name = CodeColumn(verbose_name=_("Period"), sort=Sort("name"), width=16)
    total = TotalColumn(accessor="compared__total", verbose_name=_("Amount ($)"))
    before = TotalColumn(accessor="compared__year_before", verbose_name=_("Year before ($)"))
    difference = DifferenceColumn(accessor="compared__difference", verbose_name=_("Difference"))
    variation = VariationColumn(accessor="compared__variation", verbose_name=_("Variation"), width=12)
    quantity = TotalColumn(accessor="quantity__total", verbose_name=_("Quantity"), measure=Measure.QUANTITY)
    quantity_before = TotalColumn(
        accessor="quantity__year_before", verbose_name=_("Quantity, year before"), measure=Measure.QUANTITY
    )
    quantity_variation = VariationColumn(
        accessor="quantity__variation", verbose_name=_("Variation, quantity")
    )
    average_price = TotalColumn(
        accessor="average_price__total", verbose_name=_("Average price ($)"), measure=Measure.AVERAGE_PRICE
    )
    average_price_before = TotalColumn(
        accessor="average_price__year_before",
        verbose_name=_("Average price, year before ($)"),
        measure=Measure.AVERAGE_PRICE,
    )
    average_price_variation = VariationColumn(
        accessor="average_price__variation", verbose_name=_("Variation, average price")
    )
    invoices = TotalColumn(accessor="invoices__total", verbose_name=_("Invoices"), measure=Measure.INVOICES)
    invoices_before = TotalColumn(
        accessor="invoices__year_before", verbose_name=_("Invoices, year before"), measure=Measure.INVOICES
    )
    invoices_variation = VariationColumn(
        accessor="invoices__variation", verbose_name=_("Variation, invoices")
    )
