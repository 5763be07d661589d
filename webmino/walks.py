"""The way through a list as it was when one set out on it: who was just called does not come again (R8).

The session keeps the keys of the last few ways. An address names one by the moment at which its list was
shown, so that a list that is shown anew begins another.
"""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from webmino.paging import Cursor, KeysetOrder

# The parameter of a record's way back that names the walk.
WALK = "walk"
# A longer list is walked as it is at each step, and does not say at which row one is.
LONGEST = 1_000
# Ways that a session keeps: one in each of a few tabs.
KEPT = 4
IN_SESSION = "walks"


def new_walk() -> str:
    """Return the name of a walk that begins at a list which is shown now."""
    return f"{timezone.now().timestamp() * 1000:.0f}"


def keys_of_walk(
    request: HttpRequest, name: str, *, rows: Any, order: KeysetOrder, here: Cursor
) -> list[int] | None:
    """Return the keys of the rows of a walk, in their order; None when they are too many to be kept.

    A walk that the session does not know sets out from `here`, the place of one of its rows in the list:
    that row keeps its place, though it may have moved since.
    """
    walks: list[list[Any]] = request.session.get(IN_SESSION, [])
    for known, keys in walks:
        if known == name and here.pk in keys:
            return list(keys)
    of_list = rows.values_list("pk", flat=True)
    before = [key for key in order.before(of_list, here, LONGEST + 1) if key != here.pk]
    after = [key for key in order.after(of_list, here, LONGEST + 1) if key != here.pk]
    keys = [*before, here.pk, *after]
    if len(keys) > LONGEST:
        return None
    request.session[IN_SESSION] = [[name, keys], *(walk for walk in walks if walk[0] != name)][:KEPT]
    return keys
