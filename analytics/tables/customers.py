"""The items of a customer's list in the file of his analysis."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from par.tables.columns import PriceColumn, QuantityColumn
from webmino.tables import Column, DateColumn, Table


class SpecificItemTable(Table):
    """One row per active specific item."""

    code = Column(accessor="sheet__item__code", verbose_name=_("Item"), width=12)
    name = Column(accessor="sheet__item__name", verbose_name=_("Description"), width=34)
    price = PriceColumn(accessor="sheet__price", verbose_name=_("Price"))
    par = QuantityColumn(accessor="sheet__par", verbose_name=_("PAR"))
    counted = QuantityColumn(accessor="sheet__counted", verbose_name=pgettext_lazy("quantity", "Counted"))
    missing = QuantityColumn(verbose_name=_("Missing"))
    last_sale = DateColumn(verbose_name=_("Last sale"))
