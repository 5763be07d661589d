"""What a list page offers of saved views."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from webmino.models import SavedView
from webmino.saved_views.forms import SaveViewForm

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
    """The views of a list page, and the form that saves its list, whose address is `here`, as another one.

    `current` is the one that the page shows, `changed` the one whose filters were changed since; each can be
    None. `may_update`: whether the change is the user's to save. `form` is None when a filter is wrong.
    """

    own: list[Entry]
    shared: list[Entry]
    current: SavedView | None
    changed: SavedView | None
    may_update: bool
    is_whole_list: bool
    whole_list: str
    here: str
    form: SaveViewForm | None


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
        form=SaveViewForm(listing=listing, auto_id="view-%s") if listing.filters.is_valid() else None,
    )
