"""The columns of the tracking page in visit mode (R8), of the agenda and of the journal."""

import datetime
from typing import Any
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import localdate
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from customers.tables import AnalysisColumn, CustomerNameColumn
from followups.selectors.visit_tracking import VisitRow
from webmino.paging import Sort
from webmino.tables import (
    ClippedColumn,
    Column,
    DateColumn,
    LinkColumn,
    NumberColumn,
    PhoneColumn,
    Table,
    warned,
)
from webmino.wording import days


class DueColumn(DateColumn):
    """The day of an open action, which is marked once it has passed."""

    def prepare(self, table: Table) -> None:
        super().prepare(table)
        self.today, self.overdue = localdate(), gettext("overdue")

    def render(self, value: datetime.date) -> str:
        shown = super().render(value)
        return warned(shown, self.overdue) if value < self.today else shown


class VisitTrackingTable(Table):
    """One row per customer who has a follow-up."""

    number = LinkColumn(verbose_name=_("No."), sort=Sort("number_key"))
    name = CustomerNameColumn(verbose_name=_("Name"), sort=Sort("name_key"), width=34)
    phone = PhoneColumn(verbose_name=_("Telephone"))
    city = ClippedColumn(verbose_name=_("City"), sort=Sort("city_key", can_be_empty=True), width=18)
    salesperson = ClippedColumn(
        accessor="salesperson__name",
        verbose_name=_("Salesperson"),
        sort=Sort("salesperson_key", can_be_empty=True),
        width=20,
    )
    route = Column(
        accessor="route__code", verbose_name=_("Route"), sort=Sort("route_key", can_be_empty=True), width=10
    )
    last_on = DateColumn(verbose_name=_("Last follow-up"), sort=Sort("last_on"))
    last_code = Column(accessor="last_service_type__code", verbose_name=_("Code"), width=8)
    last_by = ClippedColumn(accessor="author", verbose_name=_("By"), width=20)
    last_note = ClippedColumn(verbose_name=_("Note"), width=40)
    days_since = NumberColumn(
        empty_values=(), verbose_name=pgettext_lazy("days", "Since"), sorts_like="-last_on", width=10
    )
    days_late = NumberColumn(
        empty_values=(), verbose_name=_("Days late for a visit"), width=12, visible=False
    )
    in_period = NumberColumn(empty_values=(), verbose_name=_("Follow-ups / visits"), exclude_from_export=True)
    follow_ups = NumberColumn(
        accessor="follow_ups_in_period", verbose_name=_("Follow-ups in the period"), width=12, visible=False
    )
    visits = NumberColumn(
        accessor="visits_in_period", verbose_name=_("Visits in the period"), width=12, visible=False
    )
    next_action = ClippedColumn(verbose_name=_("Next action"), width=30)
    next_action_on = DueColumn(verbose_name=_("Due on"), sort=Sort("next_action_on", can_be_empty=True))
    analysis = AnalysisColumn()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.late = localdate(), gettext("late for a visit")

    def value_days_since(self, record: VisitRow) -> int:
        return (self.today - record.last_on).days

    def value_days_late(self, record: VisitRow) -> int | None:
        """Of who is late alone, whom the screen marks (R9b)."""
        return record.days_late(on=self.today) or None

    def render_days_since(self, record: VisitRow) -> str:
        shown = days(self.value_days_since(record), self.language)
        return warned(shown, self.late) if record.days_late(on=self.today) else shown

    def render_in_period(self, record: VisitRow) -> str:
        """Follow-ups, and how many of them are visits; the file has a column for each."""
        return f"{record.follow_ups_in_period} / {record.visits_in_period}"


class AgendaTable(Table):
    """One row per open action."""

    next_action_on = DateColumn(verbose_name=_("Due on"), sort=Sort("next_action_on"))
    number = LinkColumn(accessor="customer__number", verbose_name=_("No."))
    name = LinkColumn(accessor="customer__name", verbose_name=_("Name"), width=34)
    phone = PhoneColumn(accessor="customer__phone", verbose_name=_("Telephone"))
    next_action = Column(verbose_name=_("Next action"), width=40)
    happened_on = DateColumn(verbose_name=_("Follow-up"))
    code = Column(accessor="service_type__code", verbose_name=_("Code"), width=8)
    note = ClippedColumn(verbose_name=_("Note"), width=40)
    salesperson = ClippedColumn(
        accessor="customer__salesperson__name", verbose_name=_("Salesperson"), width=20
    )


class JournalTable(Table):
    """One row per follow-up."""

    happened_on = DateColumn(verbose_name=_("Date"), sort=Sort("happened_on"))
    number = LinkColumn(verbose_name=_("No."))
    name = LinkColumn(verbose_name=_("Name"), width=34)
    phone = PhoneColumn(verbose_name=_("Telephone"))
    city = ClippedColumn(verbose_name=_("City"), width=18)
    salesperson = ClippedColumn(accessor="salesperson__name", verbose_name=_("Salesperson"), width=20)
    code = Column(accessor="service_type__code", verbose_name=_("Code"), width=8)
    by = ClippedColumn(accessor="author", verbose_name=_("By"), width=20)
    note = ClippedColumn(verbose_name=_("Note"), width=40)
    next_action = ClippedColumn(verbose_name=_("Next action"), width=30)
    next_action_on = DateColumn(verbose_name=_("Due on"))

    def render_happened_on(self, value: datetime.date, record: Any, column: DateColumn) -> str:
        """The day opens the follow-up's own page, which leads back to the list as the record does."""
        address = reverse("followups:follow-up-detail", args=[record.pk])
        way = urlsplit(record.record_address).query
        return format_html('<a href="{}?{}">{}</a>', address, way, column.render(value))
