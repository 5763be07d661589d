"""What can't be taken, kept for the person who has to correct the files."""

import csv
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, TextIO

from django.utils.translation import gettext as _

SHOWN = 50
QUOTED_LENGTH = 60


class CellError(Exception):
    """A cell that can't be taken; `reason` is a sentence in the user's language.

    `column` is given by who checks several cells together; empty, it is the one being read.
    """

    def __init__(self, reason: str, column: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.column = column


class ImportRefusedError(Exception):
    """The import can't begin; the message is a sentence in the user's language."""


class Problem(NamedTuple):
    """A reason not to take a row.

    `row` counts as a spreadsheet does: the header is row 1. None is the whole file.
    """

    file: str
    row: int | None
    column: str
    reason: str

    def __str__(self) -> str:
        row = _("row %(row)s") % {"row": self.row} if self.row else ""
        place = ", ".join(part for part in (self.file, row, self.column) if part)
        return _("%(place)s: %(reason)s") % {"place": place, "reason": self.reason}


class FileError(Exception):
    """A file that can't be read, or can't be read further than `row`; it stops the import."""

    def __init__(self, path: Path, reason: str, *, row: int | None = None, column: str = "") -> None:
        super().__init__(reason)
        self.problem = Problem(path.name, row, column, reason)


class ProblemReport:
    """The problems of an import: all of them in a CSV file, the first ones in memory.

    The file is made by the first problem.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.shown: list[Problem] = []
        self.bad_rows: Counter[str] = Counter()
        self.total = 0
        self._stream: TextIO | None = None
        self._writer: Any = None
        self._last: tuple[str, int | None] | None = None

    def __bool__(self) -> bool:
        return self.total > 0

    def add(self, problem: Problem) -> None:
        """Write down a problem; those of one row come one after another and count as one bad row."""
        self._write(problem)
        self.total += 1
        if len(self.shown) < SHOWN:
            self.shown.append(problem)
        place = (problem.file, problem.row)
        if problem.row and place != self._last:
            self.bad_rows[problem.file] += 1
        self._last = place

    def stop(self, problem: Problem) -> None:
        """Write down a problem that stops the import: it is shown before those of rows."""
        self.add(problem)
        self.shown = [problem, *(one for one in self.shown if one is not problem)]

    def _write(self, problem: Problem) -> None:
        if self._stream is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            # Spreadsheets take a file for UTF-8 when it starts with a byte order mark.
            self._stream = self.path.open("w", encoding="utf-8-sig", newline="")
            self._writer = csv.writer(self._stream)
            self._writer.writerow([_("file"), _("row"), _("column"), _("reason")])
        self._writer.writerow(problem)

    def flush(self) -> None:
        """Write what is not yet written, so that a full disk is known before rows are saved."""
        if self._stream is not None:
            self._stream.flush()

    def close(self) -> None:
        if self._stream is not None:
            self._stream.close()


@contextmanager
def problem_report(path: Path) -> Iterator[ProblemReport]:
    report = ProblemReport(path)
    try:
        yield report
    finally:
        report.close()


def quoted(text: str) -> str:
    """Text of a file as a message shows it: not all of it when it is long."""
    return text if len(text) <= QUOTED_LENGTH else text[: QUOTED_LENGTH - 1] + "…"
