"""What triggers keep of how regularly customers buy equals what is computed from the lines (R24)."""

import datetime
import random
from decimal import Decimal

import pytest

from analytics.models import BuyingHabit, SaleLine
from analytics.services.summaries import rebuild_sales_summaries
from tests.buying_habits import kept_habits, live_habits
from tests.factories import make_customer, make_item, make_sale_line

pytestmark = pytest.mark.django_db
FIRST = datetime.date(2025, 1, 6)
DAY = datetime.timedelta(days=1)


def buy(*days: int, **fields: object) -> None:
    """A line on each of the days, counted from FIRST."""
    fields |= {
        "customer": fields.get("customer") or make_customer(),
        "item": fields.get("item") or make_item(),
    }
    for day in days:
        make_sale_line(sold_on=FIRST + day * DAY, **fields)


def test_r24_a_habit_takes_four_days_of_purchase() -> None:
    buy(0, 7, 14)
    buy(0, 7, 7, 14)
    buy(0, 7, 14, 21)

    habits = BuyingHabit.objects.order_by("pk").values_list("purchase_day_count", "usual_interval")

    assert list(habits) == [(3, None), (3, None), (4, 7)]


def test_r24_a_silence_is_long_after_three_usual_intervals_and_two_of_the_longer_ones() -> None:
    buy(0, 7, 14, 21)
    buy(0, 1, 2, 3)
    buy(0, 7, 14, 21, 28, 58, 88)

    habits = BuyingHabit.objects.order_by("pk").values_list("last_on", "silent_from")

    assert [(after - last).days - 1 for last, after in habits] == [21, 14, 60]


def test_r24_a_return_is_no_purchase_and_weighs_on_what_is_at_stake() -> None:
    customer, item = make_customer(), make_item()
    buy(0, 7, customer=customer, item=item)
    buy(14, customer=customer, item=item, quantity=-2, amount=Decimal("-4.00"))
    buy(7, quantity=-1)

    habits = BuyingHabit.objects.values_list("customer", "last_on", "yearly_amount")

    assert list(habits) == [(customer.pk, FIRST + 7 * DAY, Decimal("20.00"))]


def test_kept_equals_live_after_lines_were_added_changed_and_deleted_at_random() -> None:
    chance = random.Random(24)
    customers, items = [make_customer() for _ in range(3)], [make_item() for _ in range(3)]

    def anything() -> dict[str, object]:
        return {
            "customer": chance.choice(customers),
            "item": chance.choice(items),
            "sold_on": FIRST + chance.choice([1, 1, 7, 30]) * chance.randrange(40) * DAY,
            "quantity": chance.choice([-1, 0, 2, 2, 2]),
            "amount": Decimal(chance.randrange(-500, 2000)) / 100,
        }

    for step in range(120):
        lines = list(SaleLine.objects.all())
        move = chance.random()
        if move < 0.6 or not lines:
            make_sale_line(**anything())
        elif move < 0.75:
            SaleLine.objects.filter(pk=chance.choice(lines).pk).update(**anything())
        elif move < 0.9:
            SaleLine.objects.filter(
                pk__in=[line.pk for line in chance.sample(lines, len(lines) // 8)]
            ).delete()
        else:
            SaleLine.objects.filter(customer=chance.choice(customers)).update(item=chance.choice(items))
        if step % 10 == 9:
            assert kept_habits() == live_habits()
    assert BuyingHabit.objects.exclude(silent_from=None).exists()


def test_habits_are_made_anew_from_the_lines() -> None:
    buy(0, 7, 14, 21)
    kept = kept_habits()
    BuyingHabit.objects.update(last_on=FIRST, usual_interval=99)

    rebuild_sales_summaries()

    assert kept_habits() == kept == live_habits()
