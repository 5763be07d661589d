"""What the commands that work on the whole database have in common."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from webmino import serving
from webmino.backups import BackupError
from webmino.postgres.errors import EmbeddedServerError


class DatabaseCommand(BaseCommand):
    """Leaves the embedded server as it found it: running for others, else stopped."""

    requires_system_checks: list[str] = []

    @contextmanager
    def database(self) -> Iterator[None]:
        """Keep the database while the command works, and turn what goes wrong into a sentence."""
        serving.leave_on_signals()
        try:
            with ExitStack() as leaving:
                if not settings.DATABASE_URL:
                    server = settings.EMBEDDED_SERVER
                    # Who started it may be in the midst of something.
                    stops = not server.is_running()
                    leaving.enter_context(serving.in_use(server, settings.WEBMINO_HOME, stops=stops))
                yield
        except (BackupError, EmbeddedServerError, OperationalError) as error:
            raise CommandError(str(error)) from error
