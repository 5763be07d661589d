"""The columns of analyses: a period each, the total, and what it was a year before."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from analytics.figures import Measure
from analytics.selectors.analyses import cell_name
from analytics.selectors.sales import By
from analytics.wording import (
    NUMBER_FORMATS,
    difference_in_words,
    figure_in_words,
    period_name,
    variation_in_words,
)
from webmino.paging import Sort
from webmino.periods import ComparedPeriod
from webmino.tables import Column, LinkColumn, NumberColumn, Table

HUNDRED = Decimal(100)


class FigureColumn(NumberColumn):
    """A figure of sales, which opens what makes it up; `period` is its place among the periods."""

    cell_class = "number period"

    def __init__(self, *args: Any, measure: Measure = Measure.AMOUNT, **kwargs: Any) -> None:
        self.measure = measure
        self.number_format = NUMBER_FORMATS[measure]
        super().__init__(*args, **{"width": 12} | kwargs)

    # django-tables2 gives what a signature names.
    def render(self, value: Any, record: Any = None, bound_column: Any = None) -> str:
        return self.cell(value, record, bound_column.name)

    def cell(self, value: Any, record: Any, name: str) -> SafeString:
        """What the screen shows, without templates: a page has a thousand of them."""
        address = record.addresses.get(name)
        in_words = difference_in_words if getattr(record, "is_difference", False) else figure_in_words
        shown = in_words(value, self.measure)
        # Both are our own: an address is quoted but for its ampersands, and a figure has no tags.
        return mark_safe(f'<a href="{address.replace("&", "&amp;")}">{shown}</a>' if address else shown)  # noqa: S308


class TotalColumn(FigureColumn):
    """The figure of all the periods together."""

    cell_class = "number total"


class DifferenceColumn(FigureColumn):
    """How much more than a year before."""

    cell_class = "number total"

    def cell(self, value: Any, record: Any, name: str) -> SafeString:
        return mark_safe(difference_in_words(value, self.measure))  # noqa: S308 - digits


class VariationColumn(NumberColumn):
    """The same in percent; a share in the file, which Excel shows in percent."""

    cell_class = "number total"
    number_format = "0.0%"

    def render(self, value: Decimal) -> str:
        return variation_in_words(value)

    def cell(self, value: Decimal, record: Any, name: str) -> SafeString:
        return mark_safe(variation_in_words(value))  # noqa: S308 - digits

    def exported(self, value: Decimal) -> Decimal:
        return value / HUNDRED


class RowNameColumn(LinkColumn):
    """What a row is of; marked when it is not active."""

    def render(self, value: str, record: Any) -> str:
        link = super().render(value, record) if record.record_address else value
        if record.label.is_active:
            return link
        return format_html('{} <span class="badge text-bg-secondary">○ {}</span>', link, gettext("inactive"))


class AnalysisTable(Table):
    """One row for each customer, item, salesperson…; `of_periods` adds the columns of the periods."""

    number = LinkColumn(accessor="label__written_code", verbose_name=_("No."), sort=Sort("number"))
    name = RowNameColumn(accessor="label__name", verbose_name=_("Name"), sort=Sort("name"), width=34)
    total = TotalColumn(accessor="compared__total", verbose_name=_("Total"), sort=Sort("total"))
    before = TotalColumn(accessor="compared__year_before", verbose_name=_("Year before"), sort=Sort("before"))
    difference = DifferenceColumn(
        accessor="compared__difference", verbose_name=_("Difference"), sort=Sort("difference")
    )
    variation = VariationColumn(
        accessor="compared__variation", verbose_name=_("Variation"), sort=Sort("variation"), width=12
    )


# What the code of a row is called.
CODES = {By.CUSTOMER: _("No."), By.ITEM: _("Item")}
NAMES = {
    By.CUSTOMER: _("Customer"),
    By.SALESPERSON: _("Salesperson"),
    By.ROUTE: _("Route"),
    By.CUSTOMER_CATEGORY: _("Customer category"),
    By.CITY: _("City"),
    By.ITEM: _("Description"),
    By.ITEM_CATEGORY: _("Item category"),
}
COMPARISONS = ("before", "difference", "variation")


def table_of_periods(
    by: By,
    periods: Sequence[ComparedPeriod],
    measure: Measure,
    *,
    compares: bool,
    last: dict[str, Column] | None = None,
) -> type[Table]:
    """Return the table of an analysis: a column for each period, in their order, before the total.

    `last` are columns after all the others, by their names.
    """
    columns: dict[str, Any] = {
        "name": RowNameColumn(accessor="label__name", verbose_name=NAMES[by], sort=Sort("name"), width=34),
        **{
            cell_name(place): FigureColumn(
                accessor=cell_name(place), verbose_name=period_name(period), measure=measure
            )
            for place, period in enumerate(periods)
        },
    }
    if by == By.CITY:
        columns["number"] = None
    else:
        columns["number"] = LinkColumn(
            accessor="label__written_code", verbose_name=CODES.get(by, _("Code")), sort=Sort("number")
        )
    for name, column_class, label in (
        ("total", TotalColumn, _("Total")),
        ("before", TotalColumn, _("Year before")),
        ("difference", DifferenceColumn, _("Difference")),
    ):
        accessor = AnalysisTable.base_columns[name].accessor
        columns[name] = column_class(accessor=accessor, verbose_name=label, sort=Sort(name), measure=measure)
    if not compares:
        columns |= dict.fromkeys(COMPARISONS)
    last = last or {}
    columns |= last
    order = ("number", "name", *map(cell_name, range(len(periods))), "total", *COMPARISONS, *last)
    shown = [name for name in order if columns.get(name, ...) is not None]
    meta = type("Meta", (AnalysisTable.Meta,), {"sequence": shown})
    return type("PeriodsTable", (AnalysisTable,), columns | {"Meta": meta})
