"""`manage.py import_data FOLDER`: bring a folder of CSV files into the database."""

import argparse
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from webmino.company import company_time
from webmino.imports.problems import ImportRefusedError, ProblemReport, problem_report
from webmino.imports.runner import FolderImport, Outcome


class Command(BaseCommand):
    """Imports the files of a folder, all or nothing unless told otherwise."""

    help = (
        "Import a folder of CSV files: salespeople, routes, categories, customers, service_types, items, "
        "customer_items, followups, shelf_counts, sales. Nothing is saved when a row is bad, unless "
        "--skip-bad is given."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="the folder of the files")
        parser.add_argument("--skip-bad", action="store_true", help="save the good rows, leave the bad ones")
        parser.add_argument(
            "--create-missing",
            action="store_true",
            help="make the customers and items that sales name and no list has, inactive",
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would change, change nothing")
        parser.add_argument("--report", type=Path, metavar="FILE", help="where the report of bad rows goes")
        parser.add_argument(
            "--language",
            choices=[code for code, _name in settings.LANGUAGES],
            default=settings.LANGUAGE_CODE,
            help="of the messages",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(options["language"]):
            try:
                with company_time():
                    self.import_folder(**options)
            except ImportRefusedError as error:
                raise CommandError(str(error)) from error
            except KeyboardInterrupt as error:
                raise CommandError(_("Interrupted: nothing is saved.")) from error
            except (DatabaseError, OSError) as error:
                message = _("The import stopped and nothing is saved: %(error)s")
                raise CommandError(message % {"error": error}) from error

    def import_folder(self, **options: Any) -> None:
        folder, path = Path(options["folder"]), Path(options["report"] or default_report())
        with problem_report(path) as report:
            run = FolderImport(
                folder,
                report,
                skip_bad=options["skip_bad"],
                dry_run=options["dry_run"],
                creates_missing=options["create_missing"],
            )
            run.run()
            self.say(run)

    def say(self, run: FolderImport) -> None:
        """Write what was done; raise CommandError when problems stopped it."""
        for note in run.notes:
            self.stdout.write(note)
        self.say_problems(run.report)
        if run.outcomes:
            self.stdout.write("\n".join(table_lines(run.outcomes)))
        if run.is_stopped:
            raise CommandError(_("Nothing is saved, since a file can't be read."))
        if run.report and not run.skip_bad:
            raise CommandError(
                _("Nothing is saved. Correct the files, or leave the bad rows with --skip-bad.")
            )
        if run.dry_run:
            self.stdout.write(_("This was a dry run: nothing is changed."))
        else:
            self.stdout.write(self.style.SUCCESS(_("Saved.")))

    def say_problems(self, report: ProblemReport) -> None:
        if not report:
            return
        for problem in report.shown:
            self.stderr.write(str(problem))
        more = report.total - len(report.shown)
        if more:
            self.stderr.write(_("and %(count)s more.") % {"count": more})
        self.stderr.write(_("All of them: %(path)s") % {"path": report.path})


def default_report() -> Path:
    return settings.WEBMINO_HOME / "imports" / f"{timezone.localtime():%Y-%m-%d_%H%M%S}.csv"


def table_lines(outcomes: list[Outcome]) -> list[str]:
    """Return the outcomes as lines of aligned text, under a header."""
    header = [_("file"), _("added"), _("changed"), _("unchanged"), _("bad")]
    rows = [header, *([str(cell) for cell in outcome] for outcome in outcomes)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if at == 0 else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
