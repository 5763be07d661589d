"""Who stopped buying what: decided here alone, from the habits that are kept (R24)."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import CharField, Exists, F, Func, Min, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from analytics.models import BuyingHabit, ItemMonth, StopFollowUp
from analytics.models.habits import FORGOTTEN
from analytics.querysets import BuyingHabitQuerySet
from customers.models import Customer
from par.models import Item
from webmino.periods import DAY, year_before

YEAR_MONTHS = 12
FIRST_WORD = Func(
    F("item__name_fr_key"), Value(" "), Value(1), function="split_part", output_field=CharField()
)
# Out of season: a month in which the company sells less than this part of its mean month.
SEASON_SHARE = 4


@dataclass(frozen=True)
class Purchases:
    """What a customer ever bought: of each item the last day, by its key; and what he stopped buying (R24).

    A return is no purchase.
    """

    last_on: dict[int, datetime.date]
    stopped: list[BuyingHabit]
    # Days since the last one, of the items that he stopped buying.
    days_stopped: dict[int, int]


def purchases(customer: Customer, *, on: datetime.date) -> Purchases:
    """Return what is known on a day of a customer's purchases."""
    habits = BuyingHabit.objects.filter(customer=customer).values_list("item", "last_on", "silent_from")
    bought = list(habits)
    # Most customers buy all that they usually buy: whether a silence is a stop is asked about silences alone.
    is_silent = any(silent_from and silent_from <= on for _item, _last_on, silent_from in bought)
    stopped = stopped_items(customer, on=on) if is_silent else []
    return Purchases(
        {item: last_on for item, last_on, _silent_from in bought},
        stopped,
        {habit.item_id: habit.days_silent(on=on) for habit in stopped},
    )


def stopped_buying(habits: BuyingHabitQuerySet, *, on: datetime.date) -> BuyingHabitQuerySet:
    """Return those of `habits` that were regular and are silent on the day `on` for well over their interval.

    It is no stop where the silence is the season: the customer did not buy it a year before either, or he
    began within the year and the company hardly sold it in that month of the last one. Silences of more than
    FORGOTTEN days are over, and so are inactive customers. Source: R24.
    """
    began_within_the_year = Q(first_on__gt=year_before(on))
    return (
        habits.silent(on=on)
        .active_a_year_before(on=on)
        .filter(last_on__gte=on - FORGOTTEN * DAY, customer__is_active=True)
        .exclude(began_within_the_year & Exists(_out_of_season(on)))
    )


def stopped_items(customer: Customer, *, on: datetime.date) -> list[BuyingHabit]:
    """Return what the customer stopped buying, what he bought most of first, with what took its place."""
    habits = stopped_buying(BuyingHabit.objects.filter(customer=customer), on=on)
    return complete_habits(
        list(with_replacement(habits).select_related("item").order_by("-yearly_amount", "pk"))
    )


def with_replacement(habits: BuyingHabitQuerySet) -> BuyingHabitQuerySet:
    """Give each of `habits` the key of the item that took its place, `replaced_by_key`; None: none did.

    It is another code of the same article, which the customer began to buy later and bought since: of its
    unit, with its French name, or with its bar code and the first word of its name. A bar code alone says
    little, since lists give one to articles that have none.
    """
    same_name = Q(item__name_fr_key=OuterRef("item__name_fr_key"))
    same_barcode = Q(item__barcode=OuterRef("item__barcode"), first_word=OuterRef("first_word"))
    habits = habits.annotate(first_word=FIRST_WORD)
    later = (
        BuyingHabit.objects.annotate(first_word=FIRST_WORD)
        .filter(
            same_name | same_barcode & ~Q(item__barcode=""),
            item__unit=OuterRef("item__unit"),
            customer=OuterRef("customer"),
            first_on__gt=OuterRef("first_on"),
            last_on__gt=OuterRef("last_on"),
        )
        .exclude(item=OuterRef("item"))
    )
    newest = later.order_by("-last_on", "pk").values("item")
    return habits.annotate(replaced_by_key=Subquery(newest[:1]))


def with_follow_up(habits: BuyingHabitQuerySet, *, exists: bool) -> BuyingHabitQuerySet:
    """Those of `habits` about which a follow-up was recorded since the last purchase, or the others."""
    recorded = StopFollowUp.objects.standing().filter(
        item=OuterRef("item"),
        follow_up__customer=OuterRef("customer"),
        follow_up__happened_on__gt=OuterRef("last_on"),
    )
    return habits.filter(Exists(recorded) if exists else ~Exists(recorded))


def complete_habits(rows: list[Any]) -> list[Any]:
    """Give habits the items that took the place of theirs, and their follow-ups: a query for each of the two.

    The follow-up is the newest about it since the last purchase.
    """
    items = Item.objects.in_bulk({row.replaced_by_key for row in rows if row.replaced_by_key})
    recorded = (
        StopFollowUp.objects.standing()
        .filter(
            follow_up__customer__in={row.customer_id for row in rows}, item__in={row.item_id for row in rows}
        )
        .select_related("follow_up__service_type")
        .order_by("follow_up__happened_on", "follow_up__created_at", "pk")
    )
    newest = {(stop.follow_up.customer_id, stop.item_id): stop.follow_up for stop in recorded}
    for row in rows:
        row.replaced_by = items.get(row.replaced_by_key)
        follow_up = newest.get((row.customer_id, row.item_id))
        row.follow_up = follow_up if follow_up and follow_up.happened_on > row.last_on else None
    return rows


def _out_of_season(on: datetime.date) -> Any:
    """A query that has a row where a habit's item is out of season on the day `on`, by last year's sales.

    The month is compared with the mean of the twelve that begin with it, of an item that was sold before.
    """
    then = year_before(on).replace(day=1)
    months = ItemMonth.objects.filter(item=OuterRef("item"), month__lt=on.replace(day=1))
    return (
        months.values("item")
        .annotate(
            launched=Min("month"),
            in_year=Sum("quantity", filter=Q(month__gte=then)),
            in_month=Coalesce(Sum("quantity", filter=Q(month=then)), Decimal(0)),
        )
        .filter(launched__lt=then, in_year__gt=SEASON_SHARE * YEAR_MONTHS * F("in_month"))
    )
