"""The whole import: every file that an application takes, in order, in one transaction."""

from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import pghistory
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from webmino.imports.files import data_files, header_of, visible_files
from webmino.imports.problems import SHOWN, FileError, ImportRefusedError, ProblemReport, quoted
from webmino.imports.staging import WORTH_ANALYZING, Staging, fetch
from webmino.imports.tables import FileReader, ImportedTable
from webmino.kept_sums import write_alone

# The lock that one import holds until its transaction ends; the number is arbitrary and ours.
IMPORT_LOCK = 3_141_592


class Outcome(NamedTuple):
    """Numbers of rows of one file; `unchanged` ones are equal to what exists, or must not change it."""

    file: str
    added: int
    changed: int
    unchanged: int
    bad: int


def imported_tables() -> list[ImportedTable]:
    """Return the tables of every application, in the order in which they are imported."""
    return [table() for module in settings.IMPORTS for table in import_module(module).TABLES]


class FolderImport:
    """One import of a folder; a dry run does it all and saves nothing.

    With `creates_missing`, customers and items that sales name and no list has are made, inactive.
    What is said to the person, besides `outcomes` and the report, is in `notes`. It `is_stopped` when a
    file can't be read, which saves nothing even with `skip_bad`.
    """

    def __init__(
        self,
        folder: Path,
        report: ProblemReport,
        *,
        skip_bad: bool,
        dry_run: bool,
        creates_missing: bool = False,
    ) -> None:
        self.folder = folder
        self.report = report
        self.skip_bad = skip_bad
        self.dry_run = dry_run
        self.creates_missing = creates_missing
        self.tables = imported_tables()
        self.outcomes: list[Outcome] = []
        self.notes: list[str] = []
        self.is_stopped = False

    def run(self) -> None:
        """Import the folder; raise ImportRefusedError when there is nothing to begin with.

        Whatever stops it leaves the database as it was.
        """
        files = visible_files(self.folder)
        found = data_files(files)
        taken = [(table, found[table.file]) for table in self.tables if table.file in found]
        self.note_left_files(files, {path for _table, path in taken})
        if not taken:
            raise ImportRefusedError(_("%(folder)s holds no file to import.") % {"folder": self.folder})
        if self.check_headers(taken):
            self.import_files(taken)

    def note_left_files(self, files: list[Path], taken: set[Path]) -> None:
        left = [path.name for path in files if path not in taken]
        if left:
            self.note(_("Left, since their names are not known: %(files)s."), files=left)

    def note(self, text: str, **names: str | list[str]) -> None:
        self.notes.append(
            text % {key: name if isinstance(name, str) else ", ".join(name) for key, name in names.items()}
        )

    def check_headers(self, taken: list[tuple[ImportedTable, Path]]) -> bool:
        """Report the files that can't be read at all, before the work; return whether there is none."""
        for table, path in taken:
            try:
                table.check_header(path, header_of(path))
            except FileError as stop:
                self.stop(stop)
        return not self.is_stopped

    def stop(self, stop: FileError) -> None:
        self.is_stopped = True
        self.report.stop(stop.problem)

    def import_files(self, taken: list[tuple[ImportedTable, Path]]) -> None:
        readers: list[FileReader] = []
        try:
            with transaction.atomic():
                take_lock()
                write_alone()
                for table, path in taken:
                    is_first = all(reader.path != path for reader in readers)
                    reader = FileReader(
                        table, path, self.report, is_first=is_first, creates_missing=self.creates_missing
                    )
                    readers.append(reader)
                    self.import_file(reader)
                self.report.flush()
                refused = bool(self.report) and not self.skip_bad
                transaction.set_rollback(self.dry_run or refused)
        except FileError as stop:
            self.stop(stop)
        self.note_left_rows(readers)

    def import_file(self, reader: FileReader) -> None:
        """Save the good rows of a file, and note what it left or made."""
        name = reader.path.name
        bad_before = self.report.bad_rows[name]
        if reader.is_first and reader.ignored_columns:
            self.note(_("%(file)s: columns ignored: %(columns)s."), file=name, columns=reader.ignored_columns)
        with pghistory.context(source="import", file=name):
            staging = Staging(reader)
            good = staging.load()
            added, changed = staging.insert(), staging.update()
            if added + changed >= WORTH_ANALYZING:
                staging.analyze()
        self.note_created(reader)
        self.notes += reader.table.notes
        bad = self.report.bad_rows[name] - bad_before
        self.add_outcome(Outcome(name, added, changed, good - added - changed, bad))

    def add_outcome(self, outcome: Outcome) -> None:
        """Add the numbers of a file, to those of its rows of other kinds if it has some."""
        for at, earlier in enumerate(self.outcomes):
            if earlier.file == outcome.file:
                sums = map(sum, zip(earlier[1:], outcome[1:], strict=True))
                self.outcomes[at] = Outcome(outcome.file, *sums)
                return
        self.outcomes.append(outcome)

    def note_created(self, reader: FileReader) -> None:
        for lookup in reader.lookups:
            if lookup.created:
                self.note(
                    _("%(file)s: made from their codes in the list “%(list)s”: %(codes)s."),
                    file=reader.path.name,
                    list=str(lookup.reference.model._meta.verbose_name_plural),
                    codes=shortened(lookup.created),
                )

    def note_left_rows(self, readers: list[FileReader]) -> None:
        """Note the rows of kinds that no table of their file takes."""
        taken = {(reader.path, reader.table.kind.taken) for reader in readers if reader.table.kind}
        for reader in readers:
            for kind, count in reader.left.items():
                if reader.is_first and (reader.path, kind) not in taken:
                    self.note(
                        ngettext(
                            "%(file)s: %(count)s row of the kind “%(kind)s” left.",
                            "%(file)s: %(count)s rows of the kind “%(kind)s” left.",
                            count,
                        ),
                        file=reader.path.name,
                        count=str(count),
                        kind=kind,
                    )


def shortened(codes: list[str]) -> list[str]:
    """Return codes as a sentence shows them: the first ones, and how many more."""
    more = len(codes) - SHOWN
    shown = [quoted(code) for code in codes[:SHOWN]]
    return [*shown, _("and %(count)s more") % {"count": more}] if more > 0 else shown


def take_lock() -> None:
    """Hold the lock of imports until the transaction ends; raise ImportRefusedError when another holds it."""
    [(is_taken,)] = fetch("SELECT pg_try_advisory_xact_lock(%s)", (IMPORT_LOCK,))
    if not is_taken:
        raise ImportRefusedError(_("Another import is running; try again when it has ended."))
