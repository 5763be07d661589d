"""What triggers keep of how regularly customers buy, and what they should keep, computed in Python (R24)."""

import datetime
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from math import ceil, floor

from analytics.models import BuyingHabit, SaleLine

DAY = datetime.timedelta(days=1)
Lines = list[tuple[datetime.date, Decimal, Decimal]]


def percentile(values: list[int], share: Decimal) -> Decimal:
    """Between the two values that are nearest to the place, as percentile_cont has it."""
    place = share * (len(values) - 1)
    low, high = sorted(values)[floor(place)], sorted(values)[ceil(place)]
    return low + (high - low) * (place - floor(place))


def live_habit(lines: Lines) -> dict[str, object] | None:
    """What the row of a customer and an item should hold; None: no row, since he never bought it."""
    days = sorted({day for day, quantity, _amount in lines if quantity > 0})
    if not days:
        return None
    spaces = list(pairwise(days))
    intervals = [(after - before).days for before, after in spaces][-12:]
    usual = patience = None
    if len(days) >= 4:
        median, longer = percentile(intervals, Decimal("0.5")), percentile(intervals, Decimal("0.8"))
        usual = int(median.quantize(Decimal(1), ROUND_HALF_UP))
        patience = max(14, ceil(3 * median), ceil(2 * longer))
    silences = [
        (before + DAY, after)
        for before, after in spaces
        if patience is not None and (after - before).days > patience
    ]
    return {
        "first_on": days[0],
        "last_on": days[-1],
        "purchase_day_count": len(days),
        "yearly_amount": sum(amount for day, _q, amount in lines if days[-1] - 365 * DAY < day <= days[-1]),
        "usual_interval": usual,
        "silent_from": patience and days[-1] + (patience + 1) * DAY,
        "past_silences": silences,
    }


def live_habits() -> list[dict[str, object]]:
    lines: dict[tuple[int, int], Lines] = defaultdict(list)
    for customer, item, *line in SaleLine.objects.order_by("customer_id", "item_id").values_list(
        "customer_id", "item_id", "sold_on", "quantity", "amount"
    ):
        lines[customer, item].append(tuple(line))
    habits = ((pair, live_habit(of_pair)) for pair, of_pair in lines.items())
    return [{"customer_id": customer, "item_id": item} | habit for (customer, item), habit in habits if habit]


def kept_habits() -> list[dict[str, object]]:
    rows = BuyingHabit.objects.order_by("customer_id", "item_id").values()
    return [
        {name: value for name, value in row.items() if name not in {"id", "past_silences"}}
        | {"past_silences": [(days.lower, days.upper) for days in row["past_silences"]]}
        for row in rows
    ]
