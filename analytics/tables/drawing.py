"""The rows of an analysis as HTML: through templates, a thousand cells take longer than all the queries."""

from collections.abc import Iterator
from operator import attrgetter
from typing import NamedTuple

from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from analytics.tables.analyses import FigureColumn
from webmino.tables import EMPTY, EMPTY_VALUES, Table

# Periods that a card of the phone shows at once; more of them are folded.
FEW_PERIODS = 4


class DrawnRow(NamedTuple):
    """The key of a row, and its cells."""

    pk: str
    cells: SafeString


def drawn_rows(table: Table, empty: str = EMPTY) -> Iterator[DrawnRow]:
    """Yield the rows of a table. A cell names its column for the phone, which shows rows as cards.

    `empty` is what a cell shows that has nothing. A row of a foot may name the columns that are then
    `blank`: in its others nothing was sold. Many periods have a fold, which a card alone shows.
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
    fold = _fold(table)
    for row in table.rows:
        record, cells = row.record, []
        blank = getattr(record, "blank", None)
        for name, cell, value_of, begin, label in columns:
            if cell is None:
                shown: str = conditional_escape(row.get_cell(name))
            else:
                value = value_of(record)
                shown = EMPTY if value in EMPTY_VALUES else cell(value, record, name)
            if shown == EMPTY:
                nothing = empty if blank is None else "" if name in blank else EMPTY
                cells.append(f"{begin} is-empty{label}{nothing}</td>")
            else:
                cells.append(f"{begin}{label}{shown}</td>")
        # Each part was escaped above.
        yield DrawnRow(str(record.pk), mark_safe("".join(cells) + fold))  # noqa: S308


def _fold(table: Table) -> str:
    """What opens the periods of a card: their cells follow its state (analytics.css)."""
    periods = [bound for bound in table.columns if bound.column.cell_class == FigureColumn.cell_class]
    if len(periods) <= FEW_PERIODS:
        return ""
    return (
        f'<td class="periods-fold"><details><summary>{escape(gettext("By period"))}</summary></details></td>'
    )
