"""The rows of an analysis: which ones, in which order, and what each sold by period (R21, R22)."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, cached_property, reduce
from operator import attrgetter
from typing import Any, NamedTuple

from django.utils.translation import gettext

from analytics.figures import NOTHING, Figure, Measure, difference, variation
from analytics.selectors.labels import Label, labels
from analytics.selectors.sales import By, Key, Scope, by_period, compared_by_period, compared_totals
from webmino.periods import ComparedPeriod, Period

Number = Decimal | int | None
# Columns that say nothing of a row of the foot; nor of what is itself the year before, or the difference.
NAMELESS = frozenset({"number", "last_sale"})
UNCOMPARED = NAMELESS | {"before", "difference", "variation"}


class Compared(NamedTuple):
    """A figure in some days, and in the same days a year before; None without a line, which is no zero."""

    now: Figure
    before: Figure
    measure: Measure

    @property
    def total(self) -> Number:
        # As `_shown`, which an order would ask of thousands of rows.
        return getattr(self.now, self.measure) if self.now.lines else None

    @property
    def year_before(self) -> Number:
        return _shown(self.before, self.measure)

    @property
    def difference(self) -> Number:
        if not self.now.lines and not self.before.lines:
            return None
        return difference(self.now.of(self.measure), self.before.of(self.measure))

    @property
    def variation(self) -> Decimal | None:
        return variation(self.now.of(self.measure), self.before.of(self.measure))


def cell_name(place: int) -> str:
    """The name of the figure of a row in the period of that place, for its column."""
    return f"period_{place}"


@cache
def cell_names(count: int) -> tuple[str, ...]:
    """Those of the first `count` periods."""
    return tuple(map(cell_name, range(count)))


@dataclass
class AnalysisRow:
    """One row of an analysis. `cells` are its figures by period: None where it has no line.

    `addresses` are those that its figures open, by their column; `record_address` that of the row.
    Of an item of one customer: `last_sale` is the last day on which he bought it, `days_stopped` the days
    since then where he stopped (R24); None otherwise.
    """

    label: Label
    compared: "Compared | Shown"
    cells: list[Number]
    addresses: dict[str, str] = field(default_factory=dict)
    record_address: str = ""
    last_sale: datetime.date | None = None
    days_stopped: int | None = None
    # Whether its figures are differences, which have a sign.
    is_difference = False

    def __post_init__(self) -> None:
        vars(self).update(zip(cell_names(len(self.cells)), self.cells, strict=True))

    @property
    def pk(self) -> str:
        return self.label.pk


@dataclass
class FootRow(AnalysisRow):
    """A row of the foot. `blank` are the columns that say nothing of it, where the others say « no sale »."""

    blank: frozenset[str] = NAMELESS
    is_difference: bool = False


class Shown(NamedTuple):
    """What a row of the foot shows after the periods."""

    total: Number
    year_before: Number = None
    difference: Number = None
    variation: Decimal | None = None


@dataclass
class Analysis:
    """Sales of a scope by anything, in compared periods, shown as one measure.

    `lookups` have the code tables that name the rows: none where these are items or customers.
    """

    scope: Scope
    by: By
    periods: Sequence[ComparedPeriod]
    measure: Measure
    lookups: Any

    @property
    def _counts(self) -> bool:
        return self.measure == Measure.INVOICES

    @cached_property
    def now(self) -> tuple[Period, ...]:
        return tuple(period.now for period in self.periods)

    @cached_property
    def before(self) -> tuple[Period, ...]:
        return tuple(period.before for period in self.periods)

    @cached_property
    def compared(self) -> dict[Key, Compared]:
        """Each key that has a line now or a year before."""
        sold, sold_before = compared_totals(self.scope, self.by, self.now, self.before, counts=self._counts)
        return {
            key: Compared(sold.get(key, NOTHING), sold_before.get(key, NOTHING), self.measure)
            for key in {**sold, **sold_before}
        }

    def ranked(self, sort: str, *, descending: bool) -> list[Key]:
        """The keys in their order, ending on the key; without figure or name last, both ways (R8)."""
        values = self._sort_values(sort)
        keys = sorted(self.compared, key=lambda key: (key is None, key or 0), reverse=descending)
        filled = [key for key in keys if values[key] is not None]
        empty = [key for key in keys if values[key] is None]
        return [*sorted(filled, key=values.__getitem__, reverse=descending), *empty]

    def _sort_values(self, sort: str) -> dict[Key, Any]:
        """What each key is sorted by; None where it has no figure or name."""
        if sort in ("number", "name"):
            named = labels(self.by, self.compared, self.lookups)
            column = attrgetter("code_key" if sort == "number" else "name_key")
            return {key: column(label) or None for key, label in named.items()}
        column = attrgetter("year_before" if sort == "before" else sort)
        return {key: column(compared) for key, compared in self.compared.items()}

    def rows(self, keys: Sequence[Key]) -> list[AnalysisRow]:
        """The rows of some keys, in their order."""
        sold = by_period(self.scope, self.by, self.now, counts=self._counts, keys=keys)
        return self._rows(keys, self.compared, sold)

    def rows_alone(self, keys: Sequence[Key]) -> list[AnalysisRow]:
        """The same where no others are known. Their totals are what the periods add up to, never invoices."""
        sold, before = compared_by_period(self.scope, self.by, self.now, self.before, keys=keys)
        compared = {
            key: Compared(now, then, self.measure)
            for key, now, then in zip(keys, _added_up(sold, keys), _added_up(before, keys), strict=True)
        }
        return self._rows(keys, compared, sold)

    def _rows(
        self,
        keys: Sequence[Key],
        compared: Mapping[Key, Compared],
        sold: Mapping[tuple[Key, int], Figure],
    ) -> list[AnalysisRow]:
        named = labels(self.by, keys, self.lookups)
        return [
            AnalysisRow(
                named[key],
                compared[key],
                [_shown(sold.get((key, n), NOTHING), self.measure) for n in range(len(self.periods))],
            )
            for key in keys
        ]

    @cached_property
    def total(self) -> Compared:
        """What all of it adds up to: an average price is no sum of the rows', nor are distinct invoices of
        the periods'.
        """
        if self._counts:
            both = compared_totals(self.scope, By.COMPANY, self.now, self.before, counts=True)
            now, before = (sold.get(0, NOTHING) for sold in both)
        else:
            now = reduce(Figure.plus, (cell.now for cell in self.by_period))
            before = reduce(Figure.plus, (cell.before for cell in self.by_period))
        return Compared(now, before, self.measure)

    def foot(self, *, compares: bool) -> list[FootRow]:
        """The totals of all the rows; below them those of the year before, and how much they differ."""
        total, cells = self.total, self.by_period
        rows = [FootRow(named("total", gettext("Total")), total, [cell.total for cell in cells])]
        if compares:
            before, more = Shown(total.year_before), Shown(total.difference)
            rows += [
                FootRow(
                    named("before", gettext("Year before")),
                    before,
                    [cell.year_before for cell in cells],
                    blank=UNCOMPARED,
                ),
                FootRow(
                    named("difference", gettext("Difference")),
                    more,
                    [cell.difference for cell in cells],
                    blank=UNCOMPARED,
                    is_difference=True,
                ),
            ]
        return rows

    @cached_property
    def by_period(self) -> list[Compared]:
        """What all of it is in each period, those without sales too."""
        sold, sold_before = compared_by_period(
            self.scope, By.COMPANY, self.now, self.before, counts=self._counts
        )
        return [
            Compared(sold.get((0, n), NOTHING), sold_before.get((0, n), NOTHING), self.measure)
            for n in range(len(self.periods))
        ]


def _added_up(sold: Mapping[tuple[Key, int], Figure], keys: Sequence[Key]) -> list[Figure]:
    """The figure of each of `keys` in all the periods together."""
    found = dict.fromkeys(keys, NOTHING)
    for (key, _place), figure in sold.items():
        found[key] = found[key].plus(figure)
    return list(found.values())


def _shown(figure: Figure, measure: Measure) -> Number:
    """The figure; None without a line, which is not a sum of zero."""
    return figure.of(measure) if figure.lines else None


def named(pk: str, name: str) -> Label:
    """The label of a row of the foot."""
    return Label(pk, "", name, "", "")
