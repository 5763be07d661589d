"""What the rows of a list show: escaped unless it is HTML already, in the language that is spoken."""

import datetime
import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils.functional import lazystr
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import override

from followups.tables import VisitTrackingTable
from webmino.drawn_rows import drawn_body, drawn_heads, drawn_rows
from webmino.table_pages import Header
from webmino.tables import (
    ClippedColumn,
    Column,
    DateColumn,
    LinkColumn,
    NumberColumn,
    Table,
    escaped,
    linked,
    warned,
)

TYPED = "<b>&\"'"
ESCAPED = "&lt;b&gt;&amp;&quot;&#x27;"


class ThingTable(Table):
    """One row per thing."""

    code = LinkColumn(verbose_name="Code")
    name = Column(verbose_name=TYPED)
    note = ClippedColumn(verbose_name="Note")
    seen_on = DateColumn(verbose_name="Seen on")
    weight = NumberColumn(accessor="box__weight", verbose_name="Weight")

    def render_name(self, value: str) -> str:
        return f"{value}!"


def cells_of(**values: Any) -> str:
    usual = {"pk": 1, "code": "A", "name": "", "note": "", "seen_on": None, "box": None}
    record = SimpleNamespace(record_address=f"/{TYPED}", **usual | values)
    [row] = drawn_rows(ThingTable([record]))
    return row.cells


@pytest.mark.parametrize("value", [TYPED, SafeString("<b>"), 12, None, lazystr(TYPED), lazystr("é")])
def test_values_are_escaped_as_django_does(value: Any) -> None:
    assert escaped(value) == conditional_escape(value)


def test_what_is_typed_is_escaped_in_every_kind_of_cell() -> None:
    cells = cells_of(code=TYPED, name=TYPED, note=TYPED)

    assert f'data-label="{ESCAPED}">{ESCAPED}!</td>' in cells
    assert f'<a href="/{ESCAPED}">{ESCAPED}</a>' in cells
    assert f'<span title="{ESCAPED}">{ESCAPED}</span>' in cells
    assert TYPED not in cells


def test_what_is_html_already_is_not_escaped_again() -> None:
    link = linked("/a?b&c", SafeString("<b>é</b>"))

    assert link == '<a href="/a?b&amp;c"><b>é</b></a>'
    assert warned(link, TYPED).count(link) == 1
    assert warned(TYPED, TYPED).count(ESCAPED) == 3


def test_a_row_is_written_in_the_language_that_is_spoken_then() -> None:
    values = {"seen_on": datetime.date(2026, 11, 30), "box": SimpleNamespace(weight=12_345)}

    drawn = []
    for language in ("fr", "en", "fr"):
        with override(language):
            drawn.append(cells_of(**values))

    assert ["12\xa0345" in cells for cells in drawn] == [True, False, True]
    assert ["12,345" in cells for cells in drawn] == [False, True, False]
    assert drawn[0] == drawn[2]


def test_a_cell_without_anything_says_so() -> None:
    cells = cells_of(box=SimpleNamespace(weight=0))

    assert cells.count("is-empty") == 3
    assert ">0</td>" in cells


def test_the_heads_of_columns_are_escaped_and_say_how_they_are_sorted() -> None:
    heads = [
        Header("name", TYPED, "wide", TYPED, f"/{TYPED}", "descending"),
        Header("note", SafeString("<b>é</b>"), ""),
    ]

    assert drawn_heads(heads).split("\n") == [
        f'<th scope="col" class="wide col-name" title="{ESCAPED}" aria-sort="descending">'
        f'<a href="/{ESCAPED}">{ESCAPED}</a></th>',
        '<th scope="col" class=" col-note"><b>é</b></th>',
    ]


def test_orders_are_said_in_the_language_that_is_spoken_then() -> None:
    said = []
    for language in ("fr", "en", "fr"):
        with override(language):
            said.append(dict(VisitTrackingTable.orders_in_words())["-city"])

    assert said == ["Ville, décroissant", "City, descending", "Ville, décroissant"]


def test_each_row_has_its_key() -> None:
    usual = {"code": "A", "name": "", "note": "", "seen_on": None, "box": None, "record_address": "/"}
    table = ThingTable([SimpleNamespace(pk=pk, **usual) for pk in (12_345, TYPED)])

    with override("en"):
        body = drawn_body(table)

    assert re.findall(r'<tr id="([^"]*)"', body) == ["row-12345", f"row-{ESCAPED}"]
