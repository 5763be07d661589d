"""Put a backup in the database."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser
from django.db import connection
from django.utils.translation import gettext as _

from webmino import backups, database, serving
from webmino.backups import IN_USE
from webmino.management.database_command import DatabaseCommand

# Yes, in both languages.
CONSENTS = {"y", "yes", "o", "oui"}


class Command(DatabaseCommand):
    help = "Puts in the database what FILE holds, wholly or not at all. FILE is what `backup` wrote."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="a backup")
        parser.add_argument("--replace", action="store_true", help="lose what the database holds now")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, file: Path, replace: bool, yes: bool, **options: Any) -> None:
        # Who serves has perhaps no connection at this moment.
        if not settings.DATABASE_URL and serving.is_in_use(settings.WEBMINO_HOME):
            raise CommandError(IN_USE)
        with self.database():
            check_database(replace=replace)
            backups.check(file)
            if not (yes or self.is_agreed(file)):
                raise CommandError(_("Nothing was restored."))
            with database.one_at_a_time():
                # Someone may have begun to use it while we asked.
                check_database(replace=replace)
                backups.restore(file)
                call_command("migrate", interactive=False, verbosity=0)
        self.stdout.write(_("Restored from %(file)s.") % {"file": file})

    def is_agreed(self, file: Path) -> bool:
        self.stdout.write(
            _("The database %(name)s will hold what %(file)s holds, and nothing else.")
            % {"name": connection.settings_dict["NAME"], "file": file}
        )
        try:
            return input(_("Go on? [y/N] ")).strip().casefold() in CONSENTS
        except EOFError:
            return False


def check_database(*, replace: bool) -> None:
    """Raise CommandError when the database must be left alone."""
    if database.has_other_clients():
        raise CommandError(IN_USE)
    if database.is_of_another_program():
        raise CommandError(
            _(
                "This database holds another program's tables: it is left alone. "
                "Set DATABASE_URL to an empty database."
            )
        )
    if database.is_used() and not replace:
        raise CommandError(_("This database is not empty. Add --replace to lose what it holds now."))
