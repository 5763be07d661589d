"""Two people who edit one row: who saves second is told what changed, and keeps what he typed (R28).

A form carries the version at which it was opened, which `webmino.history.version_of` numbers. The service
that saves it holds the row and asks `check_version`; the refused form takes over what is stored, and
carries the present version: sending it again is saving knowingly.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.http import QueryDict

from webmino.history import changes_since, row_at, version_of

Row = TypeVar("Row", bound=models.Model)

# The code of the error that somebody else changed the row since the form was opened.
CHANGED_MEANWHILE = "changed_meanwhile"


def with_version(row: Row, read: Callable[[], Row]) -> tuple[Row, int]:
    """Return what `read` does, and its version; `row` needs no more than its key.

    The version is read first: a change that comes between the two is shown for nothing, never passed over.
    """
    version = version_of(row)
    return read(), version


def check_version(row: models.Model, version: int, *, refusal: Any) -> None:
    """Refuse, with the code CHANGED_MEANWHILE, to go on from a version that is no longer what the row is.

    What was changed and changed back is no change. A version that is still to come is of a database that
    was restored from a backup since: nobody knows what the row was then.
    `row` is held, as the database holds it.
    """
    if version > version_of(row) or changes_since(row, version):
        raise ValidationError(refusal, code=CHANGED_MEANWHILE)


class VersionedForm(forms.Form):
    """A form of a row as it stands, with the version at which it was opened.

    What was typed is what differs from that version, whatever is stored now.
    """

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput({"data-kept": True}))

    def __init__(self, data: QueryDict | None = None, *, row: models.Model, version: int, **how: Any) -> None:
        # A form that does not say its version is refused by its field.
        self.sent_version = version if data is None else self._version_in(data, version)
        initial = self.said_of(row_at(row, self.sent_version)) | {"version": version}
        super().__init__(data, initial=initial, **how)

    @staticmethod
    def said_of(row: Any) -> dict[str, Any]:
        """Return what the row, or a row of its history, has in the fields of the form; keys for names."""
        raise NotImplementedError

    def told_since(self, version: int) -> int:
        """Return the version after which the changes are told, when the row is now at `version`.

        It is the one at which the form was opened; 0, for all changes, when that one is still to come.
        """
        return self.sent_version if self.sent_version <= version else 0

    def take_over(self, stored: models.Model, version: int) -> None:
        """Go on from what somebody else saved meanwhile, up to `version`.

        The fields that were left as they were opened take what is stored now; what was typed in the
        others is kept, to be sent again.
        """
        data = cast("QueryDict", self.data).copy()
        for name, value in self.said_of(stored).items():
            if name not in self.changed_data:
                data[name] = "" if value is None else str(value)
        data["version"] = str(version)
        self.data = data

    def _version_in(self, data: QueryDict, otherwise: int) -> int:
        try:
            sent: int = self.base_fields["version"].clean(data.get("version", ""))
        except ValidationError:
            return otherwise
        return sent
