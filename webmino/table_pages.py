"""A list page, declared: rows the user may see, filters, columns, a sort, one page of it, and its file.

The page and the Excel file come from the same `Listing` and the same columns, so they cannot differ (R26).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.views import View

from webmino import exports
from webmino.audience import SignedInRequest
from webmino.filters import PLACE, FilterSet
from webmino.models import SavedView
from webmino.paging import Cursor, KeysetOrder, Page, page_of
from webmino.saved_views.menu import views_menu
from webmino.saved_views.opening import CHANGED_FROM, KeepsViews
from webmino.tables import Table
from webmino.walks import WALK, keys_of_walk, new_walk

# A list that nothing narrows is counted up to here: « 10 000+ ».
COUNTED_UP_TO = 10_000
# Rows on either side of a record that are tried, since some may be gone.
NEIGHBOURS = 20
ROWS_AT_ONCE = 2_000


@dataclass
class Listing:
    """The rows that an address of a list page means for a user, in their order."""

    page: "TablePage"
    params: QueryDict
    filters: FilterSet
    table_class: type[Table]

    @cached_property
    def queryset(self) -> models.QuerySet:
        return self.filters.rows()

    @cached_property
    def order(self) -> KeysetOrder:
        """The order that the address asks for, else the page's own."""
        sorts = self.table_class.sorts()
        wanted = self.params.get("sort", "")
        name = wanted if wanted.removeprefix("-") in sorts else self.page.default_sort
        return KeysetOrder(sorts[name.removeprefix("-")], descending=name.startswith("-"))

    @cached_property
    def sorted_by(self) -> str:
        """The column of the order, with a minus when it goes down."""
        for name, sort in self.table_class.sorts().items():
            if sort == self.order.sort:
                return f"-{name}" if self.order.descending else name
        raise AssertionError("an order is always one of the table's")

    @property
    def sort_choices(self) -> Iterator[tuple[str, str, bool]]:
        """Each order: the value that an address names it by, its words, and whether it is this list's.

        The page's own needs no name, unless a bare address opens with the user's default view.
        """
        page = self.page
        for name, words in self.table_class.orders_in_words():
            value = "" if name == page.default_sort and not page.default_view else name
            yield value, words, name == self.sorted_by

    @cached_property
    def count(self) -> int | None:
        """How many rows; None when nothing narrows the list and it has more than COUNTED_UP_TO."""
        if self.filters.is_narrowed():
            return self.queryset.count()
        count = self.queryset[: COUNTED_UP_TO + 1].count()
        return count if count <= COUNTED_UP_TO else None

    def rows_of_page(self, size: int) -> Page:
        params = self.params
        return page_of(
            self.queryset,
            self.order,
            size=size,
            after=params.get("after", ""),
            before=params.get("before", ""),
            last=params.get("page") == "last",
        )

    @cached_property
    def query(self) -> str:
        """What the address asks for, as a saved view keeps it: equal lists have equal ones (R7)."""
        asked = self.filters.chosen()
        if self.sorted_by != self.page.default_sort:
            asked.append(("sort", self.sorted_by))
        return urlencode(sorted(asked))

    @cached_property
    def walk(self) -> str:
        """The name of the way through the list that one is on, else of one that begins here."""
        return self.params.get(WALK) or new_walk()

    @cached_property
    def saved_view(self) -> SavedView | None:
        """The saved view that this list is; of several alike, the one that the user chose."""
        alike = [view for view in self.page.views if view.query == self.query]
        chosen = self.params.get(CHANGED_FROM)
        return min(alike, key=lambda view: (str(view.pk) != chosen, not view.is_default), default=None)

    @property
    def changed_view(self) -> SavedView | None:
        """The saved view whose filters or sort were changed; None when the list is a view."""
        chosen = self.params.get(CHANGED_FROM)
        views = (view for view in self.page.views if str(view.pk) == chosen)
        return None if self.saved_view else next(views, None)

    @property
    def kept_sort(self) -> str:
        """The sort that an address without filters has to name.

        A bare address has the page's own sort, but opens with the user's default view when he has one.
        """
        return self.sorted_by if self.params.get("sort") or self.page.default_view else ""

    @property
    def unfiltered_address(self) -> str:
        """The address of the whole list, in this order."""
        return self.page.address_of(urlencode({"sort": self.kept_sort}) if self.kept_sort else "")

    @property
    def export_address(self) -> str:
        return self.address(export="xlsx")

    @property
    def back(self) -> str:
        """The address of the list, at the place where one was in it; shown anew, it begins another walk."""
        params = self.params.copy()
        params.pop(WALK, None)
        return f"{self.page.path}?{params.urlencode()}" if params else self.page.path

    def address(self, **changes: str | None) -> str:
        """The parameters of this list at its start, with these changes; None takes a parameter away."""
        params = self.params.copy()
        for name in PLACE:
            params.pop(name, None)
        for name, value in changes.items():
            if value is None:
                params.pop(name, None)
            else:
                params[name] = value
        if not params and self.kept_sort:
            params["sort"] = self.kept_sort
        return f"?{params.urlencode()}"


@dataclass(frozen=True)
class Walk:
    """The way through a list from one of its rows: to the one before, to the next, and back to the list."""

    back: str
    previous: str | None = None
    next: str | None = None
    rank: int | None = None
    count: int | None = None


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
    http_method_names = ["get", "head", "options"]

    def get_queryset(self) -> models.QuerySet:
        raise NotImplementedError

    def get_lookups(self) -> Any:
        """The code tables that filters and rows share."""
        raise NotImplementedError

    def complete(self, rows: list[Any], listing: Listing) -> list[Any]:
        """Give a page of rows what their columns show beyond their own fields, set-based."""
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
        table = self.table_class(rows, request=self.request)
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
        table = self.table_class([], request=self.request)
        columns = [
            exports.Column(column.verbose_name, column.number_format, column.width)
            for _name, column in table.file_columns()
        ]
        report = exports.Report()
        sheets = [
            exports.Sheet(self.title, columns, table.values(self._all_rows(listing))),
            exports.parameters_sheet(
                report=report, by=str(self.request.user), filters=self.parameters(listing)
            ),
        ]
        name = f"{slugify(str(self.title))}-{localdate().isoformat()}.xlsx"
        return exports.xlsx_response(name, sheets, report=report)

    def parameters(self, listing: Listing) -> list[tuple[str, str]]:
        """What the last sheet says of the filters and of the order: (name, value)."""
        orders = dict(listing.table_class.orders_in_words())
        return [*listing.filters.in_words(), (gettext("Sorted by"), orders[listing.sorted_by])]

    def _all_rows(self, listing: Listing) -> Iterator[Any]:
        rows = listing.order.ordered(listing.queryset).iterator(chunk_size=ROWS_AT_ONCE)
        while chunk := list(islice(rows, ROWS_AT_ONCE)):
            yield from self.complete(chunk, listing)

    def _record_address(self, row: Any, listing: Listing) -> str:
        names = ("after", "before", "page")
        place: dict[str, Any] = {name: listing.params[name] for name in names if name in listing.params}
        return self.record_address(row, listing, **place)

    def record_address(self, row: Any, listing: Listing, **place: str) -> str:
        """The address of a row's record, with `from`: the list, and the place in it where one was."""
        at = listing.order.cursor(row).encoded()
        back = self.path + listing.address(**place, at=at, walk=listing.walk)
        return f"{self.row_address(row)}?{urlencode({'from': back})}"

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


def way_kept(request: HttpRequest) -> QueryDict:
    """Return the parameter that says from which row of which list a record was opened, to pass it on.

    It came with the record's page, or with a form of it.
    """
    params = request.POST if request.method == "POST" else request.GET
    kept = QueryDict(mutable=True)
    if params.get("from"):
        kept["from"] = params["from"]
    return kept


def walk_from(request: HttpRequest) -> Walk | None:
    """Return the way through the list that a record was opened from; None when it was not, or is unknown.

    It is the list as it was when one set out: a follow-up that is entered meanwhile moves the customer,
    not the way (R8).
    """
    listing = listing_at(request, request.GET.get("from", ""))
    if listing is None:
        return None
    rows, here = listing.queryset, listing.order.decoded(listing.params.get("at", ""), listing.queryset.model)
    if here is None or not listing.filters.is_valid():
        return Walk(listing.back)
    keys = keys_of_walk(request, listing.walk, rows=rows, order=listing.order, here=here)
    if keys is None:
        before, after = listing.order.before(rows, here, 1), listing.order.after(rows, here, 1)
        return Walk(listing.back, _step(listing, before, before=here), _step(listing, after, after=here))
    place = keys.index(here.pk)
    # One who is no longer seen, since he was given to another, is passed over.
    near = listing.page.get_queryset().in_bulk(keys[max(0, place - NEIGHBOURS) : place + NEIGHBOURS + 1])
    before = [near[key] for key in keys[:place] if key in near]
    after = [near[key] for key in keys[place + 1 :] if key in near]
    return Walk(
        listing.back,
        _step(listing, before[-1:], before=here),
        _step(listing, after[:1], after=here),
        place + 1,
        len(keys),
    )


def _step(listing: Listing, found: list[Any], **place: Cursor) -> str | None:
    """The address of the record of a row, beside the place that one comes from; None without a row."""
    here = {name: cursor.encoded() for name, cursor in place.items()}
    return listing.page.record_address(found[0], listing, **here) if found else None


def listing_at(request: HttpRequest, address: str) -> Listing | None:
    """The list at an address of ours, for this user; None when the address is something else."""
    page = page_at(request, address)
    return page.listing(QueryDict(address.partition("?")[2])) if page else None


def page_at(request: HttpRequest, address: str) -> TablePage | None:
    """The list page at an address of ours, for this user; None when the address is something else."""
    try:
        match = resolve(address.partition("?")[0])
    except Resolver404:
        return None
    view_class = getattr(match.func, "view_class", None)
    if view_class is None or not issubclass(view_class, TablePage):
        return None
    try:
        if not match.func.audience(request):  # type: ignore[attr-defined]
            return None
    except PermissionDenied:
        return None
    page = view_class()
    page.setup(request)
    page.list_path = address.partition("?")[0]
    return page
