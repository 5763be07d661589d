"""Every change of an order: its own columns, and what it asked for line by line (R4)."""

import datetime
from collections.abc import Iterable, Mapping
from itertools import groupby, pairwise
from typing import Any, NamedTuple

from django.utils.timezone import localtime
from django.utils.translation import gettext

from par.models import Item, Order, OrderLine
from par.wording import price_in_words, quantity_in_words
from webmino.history import Change, changes_of
from webmino.models import User

# What a line said: its quantity and its price, by the key of its item.
Lines = Mapping[int, tuple[Any, Any]]
Status = Order.Status
WAY = (Status.DRAFT, Status.CONFIRMED, Status.DELIVERED, Status.INVOICED)


class Step(NamedTuple):
    """A step of an order's way, and since when and by whom; `state` is done, here or ahead.

    None: it was not reached, or nobody knows.
    """

    label: Any
    state: str
    at: datetime.datetime | None = None
    user: User | None = None


def steps_of(order: Order) -> list[Step]:
    """Return the steps of an order's way, from the one that it began with."""
    events = list(order.events.select_related("pgh_context").order_by("pk"))
    began = events[0].status if events else order.status
    reached: dict[str, tuple[datetime.datetime, int | None]] = {
        began: (order.created_at, order.entered_by_id)
    }
    for event, following in pairwise([*events, order]):
        if event.status != following.status:
            reached[following.status] = (event.pgh_created_at, _user_key(event))
    users = User.objects.in_bulk({key for _at, key in reached.values()} - {None})
    place = WAY.index(Status(order.status)) if order.status in WAY else -1
    steps = []
    for at, status in enumerate(WAY):
        if status == Status.DRAFT and began != Status.DRAFT:
            continue
        moment, key = reached.get(status, (None, None)) if at <= place else (None, None)
        state = "here" if at == place else "done" if at < place else "ahead"
        steps.append(Step(status.label, state, moment, users.get(key) if key else None))
    return steps


def changes_of_order(order: Order) -> list[Change]:
    """Return what was changed in an order and in its lines since it was made, newest first."""
    return sorted([*changes_of(order), *_changes_of_lines(order)], key=lambda change: change.at, reverse=True)


def _changes_of_lines(order: Order) -> list[Change]:
    """Each edit deleted all the lines that there were, and made those of after (`replace_lines`)."""
    events = OrderLine.pgh_event_model.objects  # type: ignore[attr-defined]  # pghistory gives it
    deleted = events.filter(order=order.pk, pgh_label="delete").select_related("pgh_context")
    newest_first = list(deleted.order_by("-pgh_created_at", "-pk"))
    users = User.objects.in_bulk({_user_key(event) for event in newest_first} - {None})
    after = _lines(order.lines.all())
    states = []
    for (at, _context), edit in groupby(
        newest_first, key=lambda event: (event.pgh_created_at, event.pgh_context_id)
    ):
        gone = list(edit)
        before = _lines(gone)
        states.append((localtime(at), users.get(_user_key(gone[0])), before, after))
        after = before
    names = Item.objects.in_bulk({key for _at, _by, *both in states for lines in both for key in lines})
    return [
        Change(at, user, str(names[key]), _in_words(before.get(key)), _in_words(after.get(key)))
        for at, user, before, after in states
        for key in dict.fromkeys([*before, *after])
        if before.get(key) != after.get(key)
    ]


def _lines(lines: Iterable[Any]) -> Lines:
    return {line.item_id: (line.quantity, line.unit_price) for line in lines}


def _in_words(line: tuple[Any, Any] | None) -> str:
    """« 12 × 2,50 $ »; empty for no line."""
    if line is None:
        return ""
    quantity, price = line
    said = gettext("no price") if price is None else price_in_words(price)
    return f"{quantity_in_words(quantity)} × {said}"


def _user_key(event: Any) -> int | None:
    return event.pgh_context.metadata.get("user") if event.pgh_context else None
