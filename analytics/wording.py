"""Periods, measures and figures in few words, in the reader's language.

They are remembered: a page has hundreds of them, most of which were written before. `language` is the
one that is spoken, where it is known.
"""

from decimal import Decimal
from functools import lru_cache

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from analytics.figures import Measure
from webmino.periods import ComparedPeriod, Period, Unit
from webmino.wording import NONE, REMEMBERED, days, number, price

MINUS = "−"
# After the name of a period that is not counted to its end or from its beginning.
CUT = "*"
UNITS = [
    (Unit.WEEK, _("weeks")),
    (Unit.MONTH, _("months")),
    (Unit.QUARTER, _("quarters")),
    (Unit.YEAR, _("years")),
    (Unit.FISCAL, _("fiscal years")),
]
MEASURES = [
    (Measure.AMOUNT, _("amount ($)")),
    (Measure.QUANTITY, _("quantity")),
    (Measure.AVERAGE_PRICE, _("average price ($)")),
    (Measure.INVOICES, _("number of invoices")),
]
# Of an average price, so that those of a column stand below each other.
PRICE_PLACES = 4
# As Excel writes them.
NUMBER_FORMATS = {
    Measure.AMOUNT: "#,##0.00",
    Measure.QUANTITY: "#,##0.###",
    Measure.AVERAGE_PRICE: "#,##0.0000",
    Measure.INVOICES: "#,##0",
}


def figure_in_words(value: Decimal | int | None, measure: Measure, language: str | None = None) -> str:
    """A figure without its unit, « 1 234,50 » or « −3 »; a dash for None, where there is none."""
    return NONE if value is None else _figure(value, measure, language or get_language())


@lru_cache(maxsize=REMEMBERED)
def _figure(value: Decimal | int, measure: Measure, _language: str | None) -> str:
    if measure == Measure.AVERAGE_PRICE:
        # Plus zero: a zero below zero has a sign, and would be remembered for all zeros.
        written = number_format(value + 0, PRICE_PLACES, force_grouping=True)
    else:
        written = price(value) if measure == Measure.AMOUNT else number(value)
    return written.replace("-", MINUS)


def difference_in_words(value: Decimal | int | None, measure: Measure, language: str | None = None) -> str:
    """How much more or less, with its sign; a dash for None."""
    return ("+" if value and value > 0 else "") + figure_in_words(value, measure, language)


def variation_in_words(percent: Decimal | None, language: str | None = None) -> str:
    """A variation in percent with its sign, « +12,5 % »; a dash for None."""
    return NONE if percent is None else _variation(percent, language or get_language())


@lru_cache(maxsize=REMEMBERED)
def _variation(percent: Decimal, _language: str | None) -> str:
    written = number_format(percent + 0, 1, force_grouping=True).replace("-", MINUS)
    return gettext("%(percent)s%%") % {"percent": ("+" if percent > 0 else "") + written}


def stopped_in_words(silent: int) -> str:
    """« n'achète plus depuis 48 j »."""
    return gettext("stopped buying it %(silent)s ago") % {"silent": days(silent)}


def period_name(period: ComparedPeriod) -> str:
    """What the head of a column says: « 2026-11 », « 2026-T4 »; marked when it is cut."""
    return _calendar_name(period.unit, period.calendar, get_language()) + ("" if period.is_whole else CUT)


def period_in_words(period: ComparedPeriod) -> str:
    """The days of a period, and those of the year before."""
    return _compared(period.now, period.before, get_language())


@lru_cache(maxsize=REMEMBERED)
def _compared(now: Period, before: Period, _language: str | None) -> str:
    words = gettext("%(days)s; year before: %(before)s")
    return words % {"days": days_in_words(now), "before": days_in_words(before)}


def days_in_words(days: Period) -> str:
    """« du 2026-11-01 au 2026-11-24 »."""
    return _days(days, get_language())


@lru_cache(maxsize=REMEMBERED)
def _days(days: Period, _language: str | None) -> str:
    words = gettext("%(first)s to %(last)s")
    return words % {"first": date_format(days.first), "last": date_format(days.last)}


@lru_cache(maxsize=REMEMBERED)
def _calendar_name(unit: Unit, days: Period, _language: str | None) -> str:
    first, last = days
    if unit == Unit.MONTH:
        return f"{first.year:04}-{first.month:02}"
    if unit == Unit.WEEK:
        year, week, _day = first.isocalendar()
        return gettext("%(year)s-W%(week)s") % {"year": year, "week": f"{week:02}"}
    if unit == Unit.QUARTER:
        return gettext("%(year)s-Q%(quarter)s") % {"year": first.year, "quarter": first.month // 3 + 1}
    return f"{first.year}" if first.year == last.year else f"{first.year}-{last.year}"
