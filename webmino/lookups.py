"""Small tables of codes, read once for a request: cheaper than joining them to each row of a list.

PostgreSQL plans a join of seven tables anew at each request, which takes longer than reading its rows.
"""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.db import connection, models
from django.utils.translation import get_language

# In an address, what stands for « none assigned » (R7).
NONE = "none"


class CodeTable:
    """The rows of a small table with a `code`, by key and by code, in their order."""

    def __init__(self, queryset: models.QuerySet) -> None:
        self._queryset = queryset
        self._choices: dict[str | None, tuple[tuple[str, str], ...]] = {}
        # Rows that were saved since it was read: apart, since others may be going through the table.
        self._newer: dict[int, Any] = {}

    @cached_property
    def by_pk(self) -> dict[int, Any]:
        return {row.pk: row for row in self._queryset}

    def row(self, key: int) -> Any:
        """The row of a key. One that was saved since the table was read, by itself."""
        if key in self.by_pk:
            return self.by_pk[key]
        if key not in self._newer:
            self._newer[key] = self._queryset.model._default_manager.get(pk=key)
        return self._newer[key]

    def named(self, key: int | None) -> Any:
        """The row that a foreign key names; None: none."""
        return None if key is None else self.row(key)

    @cached_property
    def by_code(self) -> dict[str, Any]:
        return {row.code: row for row in self.by_pk.values()}

    def choices(self) -> tuple[tuple[str, str], ...]:
        """What a filter offers: the code of each row, and its name in the language that is spoken."""
        language = get_language()
        if language not in self._choices:
            self._choices[language] = tuple((row.code, str(row)) for row in self.by_pk.values())
        return self._choices[language]

    def keys(self, codes: Iterable[str]) -> list[int]:
        """The primary keys of the codes that the table has."""
        return [self.by_code[code].pk for code in codes if code in self.by_code]

    def attach(self, rows: Iterable[models.Model], field: str) -> None:
        """Give each row the object that its foreign key `field` names, without a query."""
        for row in rows:
            key = getattr(row, f"{field}_id")
            if key in self.by_pk:
                setattr(row, field, self.by_pk[key])


# What this process remembers of each table that `shared_tables` was asked for: its version, and its rows.
_remembered: dict[type[models.Model], tuple[Any, CodeTable]] = {}


def shared_tables(*tables: type[models.Model]) -> dict[type[models.Model], CodeTable]:
    """Return small tables whole, from memory as long as they are what they were: for who may see all of them.

    One query asks for their versions: how many rows each has, and how many changes its history. A row that is
    added, changed or deleted makes one of the two another number, whoever wrote it and in whatever order
    transactions end. A table that is emptied or restored has another file, and a transaction that has written
    remembers for itself alone, since it may be taken back. The rows are shared by all the requests of the
    process: nobody writes to them.
    """
    found = {}
    for table, version in zip(tables, _versions(tables), strict=True):
        remembered = _remembered.get(table)
        if remembered is None or remembered[0] != version:
            # Read after the version: rows that are newer than it are read again by who asks next. And at
            # once: who asked may write before he looks, and take it back.
            found_now = CodeTable(table._default_manager.all())
            found_now.by_pk  # noqa: B018 - read now
            remembered = version, found_now
            _remembered[table] = remembered
        found[table] = remembered[1]
    return found


def forget_shared_tables() -> None:
    """Read them anew: after a test, whose rows were never committed."""
    _remembered.clear()


def _versions(tables: tuple[type[models.Model], ...]) -> list[Any]:
    names = [(table._meta.db_table, _events_of(table)._meta.db_table) for table in tables]
    counts = ", ".join(
        f"ARRAY[pg_relation_filenode('\"{rows}\"')::bigint,"  # noqa: S608 - our names
        f' (SELECT count(*) FROM "{rows}"), (SELECT count(*) FROM "{events}")]'
        for rows, events in names
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_current_xact_id_if_assigned()::text, {counts}")
        writer, *versions = cursor.fetchone()
    return [(writer, *version) for version in versions]


def _events_of(table: type[models.Model]) -> Any:
    """The model of a table's history."""
    return table._meta.get_field("events").related_model
