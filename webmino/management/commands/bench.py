"""`manage.py bench`: how long requests take, beside the least that the same rows and cells can take.

What is measured is in `tests/bench`. `manage.py` gives this command the environment
`environment.of_command("bench")`: a database server of its own, in the folder `bench` of WEBMINO_HOME.
"""

from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from webmino.environment import BENCH_FOLDER


class Command(BaseCommand):
    help = "Time real requests on made-up data, beside the least that the same rows and cells can take."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        sizes = import_module("tests.bench.sizes").SIZES
        parser.add_argument("--size", choices=list(sizes), default="s", help="how much data; s by default")
        parser.add_argument("--json", type=Path, metavar="FILE", help="where the figures are written as JSON")
        parser.add_argument("--only", default="", metavar="TEXT", help="the pages whose name holds it alone")

    def handle(self, *args: Any, **options: Any) -> None:
        # It drops the database that it is given: django-admin would give it the one that is served.
        if settings.DATABASE_URL or settings.WEBMINO_HOME.name != BENCH_FOLDER:
            raise CommandError(
                "The benchmark drops databases: run it as `manage.py bench`, which has its own."
            )
        size = import_module("tests.bench.sizes").SIZES[options["size"]]
        try:
            report = import_module("tests.bench.run").run(size, self._say, only=options["only"])
        except RuntimeError as error:
            raise CommandError(str(error)) from error
        finally:
            settings.EMBEDDED_SERVER.stop()
        for line in report.lines():
            self.stdout.write(line)
        if options["json"]:
            report.save(options["json"])

    def _say(self, text: str) -> None:
        self.stderr.write(text)
