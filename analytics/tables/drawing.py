"""The rows of an analysis as HTML: through templates, a thousand cells take longer than all the queries."""

from collections.abc import Iterator
from operator import attrgetter
from typing import NamedTuple

from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe

from webmino.tables import EMPTY, EMPTY_VALUES, Table


class DrawnRow(NamedTuple):
    """The key of a row, and its cells."""

    pk: str
    cells: SafeString


def drawn_rows(table: Table, empty: str = EMPTY) -> Iterator[DrawnRow]:
    """Yield the rows of a table. A cell names its column for the phone, which shows rows as cards.

    `empty` is what a cell shows that has nothing.
    """
    columns = [
        (
            bound.name,
            getattr(bound.column, "cell", None),
            attrgetter(bound.accessor.replace("__", ".")),
            f'<td class="{bound.column.cell_class} col-{bound.name}',
            f'" data-label="{escape(bound.header)}">',
        )
        for bound in table.columns
    ]
    for row in table.rows:
        record, cells = row.record, []
        for name, cell, value_of, begin, label in columns:
            if cell is None:
                shown: str = conditional_escape(row.get_cell(name))
            else:
                value = value_of(record)
                shown = EMPTY if value in EMPTY_VALUES else cell(value, record, name)
            if shown == EMPTY:
                cells.append(f"{begin} is-empty{label}{empty}</td>")
            else:
                cells.append(f"{begin}{label}{shown}</td>")
        # Each part was escaped above.
        yield DrawnRow(str(record.pk), mark_safe("".join(cells)))  # noqa: S308
