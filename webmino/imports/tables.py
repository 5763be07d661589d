"""What an application declares for each of its files, and the rows that come of it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

from django.db import models
from django.utils.translation import gettext as _
from psycopg import sql

from webmino.imports.columns import Column, Lookup, Reader
from webmino.imports.files import header_of, records
from webmino.imports.problems import CellError, FileError, Problem, ProblemReport, quoted

# The temporary tables of the file being imported: its rows, and the keys of those that exist.
STAGE = sql.Identifier("import_stage")
MATCH = sql.Identifier("import_match")


class Kind(NamedTuple):
    """The part of a file that a table takes: rows with `taken` in `column`, whose words are `known`."""

    column: str
    taken: str
    known: tuple[str, ...]


class Computed(NamedTuple):
    """A field that is not in the file: an expression in SQL on `s`, the row of the file, and on what
    `ImportedTable.joined` adds to it. `kept_when` is the condition of a `Column`.
    """

    field: str
    expression: str
    kept_when: str = ""


class Refusal(NamedTuple):
    """What a row of the file can't make of the one that exists: a condition in SQL on `s` and `t`, the row
    that exists, and why, in the user's language. It is judged where the file has the column of `field`.
    """

    field: str
    condition: str
    reason: Any


class ImportedTable:
    """A file and the model that takes it. Declared by a subclass, which may override the methods.

    `key` are the fields by which rows are matched with those that exist, unique in the file; they are
    never updated. Columns of `together` are all in the file, or none. A row for which `updated_when` does
    not hold is left as it is: a condition in SQL on `t`, the row that exists, and `s`, that of the file.
    `joined` are joins to the rows that `computed` reads, at most one for each `s`. Rows that `refusals`
    name are bad ones. `notes` are sentences for the person, on what `prepare` did; empty at first.
    """

    file: ClassVar[str]
    model: ClassVar[type[models.Model]]
    columns: ClassVar[Sequence[Column]]
    key: ClassVar[tuple[str, ...]] = ("code",)
    key_ignores_case: ClassVar[bool] = False
    kind: ClassVar[Kind | None] = None
    together: ClassVar[tuple[str, ...]] = ()
    computed: ClassVar[tuple[Computed, ...]] = ()
    joined: ClassVar[str] = ""
    updated_when: ClassVar[str] = "true"
    refusals: ClassVar[tuple[Refusal, ...]] = ()

    def __init__(self) -> None:
        self.notes: list[str] = []

    def check_header(self, path: Path, header: list[str]) -> None:
        """Raise FileError when the file lacks a column that it must have."""
        required = [column.name for column in self.columns if not column.optional]
        if self.kind:
            required.insert(0, self.kind.column)
        missing = [name for name in required if name not in header]
        if missing:
            raise FileError(path, _("The file lacks this column."), row=1, column=", ".join(missing))
        present = [name for name in self.together if name in header]
        if present and len(present) < len(self.together):
            raise FileError(path, _("These columns go together."), row=1, column=", ".join(self.together))

    def complete(self, row: dict[str, Any]) -> None:
        """Check the values of a row together, by field, and fill in those that follow from others.

        Raise CellError with its column.
        """

    def prepare(self) -> None:
        """Lock or make what the staged rows need, before they are matched with those that exist."""

    def hold(self) -> None:
        """Lock the rows on which `refusals` depend, until the transaction ends."""

    def key_of(self, alias: str) -> sql.Composable:
        """Return the expressions of the key, on `s` or `t`."""
        form = sql.SQL("lower({})" if self.key_ignores_case else "{}")
        return sql.SQL(", ").join(form.format(sql.Identifier(alias, field)) for field in self.key)

    def matches(self) -> sql.Composed:
        """Return a query of pairs: `file_row`, and the `id` of the row that it stands for."""
        return sql.SQL(
            "SELECT s.file_row, t.id FROM {stage} AS s JOIN {table} AS t ON ({given}) = ({existing})"
        ).format(
            stage=STAGE,
            table=sql.Identifier(self.model._meta.db_table),
            given=self.key_of("s"),
            existing=self.key_of("t"),
        )


class FileReader:
    """Reads one file for one table: yields its good rows, reports the bad ones.

    `is_first` is False for another table of the same file: what is wrong with a row, whatever its kind,
    is reported once. `creates_missing` where the import was told to create what no list names. `left`
    counts the rows of kinds that the table does not take.
    """

    def __init__(
        self,
        table: ImportedTable,
        path: Path,
        report: ProblemReport,
        *,
        is_first: bool,
        creates_missing: bool = False,
    ) -> None:
        self.table, self.path, self.report, self.is_first = table, path, report, is_first
        self.header = header_of(path)
        self.left: Counter[str] = Counter()
        self.readers = [Reader(column) for column in table.columns]
        for lookup in self.lookups:
            lookup.is_asked = creates_missing
        positions = {name: at for at, name in enumerate(self.header)}
        self.cells = [
            (positions[reader.column.name], reader) for reader in self.readers if self.has(reader.column)
        ]
        # What the file lacks is what an empty cell would be; only new rows get it.
        self.absent = {column.field: column.empty for column in table.columns if not self.has(column)}

    def has(self, column: Column) -> bool:
        return column.name in self.header

    @property
    def fields(self) -> list[str]:
        """The fields of a row that `rows` yields, in its order."""
        return [*(reader.column.field for _at, reader in self.cells), *self.absent]

    @property
    def columns_of_fields(self) -> dict[str, str]:
        """The name in the file of each field that it has."""
        return {reader.column.field: reader.column.name for _at, reader in self.cells}

    @property
    def lookups(self) -> list[Lookup]:
        return [reader.parse for reader in self.readers if isinstance(reader.parse, Lookup)]

    @property
    def ignored_columns(self) -> list[str]:
        known = {column.name for column in self.table.columns}
        if self.table.kind:
            known.add(self.table.kind.column)
        return [name for name in self.header if name and name not in known]

    def rows(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield the number of each good row and its values by field."""
        lines = records(self.path, shows_progress=True)
        next(lines)
        for number, cells in lines:
            if len(cells) != len(self.header):
                self.report_width(number, cells)
            elif self.is_taken(number, cells):
                values = self.values(number, cells)
                if values is not None:
                    yield number, values

    def values(self, number: int, cells: list[str]) -> dict[str, Any] | None:
        """Return the values of a row; None when it is bad, which is then reported."""
        try:
            values = {reader.column.field: reader(cells[at]) for at, reader in self.cells} | self.absent
            self.table.complete(values)
        except CellError as bad:
            self.report_cells(number, cells, bad)
            return None
        return values

    def report_cells(self, number: int, cells: list[str], first: CellError) -> None:
        """Report each bad cell of a row, so that they are corrected at once."""
        if first.column:
            self.problem(number, first.column, first.reason)
            return
        for at, reader in self.cells:
            try:
                reader(cells[at])
            except CellError as bad:
                self.problem(number, reader.column.name, bad.reason)

    def report_width(self, number: int, cells: list[str]) -> None:
        if self.is_first:
            reason = _("The row has %(cells)s cells and the header %(columns)s.")
            self.problem(number, "", reason % {"cells": len(cells), "columns": len(self.header)})

    def is_taken(self, number: int, cells: list[str]) -> bool:
        """Tell whether a row is of the kind that the table takes; report a kind that does not exist."""
        kind = self.table.kind
        if kind is None:
            return True
        word = cells[self.header.index(kind.column)].strip()
        if word in kind.known:
            self.left[word] += word != kind.taken
        elif self.is_first:
            reason = _("“%(text)s” is none of: %(words)s.")
            self.problem(number, kind.column, reason % {"text": quoted(word), "words": ", ".join(kind.known)})
        return word == kind.taken

    def problem(self, row: int, column: str, reason: str) -> None:
        self.report.add(Problem(self.path.name, row, column, reason))
