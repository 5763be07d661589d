"""PostgreSQL ranks customers as the analysis does that has all of them at hand (R8, R22)."""

import datetime
import random
from dataclasses import replace
from decimal import Decimal
from itertools import chain

import pytest

from analytics.figures import Measure
from analytics.filters import AnalysisLookups
from analytics.selectors.analyses import Analysis
from analytics.selectors.ranking import MEASURES, SORTS, Ranking
from analytics.selectors.sales import By, Scope
from customers.models import Customer, Salesperson
from tests.factories import make_customer, make_sale_line, make_salesperson
from webmino.models import User
from webmino.periods import DAY, Period, Unit, compared_periods

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 24)
YEAR = Period(datetime.date(2026, 1, 1), TODAY)


@pytest.fixture
def analysis(manager: User) -> Analysis:
    """Thirty customers: some bought this year, some the year before, both, or gave as much back."""
    chance = random.Random(11)
    salespeople = [make_salesperson(), make_salesperson()]
    for number in range(30):
        customer = make_customer(name=f"Client {number % 7}", salesperson=salespeople[number % 2])
        for year in chance.sample((2025, 2026), chance.randrange(3)):
            for amount in chance.choice(((10, 5), (10, -10), (15,), (-4,), (0.01,))):
                make_sale_line(
                    customer=customer,
                    sold_on=datetime.date(year, chance.randint(1, 10), 3),
                    quantity=Decimal(chance.randint(1, 3)),
                    amount=Decimal(str(amount)),
                )
    periods = compared_periods(Unit.YEAR, YEAR, today=TODAY, fiscal_month=1)
    return Analysis(Scope.of(manager), By.CUSTOMER, periods, Measure.AMOUNT, AnalysisLookups(manager))


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("measure", MEASURES)
def test_r8_pages_have_the_customers_and_the_figures_of_the_whole_order(
    analysis: Analysis, measure: Measure, sort: str, descending: bool
) -> None:
    analysis.measure = measure
    ranking = Ranking(analysis.scope, analysis.now, analysis.before, measure, sort, descending)

    pages = [ranking.page(start, 7) for start in range(0, ranking.count, 7)]

    assert [key for page in pages for key in page] == analysis.ranked(sort, descending=descending)
    rows = [row for page in pages for row in analysis.rows_alone(page)]
    assert {row.label.key: row.compared for row in rows} == analysis.compared
    assert [row.cells for row in rows] == [row.cells for row in analysis.rows([*chain(*pages)])]
    assert 15 < ranking.count < 30
    assert None in {figure.total for figure in analysis.compared.values()}


def test_r25_a_representative_s_ranking_holds_his_customers_alone(
    analysis: Analysis, representative: User
) -> None:
    his_own = make_customer(salesperson=representative.salespeople.get())
    make_sale_line(customer=his_own, sold_on=TODAY)
    scope = Scope.of(representative)

    ranking = Ranking(scope, analysis.now, analysis.before, Measure.AMOUNT, "total", descending=True)

    assert (ranking.count, ranking.page(0, 50)) == (1, [his_own.pk])


def test_a_year_that_lacks_its_last_sales_is_not_ranked_by_the_sums_of_the_whole_year(
    analysis: Analysis,
) -> None:
    last = analysis.ranked("total", descending=True)[-1]
    make_sale_line(customer=Customer.objects.get(pk=last), sold_on=TODAY, amount=Decimal(100_000))
    days = [Period(YEAR.first, TODAY - DAY)]

    ranking = Ranking(analysis.scope, days, analysis.before, Measure.AMOUNT, "total", descending=True)
    whole = Ranking(analysis.scope, [YEAR], analysis.before, Measure.AMOUNT, "total", descending=True)

    assert ranking.page(0, 7) == analysis.ranked("total", descending=True)[:7]
    assert whole.page(0, 7)[0] == last != ranking.page(0, 7)[0]


def test_r25_a_salesperson_s_customers_of_a_year_are_ranked_apart(analysis: Analysis) -> None:
    salesperson = Customer.objects.get(pk=next(iter(analysis.compared))).salesperson
    scope = replace(
        analysis.scope, customers=Customer.objects.filter(salesperson=salesperson), is_everybody=False
    )

    ranking = Ranking(scope, analysis.now, analysis.before, Measure.AMOUNT, "total", descending=True)

    his_own = [key for key in analysis.ranked("total", descending=True) if key in set(_keys(salesperson))]
    assert 3 < len(his_own) < len(analysis.compared)
    assert ranking.page(0, 3) == his_own[:3]


def test_customers_are_counted_up_to_a_limit(analysis: Analysis) -> None:
    ranking = Ranking(analysis.scope, analysis.now, analysis.before, Measure.AMOUNT, "total", descending=True)

    assert ranking.count_up_to(ranking.count) == ranking.count
    assert ranking.count_up_to(ranking.count - 1) is None


def _keys(salesperson: Salesperson) -> list[int]:
    return list(Customer.objects.filter(salesperson=salesperson).values_list("pk", flat=True))
