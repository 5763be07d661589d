"""Something else that happens in the middle of a request, at a query of our choice."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


@contextmanager
def just_after(table: str, happening: Callable[[], object]) -> Iterator[None]:
    """Let `happening` happen once, right after the first question to `table`."""
    waiting = [happening]

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        answer = execute(sql, params, many, context)
        if waiting and f'FROM "{table}"' in sql:
            # Its own queries come through here too; the rows of ours are already with the client.
            waiting.pop()()
        return answer

    with connection.execute_wrapper(watch):
        yield
    assert waiting == [], f"nothing was asked of {table}"
