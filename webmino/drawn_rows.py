"""The rows of a table as HTML, from the columns' own `render`, without a template for each cell.

Through django-tables2's rows and a template, a page of 50 rows took longer than all its queries: each cell
asked again what its column is and which arguments its `render` names. Here each column is asked once.
"""

from collections.abc import Callable, Iterator
from functools import cache
from inspect import signature
from operator import attrgetter, methodcaller
from typing import Any, NamedTuple

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe
from django_tables2.columns import BoundColumn
from django_tables2.columns import Column as PlainColumn
from django_tables2.utils import Accessor

from webmino.tables import EMPTY, Table

Getter = Callable[[Any], Any]


class DrawnRow(NamedTuple):
    """A row's record and key, and its cells."""

    record: Any
    pk: Any
    cells: SafeString


def drawn_rows(table: Table, empty: str = EMPTY) -> Iterator[DrawnRow]:
    """Yield the rows of a table. A cell names its column for the narrow screens that show rows as cards.

    `empty` is what a cell shows that has nothing.
    """
    records = [row.record for row in table.rows]
    columns = [_Drawn(table, bound, records[0], empty) for bound in (table.columns if records else ())]
    for record in records:
        cells = "".join([column.cell(record) for column in columns])
        # Each part is escaped where it is made, or by its column.
        yield DrawnRow(record, record.pk, mark_safe(cells))  # noqa: S308


class _Drawn:
    """A column, with what all its cells have alike. `first` is the record of a row, to look at its model."""

    def __init__(self, table: Table, bound: BoundColumn, first: Any, empty: str) -> None:
        column = bound.column
        self.value_of = _getter(Accessor(bound.accessor), first)
        self.shown_of = _renderer(table, bound)
        self.empty_values = tuple(column.empty_values)
        classes, label = f"{column.cell_class} col-{bound.name}".lstrip(), escape(bound.header)
        self.begin = f'<td class="{classes}" data-label="{label}">'
        self.nothing = f'<td class="{classes} is-empty" data-label="{label}">{empty}</td>'

    def cell(self, record: Any) -> str:
        value = self.value_of(record)
        if value in self.empty_values:
            return self.nothing
        shown = self.shown_of(record, value)
        return self.nothing if shown == EMPTY else f"{self.begin}{conditional_escape(shown)}</td>"


def _getter(accessor: Accessor, first: Any) -> Getter:
    """Return what finds a column's value in a record: None where what its path goes through is not there."""
    path = accessor.replace(accessor.SEPARATOR, ".")
    find: Getter = attrgetter(path)
    if isinstance(first, models.Model):
        try:
            field = accessor.get_field(first)
        except FieldDoesNotExist:
            field = None
        if getattr(field, "choices", None):
            *way, name = path.split(".")
            shown = methodcaller(f"get_{name}_display")
            holder: Getter = attrgetter(".".join(way)) if way else (lambda record: record)
            return lambda record: shown(holder(record))

    def found(record: Any) -> Any:
        try:
            value = find(record)
        except AttributeError:
            return None
        return value() if callable(value) else value

    return found


def _renderer(table: Table, bound: BoundColumn) -> Callable[[Any, Any], Any]:
    """Return what shows a record's value: the table's own `render_<column>`, else the column's."""
    column = bound.column
    render = getattr(table, f"render_{bound.name}", None) or column.render
    function = getattr(render, "__func__", render)
    if function is PlainColumn.render:
        return lambda record, value: value
    wanted = _arguments(function)
    if wanted == ("value",):
        return lambda record, value: render(value)
    if wanted == ("record",):
        return lambda record, value: render(record)
    known = {"column": column, "bound_column": bound, "table": table}

    def shown(record: Any, value: Any) -> Any:
        found = {"value": value, "record": record, **known}
        return render(**{name: found[name] for name in wanted})

    return shown


@cache
def _arguments(function: Callable[..., Any]) -> tuple[str, ...]:
    """The names of what a `render` wants, but for itself."""
    return tuple(signature(function).parameters)[1:]
