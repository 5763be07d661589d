"""The columns of the tracking page in PAR mode (R12), and of its view by item."""

import datetime
from decimal import Decimal
from html import escape
from typing import Any
from urllib.parse import urlencode

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from customers.tables import AnalysisColumn, CustomerNameColumn
from followups.tables import DueColumn
from par.addresses import units_on_order
from par.models import CustomerItem
from par.selectors.par_tracking import ParRow
from par.shelf import finding
from par.tables.columns import AmountColumn, PriceColumn, QuantityColumn
from par.wording import amount_in_words, suggestion_in_words
from webmino.addresses import path_of
from webmino.paging import Sort
from webmino.tables import (
    EMPTY,
    ClippedColumn,
    Column,
    DateColumn,
    LinkColumn,
    NumberColumn,
    PhoneColumn,
    Table,
    escaped,
    linked,
)
from webmino.wording import day_in_words, days


class NameOfItsCustomerColumn(CustomerNameColumn):
    """The name of the customer whose list a specific item is on."""

    def is_active(self, record: CustomerItem) -> bool:
        return record.customer.is_active


class ItemAnalysisColumn(AnalysisColumn):
    """The analysis of one item of the row's customer."""

    def customer_key(self, record: CustomerItem) -> int:
        return record.customer_id

    def more(self, record: CustomerItem) -> str:
        return "&" + urlencode({"item": record.item.code})


class ParTrackingTable(Table):
    """One row per customer who has an active specific item."""

    number = LinkColumn(verbose_name=_("No."), sort=Sort("number_key"))
    name = CustomerNameColumn(verbose_name=_("Name"), sort=Sort("name_key"), width=34)
    phone = PhoneColumn(verbose_name=_("Telephone"), visible=False)
    city = ClippedColumn(
        verbose_name=_("City"),
        sort=Sort("city_key", can_be_empty=True),
        width=18,
        secondary=True,
    )
    salesperson = ClippedColumn(
        accessor="salesperson__name",
        verbose_name=_("Salesperson"),
        sort=Sort("salesperson_key", can_be_empty=True),
        width=20,
    )
    route = Column(
        accessor="route__code", verbose_name=_("Route"), sort=Sort("route_key", can_be_empty=True), width=10
    )
    last_count_on = DateColumn(
        empty_values=(), verbose_name=_("Last count"), sort=Sort("last_count_on", can_be_empty=True)
    )
    days_since = NumberColumn(
        empty_values=(), verbose_name=pgettext_lazy("days", "Since"), width=10, visible=False
    )
    specific_items = NumberColumn(
        accessor="specific_item_count", verbose_name=_("Specific items"), width=12, visible=False
    )
    not_stocked = NumberColumn(empty_values=(), verbose_name=_("PAR 0"), width=10, visible=False)
    par_items = NumberColumn(accessor="par_item_count", verbose_name=_("PAR > 0"), width=10, secondary=True)
    counted_items = NumberColumn(
        accessor="counted_count", verbose_name=pgettext_lazy("items", "Counted"), width=10, secondary=True
    )
    below = NumberColumn(accessor="below_par_count", verbose_name=_("Below PAR"), width=10)
    out = NumberColumn(accessor="out_of_stock_count", verbose_name=_("Out of stock"), width=10)
    not_counted = NumberColumn(
        accessor="not_counted_count",
        verbose_name=pgettext_lazy("items", "Not counted"),
        width=10,
        secondary=True,
    )
    par_total = QuantityColumn(verbose_name=_("Σ PAR"), secondary=True)
    counted_total = QuantityColumn(verbose_name=_("Σ counted"), secondary=True)
    missing = QuantityColumn(
        accessor="missing_total", verbose_name=_("Missing"), sort=Sort("missing_total", can_be_empty=True)
    )
    value = AmountColumn(
        accessor="missing_value",
        empty_values=(),
        verbose_name=_("Value of missing"),
        sort=Sort("missing_value", can_be_empty=True),
    )
    unpriced = NumberColumn(
        accessor="unpriced_count", verbose_name=_("Missing items without price"), width=12, visible=False
    )
    on_order = QuantityColumn(verbose_name=_("On order"))
    # Named as in visit mode, so that the switch keeps the sort (R9).
    last_on = DateColumn(
        accessor="last_follow_up_on",
        verbose_name=_("Last follow-up"),
        sort=Sort("last_follow_up_on", can_be_empty=True),
    )
    last_visit_on = DateColumn(verbose_name=_("Last visit"), visible=False)
    next_action_on = DueColumn(verbose_name=_("Next action"), sort=Sort("next_action_on", can_be_empty=True))
    last_order = DateColumn(accessor="last_ordered_on", verbose_name=_("Last order"), secondary=True)
    analysis = AnalysisColumn()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = localdate()
        self.items_of, self.never_counted = gettext("Items of %(customer)s"), gettext("never counted")
        self.never_visited, self.visited = gettext("never visited"), gettext("visited")
        self.visited_on = gettext("visited %(day)s")

    @property
    def secondary_cells(self) -> list[tuple[Any, Any]]:
        """Heads and cells of the only row that a narrow screen leaves out."""
        (row,) = self.rows
        return [(bound.header, cell) for bound, cell in row.items() if bound.column.secondary]

    def render_number(self, record: ParRow) -> str:
        """The number, after what opens the row to its items: a link where no script is."""
        record_address, items = escape(record.record_address), f"items-{record.pk}"
        address = f"{path_of('par:par-tracking-row', record.pk)}?{record_address.partition('?')[2]}"
        label = escape(self.items_of % {"customer": record.customer})
        return SafeString(
            f'<a class="row-opener" href="{address}" hx-get="{address}" hx-target="closest tr"'
            f' hx-swap="afterend" data-opens="{items}" aria-controls="{items}" aria-expanded="false"'
            f' aria-label="{label}"></a><a href="{record_address}">{escape(record.number)}</a>'
        )

    def render_last_count_on(self, record: ParRow) -> str:
        if record.last_count_on is None:
            return self.never_counted
        day = self.written(record.last_count_on)
        since = days(self.value_days_since(record), self.language)
        return _beneath(_linked(day, "par:shelf-count-detail", record.last_count_id), since)

    def value_last_count_on(self, record: ParRow) -> datetime.date | None:
        return record.last_count_on

    def value_days_since(self, record: ParRow) -> int | None:
        return None if record.last_count_on is None else (self.today - record.last_count_on).days

    def value_not_stocked(self, record: ParRow) -> int:
        return record.specific_item_count - record.par_item_count

    def render_value(self, record: ParRow) -> str:
        """The value, and how many missing items are in it for nothing, since they have no price."""
        shown, count = amount_in_words(record.missing_value, self.language), record.unpriced_count
        if not count:
            return shown
        words = ngettext("%(count)s without price", "%(count)s without price", count) % {"count": count}
        return _beneath(shown, f"({words})")

    def value_value(self, record: ParRow) -> Decimal | None:
        return record.missing_value

    def render_on_order(self, record: ParRow) -> str:
        return units_on_order(record.on_order, record, record.last_count_on or self.today)

    def render_last_on(self, value: datetime.date, record: ParRow) -> str:
        """The last follow-up; under it the last visit, often the same. The file has a column for each."""
        if record.last_visit_on is None:
            visit = self.never_visited
        elif record.last_visit_on == value:
            visit = self.visited
        else:
            visit = self.visited_on % {"day": day_in_words(record.last_visit_on, self.language)}
        return _beneath(self.written(value), visit)

    def render_last_order(self, value: datetime.date, record: ParRow) -> str:
        return _linked(self.written(value), "par:order-detail", record.last_order_number)


class ParItemTable(Table):
    """One row per active specific item of a customer."""

    number = LinkColumn(accessor="customer__number", verbose_name=_("No."), sort=Sort("customer__number_key"))
    name = NameOfItsCustomerColumn(
        accessor="customer__name", verbose_name=_("Name"), sort=Sort("customer__name_key"), width=34
    )
    city = ClippedColumn(accessor="customer__city", verbose_name=_("City"), width=18, visible=False)
    salesperson = ClippedColumn(
        accessor="customer__salesperson__name", verbose_name=_("Salesperson"), width=20
    )
    route = Column(accessor="customer__route__code", verbose_name=_("Route"), width=10, visible=False)
    code = Column(accessor="item__code", verbose_name=_("Item"), sort=Sort("item__code_key"), width=12)
    item = ClippedColumn(accessor="item__name", verbose_name=_("Description"), width=34)
    par = QuantityColumn(accessor="par_quantity", verbose_name=_("PAR"), sort=Sort("par_quantity"))
    last_count_on = DateColumn(
        accessor="customer__par_state__last_count_on", verbose_name=_("Last count"), width=12
    )
    counted = QuantityColumn(
        accessor="last_counted",
        verbose_name=pgettext_lazy("quantity", "Counted"),
        sort=Sort("last_counted", can_be_empty=True),
    )
    missing = QuantityColumn(verbose_name=_("Missing"), sort=Sort("missing", can_be_empty=True))
    found = Column(empty_values=(), verbose_name=_("On the shelf"), width=26)
    price = PriceColumn(accessor="effective_price", verbose_name=_("Price"), visible=False)
    on_order = QuantityColumn(verbose_name=_("On order"))
    suggested = QuantityColumn(accessor="suggestion__quantity", verbose_name=_("Suggested"), visible=False)
    sum = Column(accessor="suggestion", verbose_name=_("Suggestion"), width=36)
    analysis = ItemAnalysisColumn()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = localdate()

    def render_on_order(self, record: CustomerItem) -> str:
        as_of = record.customer.par_state.last_count_on or self.today
        return units_on_order(record.on_order, record.customer, as_of, record.item)

    def render_found(self, record: CustomerItem) -> str:
        found = finding(record.par_quantity, record.last_counted)
        return format_html('<span class="finding is-{}"><span aria-hidden="true">{}</span> {}</span>', *found)

    def value_found(self, record: CustomerItem) -> str:
        return finding(record.par_quantity, record.last_counted).words

    def render_sum(self, record: CustomerItem) -> str:
        return suggestion_in_words(record.suggestion) or EMPTY

    def value_sum(self, record: CustomerItem) -> str | None:
        return suggestion_in_words(record.suggestion) or None


def _beneath(shown: str, more: str) -> SafeString:
    """What is shown, and quietly under it what says more of it."""
    return SafeString(f'{escaped(shown)} <span class="beneath">{escape(more)}</span>')


def _linked(shown: str, name: str, key: Any) -> str:
    """What is shown, as a link to the page of that name."""
    return linked(path_of(name, key), shown)
