"""Quantities, amounts and suggestions in few words, in the reader's language: the same on every surface."""

from decimal import Decimal
from functools import lru_cache

from django.utils.translation import get_language, gettext

from par.replenishment import Suggestion
from webmino.wording import NONE, REMEMBERED, number, price

MINUS = "−"


def quantity_in_words(quantity: Decimal | int | None, language: str | None = None) -> str:
    """A quantity without needless decimals, « 2,5 » and « 3 »; a dash for None, which is unknown.

    `language` is the one that is spoken, where it is known.
    """
    return NONE if quantity is None else _quantity_in_words(quantity, language or get_language())


@lru_cache(maxsize=REMEMBERED)
def _quantity_in_words(quantity: Decimal | int, language: str | None) -> str:
    return number(quantity, language).replace("-", MINUS)


def price_in_words(amount: Decimal | None, language: str | None = None) -> str:
    """CAD to the cent at least, « 1 234,50 $ » and « 0,3333 $ »; a dash for None, which is no price."""
    return NONE if amount is None else _price_in_words(amount, language or get_language())


@lru_cache(maxsize=REMEMBERED)
def _price_in_words(amount: Decimal, language: str | None) -> str:
    return gettext("$%(amount)s") % {"amount": price(amount, language)}


# An amount has no decimals beyond the cent.
amount_in_words = price_in_words


def suggestion_in_words(suggestion: Suggestion | None) -> str:
    """The sum that a suggestion is, « 12 − 3 − 4 = 5 → caisse de 6 : 6 »; empty where nothing is suggested.

    The sum alone where units are ordered one by one and its result is what is suggested (R19).
    """
    if suggestion is None:
        return ""
    par, counted, on_order, _needed, pack_size, suggested = suggestion
    short = par - counted - on_order
    figures = f" {MINUS} ".join(map(quantity_in_words, (par, counted, on_order)))
    in_words = f"{figures} = {quantity_in_words(short)}"
    if suggested and pack_size > 1:
        case = gettext("case of %(pack)s: %(quantity)s")
        said = {"pack": quantity_in_words(pack_size), "quantity": quantity_in_words(suggested)}
        return f"{in_words} → {case % said}"
    return in_words if suggested == short else f"{in_words} → {quantity_in_words(suggested)}"
