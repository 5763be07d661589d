"""The people who sign in, and what every application's models share."""

from typing import ClassVar

import pghistory
from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from webmino.company import CompanySettings
from webmino.history import keeps_changes, keeps_links
from webmino.querysets import SavedViewQuerySet, UserManager

__all__ = [
    "BilingualLabel",
    "CompanySettings",
    "DefaultView",
    "DemoFill",
    "FirstRunToken",
    "SavedView",
    "User",
    "UserRole",
]

# Limits of the files that are imported.
CODE_LENGTH = 60
LABEL_LENGTH = 1000


@pghistory.track(*keeps_changes(), exclude=["password", "last_login", "is_staff", "date_joined"])
class User(AbstractUser):
    """A person who signs in. What he may do comes from his role, a group (see `roles`)."""

    language = models.CharField(
        _("language"), max_length=2, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    # History tells by it who set a password, and keeps no digest. None: before it was kept.
    password_set_at = models.DateTimeField(
        _("password set on"), null=True, default=timezone.now, editable=False
    )

    objects: ClassVar[UserManager] = UserManager()

    class Meta(AbstractUser.Meta):
        permissions = [("export_tables", "Can take a table away in Excel")]
        constraints = [
            models.UniqueConstraint(
                Lower("username"),
                name="user_name_is_unique",
                violation_error_message=_("Another user has this user name."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(raw_password)
        self.password_set_at = timezone.now()


@pghistory.track(*keeps_links(), obj_field=None)
class UserRole(User.groups.through):  # type: ignore[name-defined]  # Django makes it
    """That a user has a role, which is a group."""

    class Meta:
        proxy = True


class FirstRunToken(models.Model):
    """The secret of the address at which the first administrator is made. There is at most one."""

    # SHA-256, in hexadecimal: who reads the database or a backup cannot use it.
    digest = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return self.digest[:8]


class BilingualLabel(models.Model):
    """A code with a label in each language; a label that is missing takes the other language's."""

    code = models.CharField(_("code"), max_length=CODE_LENGTH)
    name_fr = models.CharField(_("French label"), max_length=LABEL_LENGTH)
    name_en = models.CharField(_("English label"), max_length=LABEL_LENGTH)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The label in the reader's language."""
        if get_language() == "en":
            return self.name_en or self.name_fr
        return self.name_fr or self.name_en


# Characters of an address that every browser and proxy takes.
QUERY_LENGTH = 2000


class SavedView(models.Model):
    """The filters and the sort of a list page, which a user keeps under a name (R7).

    `table` is the name of the page's address, `query` what follows the `?` of it, as
    `webmino.listings.Listing.query` writes it: empty for the whole list in its own order.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    table = models.CharField(max_length=100)
    name = models.CharField(_("name"), max_length=100)
    query = models.CharField(max_length=QUERY_LENGTH, blank=True)
    is_shared = models.BooleanField(
        _("shared with everybody"),
        default=False,
        help_text=_("Everybody finds it in the menu, and sees only the customers that he may see."),
    )

    # Whether a page opens with it for the user whom it is offered to: `offered_to(user)` says.
    is_default: bool

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        permissions = [("share_savedview", "Can share a view with everybody")]
        constraints = [
            models.UniqueConstraint(
                "owner",
                "table",
                Lower("name"),
                name="saved_view_name_is_unique",
                violation_error_message=_("You have a view of this name already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def may_be_changed_by(self, user: User) -> bool:
        """Whether it is the user's own; a shared one is also an administrator's to change and to delete."""
        return self.owner_id == user.pk or (self.is_shared and user.has_perm("webmino.change_savedview"))


class DefaultView(models.Model):
    """The view that a list page opens with for a user, his own or a shared one (R7).

    `table` is that of the view: there is one for each user and page.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="default_views")
    table = models.CharField(max_length=100)
    view = models.ForeignKey(SavedView, models.CASCADE, related_name="defaults")

    class Meta:
        constraints = [
            models.UniqueConstraint("user", "table", name="one_default_view_for_a_user_and_a_table")
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.view}"


class DemoFill(models.Model):
    """The mark of a database that was filled with invented rows, which only the demo makes.

    It is a row, so that it is saved with them or not at all, and follows them into a backup.
    """

    filled_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.filled_on}"
