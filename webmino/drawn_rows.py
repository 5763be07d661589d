"""The heads and rows of a table as HTML, from the columns' own `render`, without a template for each cell.

Through django-tables2's rows and a template, a page of 50 rows took longer than all its queries: each cell
asked again what its column is and which arguments its `render` names. Here each column is asked once.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from inspect import signature
from operator import attrgetter, methodcaller
from typing import Any, NamedTuple

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.safestring import SafeString
from django_tables2.columns import BoundColumn
from django_tables2.columns import Column as PlainColumn
from django_tables2.utils import Accessor

from webmino.table_pages import Header
from webmino.tables import EMPTY, Table, escaped, linked

Getter = Callable[[Any], Any]
Drawer = Callable[[Any], str]
Shower = Callable[[Any, Any], Any]


def drawn_heads(headers: Iterable[Header]) -> SafeString:
    """Return the heads of columns: one that can be sorted by is a link, and says which way it is sorted."""
    # Each part is escaped where it stands.
    return SafeString("\n".join(map(_drawn_head, headers)))


def _drawn_head(head: Header) -> str:
    title = f' title="{escaped(head.title)}"' if head.title else ""
    direction = f' aria-sort="{head.direction}"' if head.direction != "none" else ""
    label = linked(head.address, head.label) if head.address else escaped(head.label)
    return f'<th scope="col" class="{head.cell_class} col-{head.name}"{title}{direction}>{label}</th>'


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
    drawers = [_drawer(table, bound, records[0], empty) for bound in (table.columns if records else ())]
    for record in records:
        # Each part is escaped where it is made, or by its column.
        yield DrawnRow(record, record.pk, SafeString("".join([drawn(record) for drawn in drawers])))


def drawn_body(table: Table) -> SafeString:
    """Return the rows of a list page, each of which its key names."""
    rows = [f'<tr id="row-{escaped(row.pk)}">{row.cells}</tr>' for row in drawn_rows(table)]
    return SafeString("\n".join(rows))


def _drawer(table: Table, bound: BoundColumn, first: Any, empty: str) -> Drawer:
    """Return what draws a column's cell of a record. `first` is the record of a row, to look at its model."""
    column = bound.column
    classes, label = f"{column.cell_class} col-{bound.name}".lstrip(), escaped(bound.header)
    begin = f'<td class="{classes}" data-label="{label}">'
    nothing = f'<td class="{classes} is-empty" data-label="{label}">{empty}</td>'
    empty_values = tuple(column.empty_values)
    render, wanted = _renderer(table, bound)
    if wanted == ("record",) and not empty_values:
        # Whatever its value is, which may be none of the record's own.
        return lambda record: _cell(render(record), begin, nothing)
    value_of = _getter(Accessor(bound.accessor), first)
    shown_of = _shown_by(render, wanted, {"column": column, "bound_column": bound, "table": table})

    def drawn(record: Any) -> str:
        try:
            value = value_of(record)
        except AttributeError:  # what its path goes through is not there: no route, no next action
            value = None
        if callable(value):
            value = value()
        return nothing if value in empty_values else _cell(shown_of(value, record), begin, nothing)

    return drawn


def _cell(shown: Any, begin: str, nothing: str) -> str:
    return nothing if shown == EMPTY else f"{begin}{escaped(shown)}</td>"


def _getter(accessor: Accessor, first: Any) -> Getter:
    """Return what finds a column's value in a record. Raises AttributeError where its path leads nowhere."""
    path = accessor.replace(accessor.SEPARATOR, ".")
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
    return attrgetter(path)


def _renderer(table: Table, bound: BoundColumn) -> tuple[Callable[..., Any], tuple[str, ...]]:
    """Return the table's own `render_<column>`, else the column's, and the names of what it wants."""
    render = getattr(table, f"render_{bound.name}", None) or bound.column.render
    return render, _arguments(getattr(render, "__func__", render))


def _shown_by(render: Callable[..., Any], wanted: tuple[str, ...], known: dict[str, Any]) -> Shower:
    """Return a function of a value and its record for one that wants some of them, or of what is `known`."""
    if getattr(render, "__func__", render) is PlainColumn.render:
        return lambda value, record: value
    if wanted == ("value", "record"):
        return render
    if wanted == ("value",):
        return lambda value, record: render(value)
    if wanted == ("record",):
        return lambda value, record: render(record)

    def shown(value: Any, record: Any) -> Any:
        found = {"value": value, "record": record, **known}
        return render(**{name: found[name] for name in wanted})

    return shown


@cache
def _arguments(function: Callable[..., Any]) -> tuple[str, ...]:
    """The names of what a `render` wants, but for itself."""
    return tuple(signature(function).parameters)[1:]
