"""Somebody else who works at the same time, with a connection of his own."""

import threading
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import connection

from tests.processes import wait_until


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
    """Return once another connection waits for what this one has locked.

    Those of other tests, in databases of the same server, wait for others.
    """

    def somebody_waits() -> bool:
        with connection.cursor() as cursor:
            # Not pg_stat_activity: a transaction sees there who was connected when it first looked.
            cursor.execute(
                "SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
            )
            return cursor.fetchone() is not None

    wait_until(somebody_waits)
