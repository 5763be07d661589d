"""What a list page's columns are: how each is shown, sorted and written to a file, said once."""

import datetime
from collections.abc import Callable, Iterable, Iterator
from copy import copy
from functools import lru_cache
from html import escape
from operator import attrgetter
from typing import Any, ClassVar, Self

import django_tables2 as tables
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import get_language, gettext

from webmino.paging import Sort
from webmino.phones import dialled_phone, written_phone
from webmino.wording import REMEMBERED, number

EMPTY = "—"
EMPTY_VALUES = (None, "")
# Characters of a note that a table shows.
CLIPPED_AT = 60


class Column(tables.Column):
    """Text.

    `sort` is what of the database it sorts by; `sorts_like` names the column, with a minus for its
    reverse, whose order is also this one's. `width` is in characters, in the file. `secondary` is one that
    a narrow desk's screen leaves out, where the page shows it in another way.
    """

    cell_class = ""
    number_format: str | None = None
    # That of the table, which has a copy of the column for itself.
    language: str | None

    def __init__(
        self,
        *args: Any,
        sort: Sort | None = None,
        sorts_like: str = "",
        width: int = 14,
        secondary: bool = False,
        **kwargs: Any,
    ) -> None:
        self.sort, self.sorts_like, self.width, self.secondary = sort, sorts_like, width, secondary
        if secondary:
            self.cell_class = f"{self.cell_class} secondary".strip()
        # What its head says in each language: copies share it.
        self._headers: dict[str | None, Any] = {}
        kwargs.setdefault("default", EMPTY)
        super().__init__(*args, orderable=False, **kwargs)

    def __deepcopy__(self, memo: object) -> Self:
        """Each table copies its columns: what a column refers to is never written to."""
        return copy(self)

    @property
    def header(self) -> Any:
        """What the head says, in the language of the table; None where the column has no name of its own."""
        if self.language not in self._headers:
            self._headers[self.language] = super().header and str(super().header)
        return self._headers[self.language]

    def prepare(self, table: "Table") -> None:
        """Make what all the cells of a table have alike, once for them, in the language that is spoken."""
        self.language = table.language

    def exported(self, value: Any) -> Any:
        """What the file holds of a value."""
        return value


class LinkColumn(Column):
    """Text that opens the row's record, at the address that the page gave the row."""

    def render(self, value: Any, record: Any) -> str:
        return linked(record.record_address, value)


class ClippedColumn(Column):
    """Text of any length: the screen shows its beginning on one line, and all of it when pointed at."""

    cell_class = "clipped"

    def render(self, value: Any) -> str:
        text = str(value)
        shown = text if len(text) <= CLIPPED_AT else Truncator(text).chars(CLIPPED_AT)
        return SafeString(f'<span title="{escape(text)}">{escape(shown)}</span>')


class PhoneColumn(Column):
    """A telephone number, written the Canadian way, that a click dials."""

    cell_class = "phone"

    def render(self, value: str) -> str:
        address = dialled_phone(value)
        return linked(address, written_phone(value)) if address else value

    def exported(self, value: str) -> str:
        return written_phone(value)


class NumberColumn(Column):
    """A whole number or an amount, right-aligned with figures of one width."""

    cell_class = "number"

    def render(self, value: Any) -> str:
        # A whole number is written in one way only, and often.
        return (
            number(value, self.language)
            if isinstance(value, int)
            else number_format(value, force_grouping=True)
        )


class DateColumn(Column):
    """A day, written as the office writes it; a date in the file."""

    cell_class = "date"
    number_format = "yyyy-mm-dd"

    def render(self, value: datetime.date) -> str:
        return written_day(value, self.language)


@lru_cache(maxsize=REMEMBERED)
def written_day(day: datetime.date, _language: str | None) -> SafeString:
    """A day for readers and for programs, in the language that is spoken."""
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), date_format(day))


def escaped(value: Any) -> str:
    """What is shown, as HTML: as it is where it is HTML already.

    As Django's own `conditional_escape`, but for words that wait to be translated: it asks each text whether
    it is some, which takes longer than to escape it.
    """
    if type(value) is str:
        return escape(value)
    return value.__html__() if hasattr(value, "__html__") else escape(str(value))


def linked(address: str, shown: Any) -> SafeString:
    """What is shown, as a link to an address; both are escaped here."""
    return SafeString(f'<a href="{escape(address)}">{escaped(shown)}</a>')


def warned(shown: str, why: str) -> SafeString:
    """A value with a sign, which says why when it is pointed at or read aloud; in words on a phone."""
    shown, why = escaped(shown), escape(why)
    return SafeString(
        f'<span class="warned" title="{why}"><span aria-hidden="true">⚠</span> {shown}'
        f'<span class="warned-why">, {why}</span></span>'
    )


class Table(tables.Table):
    """A list page's table: `render_<column>` is for the screen, `value_<column>` for the file.

    It is given one page of rows in their order; sorting and paging are the page's (see `table_pages`).
    """

    class Meta:
        orderable = False
        template_name = "includes/table.html"
        empty_text = ""

    # What `orders_in_words` wrote of the class, in each language.
    _orders: ClassVar[dict[str | None, list[tuple[str, str]]]]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls._orders = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language = get_language()
        for bound in self.columns.iterall():
            bound.column.prepare(self)

    def written(self, day: datetime.date) -> SafeString:
        """A day, as the columns of days write it."""
        return written_day(day, self.language)

    @classmethod
    def sorts(cls) -> dict[str, Sort]:
        """What each sortable column sorts by."""
        return {name: column.sort for name, column in cls.base_columns.items() if column.sort}

    @classmethod
    def orders_in_words(cls) -> list[tuple[str, str]]:
        """Return each order that a table can have: its name, with a minus when it goes down; its words."""
        language = get_language()
        if language not in cls._orders:
            cls._orders[language] = list(cls._written_orders())
        return cls._orders[language]

    @classmethod
    def _written_orders(cls) -> Iterator[tuple[str, str]]:
        for name in cls.sorts():
            column = cls.base_columns[name].verbose_name
            yield name, gettext("%(column)s, ascending") % {"column": column}
            yield f"-{name}", gettext("%(column)s, descending") % {"column": column}

    def file_columns(self) -> list[tuple[str, Column]]:
        """Name and declaration of each column of the file, in the order of the screen.

        One that the screen leaves out (`visible=False`) is in the file, unless it is excluded there.
        """
        columns = ((bound.name, bound.column) for bound in self.columns.iterall())
        return [(name, column) for name, column in columns if not column.exclude_from_export]

    def values(self, records: Iterable[Any]) -> Iterator[list[Any]]:
        """Yield what each record writes to the file: typed, not formatted."""
        columns = self.file_columns()
        getters = [self._getter(name) for name, _column in columns]
        forgiving = [_forgiving(get) for get in getters]
        exports = [
            (place, column.exported)
            for place, (get, (_name, column)) in enumerate(zip(getters, columns, strict=True))
            if isinstance(get, attrgetter) and type(column).exported is not Column.exported
        ]
        for record in records:
            try:
                row = [get(record) for get in getters]
            except AttributeError:
                row = [get(record) for get in forgiving]
            for place, exported in exports:
                if row[place] not in EMPTY_VALUES:
                    row[place] = exported(row[place])
            yield row

    def _getter(self, name: str) -> Callable[[Any], Any]:
        """What gets a column's value of a record: the table's own method, else the path of its accessor."""
        own: Callable[[Any], Any] | None = getattr(self, f"value_{name}", None)
        # Faster than the accessor's own `resolve`, which tries four ways for each part of its path.
        return own or attrgetter(self.columns[name].accessor.replace("__", "."))


def _forgiving(get: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The same, but None where what a path goes through is not there: no route, no next action."""
    if not isinstance(get, attrgetter):
        return get

    def found(record: Any) -> Any:
        try:
            return get(record)
        except AttributeError:
            return None

    return found
