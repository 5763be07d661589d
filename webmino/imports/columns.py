"""What a cell may hold, and the value that it becomes."""

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db import models
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from webmino.imports.problems import CellError, quoted
from webmino.models import CODE_LENGTH

LARGEST_INTEGER = 2_147_483_647
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
WHOLE_NUMBER = re.compile(r"-?\d{1,18}", re.ASCII)
DECIMAL_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)

Parser = Callable[[str], Any]


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a file and the field of the model where it goes.

    `field` is the name of the database's column; the file's name when it is not given. An `optional`
    column may be absent from the file: then rows that exist keep their value, and new ones get that of an
    empty cell. A `filled` one has no empty cell. `empty` is what an empty cell becomes; in a field that
    can't be NULL, None is the model's default for a new row. `kept_when` is a condition in SQL on `s`, the
    row of the file, and `t`, the row that exists: where it holds, the row that exists keeps its value.
    `absent_kept_when` is that condition where the file lacks the column; without it, always.
    `sql_type` is the type of a column that is no field of the model, and only helps to find its row.
    """

    name: str = dataclass_field(kw_only=False)
    field: str = dataclass_field(kw_only=False, default="")
    optional: bool = False
    filled: bool = False
    empty: Any = None
    kept_when: str = ""
    absent_kept_when: str = ""
    sql_type: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "field", self.field or self.name)

    def parser(self) -> Parser:
        """Return a function for one run: from a cell's text, trimmed and not empty, to its value."""
        raise NotImplementedError


class Reader:
    """Reads the cells of one column, in one run."""

    def __init__(self, column: Column) -> None:
        self.column = column
        self.parse = column.parser()

    def __call__(self, text: str) -> Any:
        """Return the value of a cell; raise CellError."""
        text = text.strip()
        if text:
            return self.parse(text)
        if self.column.filled:
            raise CellError(_("This cell can't be empty."))
        return self.column.empty


@dataclass(frozen=True, kw_only=True)
class Text(Column):
    """Text of at most `limit` characters; None: as long as a cell can be."""

    limit: int | None = None
    empty: Any = ""

    def parser(self) -> Parser:
        limit = self.limit

        def parse(text: str) -> str:
            if limit and len(text) > limit:
                raise CellError(
                    _("This text has %(length)s characters; at most %(limit)s are kept.")
                    % {"length": len(text), "limit": limit}
                )
            if "\0" in text:
                raise CellError(_("This text holds a NUL character."))
            return text

        return parse


@dataclass(frozen=True, kw_only=True)
class Code(Text):
    """The code of the row itself."""

    limit: int | None = CODE_LENGTH
    filled: bool = True


@dataclass(frozen=True, kw_only=True)
class Whole(Column):
    """A whole number from `least` to `most`, both included."""

    least: int = 0
    most: int = LARGEST_INTEGER

    def parser(self) -> Parser:
        least, most = self.least, self.most

        def parse(text: str) -> int:
            if not WHOLE_NUMBER.fullmatch(text) or not least <= int(text) <= most:
                raise CellError(
                    _("“%(text)s” is not a whole number from %(least)s to %(most)s.")
                    % {"text": quoted(text), "least": least, "most": most}
                )
            return int(text)

        return parse


@dataclass(frozen=True, kw_only=True)
class Number(Column):
    """A decimal number from `least` to `most`, both included, of at most `places` decimals.

    With `rounds`, further decimals are rounded instead of refused.
    """

    places: int
    least: Decimal
    most: Decimal
    rounds: bool = False

    def parser(self) -> Parser:
        unit = Decimal(1).scaleb(-self.places)

        @lru_cache(maxsize=4096)
        def parse(text: str) -> Decimal:
            if not DECIMAL_NUMBER.fullmatch(text):
                raise CellError(_("“%(text)s” is not a number such as 1234.50.") % {"text": quoted(text)})
            number = Decimal(text)
            if not self.least <= number <= self.most:
                raise CellError(
                    _("“%(text)s” is not from %(least)s to %(most)s.")
                    % {"text": quoted(text), "least": self.least, "most": self.most}
                )
            if self.rounds:
                return number.quantize(unit)
            if number != number.quantize(unit):
                raise CellError(
                    _("“%(text)s” has more than %(places)s decimals.")
                    % {"text": quoted(text), "places": self.places}
                )
            return number

        return parse


@dataclass(frozen=True, kw_only=True)
class Day(Column):
    """A day written 2026-01-31; with `past`, not after the company's day (R3)."""

    past: bool = False

    def parser(self) -> Parser:
        latest = localdate() if self.past else datetime.date.max

        @lru_cache(maxsize=4096)
        def parse(text: str) -> datetime.date:
            try:
                day = datetime.date.fromisoformat(text) if ISO_DAY.fullmatch(text) else None
            except ValueError:
                day = None
            if day is None:
                raise CellError(_("“%(text)s” is not a day such as 2026-01-31.") % {"text": quoted(text)})
            if day > latest:
                raise CellError(_("“%(text)s” is in the future.") % {"text": text})
            return day

        return parse


@dataclass(frozen=True, kw_only=True)
class Choice(Column):
    """One of some words, whatever their case, each with the value that it stands for."""

    words: Mapping[str, Any]

    def parser(self) -> Parser:
        words = self.words

        def parse(text: str) -> Any:
            try:
                return words[text.lower()]
            except KeyError:
                raise CellError(
                    _("“%(text)s” is none of: %(words)s.") % {"text": quoted(text), "words": ", ".join(words)}
                ) from None

        return parse


STATUS_WORDS = {"active": True, "inactive": False}
YES_NO_WORDS = {
    **dict.fromkeys(("true", "yes", "oui", "vrai", "1"), True),
    **dict.fromkeys(("false", "no", "non", "faux", "0"), False),
}


@dataclass(frozen=True, kw_only=True)
class Reference(Column):
    """The code of a row of another table, whose key it becomes.

    `by` is the field that holds the code, `key` what of its row the code stands for. With `created_as`, an
    unknown code makes a new row, whose other fields that function says; `only_when_asked`: where the import
    was told to create what is missing.
    """

    model: type[models.Model]
    by: str = "code"
    key: Any = "pk"
    ignores_case: bool = False
    created_as: Callable[[str], dict[str, Any]] | None = None
    only_when_asked: bool = False

    def parser(self) -> "Lookup":
        return Lookup(self)


def both_labels(code: str) -> dict[str, Any]:
    """The fields of a BilingualLabel that nobody named: its code is its label in both languages."""
    return {"name_fr": code, "name_en": code}


class Lookup:
    """The keys of a table by their codes, in one run.

    A code that is to be created has a number below zero until its row exists; `created` are those that a
    row of the file needed. `is_asked` where the import was told to create what is missing.
    """

    def __init__(self, reference: Reference) -> None:
        self.reference = reference
        self.is_asked = False
        self.to_create: dict[int, str] = {}
        self.created: list[str] = []
        rows = reference.model._default_manager.order_by().values_list(reference.by, reference.key)
        self.keys: dict[str, int] = {self.fold(code): key for code, key in rows.iterator()}

    def fold(self, code: str) -> str:
        return code.lower() if self.reference.ignores_case else code

    def __call__(self, code: str) -> int:
        key = self.keys.get(self.fold(code))
        return self.missing(code) if key is None else key

    def missing(self, code: str) -> int:
        if not self.reference.created_as or (self.reference.only_when_asked and not self.is_asked):
            raise CellError(
                _("“%(code)s” is not in the list: %(list)s.")
                % {"code": quoted(code), "list": self.reference.model._meta.verbose_name_plural}
            )
        Code("code").parser()(code)
        placeholder = -1 - len(self.to_create)
        self.to_create[placeholder] = code
        self.keys[code] = placeholder
        return placeholder
