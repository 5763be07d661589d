"""The calendar's periods, and the year before beside each (R21)."""

import datetime
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webmino.periods import (
    DAY,
    ComparedPeriod,
    Period,
    Unit,
    compared_periods,
    default_range,
    edges,
    how_many,
    merged,
    period_of,
    split_by_month,
    year_before,
)

TODAY = date(2026, 11, 24)


def days(first: str, last: str) -> Period:
    return Period(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("unit", "day", "fiscal_month", "expected"),
    [
        (Unit.WEEK, "2026-11-24", 1, ("2026-11-23", "2026-11-29")),
        (Unit.WEEK, "2021-01-03", 1, ("2020-12-28", "2021-01-03")),  # in week 53 of 2020
        (Unit.MONTH, "2024-02-29", 1, ("2024-02-01", "2024-02-29")),
        (Unit.QUARTER, "2026-11-24", 1, ("2026-10-01", "2026-12-31")),
        (Unit.YEAR, "2026-11-24", 4, ("2026-01-01", "2026-12-31")),
        (Unit.FISCAL, "2026-11-24", 4, ("2026-04-01", "2027-03-31")),
        (Unit.FISCAL, "2026-03-31", 4, ("2025-04-01", "2026-03-31")),
        (Unit.FISCAL, "2026-11-24", 1, ("2026-01-01", "2026-12-31")),
        (Unit.FISCAL, "2026-11-24", 12, ("2025-12-01", "2026-11-30")),
        (Unit.FISCAL, "0001-01-01", 4, ("0001-01-01", "0001-03-31")),  # the calendar begins there
        (Unit.FISCAL, "9999-12-31", 4, ("9999-04-01", "9999-12-31")),
        (Unit.WEEK, "9999-12-31", 1, ("9999-12-27", "9999-12-31")),
    ],
)
def test_r21_a_period_is_the_calendar_s(
    unit: Unit, day: str, fiscal_month: int, expected: tuple[str, str]
) -> None:
    assert period_of(unit, date.fromisoformat(day), fiscal_month=fiscal_month) == days(*expected)


@pytest.mark.parametrize(
    ("day", "before"),
    [
        ("2026-11-24", "2025-11-24"),
        ("2024-02-29", "2023-02-28"),
        ("2025-02-28", "2024-02-28"),
        ("0001-05-05", "0001-01-01"),
    ],
)
def test_r21_the_same_day_a_year_before(day: str, before: str) -> None:
    assert year_before(date.fromisoformat(day)) == date.fromisoformat(before)


@pytest.mark.parametrize(
    ("unit", "wanted", "today", "now", "before"),
    [
        # What is over is compared with the whole period, however many days its month has.
        (Unit.MONTH, ("2025-02-01", "2025-02-28"), "2026-01-01", ..., ("2024-02-01", "2024-02-29")),
        (Unit.MONTH, ("2024-02-01", "2024-02-29"), "2026-01-01", ..., ("2023-02-01", "2023-02-28")),
        (Unit.YEAR, ("2025-01-01", "2025-12-31"), "2026-01-01", ..., ("2024-01-01", "2024-12-31")),
        (Unit.FISCAL, ("2025-03-01", "2026-02-28"), "2026-05-01", ..., ("2024-03-01", "2025-02-28")),
        (Unit.QUARTER, ("2026-07-01", "2026-09-30"), "2026-11-24", ..., ("2025-07-01", "2025-09-30")),
        # A week, with the same weekdays 52 weeks before.
        (Unit.WEEK, ("2026-11-16", "2026-11-22"), "2026-11-24", ..., ("2025-11-17", "2025-11-23")),
        (Unit.WEEK, ("2020-12-28", "2021-01-03"), "2026-11-24", ..., ("2019-12-30", "2020-01-05")),
        # What is not over is compared with the same days.
        (
            Unit.MONTH,
            ("2026-11-01", "2026-11-30"),
            "2026-11-24",
            ("2026-11-01", "2026-11-24"),
            ("2025-11-01", "2025-11-24"),
        ),
        (
            Unit.YEAR,
            ("2025-01-01", "2025-12-31"),
            "2025-02-28",
            ("2025-01-01", "2025-02-28"),
            ("2024-01-01", "2024-02-28"),
        ),
        (
            Unit.YEAR,
            ("2024-01-01", "2024-12-31"),
            "2024-02-29",
            ("2024-01-01", "2024-02-29"),
            ("2023-01-01", "2023-02-28"),
        ),
        (
            Unit.WEEK,
            ("2026-11-23", "2026-11-29"),
            "2026-11-24",
            ("2026-11-23", "2026-11-24"),
            ("2025-11-24", "2025-11-25"),
        ),
        # A range that begins or ends within a month is no more than it says.
        (Unit.MONTH, ("2026-03-10", "2026-03-20"), "2026-11-24", ..., ("2025-03-10", "2025-03-20")),
        (Unit.MONTH, ("2025-02-10", "2025-02-28"), "2026-11-24", ..., ("2024-02-10", "2024-02-29")),
    ],
)
def test_r21_a_period_is_compared_with_the_same_days_a_year_before(
    unit: Unit, wanted: tuple[str, str], today: str, now: tuple[str, str], before: tuple[str, str]
) -> None:
    found = compared_periods(unit, days(*wanted), today=date.fromisoformat(today), fiscal_month=3)

    assert [(one.now, one.before) for one in found] == [
        (days(*(wanted if now is ... else now)), days(*before))
    ]


def test_r21_a_range_is_cut_at_its_ends_alone() -> None:
    found = compared_periods(Unit.MONTH, days("2026-08-15", "2026-12-31"), today=TODAY)

    assert [one.now for one in found] == [
        days("2026-08-15", "2026-08-31"),
        days("2026-09-01", "2026-09-30"),
        days("2026-10-01", "2026-10-31"),
        days("2026-11-01", "2026-11-24"),
    ]
    assert [one.is_whole for one in found] == [False, True, True, False]
    assert found[0].calendar == days("2026-08-01", "2026-08-31")


def test_r21_a_range_that_has_not_begun_is_shown_all_the_same() -> None:
    found = compared_periods(Unit.YEAR, days("2028-02-01", "2028-02-29"), today=TODAY)

    assert found == [
        ComparedPeriod(
            Unit.YEAR,
            days("2028-01-01", "2028-12-31"),
            days("2028-02-01", "2028-02-29"),
            days("2027-02-01", "2027-02-28"),
        )
    ]


@pytest.mark.parametrize(
    ("unit", "expected", "count"),
    [
        (Unit.WEEK, ("2025-12-01", "2026-11-24"), 52),
        (Unit.MONTH, ("2025-12-01", "2026-11-24"), 12),
        (Unit.QUARTER, ("2026-01-01", "2026-11-24"), 4),
        (Unit.YEAR, ("2024-01-01", "2026-11-24"), 3),
        (Unit.FISCAL, ("2024-04-01", "2026-11-24"), 3),
    ],
)
def test_r21_twelve_months_are_shown_where_nothing_is_asked(
    unit: Unit, expected: tuple[str, str], count: int
) -> None:
    wanted = default_range(unit, TODAY, fiscal_month=4)

    assert wanted == days(*expected)
    assert len(compared_periods(unit, wanted, today=TODAY, fiscal_month=4)) == count


@pytest.mark.parametrize(
    ("period", "whole", "rest"),
    [
        (("2026-01-01", "2026-12-31"), ("2026-01-01", "2026-12-31"), []),
        (("2026-01-01", "2026-11-24"), ("2026-01-01", "2026-10-31"), [("2026-11-01", "2026-11-24")]),
        (
            ("2025-12-15", "2026-02-10"),
            ("2026-01-01", "2026-01-31"),
            [("2025-12-15", "2025-12-31"), ("2026-02-01", "2026-02-10")],
        ),
        (("2026-11-01", "2026-11-24"), None, [("2026-11-01", "2026-11-24")]),
        (("2026-10-15", "2026-11-14"), None, [("2026-10-15", "2026-11-14")]),
        (("0001-01-01", "9999-12-31"), ("0001-01-01", "9999-12-31"), []),
    ],
)
def test_the_whole_months_of_a_period_and_the_days_beside_them(
    period: tuple[str, str], whole: tuple[str, str] | None, rest: list[tuple[str, str]]
) -> None:
    assert split_by_month(days(*period)) == (whole and days(*whole), [days(*one) for one in rest])


def test_periods_that_follow_each_other_are_one() -> None:
    january, february, april = (
        days("2026-01-01", "2026-01-31"),
        days("2026-02-01", "2026-02-28"),
        days("2026-04-01", "2026-04-30"),
    )

    assert merged([april, january, february]) == [days("2026-01-01", "2026-02-28"), april]


units = st.sampled_from(Unit)
dates = st.dates(min_value=date(2, 2, 2), max_value=date(2500, 1, 1))


@given(units, dates, st.integers(0, 900), st.integers(1, 12), st.integers(-500, 500))
def test_r21_each_wanted_day_to_today_is_in_one_period_and_none_is_compared_twice(
    unit: Unit, first: date, length: int, fiscal_month: int, ahead: int
) -> None:
    wanted = Period(first, first + datetime.timedelta(length))
    today = first + datetime.timedelta(max(ahead, -1))

    found = compared_periods(unit, wanted, today=today, fiscal_month=fiscal_month)

    counted = min(wanted.last, today) if today >= first else wanted.last
    assert merged(one.now for one in found) == [Period(first, counted)]
    assert sum((one.now.last - one.now.first).days + 1 for one in found) == (counted - first).days + 1
    befores = [one.before for one in found]
    assert all(one.first <= one.last for one in befores)
    assert all(earlier.last < later.first for earlier, later in pairwise(befores))
    assert len(found) <= how_many(unit, wanted) + 1


@given(st.lists(st.tuples(dates, st.integers(0, 50)), max_size=5))
def test_the_edges_of_periods_say_which_one_a_day_is_in(drawn: list[tuple[date, int]]) -> None:
    periods = merged(Period(first, first + datetime.timedelta(length)) for first, length in drawn)
    at = list(edges(periods))

    for number, period in enumerate(periods):
        for day in (period.first, period.last):
            assert sum(edge <= day for edge in at) == 2 * number + 1
        assert sum(edge <= period.last + DAY for edge in at) % 2 == 0
