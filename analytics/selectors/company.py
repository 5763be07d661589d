"""All the sales of a scope by period, with every figure (R21)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from analytics.figures import NOTHING, Figure, Measure
from analytics.selectors.analyses import Compared
from analytics.selectors.sales import By, Scope, by_period, compared_totals
from webmino.periods import ComparedPeriod


@dataclass
class PeriodRow:
    """What was sold in a period, `period` None for all of them; each figure beside the year before."""

    pk: str
    name: str
    now: Figure
    before: Figure
    period: ComparedPeriod | None = None
    addresses: dict[str, str] = field(default_factory=dict)
    record_address: str = ""
    is_difference: ClassVar[bool] = False
    # In the foot each column says something of it.
    blank: ClassVar[frozenset[str]] = frozenset()

    @property
    def compared(self) -> Compared:
        """Its amount, as the rows of other analyses have their figure."""
        return self._compared(Measure.AMOUNT)

    @property
    def quantity(self) -> Compared:
        return self._compared(Measure.QUANTITY)

    @property
    def average_price(self) -> Compared:
        return self._compared(Measure.AVERAGE_PRICE)

    @property
    def invoices(self) -> Compared:
        return self._compared(Measure.INVOICES)

    def _compared(self, measure: Measure) -> Compared:
        return Compared(self.now, self.before, measure)


def period_figures(scope: Scope, periods: Sequence[ComparedPeriod]) -> list[tuple[Figure, Figure]]:
    """Return the sales of each period, those without any too, and those of the year before."""
    now = by_period(scope, By.COMPANY, [period.now for period in periods], counts=True)
    before = by_period(scope, By.COMPANY, [period.before for period in periods], counts=True)
    return [(now.get((0, n), NOTHING), before.get((0, n), NOTHING)) for n in range(len(periods))]


def total_figures(scope: Scope, periods: Sequence[ComparedPeriod]) -> tuple[Figure, Figure]:
    """Return the same of all the periods together."""
    days = [period.now for period in periods], [period.before for period in periods]
    now, before = compared_totals(scope, By.COMPANY, *days, counts=True)
    return now.get(0, NOTHING), before.get(0, NOTHING)
