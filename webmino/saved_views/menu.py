"""What a list page offers of saved views."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString
from django.utils.translation import get_language

from webmino.models import SavedView
from webmino.saved_views.forms import SHARE, SaveViewForm

if TYPE_CHECKING:
    from webmino.listings import Listing


@dataclass(frozen=True)
class Entry:
    """A view as the menu of its page shows it."""

    view: SavedView
    address: str
    is_current: bool


@dataclass(frozen=True)
class ViewsMenu:
    """The views of a list page, and what saves its list, whose address is `here`, as another one.

    `current` is the one that the page shows, `changed` the one whose filters were changed since; each can be
    None. `may_update`: whether the change is the user's to save. `fields` are those of the form that saves
    the list; None when a filter is wrong.
    """

    own: list[Entry]
    shared: list[Entry]
    current: SavedView | None
    changed: SavedView | None
    may_update: bool
    is_whole_list: bool
    whole_list: str
    here: str
    fields: SafeString | None


def views_menu(listing: "Listing") -> ViewsMenu:
    """Return the menu of a page that shows a list."""
    page, user = listing.page, listing.page.request.user
    current, changed = listing.saved_view, listing.changed_view
    entries = [Entry(view, page.address_of(view.query), view == current) for view in page.views]
    return ViewsMenu(
        own=[entry for entry in entries if entry.view.owner_id == user.pk],
        shared=[entry for entry in entries if entry.view.owner_id != user.pk],
        current=current,
        changed=changed,
        may_update=changed is not None and changed.may_be_changed_by(user),
        is_whole_list=not listing.query,
        whole_list=page.address_of(""),
        here=page.address_of(listing.query),
        fields=_fields_of(listing) if listing.filters.is_valid() else None,
    )


# The fields of the form, empty, by what they depend on: the language, and whether the user may share a view.
_fields: dict[tuple[str | None, bool], SafeString] = {}


def _fields_of(listing: "Listing") -> SafeString:
    """The fields of the form that saves a list, as HTML: drawn once for all the lists."""
    alike = get_language(), listing.page.request.user.has_perm(SHARE)
    if alike not in _fields:
        _fields[alike] = SaveViewForm(listing=listing, auto_id="view-%s").render()
    return _fields[alike]
