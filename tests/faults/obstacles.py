"""What makes PostgreSQL wait in the middle of a transaction, until the block ends."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from tests.faults.installations import Installation
from tests.processes import address_of, wait_until

# Transactions that have written and wait: for a lock, or in their commit.
WAITING = """
SELECT count(*) FROM pg_stat_activity
WHERE (wait_event_type = 'Lock' AND backend_xid IS NOT NULL) OR wait_event = 'SyncRep'
"""
BUSY = """
SELECT count(*) FROM pg_stat_activity
WHERE backend_type = 'client backend' AND state <> 'idle' AND pid <> pg_backend_pid()
"""


@contextmanager
def locked(installation: Installation, statement: str) -> Iterator[None]:
    """Hold what `statement` locks; whoever was waiting for it has ended when this returns."""
    with psycopg.connect(address_of(installation.home)) as connection:
        connection.execute(statement)
        yield
        connection.rollback()
    wait_until(lambda: installation.query(BUSY) == [(0,)])


@contextmanager
def commits_held(installation: Installation) -> Iterator[None]:
    """Let no commit end, as when a standby server is awaited; what it saves is on the disk already."""
    change = "ALTER SYSTEM {} synchronous_standby_names {}"
    installation.as_superuser(change.format("SET", "= 'nobody'"), "SELECT pg_reload_conf()")
    wait_until(lambda: installation.query("SHOW synchronous_standby_names") == [("nobody",)])
    # Who does the checkpoint reads the new setting first, and tells the others to wait.
    installation.as_superuser("CHECKPOINT")
    try:
        yield
    finally:
        installation.as_superuser(change.format("RESET", ""), "SELECT pg_reload_conf()")
    wait_until(lambda: installation.query(BUSY) == [(0,)])


def wait_for_a_writer(installation: Installation) -> None:
    """Return once a transaction that has written waits for one of these."""
    wait_until(lambda: installation.query(WAITING) == [(1,)])
