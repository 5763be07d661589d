"""What is done to saved views."""

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from webmino.models import QUERY_LENGTH, DefaultView, SavedView, User

if TYPE_CHECKING:
    from webmino.listings import Listing


def query_to_keep(listing: "Listing") -> str:
    """Return the query of a list that is to be saved.

    Raises ValidationError when a filter can't be read, and when there are too many.
    """
    if not listing.filters.is_valid():
        raise ValidationError(_("A filter can’t be read: correct it in the list, then save the view."))
    if len(listing.query) > QUERY_LENGTH:
        raise ValidationError(_("These are too many filters to be saved: choose fewer values."))
    return listing.query


@transaction.atomic
def save_view(view: SavedView, *, default_of: User | None = None) -> SavedView:
    """Save a new or a changed view, and make it the default of a user. Others lose one that is not shared."""
    view.save()
    if not view.is_shared:
        view.defaults.exclude(user=view.owner_id).delete()
    if default_of:
        make_default(view, of=default_of)
    return view


def make_default(view: SavedView, *, of: User) -> None:
    """Let the page of a view open with it, and no longer with another."""
    DefaultView.objects.update_or_create(user=of, table=view.table, defaults={"view": view})


def make_no_default(view: SavedView, *, of: User) -> None:
    """Let the page of a view open with the whole list, if it opened with that view."""
    view.defaults.filter(user=of).delete()
