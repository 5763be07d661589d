"""The commands `backup` and `restore`, on real processes: embedded servers and one that others look after."""

import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.external_postgres import ExternalServer, external_server
from tests.processes import address_of, folders, rows, run
from webmino.postgres.programs import newest_programs
from webmino.postgres.server import EmbeddedServer
from webmino.serving import in_use

FILL = "from webmino.demo import fill_demo; fill_demo()"
USERS = "SELECT count(*) FROM webmino_user"
# What the database is made of beside its rows, one text for each thing.
DEFINITIONS = """
SELECT format('%s %s', conrelid::regclass, pg_get_constraintdef(oid)) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT pg_get_triggerdef(oid) || obj_description(oid) FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT format('%s %s', oid::regprocedure, prosrc) FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
UNION ALL SELECT format('%s.%s %s %s', table_name, column_name, is_generated, generation_expression)
    FROM information_schema.columns WHERE table_schema = 'public' AND is_generated = 'ALWAYS'
UNION ALL SELECT format('%s %s', sequencename, last_value) FROM pg_sequences WHERE schemaname = 'public'
"""


COPY_A_FOLLOW_UP = """
INSERT INTO followups_followup
    (customer_id, service_type_id, happened_on, note, next_action, cancel_reason, created_at)
SELECT customer_id, service_type_id, happened_on, 'Entered since', '', '', now()
FROM followups_followup WHERE customer_id = %s LIMIT 1
"""


def query(address: str, words: str, *values: object) -> list[tuple[Any, ...]]:
    with psycopg.connect(address) as connection:
        cursor = connection.execute(words, values or None)
        return cursor.fetchall() if cursor.description else []


def definitions(address: str) -> list[str]:
    return sorted(str(text) for (text,) in query(address, DEFINITIONS))


@pytest.fixture(scope="module")
def make_home() -> Iterator[Callable[[], Path]]:
    with folders("backup-") as make:
        yield make


@pytest.fixture(scope="module")
def external() -> Iterator[ExternalServer]:
    with external_server() as server:
        yield server


@pytest.fixture(scope="module")
def source(make_home: Callable[[], Path]) -> Path:
    """A home whose embedded server holds the demo's rows; it runs."""
    home = make_home()
    assert run("migrate", home=home).returncode == 0
    assert run("shell", "--command", FILL, home=home).returncode == 0
    return home


@pytest.fixture(scope="module")
def saved(source: Path) -> Path:
    """The file in which `source` was saved."""
    file = source / "saved.dump"
    assert run("backup", str(file), home=source).returncode == 0
    return file


@pytest.fixture
def empty(external: ExternalServer) -> str:
    """The address of an empty database of the external server, whose administrator made the extensions."""
    url = external.make_database()
    with external.connect(url.rpartition("/")[2]) as administrator:
        administrator.execute("CREATE EXTENSION unaccent")
        administrator.execute("CREATE EXTENSION pg_trgm")
    return url


@pytest.fixture(scope="module")
def restored(external: ExternalServer, source: Path, saved: Path) -> str:
    """The name of a database of the external server as it was saved, which nobody uses."""
    url = external.make_database()
    assert run("restore", str(saved), "--yes", home=source, DATABASE_URL=url).returncode == 0
    return url.rpartition("/")[2]


@pytest.fixture
def used(external: ExternalServer, restored: str) -> str:
    """The address of a database of the external server in which one works."""
    url = external.make_database(copy_of=restored)
    query(url, "UPDATE customers_route SET name = 'Changed since'")
    return url


def test_another_embedded_server_becomes_equal(
    source: Path, saved: Path, make_home: Callable[[], Path]
) -> None:
    home = make_home()

    answer = run("restore", str(saved), "--yes", home=home)

    assert (answer.returncode, answer.stderr) == (0, "")
    assert EmbeddedServer(home / "postgres").ensure_running()
    copy, original = address_of(home), address_of(source)
    assert query(copy, USERS) == [(5,)]
    assert rows(copy) == rows(original)
    assert definitions(copy) == definitions(original)


def test_an_external_server_becomes_equal_and_gives_it_back(
    source: Path, saved: Path, empty: str, make_home: Callable[[], Path]
) -> None:
    home, original = make_home(), address_of(source)

    moved = run("restore", str(saved), "--yes", home=home, DATABASE_URL=empty)
    back = run("backup", str(home / "external.dump"), home=home, DATABASE_URL=empty)
    returned = run("restore", str(home / "external.dump"), "--yes", home=home)

    assert [(each.returncode, each.stderr) for each in (moved, back, returned)] == [(0, "")] * 3
    assert rows(empty) == rows(original)
    assert definitions(empty) == definitions(original)
    EmbeddedServer(home / "postgres").ensure_running()
    assert rows(address_of(home)) == rows(original)
    assert definitions(address_of(home)) == definitions(original)


def test_a_restored_copy_keeps_its_rules(used: str) -> None:
    (customer, before), *_ = query(
        used, "SELECT customer_id, follow_up_count FROM followups_customervisitstate ORDER BY 1 LIMIT 1"
    )

    query(used, COPY_A_FOLLOW_UP, customer)
    query(used, "UPDATE customers_customer SET name = 'Épicerie Hêtre' WHERE id = %s", customer)

    state = "SELECT follow_up_count, name_key FROM followups_customervisitstate WHERE customer_id = %s"
    history = "SELECT count(*) FROM customers_customerevent WHERE pgh_obj_id = %s"
    assert query(used, state, customer) == [(before + 1, "epicerie hetre")]
    assert query(used, history, customer) == [(1,)]


def test_what_is_being_entered_is_not_saved(source: Path, saved: Path, empty: str) -> None:
    file = saved.with_name("meanwhile.dump")
    with psycopg.connect(address_of(source)) as connection:
        connection.execute("UPDATE customers_route SET name = 'Not saved yet'")

        answer = run("backup", str(file), home=source)
        connection.rollback()

    assert answer.returncode == 0
    assert run("restore", str(file), "--yes", home=source, DATABASE_URL=empty).returncode == 0
    assert rows(empty) == rows(address_of(source))


def test_a_backup_is_its_owners_and_does_not_replace_another(source: Path, used: str, tmp_path: Path) -> None:
    file = tmp_path / "saved.dump"
    file.write_text("an older one")

    refused = run("backup", str(file), home=source, DATABASE_URL=used)
    left = file.read_text()
    forced = run("backup", str(file), "--force", home=source, DATABASE_URL=used)

    assert (refused.returncode, left) == (1, "an older one")
    assert "--force" in refused.stderr
    assert (forced.returncode, file.read_bytes()[:5]) == (0, b"PGDMP")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [file]


def test_a_database_that_was_never_used_is_not_saved(source: Path, empty: str, tmp_path: Path) -> None:
    answer = run("backup", str(tmp_path / "saved.dump"), home=source, DATABASE_URL=empty)

    assert answer.returncode == 1
    assert len(answer.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_database_in_use_is_replaced_only_when_told_twice(source: Path, saved: Path, used: str) -> None:
    changed = rows(used)
    query(used, "CREATE TABLE later (customer_id bigint REFERENCES customers_customer (id))")

    refused = run("restore", str(saved), "--yes", home=source, DATABASE_URL=used)
    declined = run("restore", str(saved), "--replace", words="n\n", home=source, DATABASE_URL=used)
    silent = run("restore", str(saved), "--replace", home=source, DATABASE_URL=used)
    left = rows(used)
    agreed = run("restore", str(saved), "--replace", words="oui\n", home=source, DATABASE_URL=used)

    assert [each.returncode for each in (refused, declined, silent, agreed)] == [1, 1, 1, 0]
    assert "--replace" in refused.stderr
    assert {table: left[table] for table in changed} == changed
    assert rows(used) == rows(address_of(source))


def broken(saved: Path, how: str) -> bytes:
    content = saved.read_bytes()
    if how == "cut":
        return content[: len(content) * 3 // 4]
    if how == "scratched":
        # In the definition of a function: pg_restore alone would not see it.
        return content.replace(b"RETURN NULL", b"RETURN OLD ", 1)
    return b"customer,date\n" * 1000


@pytest.mark.parametrize("how", ["cut", "scratched", "another kind"])
def test_a_bad_file_leaves_everything_as_it_was(
    source: Path, saved: Path, used: str, tmp_path: Path, how: str
) -> None:
    file = tmp_path / "bad.dump"
    file.write_bytes(broken(saved, how))
    before = rows(used)

    answer = run("restore", str(file), "--replace", "--yes", home=source, DATABASE_URL=used)

    assert answer.returncode == 1
    assert answer.stderr.startswith("CommandError: ")
    assert "Traceback" not in answer.stderr
    assert rows(used) == before


def test_a_backup_of_a_newer_release_is_refused(source: Path, used: str, empty: str, tmp_path: Path) -> None:
    file = tmp_path / "newer.dump"
    query(used, "INSERT INTO django_migrations (app, name, applied) VALUES ('followups', '9999_x', now())")
    assert run("backup", str(file), home=source, DATABASE_URL=used).returncode == 0

    answer = run("restore", str(file), "--yes", home=source, DATABASE_URL=empty)

    assert answer.returncode == 1
    assert len(answer.stderr.splitlines()) == 1
    assert rows(empty) == {}


def test_another_programs_tables_are_left_alone(source: Path, saved: Path, empty: str) -> None:
    query(empty, "CREATE TABLE theirs AS SELECT 1 AS one")

    answer = run("restore", str(saved), "--replace", "--yes", home=source, DATABASE_URL=empty)

    assert answer.returncode == 1
    assert list(rows(empty)) == ["theirs"]


def test_a_database_that_somebody_writes_in_is_not_restored(source: Path, saved: Path, used: str) -> None:
    with psycopg.connect(used) as somebody:
        somebody.execute("UPDATE customers_route SET name = 'Being entered'")

        answer = run("restore", str(saved), "--replace", "--yes", home=source, DATABASE_URL=used)

    assert answer.returncode == 1
    assert len(answer.stderr.splitlines()) == 1
    assert query(used, "SELECT DISTINCT name FROM customers_route") == [("Being entered",)]


def test_a_database_that_somebody_has_open_is_not_restored(source: Path, saved: Path, used: str) -> None:
    with psycopg.connect(used):
        answer = run("restore", str(saved), "--replace", "--yes", home=source, DATABASE_URL=used)

    assert answer.returncode == 1
    assert query(used, "SELECT DISTINCT name FROM customers_route") == [("Changed since",)]


def test_a_home_that_is_served_is_not_restored(source: Path, saved: Path) -> None:
    """Even when nobody has asked for a page yet."""
    query(address_of(source), "UPDATE customers_route SET name = 'Served'")
    with in_use(EmbeddedServer(source / "postgres"), source, stops=False):
        answer = run("restore", str(saved), "--replace", "--yes", home=source)

    assert answer.returncode == 1
    assert len(answer.stderr.splitlines()) == 1
    assert query(address_of(source), "SELECT DISTINCT name FROM customers_route") == [("Served",)]


def test_the_newest_programs_of_the_machine_are_used(tmp_path: Path) -> None:
    for version in (9, 99):
        folder = tmp_path / f"usr/lib/postgresql/{version}/bin"
        folder.mkdir(parents=True)
        for name in ("pg_dump", "pg_restore", "psql"):
            (folder / name).write_text(f"#!/bin/sh\necho 'pg_dump (PostgreSQL) {version}.1'\n")
            (folder / name).chmod(0o755)

    found = newest_programs(root=tmp_path)

    assert found
    assert (found.version, found.folder) == (99, tmp_path / "usr/lib/postgresql/99/bin")
