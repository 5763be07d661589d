"""Pages by key: no row is repeated or skipped, whatever the sort, and empty values come last both ways."""

import base64
import datetime
import random
from operator import attrgetter

import pytest

from customers.models import Customer
from followups.models import CustomerVisitState
from tests.factories import make_customer, make_follow_up
from webmino.models import LABEL_LENGTH
from webmino.paging import KeysetOrder, Sort, page_of

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 1, 1)

SORTS = [
    KeysetOrder(Sort("last_on")),
    KeysetOrder(Sort("last_on"), descending=True),
    KeysetOrder(Sort("city_key", can_be_empty=True)),
    KeysetOrder(Sort("city_key", can_be_empty=True), descending=True),
    KeysetOrder(Sort("next_action_on", can_be_empty=True)),
    KeysetOrder(Sort("next_action_on", can_be_empty=True), descending=True),
    KeysetOrder(Sort("customer__name_key")),
    KeysetOrder(Sort("customer__city_key", can_be_empty=True), descending=True),
]


def fill(count: int) -> None:
    """Customers with many equal values and many empty ones."""
    choose = random.Random(count).choice
    for _ in range(count):
        due = choose([None, DAY, DAY.replace(day=9)])
        make_follow_up(
            customer=make_customer(city=choose(["", "Lévis", "Québec", "levis"])),
            happened_on=DAY.replace(day=choose([1, 2])),
            next_action="call" if due else "",
            next_action_on=due,
        )


def in_python(order: KeysetOrder) -> list[int]:
    """The keys in the order that the sort means, without the database's help."""
    rows = list(CustomerVisitState.objects.all())
    value = attrgetter(order.sort.column.replace("__", "."))
    filled = [row for row in rows if value(row) is not None]
    empty = [row for row in rows if value(row) is None]
    filled.sort(key=lambda row: (value(row), row.pk), reverse=order.descending)
    empty.sort(key=lambda row: row.pk, reverse=order.descending)
    return [row.pk for row in filled + empty]


@pytest.mark.parametrize("order", SORTS, ids=str)
def test_r8_the_whole_list_is_sorted_with_empty_values_last(order: KeysetOrder) -> None:
    fill(25)

    rows = order.ordered(CustomerVisitState.objects.all())

    assert [row.pk for row in rows] == in_python(order)


@pytest.mark.parametrize("order", SORTS, ids=str)
@pytest.mark.parametrize("size", [1, 4, 25, 30])
def test_r8_walking_forward_shows_each_row_once(order: KeysetOrder, size: int) -> None:
    fill(25)
    queryset, seen, after = CustomerVisitState.objects.all(), [], ""

    while True:
        page = page_of(queryset, order, size=size, after=after)
        seen += [row.pk for row in page.rows]
        if not page.has_next:
            break
        after = page.last.encoded()

    assert seen == in_python(order)


@pytest.mark.parametrize("order", SORTS, ids=str)
@pytest.mark.parametrize("size", [1, 4, 25])
def test_r8_walking_backward_from_the_last_page_shows_each_row_once(order: KeysetOrder, size: int) -> None:
    fill(25)
    queryset, seen = CustomerVisitState.objects.all(), []

    page = page_of(queryset, order, size=size, last=True)
    while True:
        seen = [row.pk for row in page.rows] + seen
        if not page.has_previous:
            break
        page = page_of(queryset, order, size=size, before=page.first.encoded())
        if not page.has_previous:  # the first page is filled up: it may repeat what the next one has
            seen = [pk for pk in (row.pk for row in page.rows) if pk not in seen] + seen
            break

    assert seen == in_python(order)


@pytest.mark.parametrize("order", SORTS, ids=str)
def test_the_rank_of_a_row_is_the_number_of_rows_before_it(order: KeysetOrder) -> None:
    fill(12)
    queryset = CustomerVisitState.objects.all()

    ranks = [order.count_before(queryset, order.cursor(row)) for row in order.ordered(queryset)]

    assert ranks == list(range(12))


@pytest.mark.parametrize("order", SORTS, ids=str)
@pytest.mark.parametrize("size", [1, 4, 11, 12, 13])
def test_the_whole_list_is_read_in_chunks_that_hold_each_row_once(order: KeysetOrder, size: int) -> None:
    fill(12)

    chunks = list(order.chunks(CustomerVisitState.objects.all(), size))

    assert [row.pk for chunk in chunks for row in chunk] == in_python(order)
    assert max(map(len, chunks)) == min(size, 12)


def test_a_row_that_changes_while_the_list_is_read_is_in_it_once() -> None:
    fill(12)
    states, order = CustomerVisitState.objects.all(), KeysetOrder(Sort("next_action_on", can_be_empty=True))

    chunks = order.chunks(states, 2)
    read = [*next(chunks), *next(chunks)]
    states.filter(pk=read[-1].pk).update(next_action_on=None)
    read += [row for chunk in chunks for row in chunk]

    assert read[3].next_action_on is not None
    assert sorted(row.pk for row in read) == sorted(states.values_list("pk", flat=True))


def test_a_row_that_is_added_before_the_page_repeats_none() -> None:
    fill(6)
    order, queryset = KeysetOrder(Sort("last_on")), CustomerVisitState.objects.all()
    first = page_of(queryset, order, size=3)
    rest = in_python(order)[3:]

    make_follow_up(happened_on=DAY.replace(year=2025))
    second = page_of(queryset, order, size=3, after=first.last.encoded())

    assert [row.pk for row in second.rows] == rest


NESTED = base64.urlsafe_b64encode(b"[" * 2_900).decode()
NO_CURSORS = [NESTED, "x", "é", "bm9uc2Vuc2U", "WzEsMl0", "W251bGwsbnVsbF0", "eyJhIjoxfQ"]
# Text with a NUL, and half of a character.
UNSENDABLE = ["WyJcdTAwMDAiLCAxXQ", "WyJcdWQ4MDAiLCAxXQ"]


@pytest.mark.parametrize(
    ("cursor", "column"),
    [*((one, "last_on") for one in NO_CURSORS), *((one, "name_key") for one in UNSENDABLE)],
)
def test_r28_a_cursor_that_is_none_shows_the_first_page(cursor: str, column: str) -> None:
    fill(3)
    order = KeysetOrder(Sort(column))

    page = page_of(CustomerVisitState.objects.all(), order, size=2, after=cursor)

    assert [row.pk for row in page.rows] == in_python(order)[:2]
    assert (page.has_previous, page.has_next) == (False, True)


def test_r8_a_page_follows_a_row_that_is_sorted_by_the_longest_text() -> None:
    letters = "\N{GREEK SMALL LETTER ALPHA}\N{GREEK SMALL LETTER BETA}\N{GREEK SMALL LETTER GAMMA}"
    customers = [make_customer(name=letter * LABEL_LENGTH) for letter in letters]
    order, queryset = KeysetOrder(Sort("name_key")), Customer.objects.all()

    first = page_of(queryset, order, size=2)
    second = page_of(queryset, order, size=2, after=first.last.encoded())

    assert [first.rows, second.rows] == [customers[:2], customers[2:]]


def test_an_empty_list_has_one_empty_page() -> None:
    page = page_of(CustomerVisitState.objects.all(), KeysetOrder(Sort("last_on")), size=2, last=True)

    assert (page.rows, page.has_previous, page.has_next) == ([], False, False)
