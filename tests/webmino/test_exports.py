"""Workbooks are written by the project and read back by two programs that know nothing of it (R26)."""

import io
import re
import uuid
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum, IntEnum
from itertools import chain
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from python_calamine import CalamineWorkbook

from webmino.exports import Column, Report, Sheet, parameters_sheet, stream_workbook, xlsx_response

FIRST_ROW = 2
TORONTO = ZoneInfo("America/Toronto")
VALUE = Column("Value")


def local(*parts: int) -> datetime:
    """Return a moment without time zone, as a workbook has them."""
    return datetime(*parts)  # noqa: DTZ001 - naive on purpose


def sheet_of(*values: object, column: Column = VALUE, title: str = "Values") -> Sheet:
    return Sheet(title, [column], [(value,) for value in values])


def content_of(*sheets: Sheet, **options) -> bytes:
    return b"".join(stream_workbook(sheets, **options))


def opened(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content))


def written(*values: object, column: Column = VALUE) -> list:
    """Return the values as openpyxl reads them back."""
    cells = opened(content_of(sheet_of(*values, column=column))).active["A"]
    return [cell.value for cell in cells[1:]] + [None] * (len(values) + 1 - len(cells))


def written_for_calamine(*values: object) -> list:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content_of(sheet_of(*values))))
    return [row[0] for row in book.get_sheet_by_index(0).to_python()[1:]]


def format_of(value: object, column: Column = VALUE) -> str:
    return opened(content_of(sheet_of(value, column=column))).active.cell(FIRST_ROW, 1).number_format


def unescaped(text: str | None) -> str | None:
    """Decode `_xHHHH_` as Excel does; openpyxl does not in inline strings."""
    return text and re.sub("_x([0-9A-Fa-f]{4})_", lambda code: chr(int(code[1], 16)), text)


def is_xml_character(character: str) -> bool:
    """Say what production 2 of XML 1.0 says, carriage return aside."""
    return (
        character in "\t\n"
        or " " <= character <= "\ud7ff"
        or "\ue000" <= character <= "\ufffd"
        or character >= "\U00010000"
    )


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "000124",
        "12",
        "2026-11-24",
        "TRUE",
        " edges ",
        "two\nlines\tand a tab",
        "<b>&amp;</b> ]]>",
        "Épicerie « Chez Léa » 🛒",
        "\xa0",
    ],
)
def test_text_stays_text(text):
    """R26."""
    sheet = sheet_of(text)

    content = content_of(sheet)

    cell = opened(content).active.cell(FIRST_ROW, 1)
    assert (cell.value, cell.data_type) == (text, "s")
    assert CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()[1] == [text]


def test_a_header_is_never_a_formula():
    content = content_of(Sheet("Values", [Column("=1+1"), Column("<&>")], []))

    header = opened(content).active[1]
    assert [(cell.value, cell.data_type) for cell in header] == [("=1+1", "s"), ("<&>", "s")]


@given(st.lists(st.text(st.characters())))
@example(
    ["\x00", "\ufffe\uffff", "\ud800", "\udc00\ud83d", "a\x0b\x0cb", "a\r\nb\rc", "_x000D_", "_x005F_x000d_"]
)
def test_any_text_comes_back_without_what_no_file_can_hold(texts):
    read = [unescaped(text) for text in written(*texts)]

    with_line_feeds = [text.replace("\r\n", "\n").replace("\r", "\n") for text in texts]
    assert read == ["".join(filter(is_xml_character, text)) or None for text in with_line_feeds]


def test_text_that_looks_like_an_escaped_character_is_escaped():
    read = written("_x000D_", "_x00e9_", "_x12_", "a_b")

    assert read == ["_x005F_x000D_", "_x005F_x00e9_", "_x12_", "a_b"]


def test_text_is_cut_at_what_a_cell_holds_and_counted():
    report = Report()
    texts = ["a" * 32_767, "a" * 32_768, "<" * 40_000, "🛒" * 16_383, "🛒" * 16_384]

    read = [cell.value for cell in opened(content_of(sheet_of(*texts), report=report)).active["A"][1:]]

    assert read == ["a" * 32_767, "a" * 32_767, "<" * 32_767, "🛒" * 16_383, "🛒" * 16_383]
    assert report.cut_cells == 3


@given(st.lists(st.integers(-(10**15) + 1, 10**15 - 1)))
def test_whole_numbers_come_back(numbers):
    assert written(*numbers) == numbers


def test_whole_numbers_longer_than_15_digits_lose_none_as_text():
    assert written(10**15, -(10**400)) == ["1000000000000000", f"-{10**400}"]


@given(st.lists(st.floats(-9.9e307, 9.9e307)))
def test_real_numbers_come_back(numbers):
    assert written(*numbers) == numbers


@given(st.lists(st.decimals(allow_nan=False, allow_infinity=False, places=6, max_value=10**9)))
@example([Decimal("1E+3"), Decimal("-0.00"), Decimal("1234.50")])
def test_decimals_come_back_as_numbers(numbers):
    assert written(*numbers) == [float(number) for number in numbers]


def test_numbers_that_excel_has_none_for_are_empty():
    nothing = [
        float("nan"),
        float("inf"),
        float("-inf"),
        Decimal("NaN"),
        Decimal("sNaN"),
        Decimal("-Infinity"),
    ]

    read = written(*nothing, 1e308, Decimal("1E+400"), 7)

    assert read == [None] * 8 + [7]


def test_nothing_and_empty_text_are_empty_cells_not_zero():
    content = content_of(Sheet("Values", [Column("a"), Column("b"), Column("c")], [(None, "", 0)]))

    part = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    assert '<row r="2"><c r="C2"><v>0</v></c></row>' in part


def test_truth_values_are_neither_text_nor_numbers():
    read = written(True, False)

    assert [value is True or value is False for value in read] == [True, True]
    assert read == [True, False]


@given(st.lists(st.dates(date(1900, 3, 1))))
def test_days_come_back(days):
    assert [value.date() for value in written(*days)] == days


@given(st.lists(st.datetimes(local(1900, 3, 1), local(9999, 12, 31))))
def test_naive_moments_come_back_to_the_millisecond(moments):
    read = written(*moments)

    assert all(
        abs(back - moment) <= timedelta(milliseconds=1) for back, moment in zip(read, moments, strict=True)
    )


def test_days_that_excel_cannot_count_are_text():
    days = [date(1899, 12, 31), date(1900, 2, 28), local(1867, 7, 1, 12, 30)]

    assert written(*days) == ["1899-12-31", "1900-02-28", "1867-07-01 12:30:00"]


def test_aware_moments_are_told_in_the_current_time_zone():
    moment = datetime(2026, 7, 1, 3, 30, tzinfo=UTC)

    with timezone.override(TORONTO):
        read = written(moment)

    assert read == [local(2026, 6, 30, 23, 30)]


class Aisle(Enum):
    DAIRY = "produits laitiers"


class Level(IntEnum):
    LOW = 1


def test_other_values_are_text():
    key = uuid.UUID("5dd1b2a6-5b4e-4b7f-9f5a-000000000000")

    with translation.override("fr"):
        read = written(gettext_lazy("Yes"), key, Aisle.DAIRY, Level.LOW, mark_safe("<b>"), timedelta(hours=1))

    assert read == ["Oui", str(key), "produits laitiers", "1", "<b>", "1:00:00"]


def test_another_reader_finds_the_same_types():
    values = ["000124", 12, Decimal("1.5"), True, date(2026, 11, 24), local(2026, 11, 24, 8, 30)]

    read = written_for_calamine(*values)

    assert read == values
    assert [type(value) for value in read] == [str, float, float, bool, date, datetime]


def test_a_column_format_wins_over_the_formats_by_type():
    money = Column("Amount", "#,##0.00")

    formats = [format_of(date(2026, 1, 2)), format_of(datetime.now(UTC)), format_of(3), format_of(3, money)]

    assert formats == ["yyyy-mm-dd", "yyyy-mm-dd hh:mm", "General", "#,##0.00"]


def test_the_header_is_bold_filled_frozen_and_filters_every_row():
    columns = [Column("Number"), Column("A rather long header"), Column("Name", width=33)]
    sheet = Sheet("Customers", columns, [("000124", "", "Chez Léa"), ("000125", "", "Chez Léo")])

    page = opened(content_of(sheet)).active

    assert [cell.font.bold for cell in page[1]] == [True] * 3
    assert {cell.fill.fgColor.rgb for cell in page[1]} == {"00DDE7F0"}
    assert [cell.font.bold for cell in page[2]] == [False] * 3
    assert (page.freeze_panes, page.auto_filter.ref) == ("A2", "A1:C3")
    assert [page.column_dimensions[letter].width for letter in "ABC"] == [10, 24, 33]


@pytest.mark.parametrize(
    ("titles", "expected"),
    [
        (["Clients", "clients", "CLIENTS"], ["Clients", "clients 2", "CLIENTS 3"]),
        (["Suivi / visites [PAR]: *?\\"], ["Suivi visites PAR"]),
        (["'Léa'", "a\x00\nb\ufffe", ""], ["Léa", "a b", "1"]),
        (["a" * 40, "a" * 40], ["a" * 31, "a" * 29 + " 2"]),
        (["🛒" * 16], ["🛒" * 15]),
        (["History"], ["History 2"]),
    ],
)
def test_sheets_have_names_that_excel_accepts(titles, expected):
    content = content_of(*(sheet_of(1, title=title) for title in titles))

    assert opened(content).sheetnames == expected


def test_rows_beyond_a_sheet_go_on_in_the_next():
    """R26."""
    report = Report()
    customers = Sheet("Clients", [Column("No"), Column("On")], [(n, date(2026, 1, n)) for n in range(1, 6)])

    content = content_of(customers, sheet_of("x", title="Clients 2"), rows_per_sheet=2, report=report)

    book = opened(content)
    pages = {page.title: [[cell.value for cell in row] for row in page] for page in book}
    assert pages == {
        "Clients": [["No", "On"], [1, local(2026, 1, 1)], [2, local(2026, 1, 2)]],
        "Clients 2": [["No", "On"], [3, local(2026, 1, 3)], [4, local(2026, 1, 4)]],
        "Clients 3": [["No", "On"], [5, local(2026, 1, 5)]],
        "Clients 2 2": [["Value"], ["x"]],
    }
    assert [page.auto_filter.ref for page in book] == ["A1:B3", "A1:B3", "A1:B2", "A1:A2"]
    assert report.rows == {"Clients": 5, "Clients 2": 1}
    assert CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names == list(pages)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [(0, ["Values"]), (2, ["Values"]), (3, ["Values", "Values 2"]), (4, ["Values", "Values 2"])],
)
def test_no_sheet_is_begun_without_rows_but_the_first(rows, expected):
    content = content_of(sheet_of(*range(rows)), rows_per_sheet=2)

    assert opened(content).sheetnames == expected


def test_a_sheet_whose_file_is_full_goes_on_in_the_next_and_loses_no_row():
    numbers = list(range(10_000))

    book = opened(content_of(sheet_of(*numbers), bytes_per_sheet=100_000))

    assert len(book.sheetnames) > 2
    assert list(chain.from_iterable([cell.value for cell in page["A"][1:]] for page in book)) == numbers


def test_a_reader_that_trusts_the_extent_declared_before_the_rows_finds_every_row():
    content = content_of(sheet_of(1, 2, 3))

    page = load_workbook(io.BytesIO(content), read_only=True).active
    assert page.max_row is None
    assert [row[0] for row in page.iter_rows(values_only=True)] == ["Value", 1, 2, 3]


def test_no_part_uses_zip64_that_excel_refuses_in_a_stream():
    parts = zipfile.ZipFile(io.BytesIO(content_of(sheet_of(1), sheet_of(2)))).infolist()

    assert {(part.extract_version, part.extra) for part in parts} == {(20, b"")}


def counted(rows: list[int], total: int) -> Iterator[tuple[str]]:
    for number in range(total):
        rows.append(number)
        yield (str(uuid.uuid4()),)


def test_bytes_leave_before_the_rows_are_read_and_along_with_them():
    drawn: list[int] = []
    stream = stream_workbook([Sheet("Values", [VALUE], counted(drawn, 20_000))])

    first = next(stream)
    drawn_at_first = len(drawn)
    second = next(stream)
    drawn_at_second = len(drawn)
    rest = list(stream)

    assert first.startswith(b"PK")
    assert drawn_at_first == 0
    assert 0 < drawn_at_second < 10_000
    assert max(map(len, [second, *rest])) < 256 * 1024
    assert len(drawn) == 20_000


def test_an_error_in_the_rows_is_raised_and_leaves_no_readable_file():
    def failing() -> Iterator[tuple[str]]:
        yield from counted([], 20_000)
        raise RuntimeError("the database went away")

    received = []
    stream = stream_workbook([Sheet("Values", [VALUE], failing())])

    with pytest.raises(RuntimeError, match="the database went away"):
        received.extend(stream)

    content = b"".join(received)
    assert len(content) > 64 * 1024
    assert not zipfile.is_zipfile(io.BytesIO(content))


@pytest.mark.parametrize("row", [(1,), (1, 2, 3)])
def test_a_row_with_another_number_of_values_than_columns_is_an_error(row):
    sheet = Sheet("Values", [Column("a"), Column("b")], [row])

    with pytest.raises(ValueError, match="zip"):
        content_of(sheet)


def test_the_last_sheet_says_filters_who_when_and_how_many_rows():
    """R26."""
    report = Report()
    at = datetime(2026, 11, 24, 13, 30, tzinfo=UTC)
    filters = [("Route", "R-07"), ("Since", date(2026, 11, 1))]

    with translation.override("en"), timezone.override(TORONTO):
        last = parameters_sheet(report=report, by="M. Côté", filters=filters, at=at)
        content = content_of(sheet_of(1, 2, 3), last, report=report)

    page = opened(content).worksheets[-1]
    assert page.title == "Parameters"
    assert [[cell.value for cell in row] for row in page] == [
        ["Parameter", "Value"],
        ["Exported by", "M. Côté"],
        ["Exported on", local(2026, 11, 24, 8, 30)],
        ["Rows", 3],
        ["Route", "R-07"],
        ["Since", local(2026, 11, 1)],
    ]


def test_the_last_sheet_says_the_rows_of_each_sheet_the_cut_cells_and_that_nothing_was_filtered():
    report = Report()
    sheets = [sheet_of("a" * 32_768, title="Customers"), sheet_of(1, 2, title="Items")]

    with translation.override("en"):
        last = parameters_sheet(report=report, by="Léa", filters=[], title="About")
        content = content_of(*sheets, last, report=report)

    page = opened(content)["About"]
    assert [(label.value, value.value) for label, value in page.iter_rows(min_row=4)] == [
        ("Rows of “Customers”", 1),
        ("Rows of “Items”", 2),
        ("Texts cut at 32,767 characters, the most a cell holds", 1),
        ("Filters", "none"),
    ]


def test_a_response_is_a_download_that_no_cache_keeps():
    response = xlsx_response("clients.xlsx", [sheet_of("000124")])

    assert response["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert response["Cache-Control"] == "no-store"
    assert response["Content-Disposition"] == 'attachment; filename="clients.xlsx"'
    assert opened(response.getvalue()).active["A2"].value == "000124"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("suivi", 'attachment; filename="suivi.xlsx"'),
        (
            "été à Lévis.xlsx",
            'attachment; filename="ete a Levis.xlsx"; '
            "filename*=UTF-8''%C3%A9t%C3%A9%20%C3%A0%20L%C3%A9vis.xlsx",
        ),
        ('../a\\b"c\r\nX-Evil: 1\ud800\x00', 'attachment; filename="a b c X-Evil 1.xlsx"'),
    ],
)
def test_a_file_name_keeps_its_accents_and_nothing_unsafe(name, expected):
    response = xlsx_response(name, [sheet_of(1)])

    assert response["Content-Disposition"] == expected


def test_a_response_keeps_the_language_and_time_zone_of_its_request():
    sheet = sheet_of(gettext_lazy("Yes"), datetime(2026, 7, 1, 3, 30, tzinfo=UTC))

    with translation.override("fr"), timezone.override(TORONTO):
        response = xlsx_response("a.xlsx", [sheet])
    with translation.override("en"), timezone.override(UTC):
        content = response.getvalue()
        language_after = translation.get_language()

    read = [cell.value for cell in opened(content).active["A"][1:]]
    assert read == ["Oui", local(2026, 6, 30, 23, 30)]
    assert language_after == "en"


def test_an_error_before_the_first_row_is_the_pages_not_the_files():
    def rows() -> Iterator[tuple[object]]:
        yield (1 / 0,)

    with pytest.raises(ZeroDivisionError):
        xlsx_response("clients", [Sheet("Values", [VALUE], rows())])


def test_a_later_error_reaches_the_server_that_sends_the_file_and_is_said_in_one_line(
    caplog: pytest.LogCaptureFixture,
):
    def rows() -> Iterator[tuple[object]]:
        yield ("first",)
        raise ValueError("the reason\nand more")

    response = xlsx_response("clients", [Sheet("Values", [VALUE], rows())])
    with pytest.raises(ValueError, match="the reason"):
        list(response)

    assert [record.getMessage() for record in caplog.records] == [
        "The download of clients broke off: the reason"
    ]
