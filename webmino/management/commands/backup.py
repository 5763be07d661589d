"""Save the whole database in a file."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from webmino import backups
from webmino.management.database_command import DatabaseCommand


class Command(DatabaseCommand):
    help = "Saves the whole database in FILE, as of now, while people go on working."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="the file to write")
        parser.add_argument("--force", action="store_true", help="replace FILE if it exists")

    def handle(self, *args: Any, file: Path, force: bool, **options: Any) -> None:
        with self.database():
            size = backups.save(file, replace=force)
        self.stdout.write(_("Saved in %(file)s: %(size)s.") % {"file": file, "size": filesizeformat(size)})
