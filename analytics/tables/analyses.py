"""The columns of analyses: a period each, the total, and what it was a year before."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache
from html import escape
from typing import Any

from django.utils.translation import get_language, gettext
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
from webmino.tables import Column, LinkColumn, NumberColumn, Table, linked

HUNDRED = Decimal(100)
# Tables of periods that are remembered.
REMEMBERED = 50

# Draws a value of a row, given both: the HTML of a cell of one column, in one language.
Drawer = Callable[[Any, Any], str]


class CodeColumn(LinkColumn):
    """The code or the name of a row, which opens what makes it up; a row of the foot may open nothing.

    A column of an analysis is asked once for what draws its cells, of which a page has a thousand.
    """

    def drawer(self, name: str, language: str | None) -> Drawer:
        return lambda value, record: (
            linked(record.record_address, value) if record.record_address else escape(str(value))
        )


class RowNameColumn(CodeColumn):
    """What a row is of; marked when it is not active."""

    def drawer(self, name: str, language: str | None) -> Drawer:
        draw = super().drawer(name, language)
        inactive = f' <span class="badge text-bg-secondary">○ {escape(gettext("inactive"))}</span>'
        return lambda value, record: draw(value, record) + ("" if record.label.is_active else inactive)


class FigureColumn(NumberColumn):
    """A figure of sales, which opens what makes it up."""

    cell_class = "number period"

    def __init__(self, *args: Any, measure: Measure = Measure.AMOUNT, **kwargs: Any) -> None:
        self.measure = measure
        self.number_format = NUMBER_FORMATS[measure]
        super().__init__(*args, **{"width": 12} | kwargs)

    def drawer(self, name: str, language: str | None) -> Drawer:
        measure = self.measure

        def draw(value: Any, record: Any) -> str:
            in_words = difference_in_words if record.is_difference else figure_in_words
            # Both are our own: an address is quoted but for its ampersands, and a figure has no tags.
            shown, address = in_words(value, measure, language), record.addresses.get(name)
            return f'<a href="{address.replace("&", "&amp;")}">{shown}</a>' if address else shown

        return draw


class TotalColumn(FigureColumn):
    """The figure of all the periods together."""

    cell_class = "number total"


class DifferenceColumn(FigureColumn):
    """How much more than a year before."""

    cell_class = "number total"

    def drawer(self, name: str, language: str | None) -> Drawer:
        measure = self.measure
        return lambda value, record: difference_in_words(value, measure, language)


class VariationColumn(NumberColumn):
    """The same in percent; a share in the file, which Excel shows in percent."""

    cell_class = "number total"
    number_format = "0.0%"

    def drawer(self, name: str, language: str | None) -> Drawer:
        return lambda value, record: variation_in_words(value, language)

    def exported(self, value: Decimal) -> Decimal:
        return value / HUNDRED


class AnalysisTable(Table):
    """One row for each customer, item, salesperson…; `of_periods` adds the columns of the periods."""

    number = CodeColumn(accessor="label__written_code", verbose_name=_("No."), sort=Sort("number"))
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
    periods: tuple[ComparedPeriod, ...],
    measure: Measure,
    *,
    compares: bool,
    last: tuple[tuple[str, Column], ...] = (),
) -> type[Table]:
    """Return the table of an analysis: a column for each period, in their order, before the total.

    `last` are columns after all the others, by their names. A table is made once, and remembered with the
    names of its periods in the language that is spoken.
    """
    return _table_of_periods(by, periods, measure, compares, last, get_language())


@lru_cache(maxsize=REMEMBERED)
def _table_of_periods(
    by: By,
    periods: tuple[ComparedPeriod, ...],
    measure: Measure,
    compares: bool,
    last: tuple[tuple[str, Column], ...],
    _language: str | None,
) -> type[Table]:
    columns: dict[str, Any] = {
        "number": None
        if by == By.CITY
        else CodeColumn(
            accessor="label__written_code", verbose_name=CODES.get(by, _("Code")), sort=Sort("number")
        ),
        "name": RowNameColumn(accessor="label__name", verbose_name=NAMES[by], sort=Sort("name"), width=34),
        **_columns_of_periods(periods, measure),
    }
    for name, column_class, label in (
        ("total", TotalColumn, _("Total")),
        ("before", TotalColumn, _("Year before")),
        ("difference", DifferenceColumn, _("Difference")),
    ):
        accessor = AnalysisTable.base_columns[name].accessor
        columns[name] = column_class(accessor=accessor, verbose_name=label, sort=Sort(name), measure=measure)
    if not compares:
        columns |= dict.fromkeys(COMPARISONS)
    columns |= dict(last)
    order = ("number", "name", *map(cell_name, range(len(periods))), "total", *COMPARISONS, *dict(last))
    shown = [name for name in order if columns.get(name, ...) is not None]
    meta = type("Meta", (AnalysisTable.Meta,), {"sequence": shown})
    return type("PeriodsTable", (AnalysisTable,), columns | {"Meta": meta})


def _columns_of_periods(periods: Sequence[ComparedPeriod], measure: Measure) -> dict[str, FigureColumn]:
    return {
        cell_name(place): FigureColumn(
            accessor=cell_name(place), verbose_name=period_name(period), measure=measure
        )
        for place, period in enumerate(periods)
    }
