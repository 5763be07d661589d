"""What a count says of one item on the shelf, in figures and in words (R11, R13)."""

from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from par.replenishment import ZERO
from par.wording import quantity_in_words

# How each finding looks: its sign, and the same in words.
SAID = {
    "unlisted": ("·", _("not on the list")),
    "surplus": ("▲", _("%(quantity)s surplus")),
    "unstocked": ("·", _("not stocked, may be bought")),
    "unknown": ("?", _("not counted")),
    "out": ("✕", _("out of stock, %(quantity)s missing")),
    "below": ("▼", _("%(quantity)s missing")),
    "full": ("✓", _("at PAR")),
}


class Finding(NamedTuple):
    """What was found of an item: a sign, the same in words, and a name for its look."""

    look: str
    sign: str
    words: str


def missing(par: Decimal | None, counted: Decimal | None) -> Decimal | None:
    """Return the units that lack on the shelf, 0 with PAR 0 (R11).

    None when it is unknown: not counted, or without a PAR, since the item is on no list.
    """
    if par is None:
        return None
    if par == 0:
        return ZERO
    return None if counted is None else max(ZERO, par - counted)


def surplus(par: Decimal | None, counted: Decimal | None) -> Decimal | None:
    """Return the units beyond the PAR; None when it is unknown."""
    return None if par is None or counted is None else max(ZERO, counted - par)


def finding(par: Decimal | None, counted: Decimal | None) -> Finding:
    """Return what a count found of an item; `par` None is of one that was not on the customer's list."""
    look = _look(par, counted)
    sign, words = SAID[look]
    quantity = surplus(par, counted) or missing(par, counted)
    return Finding(look, sign, str(words) % {"quantity": quantity_in_words(quantity)})


def _look(par: Decimal | None, counted: Decimal | None) -> str:
    if par is None:
        return "unlisted"
    if surplus(par, counted):
        return "surplus"
    if par == 0:
        return "unstocked"
    if counted is None:
        return "unknown"
    if counted == par:
        return "full"
    return "below" if counted else "out"
