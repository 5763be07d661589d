"""What the commands that serve have in common: the order of things, and what is said when one fails."""

import argparse
import socket
import sys
from contextlib import ExitStack
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.wsgi import get_wsgi_application
from django.db import NotSupportedError, OperationalError, connections
from django.utils.translation import gettext as _

from webmino import database, serving
from webmino.memory import settle
from webmino.postgres.errors import EmbeddedServerError
from webmino.static_files import collect_static_files


class ServingCommand(BaseCommand):
    """Prepare whatever is missing, then serve until told to stop; the embedded database stops too."""

    # They look at the code alone, and the code does not change where it is only used.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--port", type=int, default=8000, help="8000 by default; 0 takes any that is free"
        )
        parser.set_defaults(host=serving.LOOPBACK, workers=serving.WORKERS, threads=serving.THREADS)

    def handle(self, *args: Any, **options: Any) -> None:
        serving.leave_on_signals()
        try:
            with ExitStack() as leaving:
                listener = leaving.enter_context(serving.listen(options["host"], options["port"]))
                if not settings.DATABASE_URL:
                    leaving.enter_context(serving.in_use(settings.EMBEDDED_SERVER, settings.WEBMINO_HOME))
                self.prepare()
                self.serve(listener, workers=options["workers"], threads=options["threads"])
        except KeyboardInterrupt:
            sys.exit(130)
        except serving.PortError as error:
            raise CommandError(
                _("Port %(port)s cannot be used: %(error)s. Add --port 0 to take any that is free.")
                % {"port": options["port"], "error": error}
            ) from error
        except (EmbeddedServerError, OperationalError, NotSupportedError) as error:
            raise CommandError(str(error)) from error

    def prepare(self) -> None:
        """Bring the database and the static files to the state that this release serves."""
        with database.one_at_a_time():
            self.check_database()
            if database.migrations_are_pending():
                self.say(_("Preparing the database…"))
                call_command("migrate", interactive=False, verbosity=0)
            self.fill_database()
        collect_static_files()
        # A connection must not be shared with the processes that are forked from now on.
        connections.close_all()

    def serve(self, listener: socket.socket, *, workers: int, threads: int) -> None:
        application = get_wsgi_application()
        # Before the processes are forked.
        settle()
        # Asked now: gunicorn takes the socket over.
        address, is_loopback = serving.address_of(listener), serving.is_loopback(listener)
        serving.Gunicorn(
            application,
            listener,
            workers=workers,
            threads=threads,
            when_ready=lambda: self.welcome(address, is_loopback=is_loopback),
        ).run()

    def check_database(self) -> None:
        """Raise CommandError when this database, which need not be migrated, must be left alone."""
        raise NotImplementedError

    def fill_database(self) -> None:
        """Put into the migrated database what the command cannot do without."""
        raise NotImplementedError

    def welcome(self, address: str, *, is_loopback: bool) -> None:
        """Say where to go; `address` is for a browser of this machine."""
        raise NotImplementedError

    def say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()


def at_least_one(text: str) -> int:
    """Read the number of an option. Raises ArgumentTypeError below 1."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of 1 or more")
    return int(text)
