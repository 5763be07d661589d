"""A workbook sent to a browser."""

import logging
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain, islice
from urllib.parse import quote

from django.http import StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.http import content_disposition_header

from webmino.outages import in_one_line

from .cells import Report, without_unwritable
from .workbook import Sheet, stream_workbook

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
logger = logging.getLogger(__name__)
FORBIDDEN_IN_FILE_NAME = re.compile(r'[\\/:*?"<>|\s\x7f]+')


def xlsx_response(
    filename: str, sheets: Iterable[Sheet], *, report: Report | None = None
) -> StreamingHttpResponse:
    """Return the download of a workbook, in the language and time zone active now. Source: R26.

    The first row is read now: a query that fails has an error page, not a file that breaks off.
    """
    chunks = _with_present_locale(stream_workbook(_begun(sheets), report=report))
    chunks = _told_when_cut(chunks, filename)
    response = StreamingHttpResponse(chunks, content_type=CONTENT_TYPE)
    response["Content-Disposition"] = _attachment(filename)
    response["Cache-Control"] = "no-store"
    return response


def _begun(sheets: Iterable[Sheet]) -> Iterator[Sheet]:
    """Return `sheets` after reading the first row of the first one."""
    others = iter(sheets)
    first = next(others)
    rows = iter(first.rows)
    head = list(islice(rows, 1))
    return chain([replace(first, rows=chain(head, rows))], others)


def _told_when_cut(chunks: Iterator[bytes], filename: str) -> Iterator[bytes]:
    """Log in one line that the file breaks off, then let the server end the transfer as a failed one."""
    try:
        yield from chunks
    except Exception as error:
        logger.error("The download of %s broke off: %s", filename, in_one_line(error))
        raise


def _attachment(filename: str) -> str:
    """Return the header with the name in ASCII and, when it has accents, in UTF-8 too (RFC 6266)."""
    name = FORBIDDEN_IN_FILE_NAME.sub(" ", without_unwritable(filename)).strip(" .")
    name = name.removesuffix(".xlsx") + ".xlsx"
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    header = content_disposition_header(as_attachment=True, filename=ascii_name) or ""
    return header if ascii_name == name else f"{header}; filename*=UTF-8''{quote(name)}"


def _with_present_locale(chunks: Iterator[bytes]) -> Iterator[bytes]:
    # The rows are read after the view and its middleware, which may have restored another language.
    language, zone = translation.get_language(), timezone.get_current_timezone()

    def localized() -> Iterator[bytes]:
        while True:
            # For each chunk alone: between two, the thread may be doing something else.
            with translation.override(language), timezone.override(zone):
                chunk = next(chunks, None)
            if chunk is None:
                return
            yield chunk

    return localized()
