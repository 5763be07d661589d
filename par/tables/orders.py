"""The columns of the list of orders."""

from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import localdate
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from par.models import Order
from par.tables.columns import AmountColumn
from par.wording import amount_in_words
from webmino.paging import Sort
from webmino.tables import ClippedColumn, Column, DateColumn, LinkColumn, NumberColumn, Table


class OrderTable(Table):
    """One row per order, with its totals."""

    order = LinkColumn(accessor="number", verbose_name=_("Order"), sort=Sort("id"))
    number = Column(accessor="customer__number", verbose_name=_("No."))
    name = ClippedColumn(accessor="customer__name", verbose_name=_("Customer"), width=34)
    ordered_on = DateColumn(verbose_name=_("Date"), sort=Sort("ordered_on"))
    salesperson = ClippedColumn(accessor="salesperson__name", verbose_name=_("Salesperson"), width=20)
    route = Column(accessor="route__code", verbose_name=_("Route"), width=10)
    by = ClippedColumn(accessor="entered_by", verbose_name=_("Taken by"), width=20)
    status = Column(verbose_name=_("Status"), width=12)
    expected_on = DateColumn(verbose_name=_("Expected"), sort=Sort("expected_on", can_be_empty=True))
    line_count = NumberColumn(verbose_name=_("Lines"), width=8)
    unpriced_count = NumberColumn(verbose_name=_("Lines without a price"), width=12, visible=False)
    subtotal = AmountColumn(verbose_name=_("Subtotal before taxes"), width=14)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = localdate()

    def render_name(self, value: str, record: Order, column: ClippedColumn) -> str:
        """The customer's name opens his record."""
        address = reverse("customers:customer-detail", args=[record.customer_id])
        return format_html('<a href="{}">{}</a>', address, column.render(value))

    def render_status(self, record: Order) -> str:
        """Where it is, and quietly that nobody said what became of its delivery."""
        status = format_html(
            '<span class="order-status is-{}">{}</span>', record.status, self.value_status(record)
        )
        if not record.has_passed_its_delivery(on=self.today):
            return status
        passed = '{} <span class="delivery-passed"><span aria-hidden="true">◷</span> {}</span>'
        return format_html(passed, status, gettext("expected delivery passed"))

    def value_status(self, record: Order) -> str:
        return str(record.get_status_display())

    def render_subtotal(self, value: Decimal, record: Any) -> str:
        """The amount; what has no price is in no total, and said."""
        amount = amount_in_words(value)
        if not record.unpriced_count:
            return amount
        said = ngettext("%(count)s without a price", "%(count)s without a price", record.unpriced_count)
        return format_html(
            '{} <span class="without-price">+ {}</span>', amount, said % {"count": record.unpriced_count}
        )

    def value_by(self, record: Order) -> str:
        return str(record.entered_by)
