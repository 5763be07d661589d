"""The forms of a saved view."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from webmino.models import SavedView, User
from webmino.saved_views.services import query_to_keep, save_view

if TYPE_CHECKING:
    from webmino.listings import Listing

# The permission to let everybody have a view.
SHARE = "webmino.share_savedview"


class SavedViewForm(forms.ModelForm):
    """The name of a view, and whether everybody has it, for who may share one (R7)."""

    # The view that has the name already.
    namesake: SavedView | None = None

    class Meta:
        model = SavedView
        fields = ("name", "is_shared")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["name"].widget.attrs["autocomplete"] = "off"
        if not (self.instance.is_shared or user.has_perm(SHARE)):
            del self.fields["is_shared"]

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        view = self.instance
        others = SavedView.objects.filter(owner=view.owner_id, table=view.table).exclude(pk=view.pk)
        self.namesake = others.named(name).first()
        if self.namesake and not self._replaces(self.namesake):
            raise ValidationError(_("There is a view of this name already."))
        return name

    def _replaces(self, namesake: SavedView) -> bool:
        """Whether the user was asked, and wants the view of that name to be the new one."""
        return False

    def save(self, commit: bool = True) -> SavedView:
        return save_view(self.instance)


class SaveViewForm(SavedViewForm):
    """Saves what a list shows as a view of the user; one of the same name is replaced once he confirmed."""

    is_default = forms.BooleanField(
        label=_("make it my default"),
        required=False,
        help_text=_("The page then opens with it when you come by the navigation."),
    )

    def __init__(self, *args: Any, listing: "Listing", **kwargs: Any) -> None:
        user = listing.page.request.user
        kwargs["instance"] = SavedView(owner=user, table=listing.page.views_key)
        super().__init__(*args, user=user, **kwargs)
        self.listing = listing
        self.order_fields(["name", "is_default", "is_shared"])

    @property
    def list_address(self) -> str:
        """Where the list is that is to be saved."""
        return self.listing.page.address_of(self.listing.query)

    def clean(self) -> dict[str, Any] | None:
        query = query_to_keep(self.listing)
        if self.namesake:
            self.instance = self.namesake
        self.instance.query = query
        return super().clean()

    def _replaces(self, namesake: SavedView) -> bool:
        return self.data.get("replace") == str(namesake.pk)

    def save(self, commit: bool = True) -> SavedView:
        return save_view(self.instance, default_of=self.user if self.cleaned_data["is_default"] else None)
