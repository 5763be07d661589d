"""Serve Webmino with invented data, from nothing but this checkout.

`manage.py` gives this command the environment `environment.OF_DEMO`.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.wsgi import get_wsgi_application
from django.db import NotSupportedError, OperationalError, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from webmino import demo, serving
from webmino.demo_accounts import DEMO_ACCOUNTS, DEMO_PASSWORD
from webmino.postgres.errors import EmbeddedServerError
from webmino.static_files import collect_static_files

# The advisory lock under which one process prepares the database: a number that nothing else uses.
LOCK = 7_264_921
POLL_INTERVAL = 0.2


class Command(BaseCommand):
    """Prepare whatever is missing, then serve until told to stop; the database stops too."""

    help = "Serves Webmino on this machine with invented data. Ctrl-C stops it."
    # They look at the code alone, and the code does not change where it is only used.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--port", type=int, default=8000, help="8000 by default; 0 takes any that is free"
        )

    def handle(self, *args: Any, port: int, **options: Any) -> None:
        serving.leave_on_signals()
        try:
            with ExitStack() as leaving:
                listener = leaving.enter_context(serving.listen(port))
                if not settings.DATABASE_URL:
                    leaving.enter_context(serving.in_use(settings.EMBEDDED_SERVER, settings.WEBMINO_HOME))
                self.prepare()
                address = "http://{}:{}/".format(*listener.getsockname())
                application = get_wsgi_application()
                serving.Gunicorn(application, listener, when_ready=lambda: self.welcome(address)).run()
        except KeyboardInterrupt:
            sys.exit(130)
        except serving.PortError as error:
            raise CommandError(
                _("Port %(port)s cannot be used: %(error)s. Add --port 0 to take any that is free.")
                % {"port": port, "error": error}
            ) from error
        except (EmbeddedServerError, OperationalError, NotSupportedError) as error:
            raise CommandError(str(error)) from error

    def prepare(self) -> None:
        """Bring the database and the static files to the state that this release serves."""
        with one_at_a_time():
            if not may_be_used():
                raise CommandError(
                    _(
                        "This database holds data that the demo did not make: it is left alone. "
                        "Set WEBMINO_HOME to another folder, or DATABASE_URL to an empty database."
                    )
                )
            if migrations_are_pending():
                self.say(_("Preparing the database…"))
                call_command("migrate", interactive=False, verbosity=0)
            if demo.is_empty():
                self.say(_("Making the demo's data…"))
                demo.fill_demo()
        collect_static_files()
        # A connection must not be shared with the processes that are forked from now on.
        connections.close_all()

    def welcome(self, address: str) -> None:
        """Say where to go, and as whom."""
        names = ", ".join(account.username for account in DEMO_ACCOUNTS)
        self.say(_("Webmino is ready: %(address)s") % {"address": address})
        self.say(
            _("Accounts: %(names)s. Password: %(password)s") % {"names": names, "password": DEMO_PASSWORD}
        )
        self.say(_("Ctrl-C stops it; what was entered is kept."))

    def say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()


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


def may_be_used() -> bool:
    """Whether the demo filled this database, or nobody has used it. It need not be migrated."""
    found = set(connection.introspection.table_names())
    mark, user, customer = (
        apps.get_model(name)._meta.db_table
        for name in ("webmino.DemoFill", "webmino.User", "customers.Customer")
    )
    if mark in found and demo.was_filled_by_demo():
        return True
    ours = {*connection.introspection.django_table_names(), "django_migrations"}
    if found - ours:
        return False
    # A first start that was killed may have left some of our tables, which hold nothing.
    return not {user, customer} <= found or demo.is_empty()


def migrations_are_pending() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
