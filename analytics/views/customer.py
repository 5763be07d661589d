"""A customer's analysis: his specific items, then what he bought of each by period (R21)."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any
from urllib.parse import quote_plus

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from analytics.drawing import DrawnAnalysis, drawn
from analytics.drilling import Drilling, Opened
from analytics.filters import CustomerSalesFilterSet, ItemLookups, SalesFilterSet
from analytics.models import BuyingHabit
from analytics.selectors.analyses import Analysis, AnalysisRow, FootRow, cell_name, named
from analytics.selectors.sales import By, Key, Scope
from analytics.selectors.specific_items import SpecificItem, specific_items
from analytics.selectors.stopped_buying import Purchases, purchases
from analytics.tables.analyses import table_of_periods
from analytics.tables.customers import LastSaleColumn, ShownItem, SpecificItemTable
from analytics.trails import TRAIL
from analytics.views.pages import AnalysisListing, AnalysisPage
from analytics.views.stopped_buying import DECIDED_BY, code_form
from analytics.wording import MEASURES
from customers.models import Customer
from par.models import Item
from par.selectors.order_sheets import last_count_on
from par.tables.items import ITEMS_COUNTED
from webmino import exports
from webmino.tables import Table
from webmino.ways import Walk, tab_walk_from

# The row of the foot that sums up what is not among the rows.
REST = "others"
# Stand for the first and the last day in an address that is written once for all the figures of a row, and
# for the code and the key of an item in one that is written once for a list of them.
FIRST, LAST = "-first-day-", "-last-day-"
CODE, KEY = "-code-of-the-item-", "-key-of-the-item-"


# Beside his figures of an item.
LAST_COLUMNS = (("last_sale", LastSaleColumn(verbose_name=_("Last sale"), width=12)),)


class CustomerListing(AnalysisListing):
    """Items that the customer bought: those of his list, unless all are asked for."""

    page: "CustomerAnalysis"
    filters: CustomerSalesFilterSet

    @cached_property
    def listed(self) -> frozenset[int]:
        """The keys of the items on his list; none where all that he bought is shown, or he has no list."""
        if self.filters.which_items == self.filters.ALL:
            return frozenset()
        return frozenset(line.item for line in self.page.specific_items)

    @property
    def shows_others(self) -> bool:
        """Whether the rows are what he bought of items that are not on his list."""
        return self.filters.which_items == self.filters.OTHERS

    @cached_property
    def keys(self) -> list[Key]:
        keys = super().keys
        return [key for key in keys if (key in self.listed) != self.shows_others] if self.listed else keys

    @cached_property
    def rest(self) -> Analysis | None:
        """What he bought of the items that are not among the rows; None where he bought nothing else."""
        if not self.listed or not self.filters.is_valid() or len(self.keys) == len(self.analysis.compared):
            return None
        base, listed = self.analysis, {"pk__in": self.listed}
        items = Item.objects.all() if base.scope.items is None else base.scope.items
        items = items.filter(**listed) if self.shows_others else items.exclude(**listed)
        scope = replace(base.scope, items=items)
        return Analysis(scope, base.by, base.periods, base.measure, base.lookups)

    @property
    def has_sales(self) -> bool:
        return self.filters.is_valid() and bool(self.analysis.compared)

    def foot_rows(self) -> list[FootRow]:
        """The rest of what he bought, as one row, so that the total is all of it."""
        rows = super().foot_rows()
        if self.rest is None:
            return rows
        cells = [cell.total for cell in self.rest.by_period]
        name = gettext("Items of his list") if self.shows_others else gettext("Other items")
        return [FootRow(named(REST, name), self.rest.total, cells), *rows]

    def address_of_rest(self, **changes: str) -> str:
        """The address of the rest of the items, as rows."""
        rest = self.filters.LISTED if self.shows_others else self.filters.OTHERS
        return self.address(items=rest, **changes)

    def addresses_of_rest(self) -> dict[str, str]:
        """Those of its figures, by their columns: the same rows, of the days of the figure."""
        place = {TRAIL: f"{self.page.trail}.{REST}"}
        whole = self.address_of_rest(period_from=FIRST, period_to=LAST, **place)
        days = {cell_name(n): period.now for n, period in enumerate(self.filters.periods)}
        days |= {"total": self.drilling.now, "before": self.drilling.before}
        return {
            name: whole.replace(FIRST, first.isoformat()).replace(LAST, last.isoformat())
            for name, (first, last) in days.items()
        }


class CustomerAnalysis(AnalysisPage):
    """The tab of a customer's record. One whom the user does not see answers 404 (R25)."""

    title = _("Analysis")
    counted = ITEMS_COUNTED
    by = By.ITEM
    filterset_class = CustomerSalesFilterSet
    listing_class = CustomerListing
    template_name = "analytics/customer_analysis.html"

    @cached_property
    def customer(self) -> Customer:
        customer = self.get_queryset().first()
        if customer is None:
            raise Http404
        return customer

    def get_queryset(self) -> Any:
        return Customer.objects.visible_to(self.request.user).filter(pk=self.kwargs["pk"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.title = f"{gettext('Analysis')} {self.customer.number} {self.customer.name}"  # type: ignore[misc,assignment]
        return super().get(request, *args, **kwargs)

    @cached_property
    def bought(self) -> Purchases:
        """What the customer bought, and no longer buys today (R24)."""
        return purchases(self.customer, on=localdate())

    @cached_property
    def specific_items(self) -> list[SpecificItem]:
        return specific_items(self.customer, self.bought)

    def table_of(self, filters: SalesFilterSet) -> type[Table]:
        return table_of_periods(
            self.by, filters.periods, filters.chosen_measure, compares=filters.compares, last=LAST_COLUMNS
        )

    def complete(self, rows: list[AnalysisRow], listing: Any) -> list[AnalysisRow]:
        return super().complete(self.with_last_sale(rows), listing)

    def all_rows(self, listing: Any) -> Iterator[AnalysisRow]:
        yield from self.with_last_sale(super().all_rows(listing))

    def with_last_sale(self, rows: Iterable[AnalysisRow]) -> list[AnalysisRow]:
        """Give rows the last sale of their items; those of the foot have none."""
        by_row = {str(key): key for key in self.bought.last_on}
        completed = list(rows)
        for row in completed:
            if key := by_row.get(row.pk):
                row.last_sale = self.bought.last_on[key]
                row.days_stopped = self.bought.days_stopped.get(key)
        return completed

    def get_lookups(self) -> ItemLookups:
        return ItemLookups()

    def scope(self, filters: SalesFilterSet) -> Scope:
        return Scope(self.get_queryset(), filters.chosen_items(), customer=self.customer.pk)

    def below(self, row: AnalysisRow, drilling: Drilling) -> Opened:
        """The invoice lines of the item."""
        return drilling.lines(row=row.pk, customer=self.customer.number, item=row.label.code)

    def foot(self, listing: Any) -> Table:
        """As elsewhere, of this customer alone; the rest of the items open their rows, of the same days."""
        foot = super().foot(listing)
        for row in foot.rows:
            if row.record.pk == REST:
                row.record.addresses = listing.addresses_of_rest()
                row.record.record_address = listing.address_of_rest()
        return foot

    def drilling(self, listing: Any) -> Drilling:
        return Drilling(self.by, listing.filters, self.trail, customer=self.customer.number)

    def get_context(self, listing: Any) -> dict[str, Any]:
        context = super().get_context(listing)
        item = listing.filters.named_item
        shown = [
            ShownItem(line, address)
            for line, address in self.addresses_of_items(listing)
            if item is None or line.item == item.pk
        ]
        return (
            DECIDED_BY
            | context
            | {
                "customer": self.customer,
                "walk": self.walk(listing),
                "specific_items": shown,
                "counted_on": last_count_on(self.customer),
                "drawing": self.drawing(listing),
                "item": item,
                "stopped": self.shown_stops(listing),
                # It is shown beside the stops alone.
                "follow_up_form": code_form(self.request) if self.bought.stopped else None,
            }
        )

    def shown_stops(self, listing: CustomerListing) -> list[tuple[BuyingHabit, str]]:
        """What he stopped buying, and the address of the item's own figures, which leads back to it."""
        return [
            (habit, listing.address(item=habit.item.code, trail=f"{self.trail}.stop-{habit.pk}"))
            for habit in self.bought.stopped
        ]

    def addresses_of_items(self, listing: CustomerListing) -> Iterator[tuple[SpecificItem, str]]:
        """Yield the items of his list, each with the address of its own figures, which leads back here."""
        whole = listing.address(item=CODE, trail=f"{self.trail}.item-{KEY}")
        for line in self.specific_items:
            yield line, whole.replace(KEY, str(line.item)).replace(CODE, quote_plus(line.code))

    def walk(self, listing: CustomerListing) -> Walk | None:
        """To the analyses of the others of the list, which show the same but for the item of this one."""
        kept = [name for name in (*listing.filters.form.fields, "sort") if name != "item"]
        return tab_walk_from(self.request, "analytics:customer-analysis", keep=kept)

    def drawing(self, listing: CustomerListing) -> DrawnAnalysis | None:
        """The chart of all that the figures are of; None where nothing was sold, then and a year before."""
        filters, analysis = listing.filters, listing.analysis
        if not filters.is_valid() or not analysis.compared:
            return None
        measure = filters.chosen_measure
        title = dict(MEASURES)[measure]
        return drawn(title, filters.periods, analysis.by_period, measure, compares=filters.compares)

    def sheets(self, listing: Any) -> list[exports.Sheet]:
        """What was sold, then the items of his list."""
        sold, listed = gettext("Sales"), gettext("Specific items")
        return [
            self.sheet(sold, listing.table_class, self.all_rows(listing)),
            self.sheet(listed, SpecificItemTable, iter(self.specific_items)),
        ]
