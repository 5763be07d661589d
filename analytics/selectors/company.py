"""All the sales of a scope by period, with every figure (R21)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar

from analytics.figures import NOTHING, Figure, Measure
from analytics.selectors.analyses import Compared, Number
from analytics.selectors.sales import By, Scope, by_period, company_total
from webmino.periods import ComparedPeriod


@dataclass
class PeriodRow:
    """What was sold in a period, `period` None for all of them; its amount beside the year before."""

    pk: str
    name: str
    compared: Compared
    period: ComparedPeriod | None = None
    addresses: dict[str, str] = field(default_factory=dict)
    record_address: str = ""
    # In the foot each column says something of it.
    blank: ClassVar[frozenset[str]] = frozenset()

    @property
    def quantity(self) -> Decimal:
        return self.compared.now.quantity

    @property
    def average_price(self) -> Decimal | None:
        return self.compared.now.average_price

    @property
    def invoices(self) -> Number:
        return self.compared.now.invoices


def period_figures(scope: Scope, periods: Sequence[ComparedPeriod]) -> list[Compared]:
    """Return the sales of each period, those without any too, beside the amounts of the year before."""
    now = by_period(scope, By.COMPANY, [period.now for period in periods], counts=True)
    before = by_period(scope, By.COMPANY, [period.before for period in periods])
    return [_amounts(now.get((0, n), NOTHING), before.get((0, n), NOTHING)) for n in range(len(periods))]


def total_figures(scope: Scope, periods: Sequence[ComparedPeriod]) -> Compared:
    """Return the same of all the periods together."""
    now = company_total(scope, [period.now for period in periods], counts=True)
    return _amounts(now, company_total(scope, [period.before for period in periods]))


def _amounts(now: Figure, before: Figure) -> Compared:
    return Compared(now, before, Measure.AMOUNT)
