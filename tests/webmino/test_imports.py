"""What holds for every file that is imported: how it is read, what stops it, what it says."""

import csv
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection, transaction

from customers.models import Customer, CustomerCategory, Salesperson
from followups.models import FollowUp
from tests.importing import (
    ROUTES,
    SALESPEOPLE,
    SERVICE_TYPES,
    Folder,
    customer_line,
    customers,
    follow_ups,
)
from tests.processes import PATIENCE, run

pytestmark = pytest.mark.django_db
BAD_SALESPEOPLE = "code,name,team,status\nV01,Anne,,active\nV02,Luc,,retired\n,Nobody,,active\n"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def names() -> list[tuple[str, str]]:
    return list(Salesperson.objects.order_by("code").values_list("code", "name"))


@pytest.mark.parametrize(
    "content",
    [
        b"code,name,team,status\nV01,C\xc3\xb4t\xc3\xa9,,active\n",
        b"\xef\xbb\xbfcode,name,team,status\r\nV01,C\xc3\xb4t\xc3\xa9,,active\r\n",
        b' code , name,team ,status\n V01 ,"C\xc3\xb4t\xc3\xa9",,active',
        b"\ncode,name,team,status\n\nV01,C\xc3\xb4t\xc3\xa9,,ACTIVE\n,,,\n\n",
        b"status,more,name,team,code\nactive,x,C\xc3\xb4t\xc3\xa9,,V01\n",
    ],
    ids=["plain", "BOM and CRLF", "spaces, quotes, no end of line", "empty lines", "another order"],
)
def test_a_file_is_read_however_it_was_written(folder: Folder, content: bytes) -> None:
    folder.write(salespeople=content)

    imported = folder.run()

    assert imported.numbers == {"salespeople.csv": (1, 0, 0, 0)}
    assert names() == [("V01", "Côté")]


def test_quotes_hold_commas_quotes_and_lines(folder: Folder) -> None:
    folder.write(salespeople='code,name,team,status\nV01,"Roy, dit ""Ti""\nJean",,active\n')

    folder.run()

    assert names() == [("V01", 'Roy, dit "Ti"\nJean')]


def test_a_compressed_file_is_read(folder: Folder) -> None:
    folder.write_gz(salespeople=SALESPEOPLE)

    imported = folder.run()

    assert imported.numbers == {"salespeople.csv.gz": (2, 0, 0, 0)}
    assert names() == [("V01", "Anne Roy"), ("V02", "Luc Côté")]


def test_a_file_that_is_there_twice_is_refused(folder: Folder) -> None:
    folder.write(salespeople=SALESPEOPLE)
    folder.write_gz(salespeople=SALESPEOPLE)

    imported = folder.run()

    assert imported.errors == "salespeople.csv and salespeople.csv.gz are both there: keep one of them."
    assert names() == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "salespeople.csv: The file is empty: its first row names the columns."),
        (b"code,name,status\n", "salespeople.csv, row 1, team: The file lacks this column."),
        (b"code;name;team;status\n", "salespeople.csv, row 1: The cells are not separated by commas."),
        (b"code,name,team,status,code\n", "salespeople.csv, row 1, code: Two columns have the same name."),
        (
            "code,name,team,status\nV01,Anne,,active\nV02,Côté,,active\n".encode("latin-1"),
            "salespeople.csv, row 3: The file is not in UTF-8.",
        ),
        (
            b'code,name,team,status\nV01,Anne,,active\nV02,"Luc,,active\n',
            "salespeople.csv, row 3: Quotes that do not match, "
            "or a cell of more than 131072 characters (unexpected end of data).",
        ),
    ],
    ids=["empty", "lacks a column", "semicolons", "a column twice", "not UTF-8", "open quote"],
)
def test_a_file_that_can_not_be_read_stops_all(folder: Folder, content: bytes, message: str) -> None:
    folder.write(salespeople=content, service_types=SERVICE_TYPES)

    imported = folder.run(skip_bad=True)

    assert imported.is_refused
    assert message in imported.errors.splitlines()
    assert names() == []


def test_a_damaged_compressed_file_stops_all(folder: Folder) -> None:
    lines = [f"V{n},Anne {n},,active" for n in range(5000)]
    folder.write_gz(salespeople="\n".join(["code,name,team,status", *lines]))
    path = folder.path / "salespeople.csv.gz"
    path.write_bytes(path.read_bytes()[:-20])

    imported = folder.run()

    assert re.match(
        r"salespeople\.csv\.gz, row \d+: The compressed file is damaged after this row\.\n", imported.errors
    )
    assert names() == []


def test_a_folder_that_is_not_there_or_holds_nothing_is_refused(folder: Folder) -> None:
    empty = folder.run().errors
    folder.path.rmdir()
    absent = folder.run().errors

    assert empty == f"{folder.path} holds no file to import."
    assert absent == f"{folder.path} is not a folder."


def test_r28_one_bad_row_stops_all_and_each_is_reported(folder: Folder) -> None:
    folder.write(salespeople=BAD_SALESPEOPLE, service_types=SERVICE_TYPES)

    imported = folder.run()

    with folder.report.open(encoding="utf-8-sig", newline="") as report:
        lines = list(csv.reader(report))
    assert imported.is_refused
    assert lines == [
        ["file", "row", "column", "reason"],
        ["salespeople.csv", "3", "status", "“retired” is none of: active, inactive."],
        ["salespeople.csv", "4", "code", "This cell can't be empty."],
    ]
    assert "salespeople.csv, row 4, code: This cell can't be empty." in imported.errors
    assert str(folder.report) in imported.errors
    assert names() == []


def test_good_rows_are_saved_when_bad_ones_are_skipped(folder: Folder) -> None:
    folder.write(salespeople=BAD_SALESPEOPLE)

    imported = folder.run(skip_bad=True)

    assert not imported.is_refused
    assert imported.numbers == {"salespeople.csv": (1, 0, 0, 2)}
    assert names() == [("V01", "Anne")]
    assert len(folder.report.read_text().splitlines()) == 3


def test_a_row_with_several_bad_cells_is_one_bad_row(folder: Folder) -> None:
    folder.write(salespeople=f"code,name,team,status\n,{'x' * 1001},,maybe\n")

    imported = folder.run(skip_bad=True)

    assert imported.numbers == {"salespeople.csv": (0, 0, 0, 1)}
    assert len(folder.report.read_text().splitlines()) == 4


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("V01,Anne,", "salespeople.csv, row 2: The row has 3 cells and the header 4."),
        ("V01,Anne,,active,", "salespeople.csv, row 2: The row has 5 cells and the header 4."),
        ("V01,An\0ne,,active", "salespeople.csv, row 2, name: This text holds a NUL character."),
        (
            f"{'1' * 61},Anne,,active",
            "salespeople.csv, row 2, code: This text has 61 characters; at most 60 are kept.",
        ),
        (
            f"V01,{'x' * 1001},,active",
            "salespeople.csv, row 2, name: This text has 1001 characters; at most 1000 are kept.",
        ),
    ],
    ids=["too few", "too many", "NUL", "long code", "long label"],
)
def test_a_bad_row_says_where_and_why(folder: Folder, line: str, message: str) -> None:
    folder.write(salespeople=f"code,name,team,status\n{line}\n")

    imported = folder.run()

    assert message in imported.errors.splitlines()
    assert names() == []


def test_the_longest_codes_and_labels_are_kept(folder: Folder) -> None:
    code, name = "é" * 60, "ê" * 1000
    folder.write(salespeople=f"code,name,team,status\n{code},{name},,active\n")

    folder.run()

    assert names() == [(code, name)]


def test_a_code_that_the_file_repeats_is_bad_each_time_after_the_first(folder: Folder) -> None:
    folder.write(salespeople="code,name,team,status\nV1,A,,\nv1,B,,\nV1,C,,\nV1,D,,\n")

    imported = folder.run(skip_bad=True)

    assert imported.errors.splitlines()[:2] == [
        "salespeople.csv, row 4, code: Row 2 has the same key.",
        "salespeople.csv, row 5, code: Row 2 has the same key.",
    ]
    assert imported.numbers == {"salespeople.csv": (2, 0, 0, 2)}
    assert names() == [("V1", "A"), ("v1", "B")]


def test_only_the_first_fifty_problems_are_shown(folder: Folder) -> None:
    folder.write(salespeople="code,name,team,status\n" + ",x,,\n" * 60)

    imported = folder.run()

    assert imported.errors.count("This cell can't be empty.") == 50
    assert "and 10 more." in imported.errors
    assert len(folder.report.read_text().splitlines()) == 61


def test_the_report_goes_to_the_project_s_folder_by_default(folder: Folder, settings, tmp_path) -> None:
    settings.WEBMINO_HOME = tmp_path / "home"
    folder.write(salespeople=BAD_SALESPEOPLE)

    imported = folder.run(report=None)

    [report] = (tmp_path / "home" / "imports").iterdir()
    assert f"All of them: {report}" in imported.errors


def test_a_report_that_can_not_be_written_is_said_and_saves_nothing(folder: Folder) -> None:
    folder.write(salespeople=BAD_SALESPEOPLE)

    imported = folder.run(skip_bad=True, report=folder.path)

    assert imported.errors.startswith("The import stopped and nothing is saved:")
    assert names() == []


def test_no_report_is_made_when_all_rows_are_good(folder: Folder) -> None:
    folder.write(salespeople=SALESPEOPLE)

    folder.run()

    assert not folder.report.exists()


def test_a_dry_run_says_what_would_change_and_changes_nothing(folder: Folder) -> None:
    Salesperson.objects.create(code="V01", name="Another name")
    Salesperson.objects.create(code="V02", name="Luc Côté", is_active=False)
    folder.write(salespeople=SALESPEOPLE + "V03,Eve,,active\n")

    imported = folder.run(dry_run=True)

    assert imported.numbers == {"salespeople.csv": (1, 1, 1, 0)}
    assert "This was a dry run: nothing is changed." in imported.out
    assert names() == [("V01", "Another name"), ("V02", "Luc Côté")]


def test_a_dry_run_with_bad_rows_fails(folder: Folder) -> None:
    folder.write(salespeople=BAD_SALESPEOPLE)

    imported = folder.run(dry_run=True)

    assert imported.is_refused
    assert imported.numbers == {"salespeople.csv": (1, 0, 0, 2)}


@pytest.mark.parametrize("options", [{}, {"skip_bad": True}, {"dry_run": True, "skip_bad": True}])
def test_a_file_that_can_not_be_read_further_fails_whatever_the_options(
    folder: Folder, options: dict[str, bool]
) -> None:
    folder.write(salespeople=SALESPEOPLE, routes=ROUTES.encode() + b"R2,\xe9,,\n")

    imported = folder.run(**options)

    assert imported.is_refused
    assert imported.errors.splitlines()[0] == "routes.csv, row 3: The file is not in UTF-8."
    assert imported.errors.endswith("Nothing is saved, since a file can't be read.")
    assert names() == []


def test_what_is_left_or_ignored_is_said(folder: Folder) -> None:
    folder.write(
        salespeople="code,name,team,status,shoe size,\nV01,Anne,,active,38,\n",
        other="x\n",
    )
    (folder.path / "notes.txt").write_text("x")
    (folder.path / ".hidden").write_text("x")
    (folder.path / "expected").mkdir()

    imported = folder.run()

    assert imported.out.splitlines()[:2] == [
        "Left, since their names are not known: notes.txt, other.csv.",
        "salespeople.csv: columns ignored: shoe size.",
    ]


def test_r27_messages_are_in_french_unless_asked_otherwise(folder: Folder, settings) -> None:
    folder.write(salespeople=BAD_SALESPEOPLE)

    imported = folder.run(language=settings.LANGUAGE_CODE)

    assert "salespeople.csv, ligne 4, code : Cette cellule ne peut pas être vide." in imported.errors


def test_importing_twice_changes_nothing_and_writes_no_history(folder: Folder) -> None:
    folder.write(
        salespeople=SALESPEOPLE,
        routes=ROUTES,
        categories="kind,code,name_en,name_fr\ncustomer,EPI,Grocery,\nitem,PAIN,Bread,Pain\n",
        customers=customers(customer_line("1", salesperson="V01", route="R1", category="EPI")),
        service_types=SERVICE_TYPES,
        followups=follow_ups("1,2024-05-06,VIS,V02,Vu", "1,2024-05-06,VIS,V02,Vu", "1,2024-05-07,TEL,,"),
    )
    folder.run()
    before = snapshot()

    imported = folder.run()

    assert {file: (added, changed, bad) for file, (added, changed, _, bad) in imported.numbers.items()} == {
        f"{file}.csv": (0, 0, 0)
        for file in ("salespeople", "routes", "categories", "customers", "service_types", "followups")
    }
    assert snapshot() == before


def snapshot() -> dict[str, list[tuple]]:
    """Every row of every table of ours, those of history included."""
    with connection.cursor() as cursor:
        tables = [
            name
            for name in connection.introspection.table_names(cursor)
            if re.match("customers_|followups_|par_|pgh", name)
        ]
        rows = {}
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')  # noqa: S608 - names of our tables
            rows[table] = cursor.fetchall()
    assert "customers_customerevent" in rows
    return rows


def test_history_says_which_file_changed_a_row_and_what_it_was(folder: Folder) -> None:
    anne = Salesperson.objects.create(code="V01", name="Anne R.", team="Nord")
    folder.write(salespeople=SALESPEOPLE)

    folder.run()

    [event] = anne.events.all()
    assert (event.name, event.pgh_label) == ("Anne R.", "update")
    assert event.pgh_context.metadata == {"source": "import", "file": "salespeople.csv"}


def test_rows_of_a_kind_that_no_application_takes_are_left_and_said(folder: Folder, settings) -> None:
    settings.IMPORTS = ["customers.imports"]
    folder.write(
        categories="kind,code,name_en,name_fr\ncustomer,EPI,Grocery,Épicerie\nitem,PAIN,Bread,Pain\nitem,LAIT,,\n"
    )

    imported = folder.run()

    assert list(CustomerCategory.objects.values_list("code", flat=True)) == ["EPI"]
    assert "categories.csv: 2 rows of the kind “item” left." in imported.out


def test_a_second_import_waits_for_nobody_and_is_refused(folder: Folder, django_db_blocker) -> None:
    """The lock is held by another connection, as another process would."""
    folder.write(salespeople=SALESPEOPLE)
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN; SELECT pg_advisory_xact_lock(3141592)")

        imported = folder.run()
    finally:
        other.close()

    assert imported.errors == "Another import is running; try again when it has ended."
    assert names() == []


def test_a_database_that_does_not_answer_is_said_in_a_sentence(folder: Folder) -> None:
    folder.write(salespeople=SALESPEOPLE)

    with socket.socket() as silent:
        # Nobody else gets this port, and nobody listens to it.
        silent.bind(("127.0.0.1", 0))
        nowhere = f"postgres://webmino@127.0.0.1:{silent.getsockname()[1]}/webmino"
        answer = run("import_data", str(folder.path), home=folder.path.parent, DATABASE_URL=nowhere)

    assert (answer.returncode, answer.stdout) == (1, "")
    assert "L’importation s’est arrêtée et rien n’est enregistré\N{NO-BREAK SPACE}: " in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_database_without_its_tables_is_said_in_a_sentence(folder: Folder) -> None:
    folder.write(salespeople=SALESPEOPLE)
    execute("DROP TABLE webmino_companysettings CASCADE")

    imported = folder.run()

    assert imported.is_refused
    assert 'nothing is saved: relation "webmino_companysettings" does not exist' in imported.errors


@pytest.mark.django_db(transaction=True)
def test_a_killed_import_leaves_the_database_as_it_was(folder: Folder) -> None:
    """The customers are written, the follow-ups wait for our lock: the process is killed there."""
    folder.write(
        customers=customers(customer_line("1")),
        service_types=SERVICE_TYPES,
        followups=follow_ups("1,2024-05-06,VIS,,"),
    )

    with transaction.atomic():
        execute("LOCK TABLE followups_followup IN SHARE MODE")
        process = start_import(folder)
        wait_until_it_waits_for_us(process)
        process.send_signal(signal.SIGKILL)
        process.wait()

    execute("LOCK TABLE customers_customer IN ACCESS EXCLUSIVE MODE", atomic=True)
    assert (Customer.objects.count(), FollowUp.objects.count()) == (0, 0)


def start_import(folder: Folder) -> subprocess.Popen:
    database = connection.settings_dict
    address = "postgres://{USER}:{PASSWORD}@{host}:{PORT}/{NAME}".format(
        **database, host=quote(database["HOST"], safe="")
    )
    return subprocess.Popen(
        [sys.executable, "manage.py", "import_data", str(folder.path)],
        env=os.environ | {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def wait_until_it_waits_for_us(process: subprocess.Popen) -> None:
    deadline = time.monotonic() + PATIENCE
    while not execute(
        "SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    ):
        assert process.poll() is None, "the import ended before the lock"
        assert time.monotonic() < deadline
        time.sleep(0.05)


def execute(sql: str, *, atomic: bool = False) -> int:
    with transaction.atomic(durable=atomic), connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.rowcount if cursor.description else 0
