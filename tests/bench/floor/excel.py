"""The journal of follow-ups as a workbook, its sheet's XML written by hand from a cursor of the server."""

import zipfile
from collections.abc import Iterator
from html import escape
from io import RawIOBase
from typing import Any

import psycopg

ROWS = """
SELECT follow_up.happened_on, customer.number, customer.name, customer.phone, customer.city, salesperson.name,
    type.code, done_by.name, follow_up.note, follow_up.next_action, follow_up.next_action_on
FROM followups_followup AS follow_up
JOIN customers_customer AS customer ON customer.id = follow_up.customer_id
JOIN followups_servicetype AS type ON type.id = follow_up.service_type_id
LEFT JOIN customers_salesperson AS salesperson ON salesperson.id = customer.salesperson_id
LEFT JOIN customers_salesperson AS done_by ON done_by.id = follow_up.done_by_id
WHERE follow_up.cancelled_at IS NULL AND follow_up.happened_on >= %s
ORDER BY follow_up.happened_on DESC, follow_up.id DESC
"""
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
# Of zlib, as the application's files.
COMPRESSION = 5
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{KIND}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
    '<sheets><sheet name="Suivis" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}


class Written(RawIOBase):
    """What was written since it was last taken."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, part: Any) -> int:
        self.parts.append(bytes(part))
        return len(part)

    def taken(self) -> bytes:
        parts, self.parts = self.parts, []
        return b"".join(parts)


def workbook(connection: psycopg.Connection, asked: dict[str, str]) -> Iterator[bytes]:
    """Yield the file as it is made."""
    out = Written()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=COMPRESSION) as archive:
        for name, text in PARTS.items():
            archive.writestr(name, text)
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(f'<worksheet xmlns="{MAIN}"><sheetData>'.encode())
            with connection.transaction(), connection.cursor("rows") as cursor:
                cursor.itersize = 2_000
                for rows in _chunks(cursor.execute(ROWS, [asked["first"]])):
                    sheet.write("".join(map(_row, rows)).encode())
                    yield out.taken()
            sheet.write(b"</sheetData></worksheet>")
    yield out.taken()


def _chunks(cursor: psycopg.ServerCursor) -> Iterator[list[tuple]]:
    while rows := cursor.fetchmany(2_000):
        yield rows


def _row(row: tuple) -> str:
    cells = "".join(
        f'<c t="inlineStr"><is><t>{escape(str(value))}</t></is></c>' if value not in (None, "") else "<c/>"
        for value in row
    )
    return f"<row>{cells}</row>"
