"""The columns of the lists of customers."""

from html import escape
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from webmino.addresses import path_of
from webmino.paging import Sort
from webmino.tables import ClippedColumn, Column, LinkColumn, PhoneColumn, Table

CUSTOMERS_COUNTED = ngettext_lazy("%(written)s customer", "%(written)s customers", "count")


class CustomerNameColumn(LinkColumn):
    """The name of the row's customer, who is marked when he is not active."""

    def render(self, value: str, record: Any) -> str:
        link = super().render(value, record)
        if self.is_active(record):
            return link
        return format_html('{} <span class="badge text-bg-secondary">○ {}</span>', link, gettext("inactive"))

    def is_active(self, record: Any) -> bool:
        """Whether the row's customer is."""
        return record.is_active


class AnalysisColumn(Column):
    """The button of the analysis of the row's customer, which leads back to the row (R9)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"empty_values": (), "exclude_from_export": True, "verbose_name": _("Analysis")}
        super().__init__(*args, **kwargs)

    def prepare(self, table: Table) -> None:
        super().prepare(table)
        self.words, self.label = escape(gettext("Analysis")), gettext("Analysis of %(customer)s")

    def render(self, record: Any) -> str:
        way = record.record_address.partition("?")[2] + self.more(record)
        address = f"{path_of('analytics:customer-analysis', self.customer_key(record))}?{way}"
        label = self.label % {"customer": record.customer}
        return SafeString(
            f'<a class="btn btn-sm btn-outline-secondary" href="{escape(address)}"'
            f' aria-label="{escape(label)}">{self.words}</a>'
        )

    def customer_key(self, record: Any) -> int:
        """The key of the row's customer."""
        return record.pk

    def more(self, record: Any) -> str:
        """What the address asks for beside the way back."""
        return ""


class CustomerTable(Table):
    """One row per customer."""

    number = LinkColumn(verbose_name=_("No."), sort=Sort("number_key"))
    name = CustomerNameColumn(verbose_name=_("Name"), sort=Sort("name_key"), width=34)
    phone = PhoneColumn(verbose_name=_("Telephone"))
    address = ClippedColumn(verbose_name=_("Address"), width=30)
    city = ClippedColumn(verbose_name=_("City"), sort=Sort("city_key", can_be_empty=True), width=18)
    salesperson = ClippedColumn(accessor="salesperson__name", verbose_name=_("Salesperson"), width=20)
    route = Column(accessor="route__code", verbose_name=_("Route"))
    category = Column(accessor="category__name", verbose_name=_("Category"), width=18)
    sorting_group = Column(accessor="sorting_group__name", verbose_name=_("Sorting group"), width=18)
    is_active = Column(verbose_name=_("Status"), width=10)

    def render_is_active(self, value: bool) -> str:
        return self.value_is_active_of(value)

    def value_is_active(self, record) -> str:
        return self.value_is_active_of(record.is_active)

    @staticmethod
    def value_is_active_of(value: bool) -> str:
        return str(_("active") if value else _("inactive"))
