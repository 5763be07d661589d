"""Whole days, both ends included; the calendar's periods that cover a range, each with its year before."""

import calendar
import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

DAY = datetime.timedelta(days=1)
WEEK_DAYS = 7
# A week is compared with the one of the same weekdays, 52 weeks before: no week is compared twice.
YEAR_OF_WEEKS = datetime.timedelta(weeks=52)
YEAR_MONTHS = 12
FIRST_MONTH = datetime.date.min.year * YEAR_MONTHS
LAST_MONTH = datetime.date.max.year * YEAR_MONTHS + 11


class Period(NamedTuple):
    """Days from `first` to `last`, both included."""

    first: datetime.date
    last: datetime.date

    @classmethod
    def ending(cls, last: datetime.date, *, days: int) -> "Period":
        """The `days` days that end with `last`."""
        if last.toordinal() < days:  # the calendar begins there
            return cls(datetime.date.min, last)
        return cls(last - (days - 1) * DAY, last)


class Unit(StrEnum):
    """How long a period of the calendar is. A week is ISO's, from Monday; a fiscal year begins in a month."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    FISCAL = "fiscal"

    @property
    def months(self) -> int:
        """How many months it has; 0 for a week."""
        return {Unit.WEEK: 0, Unit.MONTH: 1, Unit.QUARTER: 3}.get(self, YEAR_MONTHS)


@dataclass(frozen=True)
class ComparedPeriod:
    """A period of the calendar: the days of it that are counted, and those of the year before beside them.

    `now` is less than `calendar` where the range or today cuts it; `before` then has the same days.
    """

    unit: Unit
    calendar: Period
    now: Period
    before: Period

    @property
    def is_whole(self) -> bool:
        return self.now == self.calendar


def year_before(day: datetime.date) -> datetime.date:
    """The same day a year before; 28 February for the 29th. The calendar has none before its first day."""
    if day.year == datetime.date.min.year:
        return datetime.date.min
    last = calendar.monthrange(day.year - 1, day.month)[1]
    return day.replace(year=day.year - 1, day=min(day.day, last))


def compared_periods(
    unit: Unit, wanted: Period, *, today: datetime.date, fiscal_month: int = 1
) -> list[ComparedPeriod]:
    """Return the periods that cover the wanted days, in their order, those without sales too.

    The first and the last are cut where the wanted days are. What has begun and is not over is counted to
    today, and compared with the same days; nothing after today is counted, unless nothing before is wanted.
    """
    last = min(wanted.last, today) if wanted.first <= today else wanted.last
    found = []
    day = wanted.first
    while day <= last:
        whole = period_of(unit, day, fiscal_month=fiscal_month)
        now = Period(max(whole.first, wanted.first), min(whole.last, last))
        found.append(ComparedPeriod(unit, whole, now, _before(unit, whole, now)))
        if whole.last == datetime.date.max:
            break
        day = whole.last + DAY
    return found


def period_of(unit: Unit, day: datetime.date, *, fiscal_month: int = 1) -> Period:
    """Return the period of the calendar that a day is in."""
    if unit == Unit.WEEK:
        # The calendar begins on a Monday, and ends before a Sunday.
        first = day - day.weekday() * DAY
        left = datetime.date.max.toordinal() - first.toordinal()
        return Period(first, first + min(WEEK_DAYS - 1, left) * DAY)
    month = day.year * YEAR_MONTHS + day.month - 1
    offset = fiscal_month - 1 if unit == Unit.FISCAL else 0
    begins = month - (month - offset) % unit.months
    return Period(
        _month(max(begins, FIRST_MONTH)).first, _month(min(begins + unit.months - 1, LAST_MONTH)).last
    )


def default_range(unit: Unit, last: datetime.date, *, fiscal_month: int = 1) -> Period:
    """Return the range that ends on the day `last` where none is asked for: twelve months.

    Of years, which would be one figure, three.
    """
    back = {Unit.WEEK: YEAR_OF_WEEKS - WEEK_DAYS * DAY}.get(unit)
    if back is not None:
        earliest = max(last.toordinal() - back.days, 1)
        return Period(period_of(unit, datetime.date.fromordinal(earliest)).first, last)
    whole = period_of(unit, last, fiscal_month=fiscal_month)
    months = 3 * YEAR_MONTHS if unit.months == YEAR_MONTHS else YEAR_MONTHS
    begins = whole.first.year * YEAR_MONTHS + whole.first.month - 1 - (months - unit.months)
    return Period(_month(max(begins, FIRST_MONTH)).first, last)


def how_many(unit: Unit, wanted: Period) -> int:
    """About how many periods cover the wanted days: to refuse too many before making them."""
    days = wanted.last.toordinal() - wanted.first.toordinal() + 1
    return days // (unit.months * 30 or WEEK_DAYS) + 1


def merged(periods: Iterable[Period]) -> list[Period]:
    """Return the same days as few periods, in their order."""
    found: list[Period] = []
    for period in sorted(periods):
        if found and period.first.toordinal() <= found[-1].last.toordinal() + 1:
            found[-1] = Period(found[-1].first, max(found[-1].last, period.last))
        else:
            found.append(period)
    return found


def split_by_month(period: Period) -> tuple[Period | None, list[Period]]:
    """Return the whole months of a period, as one, and the days before and after them."""
    first, last = _index(period.first), _index(period.last)
    if _month(first).first != period.first:
        first += 1
    if _month(last).last != period.last:
        last -= 1
    if first > last:
        return None, [period]
    whole = Period(_month(first).first, _month(last).last)
    rest = []
    if period.first < whole.first:
        rest.append(Period(period.first, whole.first - DAY))
    if whole.last < period.last:
        rest.append(Period(whole.last + DAY, period.last))
    return whole, rest


def edges(periods: Iterable[Period]) -> Iterator[datetime.date]:
    """Yield the first day of each period and the day after its last: days between are in the period.

    The periods are in their order and share no day, so that the edges are too.
    """
    for period in periods:
        yield period.first
        yield period.last + DAY if period.last < datetime.date.max else period.last


def _before(unit: Unit, whole: Period, now: Period) -> Period:
    if unit == Unit.WEEK:
        return Period(*(_minus(day, YEAR_OF_WEEKS) for day in now))
    first, last = map(year_before, now)
    if now.last == whole.last:  # to the end of its month, which February has later in some years
        last = _month(_index(last)).last
    return Period(first, last)


def _minus(day: datetime.date, back: datetime.timedelta) -> datetime.date:
    return datetime.date.fromordinal(max(day.toordinal() - back.days, 1))


def _index(day: datetime.date) -> int:
    return day.year * YEAR_MONTHS + day.month - 1


def _month(index: int) -> Period:
    """The month that is the twelve times the year, plus the month counted from zero."""
    year, month = divmod(index, YEAR_MONTHS)
    first = datetime.date(year, month + 1, 1)
    return Period(first, first.replace(day=calendar.monthrange(year, month + 1)[1]))
