"""Somebody else who works at the same time, with a connection of his own."""

import threading
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import connection


class Beside(threading.Thread):
    """Work with a connection of its own; `refusal` is the ValidationError that it met."""

    def __init__(self, work: Callable[[], object]) -> None:
        super().__init__()
        self.work = work
        self.refusal: ValidationError | None = None
        self.failure: Exception | None = None
        self.start()

    def run(self) -> None:
        try:
            self.work()
        except ValidationError as refusal:
            self.refusal = refusal
        except Exception as failure:
            self.failure = failure
        finally:
            connection.close()

    def finish(self) -> None:
        self.join()
        assert self.failure is None, self.failure


def wait_for_a_lock() -> None:
    """Return once another connection waits for a lock."""
    with connection.cursor() as cursor:
        while True:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone() != (0,):
                return
