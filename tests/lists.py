"""Reading list pages and their files, as a person at the screen and a person in Excel do."""

import datetime
import html
import io
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook, load_workbook


def rows_of_page(client: Client, address: str, **params: Any) -> list[Any]:
    """The rows that the page shows."""
    return [row.record for row in client.get(address, params).context["table"].rows]


def rows_of_all_pages(client: Client, address: str, **params: Any) -> list[Any]:
    """The rows of all pages, by following « next »."""
    rows: list[Any] = []
    wanted: str | None = f"?{urlencode(params, doseq=True)}"
    while wanted:
        page = client.get(f"{address}{wanted}")
        rows += [row.record for row in page.context["table"].rows]
        wanted = page.context["pages"]["next"]
    return rows


def numbers_of_queries(client: Client, address: str, add: Callable[[int], object]) -> tuple[int, int]:
    """How many queries the page makes for 1 row, and for the 50 that it shows at most."""
    counts = []
    for more in (1, 49):
        add(more)
        counts.append(queries_of_page(client, address))
    page = client.get(address)
    assert len(page.context["table"].rows) == 50
    return counts[0], counts[1]


def workbook_of(client: Client, address: str, **params: Any) -> Workbook:
    """The file that the page's Excel button gives."""
    answer = client.get(address, params | {"export": "xlsx"})
    return load_workbook(io.BytesIO(b"".join(answer.streaming_content)))


def rows_of_file(client: Client, address: str, **params: Any) -> list[tuple[Any, ...]]:
    """The rows of the file's first sheet, its head first."""
    return list(workbook_of(client, address, **params).worksheets[0].values)


def said(answer: Any) -> list[str]:
    """The messages that the page shows."""
    return [str(message) for message in answer.context["messages"]]


def queries_of(do: Callable[[], object]) -> int:
    """How many queries it takes to do something."""
    with CaptureQueriesContext(connection) as queries:
        do()
    return len(queries)


def queries_of_page(client: Client, address: str, **params: Any) -> int:
    """How many queries a page makes once what is remembered of code tables was read."""
    client.get(address, params)
    return queries_of(lambda: client.get(address, params))


Figure = int | datetime.date


def figures_of_page(client: Client, address: str) -> list[tuple[str, Figure]]:
    """The address that each figure of a page opens, and the figure: a number, in words or not, or a day."""
    links = re.findall(r'<a class="figure[^"]*" href="([^"]+)">([^<]+)</a>', client.get(address).text)
    return [(html.unescape(opened), _figure(text)) for opened, text in links]


def listed_at(client: Client, address: str, figure: Figure) -> Figure:
    """What the list at an address has for the figure that opens it: its rows, or the day of the first one."""
    listing = client.get(address).context["listing"]
    if isinstance(figure, datetime.date):
        return listing.rows_of_page(1).rows[0].last_on
    return listing.count


def _figure(text: str) -> Figure:
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return datetime.date.fromisoformat(text)
    return int(re.sub(r"\D", "", text))
