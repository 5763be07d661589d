"""The sheet that says what a workbook holds."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .cells import Report
from .layout import Column
from .workbook import Sheet


def parameters_sheet(
    *,
    report: Report,
    by: str,
    filters: Iterable[tuple[str | Promise, object]],
    at: datetime | None = None,
    title: str | Promise | None = None,
) -> Sheet:
    """Return the last sheet: who, when, how many rows, cells cut if any, then the filters as (label, value).

    `report` is the one of the stream, read once the sheets before are written. `at` None means now,
    `title` None “Parameters”.
    Source: R26.
    """
    columns = [Column(_("Parameter"), width=40), Column(_("Value"), width=60)]
    return Sheet(title or _("Parameters"), columns, _rows(report, by, at or timezone.now(), filters))


def _rows(
    report: Report, by: str, at: datetime, filters: Iterable[tuple[str | Promise, object]]
) -> Iterator[Sequence[object]]:
    yield gettext("Exported by"), by
    yield gettext("Exported on"), at
    for title, rows in report.rows.items():
        several = len(report.rows) > 1
        yield gettext("Rows of “%(sheet)s”") % {"sheet": title} if several else gettext("Rows"), rows
    if report.cut_cells:
        yield gettext("Texts cut at 32,767 characters, the most a cell holds"), report.cut_cells
    yield from list(filters) or [(gettext("Filters"), gettext("none"))]
