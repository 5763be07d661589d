"""The people who sign in, and what every application's models share."""

import pghistory
from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from webmino.company import CompanySettings
from webmino.history import keeps_changes, keeps_links

__all__ = ["BilingualLabel", "CompanySettings", "DemoFill", "FirstRunToken", "User", "UserRole"]

# Limits of the files that are imported.
CODE_LENGTH = 60
LABEL_LENGTH = 1000


@pghistory.track(*keeps_changes(), exclude=["password", "last_login", "is_staff", "date_joined"])
class User(AbstractUser):
    """A person who signs in. What he may do comes from his role, a group (see `roles`)."""

    language = models.CharField(
        _("language"), max_length=2, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )

    class Meta(AbstractUser.Meta):
        permissions = [("export_tables", "Can take a table away in Excel")]

    def __str__(self) -> str:
        return self.get_full_name() or self.username


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


class DemoFill(models.Model):
    """The mark of a database that was filled with invented rows, which only the demo makes.

    It is a row, so that it is saved with them or not at all, and follows them into a backup.
    """

    filled_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.filled_on}"
