"""What is written, each against the least that it can take: a follow-up, a visit, files, an import."""

import csv
import re
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode

import psycopg
from django.core.management import call_command
from django.db import connection, connections
from django.utils.timezone import localdate

from analytics.models import SaleLine
from customers.models import Customer
from followups.models import FollowUp, ServiceType
from tests.bench.databases import superuser
from tests.bench.serving import Client, Server
from tests.bench.sizes import Size
from webmino.postgres.configuration import DATABASE

REDIRECTED = 302
JOURNAL = "/suivis/"
COLUMNS = ("date", "invoice", "line_no", "customer_code", "item_code", "quantity", "unit_price", "amount")


@dataclass
class Written:
    """What was measured of something that is written: seconds, and those of the least beside it."""

    name: str
    seconds: float
    floor: float | None
    ratio: float | None
    target: float | None
    note: str = ""


def _hidden(page: str) -> dict[str, str]:
    """What a page's forms send unseen."""
    fields = re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", page)
    named = [(re.search(r'name="([^"]*)"', field), re.search(r'value="([^"]*)"', field)) for field in fields]
    return {name[1]: value[1] for name, value in named if name and value}


def saved_follow_ups(size: Size, app: Client) -> Written:
    """Save follow-ups of one customer, in turns with the triggers that keep his state and without."""
    customer = _busy_customer()
    service_type = ServiceType.objects.active()[0]
    connections.close_all()
    app.get("/suivi-visites/")
    times: dict[bool, list[float]] = {True: [], False: []}
    with superuser(DATABASE) as database:
        for n in range(size.rounds * size.requests + 1):
            for kept in (True, False):
                page = app.get(f"/clients/{customer.pk}/").body.decode()
                data = _hidden(page) | {
                    "service_type": str(service_type.pk),
                    "happened_on": localdate().isoformat(),
                    "note": f"Tablette refaite {n}",
                }
                with nothing() if kept else triggers_off(database, "followups_followup"):
                    answer = app.post(f"/clients/{customer.pk}/suivis/inscrire/", urlencode(data))
                if answer.status != REDIRECTED:
                    raise RuntimeError(f"Saving a follow-up: {answer.status}")
                if n:  # the first is a warm-up
                    times[kept].append(answer.seconds)
        database.execute("SELECT followups_refresh_visit_state(ARRAY[%s::bigint])", [customer.pk])
    return _compared("save a follow-up ÷ without its triggers", times[True], times[False], 1.5)


def sent_visits(size: Size, app: Client) -> Written:
    """Send RELEVÉ with all its items counted, as a visit."""
    customer = _busy_customer()
    connections.close_all()
    path, times = f"/mobile/{customer.pk}/releve/", []
    for n in range(size.requests + 1):
        page = app.get(path).body.decode()
        data = _hidden(page) | {"then": "visit"}
        for key in re.findall(r'name="quantity-(\d+)"', page):
            data |= {f"quantity-{key}": str(n % 3), f"sure-{key}": "on"}
        answer = app.post(path, urlencode(data))
        if answer.status != REDIRECTED:
            raise RuntimeError(f"Sending a visit: {answer.status}")
        if n:
            times.append(answer.seconds)
    return Written("send RELEVÉ, 20 items counted", median(times), None, None, None)


def files(size: Size, app: Client, floor: Client, server: Server) -> Iterator[Written]:
    """Take the journal away in Excel, of as many days as have so many follow-ups."""
    for rows in size.excel:
        first = _first_day(rows)
        path, under = f"{JOURNAL}?export=xlsx&period_from={first}", f"/excel?first={first}"
        app.get(path)
        idle = server.memory()
        # Not timed: to read the memory all the while takes a processor's time, and from us alone.
        with watched(server) as seen:
            app.get(path)
        peak = max(idle, *seen)
        ours, theirs, first_byte = [], [], 0.0
        for _round in range(2):
            answer = app.get(path)
            ours.append(answer.seconds)
            first_byte = max(first_byte, answer.first_byte)
            theirs.append(floor.get(under).seconds)
        count = FollowUp.objects.standing().filter(happened_on__gte=first).count()
        connections.close_all()
        note = f"{count} rows, first byte {first_byte:.2f} s, {peak - idle:.0f} MB over idle"
        yield _compared(f"Excel of {rows} rows", ours, theirs, 2, note)


def imported_lines(size: Size) -> Written:
    """Import sale lines, against COPY of the same rows into the same table without what is kept of it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = _sales_file(folder / "sales.csv", size)
        start = time.perf_counter()
        call_command(
            "import_data", str(folder), report=str(folder / "report.csv"), verbosity=0, stdout=_Silent()
        )
        ours = time.perf_counter() - start
        SaleLine.objects.filter(invoice__startswith="B").delete()
        connections.close_all()
        floor = _copied(rows)
    return Written(f"import {len(rows)} sale lines ÷ COPY", ours, floor, ours / floor, 5)


class _Silent:
    """Takes what a command says."""

    def write(self, text: str) -> None: ...

    def flush(self) -> None: ...


def _sales_file(path: Path, size: Size) -> list[tuple[Any, ...]]:
    """Write invoices of ten lines for customers all over the table; return the rows as the table has them."""
    customers = list(Customer.objects.order_by("pk").values_list("pk", "number"))
    items = list(connection_rows("SELECT id, code FROM par_item ORDER BY id"))
    day, rows = localdate() - timedelta(days=3), []
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for n in range(size.imported):
            invoice, line = divmod(n, 10)
            key, number = customers[invoice * 7919 % len(customers)]
            item, code = items[n * 131 % len(items)]
            writer.writerow([day, f"B{invoice}", line + 1, number, code, 3, "2.50", "7.50"])
            rows.append((day, f"B{invoice}", line + 1, 3, "2.50", "7.50", key, item))
    return rows


def connection_rows(words: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(words)
        return cursor.fetchall()


def _copied(rows: list[tuple[Any, ...]]) -> float:
    """Seconds of a COPY with the table's indexes and foreign keys, taken back afterwards."""
    words = (
        "COPY analytics_saleline"
        " (sold_on, invoice, line_no, quantity, unit_price, amount, customer_id, item_id) FROM STDIN"
    )
    with superuser(DATABASE) as database, database.transaction(force_rollback=True):
        database.execute("ALTER TABLE analytics_saleline DISABLE TRIGGER USER")
        start = time.perf_counter()
        with database.cursor().copy(words) as copy:
            for row in rows:
                copy.write_row(row)
        return time.perf_counter() - start


def _compared(name: str, ours: list[float], theirs: list[float], target: float, note: str = "") -> Written:
    return Written(name, median(ours), median(theirs), median(ours) / median(theirs), target, note)


def _busy_customer() -> Customer:
    return Customer.objects.get(pk=max(2, Customer.objects.count() // 4 // 2 * 2))


def _first_day(rows: int) -> str:
    """The day since which there are about so many standing follow-ups, or the first when there are fewer."""
    days = FollowUp.objects.standing().order_by("-happened_on", "-pk").values_list("happened_on", flat=True)
    found = days[rows - 1 : rows].first() or days.last()
    connections.close_all()
    return found.isoformat()


@contextmanager
def triggers_off(database: psycopg.Connection, table: str) -> Iterator[None]:
    """Let rows be written to a table without what its triggers keep."""
    database.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    try:
        yield
    finally:
        database.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@contextmanager
def nothing() -> Iterator[None]:
    yield


@contextmanager
def watched(server: Server) -> Iterator[list[float]]:
    """Read the memory of the workers meanwhile, MB."""
    seen: list[float] = [server.memory()]
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.02):
            seen.append(server.memory())

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield seen
    finally:
        done.set()
        thread.join()


def crowd(paths: list[str], seconds: float, make: Callable[[], Client]) -> float:
    """Return the requests per second that four clients get, who open pages one after another."""
    counts: list[int] = []
    end = time.monotonic() + seconds

    def ask(place: int) -> None:
        with make() as client:
            n = 0
            while time.monotonic() < end:
                client.get(paths[(place + n) % len(paths)])
                n += 1
            counts.append(n)

    threads = [threading.Thread(target=ask, args=(place,)) for place in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds
