"""The SQL of an import: rows are copied to a temporary table, matched, then inserted and updated at once."""

from collections.abc import Iterable
from typing import Any

from django.db import connection, models
from django.utils.translation import gettext as _
from psycopg import sql

from webmino.imports.columns import Lookup
from webmino.imports.problems import Problem
from webmino.imports.tables import MATCH, STAGE, FileReader, Refusal

# Fewer rows do not change the plans of queries.
WORTH_ANALYZING = 1000


def run(query: str | sql.Composable, parameters: tuple[Any, ...] = ()) -> int:
    """Run one statement through Django, so that history knows its context; return the rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(as_text(query), parameters)
        return cursor.rowcount


def fetch(query: str | sql.Composable, parameters: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Run one query and return its rows."""
    with connection.cursor() as cursor:
        cursor.execute(as_text(query), parameters)
        return cursor.fetchall()


def as_text(query: str | sql.Composable) -> str:
    return query if isinstance(query, str) else query.as_string(connection.connection)


class Staging:
    """The rows of one file on their way to its table. Its temporary tables go with the transaction."""

    def __init__(self, reader: FileReader) -> None:
        self.reader = reader
        self.table = table = reader.table
        self.target = sql.Identifier(table.model._meta.db_table)

    def load(self) -> int:
        """Copy the good rows of the file, and return how many are to be saved."""
        run(sql.SQL("DROP TABLE IF EXISTS {}, {}").format(STAGE, MATCH))
        run(
            sql.SQL(
                "CREATE TEMPORARY TABLE {} ON COMMIT DROP AS SELECT 0 AS file_row, {} FROM {} WITH NO DATA"
            ).format(STAGE, self.staged_columns(), self.target)
        )
        copied = self.copy()
        twice = self.remove_repeated_keys()
        for lookup in self.reader.lookups:
            self.create_missing(lookup)
        run(sql.SQL("ANALYZE {}").format(STAGE))
        self.table.prepare()
        run(sql.SQL("CREATE TEMPORARY TABLE {} ON COMMIT DROP AS {}").format(MATCH, self.table.matches()))
        run(sql.SQL("ANALYZE {}").format(MATCH))
        return copied - twice - self.remove_refused()

    def staged_columns(self) -> sql.Composed:
        """Return the fields of the file, of the types of the model's columns unless they say their own."""
        types = {column.field: column.sql_type for column in self.table.columns if column.sql_type}
        return sql.SQL(", ").join(
            sql.SQL("NULL::{} AS {}").format(sql.SQL(types[field]), sql.Identifier(field))
            if field in types
            else sql.Identifier(field)
            for field in self.reader.fields
        )

    def copy(self) -> int:
        copied = 0
        query = sql.SQL("COPY {} (file_row, {}) FROM STDIN").format(STAGE, columns(self.reader.fields))
        with connection.cursor() as cursor, cursor.copy(query) as copy:
            for number, values in self.reader.rows():
                copy.write_row((number, *values.values()))
                copied += 1
        return copied

    def remove_repeated_keys(self) -> int:
        """Take away rows whose key an earlier one has, report them, and return how many."""
        keys = self.table.key_of("s")
        repeated = fetch(
            sql.SQL(
                """
                DELETE FROM {stage} AS s USING (
                    SELECT file_row, min(file_row) OVER (PARTITION BY {keys}) AS first_row
                    FROM {stage} AS s WHERE ({keys}) IS NOT NULL
                ) AS one
                WHERE s.file_row = one.file_row AND one.file_row > one.first_row
                RETURNING s.file_row, one.first_row
                """
            ).format(stage=STAGE, keys=keys)
        )
        names = {column.field: column.name for column in self.table.columns}
        column = ", ".join(names[field] for field in self.table.key)
        for row, first in sorted(repeated):
            reason = _("Row %(row)s has the same key.") % {"row": first}
            self.reader.report.add(Problem(self.reader.path.name, row, column, reason))
        return len(repeated)

    def remove_refused(self) -> int:
        """Take away rows that can't change those that they match, report them, and return how many."""
        refusals = [one for one in self.table.refusals if one.field in self.reader.columns_of_fields]
        if refusals:
            self.table.hold()
        return sum(self.remove_refused_by(refusal) for refusal in refusals)

    def remove_refused_by(self, refusal: Refusal) -> int:
        refused = fetch(
            sql.SQL(
                """
                DELETE FROM {stage} AS s USING {match} AS m JOIN {table} AS t USING (id)
                WHERE s.file_row = m.file_row AND {condition}
                RETURNING s.file_row
                """
            ).format(stage=STAGE, match=MATCH, table=self.target, condition=sql.SQL(refusal.condition))
        )
        column = self.reader.columns_of_fields[refusal.field]
        for (row,) in sorted(refused):
            self.reader.problem(row, column, str(refusal.reason))
        return len(refused)

    def create_missing(self, lookup: Lookup) -> None:
        """Make the rows that no list names, where a row needs them."""
        reference = lookup.reference
        if not lookup.to_create or reference.created_as is None:
            return
        field = sql.Identifier(reference.field)
        needed = fetch(sql.SQL("SELECT DISTINCT {0} FROM {1} WHERE {0} < 0").format(field, STAGE))
        codes = {
            placeholder: lookup.to_create[placeholder] for (placeholder,) in sorted(needed, reverse=True)
        }
        lookup.created = list(codes.values())
        made = reference.model._default_manager.bulk_create(
            [reference.model(**{reference.by: code} | reference.created_as(code)) for code in lookup.created]
        )
        run(
            sql.SQL(
                """
                UPDATE {stage} AS s SET {field} = made.id
                FROM unnest(%s::bigint[], %s::bigint[]) AS made (placeholder, id)
                WHERE s.{field} = made.placeholder
                """
            ).format(stage=STAGE, field=field),
            (list(codes), [row.pk for row in made]),
        )

    def insert(self) -> int:
        """Add the rows that match none, in the order of the file; return how many."""
        values = self.new_values()
        return run(
            sql.SQL(
                """
                INSERT INTO {table} ({fields})
                SELECT {values} FROM {stage} AS s {joined}
                WHERE NOT EXISTS (SELECT FROM {match} AS m WHERE m.file_row = s.file_row)
                ORDER BY s.file_row
                """
            ).format(
                table=self.target,
                fields=columns(values),
                values=sql.SQL(", ").join(values.values()),
                stage=STAGE,
                joined=sql.SQL(self.table.joined),
                match=MATCH,
            )
        )

    def new_values(self) -> dict[str, sql.Composable]:
        """Return what each field of a new row gets: the file's value, else the model's default.

        What the database itself gives when nothing is said is not there.
        """
        given: dict[str, sql.Composable] = {field: value_of("s", field) for field in self.reader.fields}
        given |= {one.field: sql.SQL(one.expression) for one in self.table.computed}
        values: dict[str, sql.Composable] = {}
        for field in self.table.model._meta.concrete_fields:
            is_given = field.attname in given or field.db_default is models.NOT_PROVIDED
            if is_given and not (field.primary_key or field.generated):
                name, default = field.attname, sql.Literal(field.get_default())
                values[name] = (
                    sql.SQL("coalesce({}, {})").format(given[name], default) if name in given else default
                )
        return values

    def update(self) -> int:
        """Write the columns of the file on the rows that match and differ; return how many."""
        changes = self.changes()
        if not changes:
            return 0
        return run(
            sql.SQL(
                """
                UPDATE {table} AS t SET {assignments}
                FROM {match} AS m JOIN {stage} AS s USING (file_row) {joined}
                WHERE t.id = m.id AND ({updated_when})
                  AND ROW({before}) IS DISTINCT FROM ROW({after})
                """
            ).format(
                table=self.target,
                assignments=sql.SQL(", ").join(
                    sql.SQL("{} = {}").format(sql.Identifier(field), value)
                    for field, value in changes.items()
                ),
                match=MATCH,
                stage=STAGE,
                joined=sql.SQL(self.table.joined),
                updated_when=sql.SQL(self.table.updated_when),
                before=sql.SQL(", ").join(value_of("t", field) for field in changes),
                after=sql.SQL(", ").join(changes.values()),
            )
        )

    def changes(self) -> dict[str, sql.Composable]:
        """Return what each field of a row that exists becomes: those of the file, but not its key."""
        changes = {}
        for _at, reader in self.reader.cells:
            column = reader.column
            if column.field not in self.table.key:
                changes[column.field] = unless(column.kept_when, column.field, value_of("s", column.field))
        for column in self.table.columns:
            if column.absent_kept_when and not self.reader.has(column):
                value = value_of("s", column.field)
                changes[column.field] = unless(column.absent_kept_when, column.field, value)
        for one in self.table.computed:
            changes[one.field] = unless(one.kept_when, one.field, sql.SQL(one.expression))
        return changes

    def analyze(self) -> None:
        """Let PostgreSQL count the table anew, for the files that follow and for the pages."""
        run(sql.SQL("ANALYZE {}").format(self.target))


def columns(fields: Iterable[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, fields))


def value_of(alias: str, field: str) -> sql.Composable:
    return sql.Identifier(alias, field)


def unless(kept_when: str, field: str, value: sql.Composable) -> sql.Composable:
    """Return `value`, except where the row that exists keeps its own."""
    if not kept_when:
        return value
    return sql.SQL("CASE WHEN {} THEN {} ELSE {} END").format(sql.SQL(kept_when), value_of("t", field), value)
