"""The chart of an analysis: each period beside the year before (R21)."""

from collections.abc import Sequence
from decimal import Decimal
from html import escape
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext

from analytics.figures import Measure
from analytics.selectors.analyses import Compared
from analytics.wording import (
    days_in_words,
    difference_in_words,
    figure_in_words,
    period_name,
    variation_in_words,
)
from webmino.charts import Bar, BarChart, natural_width
from webmino.periods import ComparedPeriod, Period

WIDTH, HEIGHT = 1200, 200
# Periods that are drawn as near each other as their figures allow, rather than all over the page.
FEW = 8


class DrawnPeriod(NamedTuple):
    """A bar as the table beside the chart says it, in words."""

    name: str
    days: str
    now: str
    before: str
    difference: str
    variation: str


class DrawnAnalysis(NamedTuple):
    """A chart, and the table that says the same."""

    chart: BarChart
    rows: list[DrawnPeriod]
    compares: bool

    @property
    def drawn_rows(self) -> SafeString:
        """The rows of the table as HTML."""
        return SafeString("".join(self._row(row) for row in self.rows))

    def _row(self, row: DrawnPeriod) -> str:
        shown = row[2:] if self.compares else row[2:3]
        cells = "".join([f'<td class="number">{figure}</td>' for figure in map(escape, shown)])
        return f'<tr><th scope="row" title="{escape(row.days)}">{escape(row.name)}</th>{cells}</tr>\n'


def drawn(
    title: str | Promise,
    periods: Sequence[ComparedPeriod],
    figures: Sequence[Compared],
    measure: Measure,
    *,
    compares: bool,
) -> DrawnAnalysis:
    """Draw figures by period; a period without sales stands at zero."""
    pairs = list(zip(periods, figures, strict=True))
    bars = [
        Bar(
            period_name(period),
            _height(figure.now.of(measure)),
            _height(figure.before.of(measure)) if compares else None,
            is_partial=not period.is_whole,
        )
        for period, figure in pairs
    ]
    days = days_in_words(Period(periods[0].now.first, periods[-1].now.last))
    words = gettext("%(title)s, %(days)s") % {"title": capfirst(str(title)), "days": days}
    is_fixed = len(bars) <= FEW
    width = natural_width(bars) if is_fixed else WIDTH
    return DrawnAnalysis(
        BarChart(words, bars, width, HEIGHT, is_fixed),
        [_in_words(period, figure, measure) for period, figure in pairs],
        compares,
    )


def _height(value: Decimal | int | None) -> Decimal | int:
    """Whole dollars and units, since a drawing is for the eye; prices as they are."""
    if value is None:
        return 0
    exact = Decimal(value)
    return round(exact) if abs(exact) >= 100 or exact == exact.to_integral_value() else round(exact, 2)


def _in_words(period: ComparedPeriod, figure: Compared, measure: Measure) -> DrawnPeriod:
    return DrawnPeriod(
        period_name(period),
        days_in_words(period.now),
        figure_in_words(figure.total, measure),
        figure_in_words(figure.year_before, measure),
        difference_in_words(figure.difference, measure),
        variation_in_words(figure.variation),
    )
