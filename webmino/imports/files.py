"""The folder, and the records of a file."""

import csv
import gzip
import sys
import zlib
from collections.abc import Iterable, Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from tqdm import tqdm

from webmino.imports.problems import FileError, ImportRefusedError

# The files that its applications take.
KNOWN_FILES = (
    *("salespeople", "routes", "categories", "customers", "service_types"),
    *("items", "customer_items", "followups", "shelf_counts", "sales"),
)
SUFFIXES = (".csv", ".csv.gz")
ROWS_PER_STEP = 1000


def data_name(path: Path) -> str | None:
    """Return "customers" for customers.csv and customers.csv.gz; None for a file of another kind."""
    for suffix in SUFFIXES:
        if path.name.endswith(suffix):
            return path.name.removesuffix(suffix)
    return None


def visible_files(folder: Path) -> list[Path]:
    """Return the files of a folder by name, without hidden ones and folders; raise ImportRefusedError."""
    if not folder.is_dir():
        raise ImportRefusedError(_("%(folder)s is not a folder.") % {"folder": folder})
    return sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))


def data_files(paths: Iterable[Path]) -> dict[str, Path]:
    """Return the known files by their name; raise ImportRefusedError when one is there twice."""
    found: dict[str, Path] = {}
    for path in paths:
        name = data_name(path)
        if name in KNOWN_FILES:
            if name in found:
                raise ImportRefusedError(
                    _("%(first)s and %(second)s are both there: keep one of them.")
                    % {"first": found[name].name, "second": path.name}
                )
            found[name] = path
    return found


def records(path: Path, *, shows_progress: bool = False) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with its row number as a spreadsheet counts: the header is row 1.

    Empty lines count and are not yielded. Raise FileError where the file can't be read further.
    """
    row = 0
    try:
        with path.open("rb") as raw, progress_bar(path, shown=shows_progress) as bar:
            for row, cells in enumerate(csv.reader(decoded(path, raw), strict=True), start=1):
                if row % ROWS_PER_STEP == 0:
                    bar.update(raw.tell() - bar.n)
                if any(cells):
                    check_encoding(path, row, cells)
                    yield row, cells
    except csv.Error as error:
        reason = _("Quotes that do not match, or a cell of more than %(limit)s characters (%(error)s).")
        raise FileError(
            path, reason % {"limit": csv.field_size_limit(), "error": error}, row=row + 1
        ) from error
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise FileError(path, _("The compressed file is damaged after this row."), row=row or None) from error
    except OSError as error:
        raise FileError(path, _("The file can't be read: %(error)s.") % {"error": error.strerror}) from error


def decoded(path: Path, raw: BinaryIO) -> Iterable[str]:
    """Return the lines of a file; what is not UTF-8 is left in them for `check_encoding` to find."""
    stream = gzip.GzipFile(fileobj=raw) if path.suffix == ".gz" else raw
    return TextIOWrapper(stream, encoding="utf-8-sig", errors="surrogateescape", newline="")


def check_encoding(path: Path, row: int, cells: list[str]) -> None:
    """Raise FileError for a row that is not UTF-8: accents of the whole file would be wrong."""
    text = "".join(cells)
    if text.isascii():
        return
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise FileError(path, _("The file is not in UTF-8."), row=row) from error


def progress_bar(path: Path, *, shown: bool) -> "tqdm[Any]":
    """Return a bar of the bytes that are read, on a terminal only."""
    return tqdm(
        desc=path.name,
        total=path.stat().st_size,
        unit="B",
        unit_scale=True,
        leave=False,
        file=sys.stderr,
        disable=None if shown else True,
    )


def header_of(path: Path) -> list[str]:
    """Return the names of the columns, trimmed; raise FileError when they can't serve."""
    names = [name.strip() for name in next((cells for row, cells in records(path)), [])]
    if not any(names):
        raise FileError(path, _("The file is empty: its first row names the columns."))
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise FileError(path, _("Two columns have the same name."), row=1, column=", ".join(twice))
    if len(names) == 1 and (";" in names[0] or "\t" in names[0]):
        raise FileError(path, _("The cells are not separated by commas."), row=1)
    return names
