"""The demo's sales show what analyses are for, and agree with its orders."""

import datetime
from decimal import Decimal

import pytest
import time_machine
from django.db.models import Count, Max, Min, Q, Sum

from analytics.models import BuyingHabit, CompanyDay, ItemMonth, SaleLine
from analytics.selectors.stopped_buying import stopped_buying
from par.models import CustomerItem, Order, OrderLine
from tests.sales_sums import kept_sums, live_sums
from webmino.demo import fill_demo
from webmino.models import User

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
# A Sunday in autumn, and the last day of February.
DAYS = [datetime.date(2026, 10, 18), datetime.date(2024, 2, 29)]


@pytest.fixture(params=DAYS, ids=str)
def today(request: pytest.FixtureRequest) -> datetime.date:
    """The day on which the demo is filled."""
    with time_machine.travel(f"{request.param} 12:00 -0500"):
        fill_demo()
    return request.param


def test_the_demo_has_two_years_of_sales_that_follow_its_lists_and_orders(today: datetime.date) -> None:
    lines = SaleLine.objects.all()
    days = lines.aggregate(first=Min("sold_on"), last=Max("sold_on"))

    assert today - 750 * DAY < days["first"] < today - 700 * DAY
    assert today - 10 * DAY < days["last"] <= today
    assert 10_000 < lines.count() < 60_000
    assert not lines.filter(quantity=0).exists()
    listed = set(CustomerItem.objects.values_list("customer", "item"))
    assert set(lines.filter(order=None).values_list("customer", "item")) <= listed
    # Each month sells something, and the kept sums are those of the lines.
    assert CompanyDay.objects.values("day__year", "day__month").distinct().count() >= 24
    assert kept_sums() == live_sums()
    is_sold_as_ordered(today)
    shows_seasons()
    shows_who_stopped(today)
    lists_stops_that_can_be_followed_up(today)
    tells_of_a_company_that_grows_a_little(today)
    shows_credits(today)


def is_sold_as_ordered(today: datetime.date) -> None:
    """R23: an invoiced order has its sale lines, to the cent, and no other order has any."""
    sold = dict(SaleLine.objects.exclude(order=None).values_list("order").annotate(total=Sum("amount")))
    ordered = OrderLine.objects.filter(order__status=Order.Status.INVOICED).exclude(unit_price=None)
    assert sold == dict(ordered.values_list("order").annotate(total=Sum("amount")).order_by("order"))
    assert len(sold) > 300
    lines = SaleLine.objects.exclude(order=None).select_related("order")
    assert all((one.invoice, one.customer_id) == (one.order.invoice, one.order.customer_id) for one in lines)


def shows_seasons() -> None:
    """Cold drinks sell better in July than in January."""
    drinks = ItemMonth.objects.filter(item__category__code="BOI")
    in_july, in_january = (
        drinks.filter(month__month=month).aggregate(Sum("quantity"))["quantity__sum"] for month in (7, 1)
    )
    assert in_july > 2 * in_january


def shows_who_stopped(today: datetime.date) -> None:
    """R24: some customers, and some items of the others, were bought again and again until a while ago."""
    bought = SaleLine.objects.filter(quantity__gt=0).order_by()
    long_ago = Q(last__lt=today - 60 * DAY, times__gt=5)
    figures = {"last": Max("sold_on"), "times": Count("sold_on", distinct=True)}
    customers = set(bought.values("customer").annotate(**figures).filter(long_ago).values_list("customer"))
    assert len(customers) >= 5
    pairs = bought.values("customer", "item").annotate(**figures).filter(long_ago)
    assert len([pair for pair in pairs if (pair["customer"],) not in customers]) > 20


def tells_of_a_company_that_grows_a_little(today: datetime.date) -> None:
    """R21: the company sells somewhat more than the year before; some customers grow, others shrink."""
    year, before = (
        Q(sold_on__gt=today - (years + 1) * 365 * DAY, sold_on__lte=today - years * 365 * DAY)
        for years in (0, 1)
    )
    sums = {"now": Sum("amount", filter=year), "then": Sum("amount", filter=before)}
    whole = SaleLine.objects.aggregate(**sums)
    assert Decimal("-0.05") < whole["now"] / whole["then"] - 1 < Decimal("0.10")
    begun = Q(sold_on__month__lte=today.month) & ~Q(sold_on__month=today.month, sold_on__day__gt=today.day)
    to_date = [
        SaleLine.objects.filter(begun, sold_on__year=year).aggregate(amount=Sum("amount"))["amount"]
        for year in (today.year, today.year - 1)
    ]
    assert Decimal("-0.05") < to_date[0] / to_date[1] - 1 < Decimal("0.10")
    customers = SaleLine.objects.order_by().values("customer").annotate(**sums).exclude(then=None)
    variations = [(one["now"] or 0) / one["then"] - 1 for one in customers]
    assert len([one for one in variations if one > Decimal("0.1")]) > 20
    assert len([one for one in variations if one < Decimal("-0.1")]) > 20


def lists_stops_that_can_be_followed_up(today: datetime.date) -> None:
    """R24: some dozens in all, and a few for each representative of the demo."""
    stopped = stopped_buying(BuyingHabit.objects.all(), on=today)
    assert 30 <= stopped.count() <= 80
    for user in User.objects.filter(username__in=["rep1", "rep2"]):
        assert 3 <= stopped_buying(BuyingHabit.objects.visible_to(user), on=today).count() <= 25


def shows_credits(today: datetime.date) -> None:
    credits = SaleLine.objects.filter(invoice__startswith="NC-")
    assert credits.count() > 50
    assert not credits.filter(Q(quantity__gte=0) | Q(amount__gt=0)).exists()
    assert not SaleLine.objects.exclude(invoice__startswith="NC-").filter(quantity__lt=0).exists()
