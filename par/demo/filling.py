"""Makes what the demo has of items, PAR lists, shelf counts and orders."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from random import Random

from django.db import connection

from customers.models import Customer
from followups.models import FollowUp
from par.demo import loose_ends, words
from par.demo.catalogue import make_items
from par.demo.par_lists import Shelf, make_lists
from par.demo.visits import DAY, Counted, Ordered, Round
from par.models import Order, OrderLine, ShelfCount
from webmino.models import User

# Before, nobody counted with Webmino.
YEAR = 365 * DAY
NEVER_COUNTED = 8
# What is done in the store, and by telephone.
CODES = ("VIS", "CMD", "TCM")


def fill(random: Random, today: datetime.date) -> None:
    """Make the items and the PAR lists, then the counts and orders of the follow-ups that are there."""
    lists = make_lists(random, today, make_items())
    rounds = make_rounds(random, today, lists)
    users = {one.username: one for one in User.objects.all()}
    counts = sorted((one for each in rounds for one in each.counts), key=lambda one: one.count.created_at)
    orders = sorted((one for each in rounds for one in each.orders), key=lambda one: one.order.created_at)
    loose_ends.settle(random, today, orders)
    last_orders = [each.orders[-1] for each in rounds if each.orders and not is_counted_since(each)]
    loose_ends.cancel_orders(random, today, last_orders, users["gestion"])
    loose_ends.cancel_count(random, [each.counts[-1] for each in rounds if len(each.counts) > 1])
    counts.append(loose_ends.open_count(today, todays_shelves(today, lists), users["rep1"]))
    asked = [each for each in rounds if each.customer.is_active and each.counted_on]
    for each, note in zip(random.sample(asked, len(words.DRAFT_NOTES)), words.DRAFT_NOTES, strict=True):
        orders.append(loose_ends.draft_order(today, each, note, users["bureau"]))
    save(counts, orders)


def make_rounds(
    random: Random, today: datetime.date, lists: Mapping[Customer, Sequence[Shelf]]
) -> list[Round]:
    """Count and order at each customer's."""
    follow_ups: dict[int, list[FollowUp]] = defaultdict(list)
    for one in (
        FollowUp.objects.standing()
        .filter(service_type__code__in=CODES, customer__in=list(lists), happened_on__gt=today - YEAR)
        .select_related("service_type", "salesperson", "route", "done_by", "entered_by")
        .order_by("created_at", "pk")
    ):
        follow_ups[one.customer_id].append(one)
    visited = [customer for customer in lists if len(follow_ups[customer.pk]) > 2 and customer.is_active]
    never_counted = set(random.sample(visited, NEVER_COUNTED))
    rounds = []
    for customer, shelves in lists.items():
        his = follow_ups[customer.pk]
        begin = his[0].happened_on - 14 * DAY if his else today
        is_counted = customer not in never_counted
        each = Round(random, today, customer, shelves, is_counted=is_counted, day=begin)
        each.follow(his)
        rounds.append(each)
    return rounds


def is_counted_since(each: Round) -> bool:
    """Whether a count has seen what came with the last order."""
    return each.counted_on is not None and each.counted_on > each.orders[-1].order.ordered_on


def todays_shelves(today: datetime.date, lists: Mapping[Customer, Sequence[Shelf]]) -> Sequence[Shelf]:
    """Return those of a customer on the round of rep1 today, if there is one; else of any of his."""
    his = [one for one in lists if one.is_active and one.salesperson and one.salesperson.code == "V01"]
    on_round = [one for one in his if one.route and one.route.weekday == today.isoweekday()]
    return lists[(on_round or his)[0]]


def save(counts: Iterable[Counted], orders: Iterable[Ordered]) -> None:
    """Save them in the order in which they were made, each table at once: triggers run once."""
    counts, orders = list(counts), list(orders)
    ShelfCount.objects.bulk_create(one.count for one in counts)
    copy_lines(counts)
    Order.objects.bulk_create(one.order for one in orders)
    OrderLine.objects.bulk_create(line for one in orders for line in one.lines)


def copy_lines(counts: Iterable[Counted]) -> None:
    """Save the lines of saved counts: 25,000 rows, for which making models takes ten times as long."""
    columns = "shelf_count_id, item_id, quantity, par_quantity"
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY par_shelfcountline ({columns}) FROM STDIN") as copy,
    ):
        for one in counts:
            for line in one.lines:
                copy.write_row((one.count.pk, *line))
