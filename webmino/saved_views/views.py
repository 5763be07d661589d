"""Pages of saved views: saving what a list shows, and managing one's own (R7)."""

from copy import copy
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from webmino.audience import SignedInRequest, signed_in
from webmino.forms import saved
from webmino.listings import Listing
from webmino.models import SavedView
from webmino.saved_views.forms import SavedViewForm, SaveViewForm
from webmino.saved_views.services import make_default, make_no_default, query_to_keep, save_view
from webmino.table_pages import TablePage
from webmino.ways import listing_at, page_at


@dataclass(frozen=True)
class Row:
    """A view on the page that manages them: its address, and its filters as (name, value)."""

    view: SavedView
    address: str
    filters: list[tuple[str, str]]
    may_change: bool


@signed_in
@require_safe
def view_list(request: SignedInRequest) -> HttpResponse:
    """The views that the user has, his own and those that others share, by the page that they are of."""
    views = SavedView.objects.offered_to(request.user)
    tables = []
    for table, of_table in groupby(sorted(views, key=lambda view: view.table), lambda view: view.table):
        if page := _page_of(request, table):
            tables.append((page.title, [_row(request, page, view) for view in of_table]))
    return render(request, "saved_views/list.html", {"tables": tables})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def view_save(request: SignedInRequest) -> HttpResponse:
    """Save the list that `from` names as a view, and show it; 422 when nothing is saved."""
    if request.method != "POST":
        # A page that refused a form is opened again, as when the language is changed.
        return redirect("saved-view-list")
    listing = _listing(request)
    form = SaveViewForm(request.POST, listing=listing)
    if form.is_valid() and saved(form):
        _say(request, gettext("The view “%(view)s” is saved."), form.instance)
        return redirect(listing.page.address_of(listing.query))
    return render(request, "saved_views/save.html", {"form": form, "listing": listing}, status=422)


@signed_in
@require_POST
def view_update(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give a view the filters and the sort of the list that `from` names."""
    view, listing = _changeable(request, pk), _listing(request)
    if listing.page.views_key != view.table:
        raise Http404
    try:
        view.query = query_to_keep(listing)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect(listing.page.address_of(listing.query))
    save_view(view)
    _say(request, gettext("The view “%(view)s” has the filters of this list from now on."), view)
    return redirect(listing.page.address_of(listing.query))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def view_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Rename a view, share it or keep it for oneself again; 422 when nothing is saved."""
    view = _changeable(request, pk)
    sent = request.POST if request.method == "POST" else None
    form = SavedViewForm(sent, instance=copy(view), user=request.user)
    if form.is_valid() and saved(form):
        _say(request, gettext("The view “%(view)s” is saved."), form.instance)
        return redirect("saved-view-list")
    return render(
        request, "saved_views/edit.html", {"form": form, "view": view}, status=422 if form.is_bound else 200
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def view_delete(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask, then delete a view; whose default it was, his page opens with the whole list again."""
    view = _changeable(request, pk)
    if request.method != "POST":
        return render(request, "saved_views/delete.html", {"view": view})
    view.delete()
    _say(request, gettext("The view “%(view)s” is deleted."), view)
    return redirect("saved-view-list")


@signed_in
@require_POST
def view_default(request: SignedInRequest, pk: int, *, default: bool) -> HttpResponse:
    """Let the page of a view open with it, or no longer."""
    view = get_object_or_404(SavedView.objects.offered_to(request.user), pk=pk)
    if default:
        make_default(view, of=request.user)
        _say(request, gettext("The page opens with “%(view)s” from now on."), view)
    else:
        make_no_default(view, of=request.user)
        _say(request, gettext("The page no longer opens with “%(view)s”."), view)
    return redirect("saved-view-list")


def _page_of(request: SignedInRequest, table: str) -> TablePage | None:
    """The page whose views are kept under that name; None when it is gone, or not for this user."""
    try:
        return page_at(request, reverse(table))
    except NoReverseMatch:
        return None


def _row(request: SignedInRequest, page: TablePage, view: SavedView) -> Row:
    listing = page.listing(QueryDict(view.query))
    return Row(
        view, page.address_of(view.query), listing.filters.in_words(), view.may_be_changed_by(request.user)
    )


def _listing(request: SignedInRequest) -> Listing:
    """The list at the address that the form sends as `from`, of a page that keeps views."""
    listing = listing_at(request, request.POST.get("from", ""))
    if listing is None or not listing.page.views_key:
        raise Http404
    return listing


def _changeable(request: SignedInRequest, pk: int) -> SavedView:
    """The view: 404 when the user is not offered it, 403 when it is another's to change."""
    view = get_object_or_404(SavedView.objects.offered_to(request.user), pk=pk)
    if not view.may_be_changed_by(request.user):
        raise PermissionDenied
    return view


def _say(request: SignedInRequest, words: str, view: Any) -> None:
    messages.success(request, words % {"view": view})
