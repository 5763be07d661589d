"""A list page, declared: rows the user may see, filters, columns, a sort, one page of it, and its file.

The page and the Excel file come from the same `Listing` and the same columns, so they cannot differ (R26).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.views import View

from webmino import exports
from webmino.audience import SignedInRequest
from webmino.filters import FilterSet
from webmino.listings import COUNTED_UP_TO, CURSOR, Listing
from webmino.paging import Page
from webmino.saved_views.menu import views_menu
from webmino.saved_views.opening import KeepsViews
from webmino.tables import Table

ROWS_AT_ONCE = 2_000


@dataclass
class Header:
    """What a table's head shows for a column: its name, and the address that sorts by it.

    `title` is what it says when pointed at; empty for nothing.
    """

    name: str
    label: Any
    cell_class: str
    title: str = ""
    address: str | None = None
    direction: str = "none"


class TablePage(KeepsViews, View):
    """A list page. A subclass says what; its `get_queryset` starts from `visible_to(user)`."""

    request: SignedInRequest
    title: ClassVar[Any]
    # How many rows, in words: `ngettext_lazy("%(written)s customer", "%(written)s customers", "count")`.
    counted: ClassVar[Any]
    table_class: ClassVar[type[Table]]
    filterset_class: ClassVar[type[FilterSet]]
    default_sort: ClassVar[str]
    template_name = "table_page.html"
    page_size = 50
    # Whether the same filters lead to another page, to and fro: what one does not know, it keeps.
    has_other_modes: ClassVar[bool] = False
    # Whether one goes from a row's record to the next row's, and back to the list, by the address `from`.
    is_walked: ClassVar[bool] = True
    http_method_names = ["get", "head", "options"]

    def get_queryset(self) -> models.QuerySet:
        raise NotImplementedError

    def get_lookups(self) -> Any:
        """The code tables that filters and rows share."""
        raise NotImplementedError

    def read(self, queryset: models.QuerySet) -> models.QuerySet:
        """What is read of the rows: their values by name, where to make models of them would take longer."""
        return queryset

    def complete(self, rows: list[Any], listing: Listing) -> list[Any]:
        """Return rows that were read with what their columns show beyond it, set-based."""
        return rows

    def row_address(self, row: Any) -> str:
        """The address of the record behind a row, without the way back."""
        raise NotImplementedError

    def head_title(self, column: str, listing: Listing) -> str:
        """What the head of a column says when pointed at; empty for nothing."""
        return ""

    def count_in_words(self, count: int | None) -> str:
        """« 37 clients »; « 10 000+ clients » for None, when they are more than are counted."""
        shown = COUNTED_UP_TO if count is None else count
        written = number_format(shown, force_grouping=True) + ("+" if count is None else "")
        return self.counted % {"count": shown, "written": written}

    def get_context(self, listing: Listing) -> dict[str, Any]:
        """What a subclass's template shows beyond the table."""
        return {}

    @cached_property
    def lookups(self) -> Any:
        return self.get_lookups()

    def listing(self, params: QueryDict) -> Listing:
        filters = self.filterset_class(
            params, self.get_queryset(), request=self.request, lookups=self.lookups
        )
        return Listing(self, params, filters, self.table_class)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.GET and self.default_view:
            return redirect(self.address_of(self.default_view.query))
        listing = self.listing(request.GET.copy())
        if request.GET.get("export") == "xlsx":
            return self.export(listing)
        return self.opened_view(listing) or self.show(listing)

    def show(self, listing: Listing) -> HttpResponse:
        page = listing.rows_of_page(self.page_size)
        rows = self.complete(page.rows, listing)
        for row in rows:
            row.record_address = self._record_address(row, listing)
        table = listing.table_class(rows, request=self.request)
        context = {
            "listing": listing,
            "filters": listing.filters,
            "page": page,
            "table": table,
            "headers": list(self._headers(table, listing)),
            "pages": self._pages(page, listing),
            "title": self.title,
            "can_export": self.request.user.has_perm("webmino.export_tables"),
            "count_in_words": self.count_in_words(listing.count),
            "views": views_menu(listing) if self.views_key else None,
        } | self.get_context(listing)
        return render(self.request, self.template_name, context)

    def export(self, listing: Listing) -> HttpResponseBase:
        """The whole list in Excel, for who may take tables away (R25, R26)."""
        if not self.request.user.has_perm("webmino.export_tables"):
            raise PermissionDenied
        report = exports.Report()
        sheets = [
            *self.sheets(listing),
            exports.parameters_sheet(
                report=report, by=str(self.request.user), filters=self.parameters(listing)
            ),
        ]
        name = f"{slugify(str(self.title))}-{localdate().isoformat()}.xlsx"
        return exports.xlsx_response(name, sheets, report=report)

    def sheets(self, listing: Listing) -> list[exports.Sheet]:
        """The sheets of the file, but the last one, which says what they hold."""
        return [self.sheet(self.title, listing.table_class, self.all_rows(listing))]

    def sheet(self, title: Any, table_class: type[Table], rows: Iterator[Any]) -> exports.Sheet:
        """A sheet with the columns of a table."""
        table = table_class([], request=self.request)
        columns = [
            exports.Column(column.verbose_name, column.number_format, column.width)
            for _name, column in table.file_columns()
        ]
        return exports.Sheet(title, columns, table.values(rows))

    def parameters(self, listing: Listing) -> list[tuple[str, str]]:
        """What the last sheet says of the filters and of the order: (name, value)."""
        orders = dict(listing.table_class.orders_in_words())
        return [*listing.filters.in_words(), (gettext("Sorted by"), orders[listing.sorted_by])]

    def all_rows(self, listing: Listing) -> Iterator[Any]:
        """Yield every row of the list in its order, with what its columns show."""
        for chunk in listing.order.chunks(self.read(listing.queryset), ROWS_AT_ONCE):
            yield from self.complete(chunk, listing)

    def _record_address(self, row: Any, listing: Listing) -> str:
        return self.record_address(row, listing, **listing.place)

    def record_address(self, row: Any, listing: Listing, **place: str) -> str:
        """The address of a row's record, with `from`: the list, and the place in it where one was."""
        way = listing.way_to_records(**place)
        return self.row_address(row) + way.replace(CURSOR, listing.order.cursor(row).encoded())

    def _headers(self, table: Table, listing: Listing) -> Iterator[Header]:
        """The columns' heads: a click on one sorts by it, a second one the other way."""
        for bound in table.columns:
            column = bound.column
            title = self.head_title(bound.name, listing)
            header = Header(bound.name, bound.header, column.cell_class, title)
            up = column.sorts_like or (bound.name if column.sort else "")
            if up:
                down = _reversed(up)
                header.address = listing.address(sort=down if listing.sorted_by == up else up)
                # Of two columns that sort alike, the one that holds the values says which way.
                if column.sort:
                    header.direction = {up: "ascending", down: "descending"}.get(listing.sorted_by, "none")
            yield header

    def _pages(self, page: Page, listing: Listing) -> dict[str, str | None]:
        """Addresses of the first, previous, next and last pages; None where one is there already."""
        previous = page.first.encoded() if page.has_previous and page.first else None
        following = page.last.encoded() if page.has_next and page.last else None
        return {
            "first": listing.address() if previous else None,
            "previous": listing.address(before=previous) if previous else None,
            "next": listing.address(after=following) if following else None,
            "last": listing.address(page="last") if following else None,
        }


def _reversed(sort: str) -> str:
    return sort.removeprefix("-") if sort.startswith("-") else f"-{sort}"
