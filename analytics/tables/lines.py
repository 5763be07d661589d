"""The columns of invoice lines."""

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from analytics.figures import Measure
from analytics.wording import figure_in_words
from par.tables.columns import AmountColumn, PriceColumn, QuantityColumn
from webmino.paging import Sort
from webmino.tables import ClippedColumn, Column, DateColumn, LinkColumn, NumberColumn, Table


class SaleAmountColumn(AmountColumn):
    """An amount that a credit makes negative, under a head that says in what."""

    def render(self, value: Decimal) -> str:
        return figure_in_words(value, Measure.AMOUNT)


class LineTable(Table):
    """One row per invoice line; a credit is negative."""

    sold_on = DateColumn(verbose_name=_("Date"), sort=Sort("sold_on"))
    invoice = Column(verbose_name=_("Invoice"), width=18)
    order = Column(accessor="order__number", verbose_name=_("Order"), width=12)
    line_no = NumberColumn(verbose_name=_("Line"), width=8)
    number = LinkColumn(accessor="customer__number", verbose_name=_("No."))
    name = LinkColumn(accessor="customer__name", verbose_name=_("Customer"), width=34)
    code = Column(accessor="item__code", verbose_name=_("Item"), width=12)
    description = ClippedColumn(accessor="item__name", verbose_name=_("Description"), width=34)
    quantity = QuantityColumn(verbose_name=_("Quantity"))
    unit_price = PriceColumn(verbose_name=_("Price"))
    amount = SaleAmountColumn(verbose_name=_("Amount ($)"))

    def render_invoice(self, value: str, record: Any) -> str:
        """The number opens all lines of that customer's invoice, which lead back to the line."""
        if not record.record_address or "whole_invoice" in self.request.GET:
            return value
        chosen = urlencode({"customer": record.customer.number, "whole_invoice": value})
        way = record.record_address.partition("?")[2]
        return format_html('<a href="{}?{}&{}">{}</a>', reverse("analytics:line-list"), chosen, way, value)

    def render_order(self, value: str, record: Any) -> str:
        return self._link(reverse("par:order-detail", args=[value]), value, record)

    def render_code(self, value: str, record: Any) -> str:
        return self._link(reverse("par:item-detail", args=[record.item_id]), value, record)

    def _link(self, address: str, words: str, line: Any) -> str:
        """A link to a record, which leads back to the line."""
        way = urlencode({"from": f"{self.request.get_full_path()}#row-{line.pk}"})
        return format_html('<a href="{}?{}">{}</a>', address, way, words)
