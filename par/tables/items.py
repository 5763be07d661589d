"""The columns of the catalogue."""

from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from par.tables.columns import PriceColumn
from webmino.paging import Sort
from webmino.tables import ClippedColumn, Column, LinkColumn, NumberColumn, Table

ITEMS_COUNTED = ngettext_lazy("%(written)s item", "%(written)s items", "count")


class ItemLinkColumn(LinkColumn):
    """The label of the row's item, which is marked when it is not active."""

    def render(self, value: str, record: Any) -> str:
        link = super().render(value, record)
        if record.is_active:
            return link
        return format_html('{} <span class="badge text-bg-secondary">○ {}</span>', link, gettext("inactive"))


class ItemTable(Table):
    """One row per item."""

    code = LinkColumn(verbose_name=_("Code"), sort=Sort("code_key"))
    name_fr = ItemLinkColumn(verbose_name=_("Label in French"), sort=Sort("name_fr_key"), width=40)
    name_en = ClippedColumn(verbose_name=_("Label in English"), sort=Sort("name_en_key"), width=40)
    category = ClippedColumn(accessor="category__name", verbose_name=_("Category"), width=20)
    unit = Column(verbose_name=_("Unit"), width=12)
    pack_size = NumberColumn(verbose_name=_("Pack size"), width=10)
    list_price = PriceColumn(
        verbose_name=_("List price"), sort=Sort("list_price", can_be_empty=True), width=12
    )
    vendor = ClippedColumn(verbose_name=_("Vendor"), width=24)
    barcode = Column(verbose_name=_("Bar code"), width=18)
    is_active = Column(verbose_name=_("Status"), width=10, visible=False)

    def value_is_active(self, record: Any) -> str:
        return str(_("active") if record.is_active else _("inactive"))
