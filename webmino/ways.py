"""The way from a record back to the list that it was opened from, and to its neighbours there (R8, R9)."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, resolve, reverse

from webmino.listings import Listing
from webmino.paging import Cursor
from webmino.table_pages import TablePage
from webmino.walks import keys_of_walk

# Rows on either side of a record that are tried, since some may be gone.
NEIGHBOURS = 20


@dataclass(frozen=True)
class Walk:
    """The way through a list from one of its rows: to the one before, to the next, and back to the list.

    `row` is the key of the row, which is not always its record's: a customer has a row for each of his items.
    """

    back: str
    row: int | None = None
    previous: str | None = None
    next: str | None = None
    rank: int | None = None
    count: int | None = None


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
    address = request.GET.get("from", "")
    page = page_at(request, address)
    if page is None or not page.is_walked:
        return None
    listing = _listing(page, address)
    rows, here = listing.queryset, listing.order.decoded(listing.params.get("at", ""), listing.queryset.model)
    if here is None or not listing.filters.is_valid():
        return Walk(listing.back)
    keys = keys_of_walk(request, listing.walk, rows=rows, order=listing.order, here=here)
    if keys is None:
        before, after = listing.order.before(rows, here, 1), listing.order.after(rows, here, 1)
        steps = _step(listing, before, before=here), _step(listing, after, after=here)
        return Walk(listing.back, here.pk, *steps)
    place = keys.index(here.pk)
    # One who is no longer seen, since he was given to another, is passed over.
    near = listing.page.get_queryset().in_bulk(keys[max(0, place - NEIGHBOURS) : place + NEIGHBOURS + 1])
    before = [near[key] for key in keys[:place] if key in near]
    after = [near[key] for key in keys[place + 1 :] if key in near]
    return Walk(
        listing.back,
        here.pk,
        _step(listing, before[-1:], before=here),
        _step(listing, after[:1], after=here),
        place + 1,
        len(keys),
    )


def way_from(request: HttpRequest) -> Walk | None:
    """The same; from a list that one does not walk through, such as invoice lines, only the way back."""
    address = request.GET.get("from", "")
    page = page_at(request, address)
    return Walk(address) if page and not page.is_walked else walk_from(request)


def tab_walk_from(request: HttpRequest, tab: str, *, keep: Collection[str] = ()) -> Walk | None:
    """The same, of a tab of a record, by the name of its address: one goes to that tab of the others.

    `keep` names the parameters that the tab passes on to theirs, such as which figures it shows.
    """
    walk = walk_from(request)
    if walk is None:
        return None
    kept = [(name, value) for name in keep for value in request.GET.getlist(name)]
    return replace(walk, previous=_tab_of(walk.previous, tab, kept), next=_tab_of(walk.next, tab, kept))


def _tab_of(record: str | None, tab: str, kept: list[tuple[str, str]]) -> str | None:
    """The address of a tab of the record at an address; that one when its record has no such tab."""
    if record is None:
        return None
    path, _mark, query = record.partition("?")
    key = resolve(path).kwargs.get("pk")
    address = reverse(tab, args=[key]) if key else ""
    return f"{address}?{urlencode([*parse_qsl(query), *kept])}" if address.startswith(path) else record


def _step(listing: Listing, found: list[Any], **place: Cursor) -> str | None:
    """The address of the record of a row, beside the place that one comes from; None without a row."""
    here = {name: cursor.encoded() for name, cursor in place.items()}
    return listing.page.record_address(found[0], listing, **here) if found else None


def listing_at(request: HttpRequest, address: str) -> Listing | None:
    """The list at an address of ours, for this user; None when the address is something else."""
    page = page_at(request, address)
    return _listing(page, address) if page else None


def _listing(page: TablePage, address: str) -> Listing:
    return page.listing(QueryDict(address.partition("?")[2]))


def page_at(request: HttpRequest, address: str) -> TablePage | None:
    """The list page at an address of ours, for this user; None when the address is something else."""
    path = address.partition("#")[0].partition("?")[0]
    try:
        match = resolve(path)
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
    page.setup(request, *match.args, **match.kwargs)
    page.list_path = path
    return page
