"""The stream of a workbook: rows go into the sheets of a zip whose bytes leave as soon as they are made."""

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from django.utils.functional import Promise

from .cells import CellEncoder, Report, RowWriter
from .layout import Column, Layout, get_column_letter

MAX_ROWS = 1_048_575  # of a sheet, its header left out
# Beyond 2 GiB a part needs ZIP64, which Excel does not read in a zip that was streamed.
MAX_BYTES = 2_000_000_000
CHUNK = 64 * 1024  # bytes
# Of zlib. 6, its own choice, takes half again as long for files that are one hundredth smaller.
COMPRESSION = 5


@dataclass(frozen=True)
class Sheet:
    """One sheet to write. `rows` is asked for its first row when the sheets before are written."""

    title: str | Promise
    columns: Sequence[Column]
    rows: Iterable[Sequence[object]]


def stream_workbook(
    sheets: Iterable[Sheet],
    *,
    report: Report | None = None,
    rows_per_sheet: int = MAX_ROWS,
    bytes_per_sheet: int = MAX_BYTES,
) -> Iterator[bytes]:
    """Yield the bytes of an .xlsx that holds these sheets; there must be one at least.

    Rows beyond `rows_per_sheet`, or beyond `bytes_per_sheet` of XML, go on in another sheet with the same
    header. An error in the rows is raised as is, and what was yielded until then opens in no program.
    Source: R26.
    """
    stream = _WorkbookStream(report if report is not None else Report(), rows_per_sheet, bytes_per_sheet)
    for sheet in sheets:
        yield from stream.write(sheet)
    # Not in a `finally`: after an error, the end of the zip would make half a file look whole.
    yield stream.finish()


class _Outbox(io.RawIOBase):
    """Holds what the zip wrote until it is taken. It cannot seek, so the zip never goes back."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self.size = 0

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self._pieces.append(bytes(piece))
        self.size += len(piece)
        return len(piece)

    def take(self) -> bytes:
        taken = b"".join(self._pieces)
        self._pieces.clear()
        self.size = 0
        return taken


class _WorkbookStream:
    def __init__(self, report: Report, rows_per_sheet: int, bytes_per_sheet: int):
        self._report = report
        self._rows_per_sheet = rows_per_sheet
        self._bytes_per_sheet = bytes_per_sheet
        self._layout = Layout()
        self._outbox = _Outbox()
        self._zip = zipfile.ZipFile(self._outbox, "w", zipfile.ZIP_DEFLATED, compresslevel=COMPRESSION)

    def write(self, sheet: Sheet) -> Iterator[bytes]:
        """Write a sheet and those that continue it."""
        rows = iter(sheet.rows)
        yield from self._write_part(sheet, rows)
        for row in rows:
            yield from self._write_part(sheet, chain([row], rows))

    def finish(self) -> bytes:
        self._add(self._layout.last_parts())
        self._zip.close()
        return self._outbox.take()

    def _add(self, parts: Iterable[tuple[str, bytes]]) -> None:
        for name, content in parts:
            self._zip.writestr(name, content)

    def _write_part(self, sheet: Sheet, rows: Iterator[Sequence[object]]) -> Iterator[bytes]:
        """Write one part, which takes from `rows` no more than it writes."""
        name, before = self._layout.begin_sheet(str(sheet.title), sheet.columns)
        if not self._zip.namelist():
            self._add(self._layout.first_parts())
        header, body = self._writers(sheet.columns)
        size, last_row = 0, 1
        with self._zip.open(name, "w") as part:
            part.write((before + header.row(1, [column.header for column in sheet.columns])).encode())
            yield self._outbox.take()
            for count, xml in _batches(body, islice(rows, self._rows_per_sheet)):
                part.write(xml)
                size += len(xml)
                last_row += count
                if self._outbox.size >= CHUNK:
                    yield self._outbox.take()
                if size >= self._bytes_per_sheet:
                    break
            part.write(self._layout.end_sheet(sheet.columns, last_row).encode())
        self._report.rows[str(sheet.title)] += last_row - 1

    def _writers(self, columns: Sequence[Column]) -> tuple[RowWriter, RowWriter]:
        """Return the writer of the header and that of the rows."""
        letters = [get_column_letter(number) for number in range(1, len(columns) + 1)]
        encoder = CellEncoder(self._report)
        return (
            RowWriter(letters, self._layout.header_styles(columns), encoder),
            RowWriter(letters, self._layout.styles(columns), encoder),
        )


def _batches(writer: RowWriter, rows: Iterable[Sequence[object]]) -> Iterator[tuple[int, bytes]]:
    """Yield rows by the chunk, each with how many it holds. The first row comes under the header.

    No row has been taken from `rows` beyond those yielded.
    """
    lines: list[str] = []
    size = 0
    for number, row in enumerate(rows, 2):
        lines.append(writer.row(number, row))
        size += len(lines[-1])
        if size >= CHUNK:
            yield len(lines), "".join(lines).encode()
            lines.clear()
            size = 0
    if lines:
        yield len(lines), "".join(lines).encode()
