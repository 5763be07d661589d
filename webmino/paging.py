"""Pages of long lists by key instead of by offset: the middle of 200,000 rows costs what the start does.

An address carries the cursor of a row, its value of the sorted column and its key; a page is what comes
after it, or before. Rows that are added or removed meanwhile neither repeat nor skip another.
"""

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import islice
from operator import attrgetter, or_
from typing import Any, NamedTuple

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

# A page has a cursor for each of its rows.
_as_json = DjangoJSONEncoder(separators=(",", ":")).encode


class Sort(NamedTuple):
    """A column of the database to sort by, and whether it can be NULL; NULL comes last both ways (R8).

    It may be a column of a row that each row of the list has: `customer__number_key`.
    """

    column: str
    can_be_empty: bool = False


class Cursor(NamedTuple):
    """The place of a row in a sorted list."""

    value: Any
    pk: int

    def encoded(self) -> str:
        """The cursor as it stands in an address."""
        text = _as_json([self.value, self.pk])
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def value_and_key(text: str) -> tuple[Any, Any]:
    """Return what the text of a cursor holds, as JSON has it. Raises ValueError when it holds no such two.

    No length says that it holds none: the longest names are walked by too.
    """
    try:
        value, pk = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (TypeError, RecursionError) as error:  # no two of anything, or brackets in brackets without end
        raise ValueError(text) from error
    return value, pk


@dataclass(frozen=True)
class Page:
    """Rows of one page, in the order of the screen; `first` and `last` are the cursors of its edges."""

    rows: list[Any]
    first: Cursor | None
    last: Cursor | None
    has_previous: bool
    has_next: bool


@dataclass(frozen=True)
class KeysetOrder:
    """A sort that ends on the primary key, so that no two rows are equal."""

    sort: Sort
    descending: bool = False

    def ordered(self, queryset: models.QuerySet) -> models.QuerySet:
        """The rows of the list, first to last."""
        return queryset.order_by(*self._order(self.descending, empty_last=True))

    @cached_property
    def _value_of(self) -> attrgetter:
        return attrgetter(self.sort.column.replace("__", "."))

    def cursor(self, row: Any) -> Cursor:
        return Cursor(self._value_of(row), row.pk)

    def decoded(self, text: str, model: type[models.Model]) -> Cursor | None:
        """Return the cursor that an address carries; None when it carries none, or nothing that is one."""
        try:
            value, pk = value_and_key(text)
            field: Any = _field(model, self.sort.column)
            key = model._meta.pk.to_python(pk)
            # PostgreSQL refuses what `_sendable` does: text that an address of ours never holds.
            return Cursor(field.to_python(_sendable(value)), key) if key is not None else None
        except (ValueError, TypeError, ValidationError, FieldDoesNotExist):
            return None

    def after(self, queryset: models.QuerySet, cursor: Cursor | None, size: int) -> list[Any]:
        """Return up to `size` rows that follow the cursor; without one, the first."""
        return self._walk(queryset, cursor, size, backwards=False)

    def before(self, queryset: models.QuerySet, cursor: Cursor | None, size: int) -> list[Any]:
        """Return up to `size` rows before the cursor, in the order of the list; without one, the last."""
        return self._walk(queryset, cursor, size, backwards=True)[::-1]

    def chunks(self, queryset: models.QuerySet, size: int) -> Iterator[list[Any]]:
        """Yield all the rows of the list in lists of at most `size`.

        The first ones are asked for alone, and come at once: a cursor that outlives its statement has read
        all its rows before it gives one.
        """
        first = self.after(queryset, None, size)
        yield first
        if len(first) < size:
            return
        # In one statement, so that a row that changes meanwhile is not in it twice.
        after = reduce(or_, (part for part, _order in self._parts(self.cursor(first[-1]), backwards=False)))
        rest = self.ordered(queryset.filter(after)).iterator(chunk_size=size)
        while chunk := list(islice(rest, size)):
            yield chunk

    def count_before(self, queryset: models.QuerySet, cursor: Cursor) -> int:
        """How many rows precede the cursor."""
        parts = self._parts(cursor, backwards=True)
        return sum(queryset.filter(condition).order_by().count() for condition, _order in parts)

    def _walk(
        self, queryset: models.QuerySet, cursor: Cursor | None, size: int, *, backwards: bool
    ) -> list[Any]:
        rows: list[Any] = []
        for condition, order in self._parts(cursor, backwards=backwards):
            if len(rows) < size:
                rows += queryset.filter(condition).order_by(*order)[: size - len(rows)]
        return rows

    def _parts(self, cursor: Cursor | None, *, backwards: bool) -> list[tuple[Q, list[Any]]]:
        """The list from the cursor on, as ranges that an index serves: rows with a value, rows without."""
        down = self.descending != backwards
        column, value = self.sort.column, cursor and cursor.value
        filled = Q(**{f"{column}__isnull": False}) if self.sort.can_be_empty else Q()
        if cursor and value is not None:
            way = "lt" if down else "gt"
            # The first condition is the range of the index; the second drops its rows up to the cursor.
            filled = Q(**{f"{column}__{way}e": value}) & (
                Q(**{f"{column}__{way}": value}) | Q(**{f"pk__{way}": cursor.pk})
            )
        order = self._order(down, empty_last=not backwards)
        if not self.sort.can_be_empty:
            return [(filled, order)]
        empty = Q(**{f"{column}__isnull": True})
        if cursor and value is None:
            empty &= Q(**{f"pk__{'lt' if down else 'gt'}": cursor.pk})
        parts = [(empty, order), (filled, order)] if backwards else [(filled, order), (empty, order)]
        # The cursor stands in the second part when its value is on that side: the first one is behind it.
        in_second_part = cursor is not None and (value is None) != backwards
        return parts[1:] if in_second_part else parts

    def _order(self, down: bool, *, empty_last: bool) -> list[Any]:
        nulls: dict[str, bool] = {}
        if self.sort.can_be_empty:
            nulls = {"nulls_last": True} if empty_last else {"nulls_first": True}
        column = F(self.sort.column)
        if down:
            return [column.desc(**nulls), F("pk").desc()]
        return [column.asc(**nulls), F("pk").asc()]


def _field(model: type[models.Model], column: str) -> Any:
    """The field behind a column of the model, or of one that its foreign keys lead to."""
    *path, name = column.split("__")
    for step in path:
        model = model._meta.get_field(step).related_model  # type: ignore[assignment]  # a foreign key's
    return model._meta.get_field(name)


def _sendable(value: Any) -> Any:
    """Return the value. Raises ValueError for text with a NUL or half of a character."""
    if isinstance(value, str) and "\0" in value.encode().decode():
        raise ValueError("NUL")
    return value


def page_of(
    queryset: models.QuerySet,
    order: KeysetOrder,
    *,
    size: int,
    after: str = "",
    before: str = "",
    last: bool = False,
) -> Page:
    """Return the page that an address asks for; the first one when its cursor is none of this list's."""
    model = queryset.model
    cursor = order.decoded(before, model)
    if last or cursor:
        rows = order.before(queryset, cursor, size + 1)
        more, rows = len(rows) > size, rows[-size:]
        # A page before a row that has fewer rows than a page is the first one: fill it.
        if more or last:
            return _page(rows, order, has_previous=more, has_next=cursor is not None)
    else:
        cursor = order.decoded(after, model)
        if cursor:
            rows = order.after(queryset, cursor, size + 1)
            if rows:
                return _page(rows[:size], order, has_previous=True, has_next=len(rows) > size)
    rows = order.after(queryset, None, size + 1)
    return _page(rows[:size], order, has_previous=False, has_next=len(rows) > size)


def _page(rows: list[Any], order: KeysetOrder, *, has_previous: bool, has_next: bool) -> Page:
    first, last = (order.cursor(rows[0]), order.cursor(rows[-1])) if rows else (None, None)
    return Page(rows, first, last, has_previous=has_previous, has_next=has_next)
