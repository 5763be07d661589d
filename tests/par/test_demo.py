"""The demo's shelves show every state that the screens have, and tell what happens in a year."""

import csv
import datetime
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from random import Random

import pytest
from django.db.models import Count, F, Q, Sum

from customers.demo import fill as fill_customers
from customers.models import Customer
from followups.demo import fill as fill_follow_ups
from followups.models import FollowUp, MobileCodes
from par.demo import fill, words
from par.demo.catalogue import FILE
from par.models import (
    CustomerItem,
    CustomerParState,
    Item,
    ItemCategory,
    Order,
    OrderLine,
    ShelfCount,
    ShelfCountLine,
)
from par.replenishment import suggest
from tests.importing import Folder
from tests.par_states import kept_counted, kept_states, live_counted_of_all, live_states
from webmino.demo import make_accounts
from webmino.models import User

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def promised_counts(today: datetime.date) -> dict[str, int]:
    """Count in the database what the demo promises for every day on which it may be filled."""
    counts, orders = ShelfCount.objects.all(), Order.objects.all()
    return {
        "items": Item.objects.count(),
        "items taken out": Item.objects.filter(is_active=False).count(),
        "items without list price": Item.objects.filter(list_price=None).count(),
        "categories of items": ItemCategory.objects.count(),
        "customers with a list": CustomerItem.objects.values("customer").distinct().count(),
        "drafts of counts": counts.drafts().filter(entered_by__username="rep1", counted_on=today).count(),
        "cancelled counts": counts.filter(state="cancelled").count(),
        "drafts of orders": orders.filter(status="draft", entered_by__username="bureau").count(),
        "cancelled orders": orders.filter(status="cancelled").count(),
    }


PROMISED = {
    "items": 308,
    "items taken out": 8,
    "items without list price": 10,
    "categories of items": 12,
    "customers with a list": 160,
    "drafts of counts": 1,
    "cancelled counts": 1,
    "drafts of orders": 2,
    "cancelled orders": 8,
}


# Before the tests that share a filled database.
@pytest.mark.parametrize(
    "today",
    [
        datetime.date(2027, 1, 4),  # after the holidays
        datetime.date(2027, 8, 1),  # a Sunday, after the summer break
    ],
)
def test_the_demo_keeps_its_promises_on_other_days(today: datetime.date) -> None:
    make_accounts()
    random = Random(1)

    for fill_application in (fill_customers, fill_follow_ups, fill):
        fill_application(random, today)

    on_the_way = Order.objects.on_the_way(on=today)
    assert promised_counts(today) == PROMISED
    assert on_the_way.count() >= 6
    assert ShelfCount.objects.standing().filter(counted_on__gte=today).count() == 0


def test_the_demo_has_the_promised_numbers(demo_day: datetime.date) -> None:
    assert promised_counts(demo_day) == PROMISED
    assert 2300 < CustomerItem.objects.count() < 2900
    assert 1200 < ShelfCount.objects.standing().count() < 1900
    assert 700 < Order.objects.count() < 1200


def test_what_triggers_keep_of_the_demo_is_what_its_lists_and_counts_say(demo_day: datetime.date) -> None:
    assert kept_states() == live_states()
    assert kept_counted() == live_counted_of_all()
    assert len(kept_states()) == 160


def test_items_have_both_labels_and_codes_that_keep_their_zeros(demo_day: datetime.date) -> None:
    items = list(Item.objects.all())
    barcodes = [item.barcode for item in items if item.barcode]

    assert [one.code for one in items if not (one.name_fr and one.name_en and one.unit and one.vendor)] == []
    assert len({one.name_fr for one in items}) == len({one.name_en for one in items}) == 308
    assert [code for code in barcodes if not re.fullmatch(r"04\d{11}", code) or checksum(code) % 10] == []
    assert len(set(barcodes)) == len(barcodes) > 280


def checksum(barcode: str) -> int:
    return sum(int(digit) * (3 if n % 2 else 1) for n, digit in enumerate(barcode))


def test_every_item_is_bought_by_a_kind_of_customer() -> None:
    letters = {letter for letter, _least, _most in words.BUYERS.values()}

    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert [row["code"] for row in rows if not row["bought_by"] or not set(row["bought_by"]) <= letters] == []


def test_the_file_of_items_is_one_that_can_be_imported(demo_day: datetime.date, tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write(items=FILE.read_bytes())

    imported = folder.run()

    assert imported.numbers == {"items.csv": (0, 0, 308, 0)}
    assert "bought_by" in imported.out


def test_a_list_has_8_to_26_items_in_shelf_order_with_every_kind_of_line(demo_day: datetime.date) -> None:
    lines = CustomerItem.objects.all()
    sizes = Counter(lines.values_list("customer", flat=True))
    placed = lines.exclude(position=None).order_by("customer", "position")

    kinds = {
        "not stocked (R11)": lines.filter(par_quantity=0),
        "own price": lines.exclude(price=None),
        "without any price": lines.filter(price=None, item__list_price=None),
        "taken off the list": lines.filter(is_active=False),
        "taken out of the catalogue": lines.filter(item__is_active=False, is_active=True),
        "without position": lines.filter(position=None),
    }

    assert min(sizes.values()) >= 8
    assert max(sizes.values()) <= 26
    assert {name: kind.exists() for name, kind in kinds.items()} == dict.fromkeys(kinds, True)
    assert is_shelf_order(placed)


def is_shelf_order(lines: Iterable[CustomerItem]) -> bool:
    """Whether codes follow the families of `words` within each customer, as positions do."""
    families = [code for code, _fr, _en in words.CATEGORIES]
    keys = [
        (one.customer_id, families.index(code), one.position)
        for one, code in ((one, one.item.category.code) for one in lines.select_related("item__category"))
    ]
    return keys == sorted(keys)


def test_r10_some_have_a_list_whom_nobody_follows(demo_day: datetime.date) -> None:
    unfollowed = CustomerParState.objects.filter(customer__visit_state=None, is_active=True)

    assert unfollowed.count() >= 4
    assert set(unfollowed.values_list("last_count", flat=True)) == {None}


def test_r18_counts_and_orders_are_of_the_visits_and_calls_whose_codes_say_so(
    demo_day: datetime.date,
) -> None:
    codes = MobileCodes.objects.values_list("visit__code", "order__code").get()
    entered = ShelfCount.objects.filter(state="completed").exclude(entered_by=None)
    ordered = Order.objects.exclude(status="draft")
    at_visit = FollowUp.objects.exclude(shelf_count=None).exclude(order=None)

    assert set(entered.values_list("follow_up__service_type__code", flat=True)) == set(codes)
    assert set(ordered.values_list("follow_up__service_type__code", flat=True)) == {codes[1], "TCM"}
    assert at_visit.count() > 300
    for documents, day in ((entered, F("counted_on")), (ordered, F("ordered_on"))):
        same = documents.filter(
            follow_up__customer=F("customer"),
            follow_up__entered_by=F("entered_by"),
            follow_up__happened_on=day,
            follow_up__cancelled_at=None,
        )
        assert same.count() == documents.count()


def test_r5_orders_keep_the_salesperson_and_the_route_of_their_day(demo_day: datetime.date) -> None:
    ordered = Order.objects.exclude(follow_up=None)

    same = ordered.filter(salesperson=F("follow_up__salesperson"), route=F("follow_up__route"))
    of_another = ordered.exclude(salesperson=F("customer__salesperson"))

    assert same.count() == ordered.exclude(follow_up__salesperson=None).exclude(follow_up__route=None).count()
    assert of_another.count() > 10


def test_r13_a_line_keeps_the_par_and_some_lines_were_not_seen(demo_day: datetime.date) -> None:
    lines = ShelfCountLine.objects.filter(shelf_count__state="completed")

    assert lines.filter(par_quantity=None).count() == 0
    assert lines.filter(quantity=None).count() > 300
    assert lines.filter(quantity=0).count() > 1000
    assert lines.filter(quantity__gt=F("par_quantity")).count() > 1000


def test_r19_an_order_line_has_the_figures_of_its_suggestion(demo_day: datetime.date) -> None:
    lines = OrderLine.objects.exclude(suggested_quantity=None)
    wrong = [
        line.pk
        for line in lines
        if (made := suggest(line.par_quantity, line.counted_quantity, line.on_order_quantity, line.pack_size))
        is None
        or made.quantity != line.suggested_quantity
    ]

    assert wrong == []
    assert lines.filter(quantity=F("suggested_quantity")).count() > lines.count() / 2
    assert lines.filter(on_order_quantity__gt=0).count() > 0
    assert OrderLine.objects.filter(suggested_quantity=None).count() > 100


def test_r20_orders_are_in_every_state_and_on_their_way_tomorrow(demo_day: datetime.date) -> None:
    orders = Order.objects.annotate(Count("lines"), Sum("lines__amount"))
    states = Counter(orders.values_list("status", flat=True))
    on_the_way = Order.objects.on_the_way(on=demo_day)
    invoices = [one.invoice for one in orders.filter(status="invoiced")]

    assert set(states) == set(Order.Status.values)
    assert states["invoiced"] > 500
    assert states["delivered"] > 5
    assert set(on_the_way.values_list("expected_on", flat=True)) == {demo_day + DAY}
    assert on_the_way.count() >= 6
    assert [one for one in invoices if not re.fullmatch(r"F-\d{6}", one)] == []
    assert len(set(invoices)) == len(invoices)
    assert [one.pk for one in orders if one.lines__count == 0] == []


def test_r20_cancelling_an_order_left_its_visit(demo_day: datetime.date) -> None:
    cancelled = Order.objects.filter(status="cancelled")

    assert cancelled.filter(Q(cancelled_by=None) | Q(cancelled_at__lt=F("created_at"))).count() == 0
    assert cancelled.filter(follow_up__cancelled_at=None).count() == 8
    assert len(set(cancelled.values_list("cancel_reason", flat=True))) == 8


def test_r4_the_cancelled_count_gave_way_to_the_one_before(demo_day: datetime.date) -> None:
    cancelled = ShelfCount.objects.get(state="cancelled")

    state = CustomerParState.objects.get(customer=cancelled.customer)

    assert state.last_count_on < cancelled.counted_on
    assert (cancelled.cancelled_by, cancelled.cancel_reason) == (cancelled.entered_by, words.COUNT_CANCELLED)


def test_one_salesperson_is_behind_in_counting(demo_day: datetime.date) -> None:
    states = CustomerParState.objects.filter(is_active=True, last_count__isnull=False)
    figures = states.values_list("customer__salesperson__code").annotate(
        old=Count("pk", filter=Q(last_count_on__lt=demo_day - 60 * DAY)), known=Count("pk")
    )

    shares = {code: old / known for code, old, known in figures}

    assert shares["V04"] > 0.7
    assert max(share for code, share in shares.items() if code not in (None, "V04")) < 0.35


def test_one_item_is_out_of_stock_nearly_everywhere(demo_day: datetime.date) -> None:
    stocked = CustomerItem.objects.filter(is_active=True, par_quantity__gt=0).exclude(last_counted=None)
    figures = stocked.values_list("item__code").annotate(
        out=Count("pk", filter=Q(last_counted=0)), known=Count("pk")
    )

    shares = {code: out / known for code, out, known in figures if known >= 8}

    assert shares.pop("FRO-101") > 0.6
    assert sum(shares.values()) / len(shares) < 0.35


def test_some_pars_are_always_too_low_and_some_always_too_high(demo_day: datetime.date) -> None:
    seen = Count("pk", filter=Q(quantity__isnull=False))
    lines = (
        ShelfCountLine.objects.filter(shelf_count__state="completed", par_quantity__gt=0)
        .values("shelf_count__customer", "item")
        .annotate(
            seen=seen,
            out=Count("pk", filter=Q(quantity=0)),
            over=Count("pk", filter=Q(quantity__gt=F("par_quantity"))),
        )
        .filter(seen__gte=5)
    )

    assert lines.filter(out__gte=0.8 * F("seen")).count() > 50
    assert lines.filter(over=F("seen")).count() > 50


def test_eight_customers_who_are_visited_were_never_counted(demo_day: datetime.date) -> None:
    never = CustomerParState.objects.filter(is_active=True, last_count=None)

    with_orders = never.filter(customer__orders__isnull=False).distinct()

    assert with_orders.count() >= 3
    assert never.filter(customer__visit_state__isnull=False).count() >= 8


def test_the_draft_of_rep1_is_of_a_customer_whom_he_sees(demo_day: datetime.date) -> None:
    user = User.objects.get(username="rep1")

    draft = ShelfCount.objects.drafts().visible_to(user).get()

    assert (draft.customer.route.weekday, draft.completed_at) == (demo_day.isoweekday(), None)
    assert 0 < draft.lines.count() < draft.customer.specific_items.count()
    assert set(draft.lines.values_list("par_quantity", flat=True)) == {None}


def test_nothing_is_dated_after_the_day_before_but_what_is_open(demo_day: datetime.date) -> None:
    counts = ShelfCount.objects.exclude(state="draft")
    orders = Order.objects.exclude(status="draft")

    assert counts.filter(Q(counted_on__gte=demo_day) | Q(completed_at__date__gte=demo_day)).count() == 0
    assert orders.filter(Q(ordered_on__gte=demo_day) | Q(created_at__date__gte=demo_day)).count() == 0
    assert orders.filter(cancelled_at__date__gte=demo_day).count() == 0
    assert Customer.objects.filter(shelf_counts__counted_on__lt=F("created_on")).count() == 0
