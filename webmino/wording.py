"""Figures in few words, in the reader's language: the one that is spoken, which who writes many may say.

What is written often is remembered: a list has hundreds of figures, and most of them were written before.
"""

import datetime
from decimal import Decimal
from functools import lru_cache

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, gettext

NONE = "—"
# Figures that are remembered, each in its language.
REMEMBERED = 10_000
# Decimals that a price has at least: 12,50 and 0,125.
CENTS = 2


def day_in_words(day: datetime.date, language: str | None = None) -> str:
    """A day as the office writes it."""
    return _day_in_words(day, language or get_language())


@lru_cache(maxsize=REMEMBERED)
def _day_in_words(day: datetime.date, _language: str | None) -> str:
    return date_format(day)


def days(count: int | None, language: str | None = None) -> str:
    """A number of days in few letters, « 23 j »; a dash for None."""
    return NONE if count is None else _days(count, language or get_language())


@lru_cache(maxsize=REMEMBERED)
def _days(count: int, _language: str | None) -> str:
    return gettext("%(count)s d") % {"count": count}


def number(value: Decimal | int | None, language: str | None = None) -> str:
    """A number with the decimals that it needs, « 1 234,5 »; a dash for None."""
    return NONE if value is None else _number(value, language or get_language())


@lru_cache(maxsize=REMEMBERED)
def _number(value: Decimal | int, _language: str | None) -> str:
    return number_format(_short(value), force_grouping=True)


def price(value: Decimal | int | None, language: str | None = None) -> str:
    """A price with its cents, and the further decimals that it needs, « 1 234,50 »; a dash for None."""
    return NONE if value is None else _price(value, language or get_language())


@lru_cache(maxsize=REMEMBERED)
def _price(value: Decimal | int, _language: str | None) -> str:
    short = _short(value)
    return number_format(short, max(CENTS, -int(short.as_tuple().exponent)), force_grouping=True)


def typed(value: Decimal | int) -> str:
    """A number as one types it into a field, « 1234,5 »."""
    return number_format(_short(value), use_l10n=True, force_grouping=False)


def typed_price(value: Decimal | int) -> str:
    """A price as one types it, with its cents, « 1234,50 »."""
    short = _short(value)
    return number_format(
        short, max(CENTS, -int(short.as_tuple().exponent)), use_l10n=True, force_grouping=False
    )


def _short(value: Decimal | int) -> Decimal:
    """The same number without decimals that say nothing, and without an exponent."""
    # Plus zero: a zero below zero has a sign, and would be remembered for all zeros.
    return Decimal(f"{Decimal(value).normalize() + 0:f}")
