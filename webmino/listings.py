"""What an address of a list page means for a user: which rows, in which order, and its other addresses."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db import models
from django.http import QueryDict

from webmino.filters import PLACE, FilterSet
from webmino.models import SavedView
from webmino.paging import KeysetOrder, Page, page_of
from webmino.saved_views.opening import CHANGED_FROM
from webmino.tables import Table
from webmino.walks import WALK, new_walk

if TYPE_CHECKING:
    from webmino.table_pages import TablePage

# A list that nothing narrows is counted up to here: « 10 000+ ».
COUNTED_UP_TO = 10_000
# Stands for a row's cursor in an address that is written once for all the rows of a page.
CURSOR = "-cursor-of-the-row-"


@dataclass
class Listing:
    """The rows that an address of a list page means for a user, in their order."""

    page: "TablePage"
    params: QueryDict
    filters: FilterSet
    table_class: type[Table]

    @cached_property
    def queryset(self) -> models.QuerySet:
        return self.filters.rows()

    @cached_property
    def order(self) -> KeysetOrder:
        """The order that the address asks for, else the page's own."""
        sorts = self.table_class.sorts()
        wanted = self.params.get("sort", "")
        name = wanted if wanted.removeprefix("-") in sorts else self.page.default_sort
        return KeysetOrder(sorts[name.removeprefix("-")], descending=name.startswith("-"))

    @cached_property
    def sorted_by(self) -> str:
        """The column of the order, with a minus when it goes down."""
        for name, sort in self.table_class.sorts().items():
            if sort == self.order.sort:
                return f"-{name}" if self.order.descending else name
        raise AssertionError("an order is always one of the table's")

    @property
    def sort_choices(self) -> Iterator[tuple[str, str, bool]]:
        """Each order: the value that an address names it by, its words, and whether it is this list's.

        The page's own needs no name, unless a bare address opens with the user's default view.
        """
        page = self.page
        for name, words in self.table_class.orders_in_words():
            value = "" if name == page.default_sort and not page.default_view else name
            yield value, words, name == self.sorted_by

    @cached_property
    def count(self) -> int | None:
        """How many rows; None when nothing narrows the list and it has more than COUNTED_UP_TO."""
        if self.filters.is_narrowed():
            return self.queryset.count()
        count = self.queryset[: COUNTED_UP_TO + 1].count()
        return count if count <= COUNTED_UP_TO else None

    def rows_of_page(self, size: int) -> Page:
        params = self.params
        return page_of(
            self.page.read(self.queryset),
            self.order,
            size=size,
            after=params.get("after", ""),
            before=params.get("before", ""),
            last=params.get("page") == "last",
        )

    @cached_property
    def query(self) -> str:
        """What the address asks for, as a saved view keeps it: equal lists have equal ones (R7)."""
        asked = self.filters.chosen()
        if self.sorted_by != self.page.default_sort:
            asked.append(("sort", self.sorted_by))
        return urlencode(sorted(asked))

    @cached_property
    def walk(self) -> str:
        """The name of the way through the list that one is on, else of one that begins here."""
        return self.params.get(WALK) or new_walk()

    @cached_property
    def saved_view(self) -> SavedView | None:
        """The saved view that this list is; of several alike, the one that the user chose."""
        alike = [view for view in self.page.views if view.query == self.query]
        chosen = self.params.get(CHANGED_FROM)
        return min(alike, key=lambda view: (str(view.pk) != chosen, not view.is_default), default=None)

    @property
    def changed_view(self) -> SavedView | None:
        """The saved view whose filters or sort were changed; None when the list is a view."""
        chosen = self.params.get(CHANGED_FROM)
        views = (view for view in self.page.views if str(view.pk) == chosen)
        return None if self.saved_view else next(views, None)

    @property
    def kept_sort(self) -> str:
        """The sort that an address without filters has to name.

        A bare address has the page's own sort, but opens with the user's default view when he has one.
        """
        return self.sorted_by if self.params.get("sort") or self.page.default_view else ""

    @property
    def of_other_modes(self) -> list[tuple[str, str]]:
        """The filters of the page's other modes, which this one keeps in its address until one is back."""
        if not self.page.has_other_modes:
            return []
        own = {*self.filters.form.fields, *PLACE, CHANGED_FROM, "sort"}
        names = [name for name in self.params if name not in own]
        return [(name, value) for name in names for value in self.params.getlist(name)]

    @property
    def query_of_modes(self) -> str:
        """What the address of another mode asks for: the same filters, whichever of the two knows them."""
        return self.address(**{CHANGED_FROM: None})

    @property
    def unfiltered_address(self) -> str:
        """The address of the whole list, in this order."""
        return self.page.address_of(urlencode({"sort": self.kept_sort}) if self.kept_sort else "")

    @property
    def export_address(self) -> str:
        return self.address(export="xlsx")

    @property
    def back(self) -> str:
        """The address of the list, at the place where one was in it; shown anew, it begins another walk."""
        params = self.params.copy()
        params.pop(WALK, None)
        return f"{self.page.path}?{params.urlencode()}" if params else self.page.path

    @cached_property
    def place(self) -> dict[str, Any]:
        """What says which page of the list is shown."""
        return {name: self.params[name] for name in ("after", "before", "page") if name in self.params}

    @cached_property
    def _ways(self) -> dict[tuple[tuple[str, str], ...], str]:
        return {}

    def way_to_records(self, **place: str) -> str:
        """What follows the address of a row's record and leads back to the row: CURSOR stands for its cursor.

        A cursor has only letters that an address holds as they are.
        """
        key = tuple(place.items())
        if key not in self._ways:
            back = self.page.path + self.address(**place, at=CURSOR, walk=self.walk)
            self._ways[key] = f"?{urlencode({'from': back})}"
        return self._ways[key]

    def address(self, **changes: str | None) -> str:
        """The parameters of this list at its start, with these changes; None takes a parameter away."""
        asked = {name: values for name, values in self.params.lists() if name not in PLACE}
        for name, value in changes.items():
            if value is None:
                asked.pop(name, None)
            else:
                asked[name] = [value]
        if not asked and self.kept_sort:
            asked["sort"] = [self.kept_sort]
        return f"?{urlencode(asked, doseq=True)}"
