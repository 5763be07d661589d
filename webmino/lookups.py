"""Small tables of codes, read once for a request: cheaper than joining them to each row of a list.

PostgreSQL plans a join of seven tables anew at each request, which takes longer than reading its rows.
"""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.db import models

# In an address, what stands for « none assigned » (R7).
NONE = "none"


class CodeTable:
    """The rows of a small table with a `code`, by key and by code, in their order."""

    def __init__(self, queryset: models.QuerySet) -> None:
        self._queryset = queryset

    @cached_property
    def by_pk(self) -> dict[int, Any]:
        return {row.pk: row for row in self._queryset}

    @cached_property
    def by_code(self) -> dict[str, Any]:
        return {row.code: row for row in self.by_pk.values()}

    def choices(self) -> list[tuple[str, str]]:
        """What a filter offers: the code and the name of each row."""
        return [(row.code, str(row)) for row in self.by_pk.values()]

    def keys(self, codes: Iterable[str]) -> list[int]:
        """The primary keys of the codes that the table has."""
        return [self.by_code[code].pk for code in codes if code in self.by_code]

    def attach(self, rows: Iterable[models.Model], field: str) -> None:
        """Give each row the object that its foreign key `field` names, without a query."""
        for row in rows:
            key = getattr(row, f"{field}_id")
            if key in self.by_pk:
                setattr(row, field, self.by_pk[key])
