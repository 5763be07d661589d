"""The rows of an analysis as HTML: through templates, a thousand cells take longer than all the queries."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from analytics.tables.analyses import REMEMBERED, Drawer, FigureColumn
from webmino.tables import EMPTY, Table

# Periods that a card of the phone shows at once; more of them are folded.
FEW_PERIODS = 4


class DrawnRow(NamedTuple):
    """The key of a row, and its cells."""

    pk: str
    cells: SafeString


class DrawnColumn(NamedTuple):
    """A column of a table: what finds its value in a row, what draws it, and the beginning of a cell.

    `draw` is None of one that any list may have: it is drawn as elsewhere.
    """

    name: str
    value_of: Callable[[Any], Any]
    draw: Drawer | None
    begin: str
    begin_empty: str


def drawn_rows(table: Table, empty: str = EMPTY) -> Iterator[DrawnRow]:
    """Yield the rows of a table. A cell names its column for the phone, which shows rows as cards.

    `empty` is what a cell shows that has nothing. A row of a foot may name the columns that are then
    `blank`: in its others nothing was sold. Many periods have a fold, which a card alone shows.
    """
    table_class: Any = type(table)
    columns, fold = _drawn_columns(table_class, get_language())
    for row in table.rows:
        record = row.record
        blank = getattr(record, "blank", None)
        cells = []
        for name, value_of, draw, begin, begin_empty in columns:
            if draw is None:
                shown: str = conditional_escape(row.get_cell(name))
            else:
                value = value_of(record)
                shown = EMPTY if value is None or value == "" else draw(value, record)
            if shown == EMPTY:
                nothing = empty if blank is None else "" if name in blank else EMPTY
                cells.append(f"{begin_empty}{nothing}</td>")
            else:
                cells.append(f"{begin}{shown}</td>")
        # Each part is escaped by what draws it.
        yield DrawnRow(str(record.pk), SafeString("".join(cells) + fold))


@lru_cache(maxsize=REMEMBERED)
def _drawn_columns(table_class: type[Table], language: str | None) -> tuple[list[DrawnColumn], str]:
    """The columns of a table, and what opens the periods of a card: their cells follow its state."""
    columns, periods = [], 0
    for bound in table_class([]).columns:
        begin, label = f'<td class="{bound.column.cell_class} col-{bound.name}', escape(bound.header)
        value_of = attrgetter(bound.accessor.replace("__", "."))
        drawer = getattr(bound.column, "drawer", None)
        draw = drawer(bound.name, language) if drawer else None
        begins = f'{begin}" data-label="{label}">', f'{begin} is-empty" data-label="{label}">'
        columns.append(DrawnColumn(bound.name, value_of, draw, *begins))
        periods += bound.column.cell_class == FigureColumn.cell_class
    if periods <= FEW_PERIODS:
        return columns, ""
    words = escape(gettext("By period"))
    return columns, f'<td class="periods-fold"><details><summary>{words}</summary></details></td>'
