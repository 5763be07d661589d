"""The WSGI program: one function for each kind of page, a connection for each thread."""

import os
import threading
from collections.abc import Callable, Iterable
from urllib.parse import parse_qsl

import psycopg

from tests.bench.floor import customers, excel, items, par, sales, tracking

Page = Callable[[psycopg.Connection, dict[str, str]], str]
PAGES: dict[str, Page] = {
    "/tracking": tracking.page,
    "/par": par.page,
    "/count": par.count_page,
    "/customer": customers.page,
    "/analysis": sales.customer_page,
    "/item": items.page,
    "/top": sales.top_page,
    "/salesperson": items.salesperson_page,
}
mine = threading.local()


def connection() -> psycopg.Connection:
    if not hasattr(mine, "connection"):
        # As the application's: what is asked often is prepared by the driver.
        mine.connection = psycopg.connect(os.environ["BENCH_DATABASE"], autocommit=True)
    return mine.connection


def application(environ: dict, start_response: Callable) -> Iterable[bytes]:
    asked = dict(parse_qsl(environ["QUERY_STRING"]))
    if environ["PATH_INFO"] == "/excel":
        start_response("200 OK", [("Content-Type", "application/octet-stream")])
        return excel.workbook(connection(), asked)
    body = PAGES[environ["PATH_INFO"]](connection(), asked).encode()
    start_response(
        "200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))]
    )
    return [body]
