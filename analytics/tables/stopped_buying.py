"""The columns of the list of what customers stopped buying (R24)."""

import datetime
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import localdate
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from analytics.models import BuyingHabit
from followups.models import FollowUp
from par.tables.columns import AmountColumn
from webmino.paging import Sort
from webmino.tables import ClippedColumn, Column, DateColumn, LinkColumn, NumberColumn, PhoneColumn, Table
from webmino.wording import days


class StoppedBuyingTable(Table):
    """One row per customer and item."""

    number = LinkColumn(
        accessor="customer__number", verbose_name=_("No."), sort=Sort("customer__number_key"), width=10
    )
    name = LinkColumn(
        accessor="customer__name", verbose_name=_("Name"), sort=Sort("customer__name_key"), width=34
    )
    phone = PhoneColumn(accessor="customer__phone", verbose_name=_("Telephone"))
    salesperson = ClippedColumn(
        accessor="customer__salesperson__name", verbose_name=_("Salesperson"), width=20
    )
    item_code = Column(accessor="item__code", verbose_name=_("Code"), sort=Sort("item__code_key"), width=12)
    item = ClippedColumn(accessor="item__name", verbose_name=_("Item"), width=34)
    last_on = DateColumn(verbose_name=_("Last purchase"), sort=Sort("last_on"))
    days_silent = NumberColumn(
        empty_values=(), verbose_name=pgettext_lazy("days", "Since"), sorts_like="-last_on", width=10
    )
    usual_interval = NumberColumn(
        verbose_name=_("Usual interval"), sort=Sort("usual_interval", can_be_empty=True), width=12
    )
    yearly_amount = AmountColumn(verbose_name=_("Bought in a year"), sort=Sort("yearly_amount"), width=14)
    replaced_by = ClippedColumn(verbose_name=_("Replaced by"), width=34)
    follow_up = DateColumn(verbose_name=_("Follow-up recorded"))
    # Beside its day on the screen.
    follow_up_code = Column(empty_values=(), verbose_name=_("Code of the follow-up"), visible=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = localdate()

    def render_item_code(self, value: str, record: BuyingHabit) -> str:
        address = reverse("par:item-detail", args=[record.item_id])
        return format_html('<a href="{}" class="code">{}</a>', address, value)

    def render_item(self, value: str, record: BuyingHabit, column: ClippedColumn) -> str:
        """The item's name; one that is no longer sold is marked."""
        shown = column.render(value)
        if record.item.is_active:
            return shown
        return format_html('{} <span class="badge text-bg-secondary">○ {}</span>', shown, gettext("inactive"))

    def value_days_silent(self, record: BuyingHabit) -> int:
        return record.days_silent(on=self.today)

    def render_days_silent(self, record: BuyingHabit) -> str:
        return days(self.value_days_silent(record))

    def render_usual_interval(self, value: int) -> str:
        return days(value)

    def render_follow_up(self, value: FollowUp, record: Any) -> str:
        """Its day and code, which open it; from there one comes back to the row."""
        way = record.record_address.partition("?")[2]
        address = reverse("followups:follow-up-detail", args=[value.pk])
        return format_html('<a href="{}?{}">{}</a>', address, way, value)

    def value_follow_up(self, record: BuyingHabit) -> datetime.date | None:
        return record.follow_up.happened_on if record.follow_up else None

    def value_follow_up_code(self, record: BuyingHabit) -> str | None:
        return record.follow_up.service_type.code if record.follow_up else None

    def value_replaced_by(self, record: BuyingHabit) -> str | None:
        return str(record.replaced_by) if record.replaced_by else None
