"""Who changed what, when, and what it was before: kept by triggers, so that no write goes around it."""

import datetime
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import pghistory
from django.contrib.auth import get_user_model
from django.db import models
from django.utils.formats import localize
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext

from webmino.wording import number

if TYPE_CHECKING:
    from webmino.models import User


# What happened to a link of a many-to-many relation.
MADE, UNDONE = "made", "undone"


def keeps_changes() -> tuple[pghistory.Tracker, ...]:
    """Return the trackers for `pghistory.track`: the row as it was before each change or deletion.

    What it became is the next such row, or the row itself. Its creation is told by its own columns, so
    that an import of many rows writes them once.
    """
    return pghistory.UpdateEvent(row="OLD"), pghistory.DeleteEvent()


def keeps_links() -> tuple[pghistory.Tracker, ...]:
    """Return the trackers for the proxy of a many-to-many relation: each link made and each one undone."""
    return pghistory.InsertEvent(MADE), pghistory.DeleteEvent(UNDONE)


class Change(NamedTuple):
    """One field of one row, changed once. The values are in words fit to show; empty when there was none."""

    at: datetime.datetime
    user: "User | None"  # None for a command, such as an import
    label: str
    before: str
    after: str


def version_of(row: models.Model) -> int:
    """Return the number of the row's latest change; 0 when there was none.

    A form keeps it, to tell whether another change came since it was opened.
    """
    return _events_of(row).aggregate(last=models.Max("pk"))["last"] or 0


def row_at(row: models.Model, version: int) -> models.Model:
    """Return the row as it was at that version, from its history; itself when it is still that one."""
    return _events_of(row, since=version).first() or row


def changes_of(row: models.Model, *, since: int = 0) -> list[Change]:
    """Return what was changed in a row after the version `since`, else since its creation, newest first (R4).

    `row` holds what the database holds, not what a form has put in it.
    """
    events = list(_events_of(row, since=since).select_related("pgh_context"))
    return [change for _field, change in reversed(_changes(row, events))]


def changes_since(row: models.Model, version: int) -> dict[str, Change]:
    """Return, by the field's name, how a row differs from what it was at that version.

    Before is as it was then, after as it is now; who and when are of the last who changed it. A field that
    was changed and changed back is not there.
    """
    events = list(_events_of(row, since=version).select_related("pgh_context"))
    told: dict[str, Change] = {}
    for field, change in _changes(row, events):
        first = told.get(field.name, change)
        told[field.name] = change._replace(before=first.before)
    return {
        field.name: told[field.name]
        for field in row._meta.fields
        if field.name in told and field.value_from_object(row) != field.value_from_object(events[0])
    }


def _changes(row: models.Model, events: list[Any]) -> list[tuple[models.Field, Change]]:
    """What changed from each event to the next, and from the last to the row, oldest first."""
    return [(told.field, told.change) for told in _in_words_of_people(_differences(row, events))]


class _Difference(NamedTuple):
    """A field that differs between an event of a row and what followed it; the values as they are stored."""

    row: models.Model
    event: Any
    field: models.Field
    before: Any
    after: Any


def _differences(row: models.Model, events: list[Any]) -> list[_Difference]:
    """What differs from each event of a row to the next, and from the last to the row, oldest first."""
    return [
        _Difference(row, event, field, before, after)
        for event, following in pairwise([*events, row])
        for field in _tracked_fields(row, events)
        if (before := field.value_from_object(event)) != (after := field.value_from_object(following))
    ]


class ToldChange(NamedTuple):
    """A change of one of several rows, and what one save did together."""

    row: Any
    field: models.Field
    change: Change
    save: int | None  # the key of its context; None for a command
    before: Any  # as they are stored
    after: Any


def _in_words_of_people(differences: list[_Difference]) -> list[ToldChange]:
    """Say them in words, each in its turn; who and what is pointed at is read once for all of them."""
    users = _users_behind(difference.event for difference in differences)
    names = _names_of_related(
        (each.field, value) for each in differences for value in (each.before, each.after)
    )
    return [
        ToldChange(
            row,
            field,
            Change(
                at=localtime(event.pgh_created_at),
                user=users.get(_user_pk(event)),
                label=str(capfirst(field.verbose_name)),
                before=_in_words(field, before, names),
                after=_in_words(field, after, names),
            ),
            event.pgh_context_id,
            before,
            after,
        )
        for row, event, field, before, after in differences
    ]


def changes_of_rows(rows: Iterable[models.Model], *, newest: int | None = None) -> list[ToldChange]:
    """Return what was changed in rows of one model since their creation, newest first (R4).

    With `newest`, no more than that many times a row was changed. The rows are as the database holds them.
    """
    by_key = {row.pk: row for row in rows}
    differences = [
        difference
        for key, of_row in _by_row(_events_of_rows(by_key, newest=newest)).items()
        for difference in _differences(by_key[key], of_row)
    ]
    differences.sort(key=lambda each: each.event.pk, reverse=True)
    return _in_words_of_people(differences)


def version_of_rows(rows: models.QuerySet) -> int:
    """Return the number of the latest change of any of these rows; 0 when there was none."""
    # pghistory.track gives it to the model.
    events = rows.model.pgh_event_model.objects.filter(pgh_obj__in=rows.order_by().values("pk"))
    return events.aggregate(last=models.Max("pk"))["last"] or 0


def rows_at(rows: Iterable[models.Model], version: int) -> dict[Any, Any]:
    """Return, by key, each of these rows of one model as it was at that version: from history, or itself."""
    by_key = {row.pk: row for row in rows}
    events = _by_row(_events_of_rows(by_key, since=version))
    return {key: events[key][0] if key in events else row for key, row in by_key.items()}


def changes_of_rows_since(rows: Iterable[models.Model], version: int) -> list[ToldChange]:
    """Return how each of these rows of one model differs from what it was at that version.

    As `changes_since` says of one: before is as it was then, after as it is now.
    """
    by_key = {row.pk: row for row in rows}
    told = []
    for key, events in _by_row(_events_of_rows(by_key, since=version)).items():
        last = {difference.field: difference for difference in _differences(by_key[key], events)}
        for field, difference in last.items():
            before, after = field.value_from_object(events[0]), field.value_from_object(by_key[key])
            if before != after:
                told.append(difference._replace(before=before, after=after))
    return _in_words_of_people(told)


def changes_of_links(
    row: models.Model, links: Any, *, label: Any, named: Callable[[Any], str] = str
) -> list[Change]:
    """Return how the rows that `row` is linked to changed, newest first, each time with all of them.

    `links` is the proxy of a many-to-many relation, tracked by `keeps_links`; `named` says a linked row in
    words. What one save did is one change.
    """
    owner, linked = _ends_of(links, type(row))
    of_row = {owner.name: row.pk}
    tracked = links.pgh_event_model.objects.filter(**of_row).select_related("pgh_context")
    events = list(tracked.order_by("-pgh_created_at", "-pk"))
    after = set(links.objects.filter(**of_row).values_list(linked.attname, flat=True))
    users = _users_behind(events)
    names = _names_of_linked(linked, after | {getattr(event, linked.attname) for event in events}, named)
    changes = []
    for _save, group in groupby(events, key=lambda each: (each.pgh_created_at, each.pgh_context_id)):
        events_of_save = list(group)
        before = _before(after, events_of_save, linked.attname)
        at, user = localtime(events_of_save[0].pgh_created_at), users.get(_user_pk(events_of_save[0]))
        said = (_listed(keys, names) for keys in (before, after))
        changes.append(Change(at, user, str(capfirst(label)), *said))
        after = before
    return changes


def _names_of_linked(linked: Any, keys: set[int], named: Callable[[Any], str]) -> Mapping[int, str]:
    """What rows at the other end of links are called, by their keys; those that are gone are not there."""
    return {key: named(row) for key, row in linked.related_model._base_manager.in_bulk(keys).items()}


def _listed(keys: set[int], names: Mapping[int, str]) -> str:
    return ", ".join(sorted(names.get(key, gettext("deleted")) for key in keys))


def _ends_of(links: Any, owner: type[models.Model]) -> tuple[Any, Any]:
    """The foreign key of a relation that leads to its owner, and the other one."""
    one, other = (field for field in links._meta.fields if field.related_model)
    return (one, other) if one.related_model is owner else (other, one)


def _before(after: set[int], events: Iterable[Any], attname: str) -> set[int]:
    """The keys that were linked before these events, given those linked after them."""
    before = set(after)
    for event in events:
        (before.discard if event.pgh_label == MADE else before.add)(getattr(event, attname))
    return before


def _users_behind(events: Iterable[Any]) -> Mapping[Any, Any]:
    return get_user_model().objects.in_bulk({_user_pk(event) for event in events} - {None})


def _events_of(row: models.Model, *, since: int = 0) -> models.QuerySet:
    """What the row was before each of its changes after that version, oldest first."""
    # pghistory.track gives it to the model.
    tracked = row.pgh_event_model.objects  # type: ignore[attr-defined]
    return tracked.filter(pgh_obj=row.pk, pk__gt=since).order_by("pk")


def _events_of_rows(by_key: Mapping[Any, Any], *, since: int = 0, newest: int | None = None) -> list[Any]:
    """What rows of one model, by their keys, were before each change after that version, newest first."""
    if not by_key:
        return []
    # pghistory.track gives it to the model.
    tracked = next(iter(by_key.values())).pgh_event_model.objects
    of_rows = tracked.filter(pgh_obj__in=by_key.keys(), pk__gt=since)
    return list(of_rows.select_related("pgh_context").order_by("-pk")[:newest])


def _by_row(events: list[Any]) -> dict[Any, list[Any]]:
    """The events of each row by its key, oldest first, from those of all of them newest first."""
    grouped: dict[Any, list[Any]] = {}
    for event in reversed(events):
        grouped.setdefault(event.pgh_obj_id, []).append(event)
    return grouped


def _user_pk(event: Any) -> int | None:
    return event.pgh_context.metadata.get("user") if event.pgh_context else None


def _tracked_fields(row: models.Model, events: list[Any]) -> list[models.Field]:
    """The fields of the row that its history holds, in their order."""
    kept = {field.name for field in events[0]._meta.fields} if events else set()
    return [field for field in row._meta.fields if field.name in kept]


def _names_of_related(pairs: Iterable[tuple[models.Field, Any]]) -> Mapping[models.Field, Mapping[Any, Any]]:
    """Read the rows that foreign keys point to, once for each field."""
    keys: dict[Any, set[Any]] = {}
    for field, value in pairs:
        if field.related_model and value is not None:
            keys.setdefault(field, set()).add(value)
    return {field: field.related_model._base_manager.in_bulk(wanted) for field, wanted in keys.items()}


def _in_words(field: models.Field, value: Any, names: Mapping[models.Field, Mapping[Any, Any]]) -> str:
    if value is None or value == "":
        return ""
    if field.related_model:
        return str(names[field].get(value, gettext("deleted")))
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, Decimal):
        return number(value)
    if isinstance(value, datetime.datetime):
        value = localtime(value)
    return str(localize(value))
