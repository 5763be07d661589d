"""A folder of files to import, and what the command says."""

import gzip
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import CommandError, call_command

SALESPEOPLE = "code,name,team,status\nV01,Anne Roy,Nord,active\nV02,Luc Côté,,inactive\n"
ROUTES = "code,name,weekday,salesperson_code\nR1,Lundi,1,V01\n"
CUSTOMERS = (
    "code,name,category,address,city,region,postal_code,country,latitude,longitude,salesperson_code,"
    "route_code,status,created_on"
)
FOLLOW_UPS = "customer_code,date,service_type_code,salesperson_code,note"
SERVICE_TYPES = "code,name_en,name_fr\nVIS,Visit,Visite\nTEL,Call,Appel\n"


@dataclass
class Imported:
    """What a run of the command did: its words, and numbers of rows by file."""

    out: str
    errors: str
    is_refused: bool
    numbers: dict[str, tuple[int, ...]] = field(default_factory=dict)


class Folder:
    """A folder of files, and the command that imports it. The report goes beside it."""

    def __init__(self, path: Path) -> None:
        self.path = path / "files"
        self.path.mkdir()
        self.report = path / "report.csv"

    def write(self, **files: str | bytes) -> None:
        """Write `customers="…"` as customers.csv."""
        for name, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            (self.path / f"{name}.csv").write_bytes(data)

    def write_gz(self, **files: str) -> None:
        for name, text in files.items():
            (self.path / f"{name}.csv.gz").write_bytes(gzip.compress(text.encode()))

    def run(self, **options: Any) -> Imported:
        out, errors, refusal = StringIO(), StringIO(), ""
        options = {"language": "en", "report": self.report} | options
        try:
            call_command("import_data", str(self.path), stdout=out, stderr=errors, **options)
        except CommandError as error:
            refusal = str(error)
        return Imported(
            out.getvalue(), errors.getvalue() + refusal, bool(refusal), numbers_of(out.getvalue())
        )


def numbers_of(out: str) -> dict[str, tuple[int, ...]]:
    """Read the table of outcomes: (added, changed, unchanged, bad) by file."""
    lines = [line.split() for line in out.splitlines()]
    return {
        cells[0]: tuple(map(int, cells[1:]))
        for cells in lines
        if len(cells) == 5 and all(cell.isdigit() for cell in cells[1:])
    }


def customer_line(
    number: str, *more: str, name: str = "Épicerie", salesperson: str = "", route: str = "", **cells: str
) -> str:
    """A line of `CUSTOMERS`, then the cells of further columns."""
    names = CUSTOMERS.split(",")
    given = {"code": number, "name": name, "salesperson_code": salesperson, "route_code": route}
    row = dict.fromkeys(names, "") | {"status": "active", "created_on": "2020-01-02"} | given | cells
    return ",".join([*(row[name] for name in names), *more])


def customers(*lines: str, columns: str = "") -> str:
    return "\n".join([CUSTOMERS + columns, *lines, ""])


def follow_ups(*lines: str, columns: str = "") -> str:
    return "\n".join([FOLLOW_UPS + columns, *lines, ""])
