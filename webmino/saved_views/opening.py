"""How a list page opens with saved views."""

from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext

from webmino.audience import SignedInRequest
from webmino.models import SavedView

if TYPE_CHECKING:
    from webmino.listings import Listing

# Those of one page, as `offered_to` has those of all, without their owners. By hand: each page that keeps
# views asks for them, and Django takes longer to write it than PostgreSQL to answer.
OFFERED = """
SELECT view.*, EXISTS (
    SELECT FROM webmino_defaultview WHERE view_id = view.id AND user_id = %(user)s
) AS is_default
FROM webmino_savedview AS view
WHERE view."table" = %(table)s AND (owner_id = %(user)s OR is_shared)
ORDER BY owner_id <> %(user)s, webmino_fold(name), id
"""
# The parameter that says of which saved view the filters were changed. It filters nothing.
CHANGED_FROM = "view"


class KeepsViews:
    """A list page whose views are saved when it has a `views_key` (R7)."""

    request: SignedInRequest
    default_sort: ClassVar[str]
    # The name of the page's address, under which its views are kept; empty when none are saved.
    views_key: ClassVar[str] = ""
    # Where the list is, when the request is not for it but for a record that was opened from it.
    list_path: str | None = None

    @cached_property
    def path(self) -> str:
        """The address of the list without parameters."""
        return self.request.path if self.list_path is None else self.list_path

    @cached_property
    def views(self) -> list[SavedView]:
        """The saved views that the user may open here, his own first."""
        if not self.views_key:
            return []
        asked = {"user": self.request.user.pk, "table": self.views_key}
        views = list(SavedView.objects.raw(OFFERED, asked))
        prefetch_related_objects([view for view in views if view.owner_id != self.request.user.pk], "owner")
        return views

    @cached_property
    def default_view(self) -> SavedView | None:
        """The view with which the page opens for the user."""
        return next((view for view in self.views if view.is_default), None)

    def address_of(self, query: str) -> str:
        """The address of what a query asks for; an empty one asks for the whole list, in the page's order."""
        if not query and self.default_view:
            # The bare address would open with the default view.
            query = urlencode({"sort": self.default_sort})
        return f"{self.path}?{query}" if query else self.path

    def opened_view(self, listing: "Listing") -> HttpResponse | None:
        """Remember in the list's links which view it is; go on where a part of it makes no sense, and say so.

        A code may be gone since the view was saved, or not be for the eyes of who opens a shared one.
        """
        view = listing.saved_view
        if view is None:
            return None
        listing.params[CHANGED_FROM] = str(view.pk)
        left_out = listing.filters.not_offered()
        if not left_out:
            return None
        for name, value in left_out:
            kept = [each for each in listing.params.getlist(name) if each != value]
            listing.params.setlist(name, kept)
        self._say_left_out(listing, view, left_out)
        return redirect(self.path + listing.address())

    def _say_left_out(self, listing: "Listing", view: SavedView, left_out: list[tuple[str, str]]) -> None:
        fields = listing.filters.form.fields
        words = gettext(
            "The view “%(view)s” also asks for what is gone or you don’t see; it is left out: %(left_out)s."
        )
        said = ", ".join(f"{fields[name].label} {value}" for name, value in left_out)
        messages.warning(self.request, words % {"view": view, "left_out": said})
