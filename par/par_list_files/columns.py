"""The columns of the file, which are found again by their heads in either language."""

from enum import StrEnum

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Column(StrEnum):
    """A column that is read back; the value is what it is called in the files of an import."""

    CODE = "item_code"
    PRICE = "price"
    PAR = "par"
    POSITION = "position"
    STATUS = "status"


HEADS: dict[Column, str | Promise] = {
    Column.CODE: _("Code"),
    Column.PRICE: _("Customer’s price"),
    Column.PAR: _("PAR"),
    Column.POSITION: _("Position"),
    Column.STATUS: _("Status"),
}
# Beside the code, what its item is called; it is not read, but names a row that is refused.
NAME = _("Item")
# Without these there is nothing to read.
NEEDED = (Column.CODE, Column.PAR)
STATUSES = {True: _("active"), False: _("inactive")}


def column_of(head: str) -> Column | None:
    """Return the column that a head names, in any language and whatever its capitals; None for another."""
    return _columns().get(_folded(head))


def is_name(head: str) -> bool:
    """Whether a head is, in any language, that of what items are called."""
    return _folded(head) in {_folded(text) for text in _in_all_languages(NAME)}


def status_of(word: str) -> bool | None:
    """Return what a status says, in any language; None when it says neither."""
    said = {_folded(text): active for active, label in STATUSES.items() for text in _in_all_languages(label)}
    return said.get(_folded(word))


def _columns() -> dict[str, Column]:
    heads = {_folded(text): column for column, label in HEADS.items() for text in _in_all_languages(label)}
    return heads | {column.value: column for column in Column}


def _in_all_languages(label: str | Promise) -> set[str]:
    said = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            said.add(str(label))
    return said


def _folded(text: str) -> str:
    # A typist's apostrophe is not a typographer's.
    return " ".join(text.replace("’", "'").split()).casefold()
