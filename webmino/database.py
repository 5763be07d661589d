"""Whose the database is, how far it is prepared, and one process at a time to prepare it."""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from webmino.models import User

# The advisory lock under which one process prepares the database: a number that nothing else uses.
LOCK = 7_264_921
POLL_INTERVAL = 0.2


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let one process at a time prepare the database; the lock ends with its connection."""
    with connection.cursor() as cursor:
        # Asked again and again: a query that waits would hold up a migration that waits for all queries.
        while not _answer(cursor, "SELECT pg_try_advisory_lock(%s)"):
            time.sleep(POLL_INTERVAL)
        yield
        _answer(cursor, "SELECT pg_advisory_unlock(%s)")


def _answer(cursor: Any, query: str) -> bool:
    cursor.execute(query, [LOCK])
    return bool(cursor.fetchone()[0])


def has_other_clients() -> bool:
    """Whether anybody else has a connection to this database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND backend_type = 'client backend')"
        )
        return bool(cursor.fetchone()[0])


def is_empty() -> bool:
    """Whether nobody has used this database: it has no user and no customer."""
    # By name, since the ground floor imports no application.
    customers = apps.get_model("customers", "Customer").objects
    return not User.objects.exists() and not customers.exists()


def is_used() -> bool:
    """Whether the database holds what somebody put there. It need not be migrated."""
    found = _tables()
    if found - _our_tables():
        return True
    needed = {User._meta.db_table, apps.get_model("customers", "Customer")._meta.db_table}
    # A first start that was killed may have left some of our tables, which hold nothing.
    return needed <= found and not is_empty()


def is_prepared() -> bool:
    """Whether the database has our tables, of this release or another."""
    return User._meta.db_table in _tables()


def is_of_another_program() -> bool:
    """Whether the database has tables, and not ours."""
    return not is_prepared() and bool(_tables() - _our_tables())


def _tables() -> set[str]:
    return set(connection.introspection.table_names())


def _our_tables() -> set[str]:
    return {*connection.introspection.django_table_names(), "django_migrations"}


def migrations_are_pending() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def was_upgraded_further() -> bool:
    """Whether a newer release than this one prepared the database."""
    return bool(unknown_migrations(MigrationExecutor(connection).recorder.applied_migrations()))


def unknown_migrations(applied: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return those of the `applied` migrations, (application, name), that only a newer release can have.

    Another package's are not looked at: it may drop old ones that it replaced.
    """
    known = set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
    ours = {each.label for each in apps.get_app_configs() if Path(each.path).parent == settings.BASE_DIR}
    return sorted(each for each in applied if each[0] in ours and each not in known)
