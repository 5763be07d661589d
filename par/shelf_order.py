"""Which lines of a list were moved among the others, whatever numbers they have. No Django here."""

from bisect import bisect_left
from collections.abc import Hashable, Sequence
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def moved(before: Sequence[Key], after: Sequence[Key]) -> set[Key]:
    """Return the fewest of the keys of both that had to be moved to come from one order to the other.

    What is in one of the two only, added or taken off, moves nothing.
    """
    place = {key: at for at, key in enumerate(before)}
    common = [key for key in after if key in place]
    stayed: set[Key] = _longest_rising(common, place)
    return set(common) - stayed


def _longest_rising(keys: Sequence[Key], place: dict[Key, int]) -> set[Key]:
    """The longest choice of the keys, in their order, whose places rise: those that stayed."""
    ends: list[int] = []  # the lowest last place of a rising choice of each length
    last: list[Key] = []  # its key
    before: dict[Key, Key | None] = {}
    for key in keys:
        length = bisect_left(ends, place[key])
        before[key] = last[length - 1] if length else None
        ends[length : length + 1] = [place[key]]
        last[length : length + 1] = [key]
    stayed: set[Key] = set()
    key_or_none = last[-1] if last else None
    while key_or_none is not None:
        stayed.add(key_or_none)
        key_or_none = before[key_or_none]
    return stayed
