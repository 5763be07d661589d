"""The embedded PostgreSQL, on real processes. No test here needs Django's settings or a database."""

import multiprocessing
import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest

from tests.processes import PATIENCE
from webmino.postgres.account import server_account
from webmino.postgres.binaries import wheel_package
from webmino.postgres.errors import EmbeddedServerError
from webmino.postgres.processes import read_postmaster, server_processes
from webmino.postgres.server import EmbeddedServer

ROOT = Path(__file__).parents[2]
IS_ROOT = os.geteuid() == 0
needs_root = pytest.mark.skipif(not IS_ROOT, reason="only root switches accounts")

MakeServer = Callable[..., EmbeddedServer]

START = """
import sys
from pathlib import Path
from webmino.postgres.server import EmbeddedServer

server = EmbeddedServer(Path(sys.argv[1]), durable=False, system_folder=Path(sys.argv[2]))
print(server.ensure_running(), flush=True)
"""


@pytest.fixture(scope="module")
def module_folder() -> Iterator[Path]:
    """A folder that every account may enter; pytest's own is closed to the account that serves root."""
    folder = Path(tempfile.mkdtemp(prefix="embedded-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def folder(module_folder: Path) -> Path:
    folder = Path(tempfile.mkdtemp(dir=module_folder))
    folder.chmod(0o755)
    return folder


@pytest.fixture
def make_server(folder: Path) -> Iterator[MakeServer]:
    """Return servers of folders in `folder`, and leave no process of theirs nor any file elsewhere."""
    servers = []

    def make(name: str = "postgres", **options: Any) -> EmbeddedServer:
        options = {"durable": False, "system_folder": folder / "system"} | options
        server = EmbeddedServer(folder / name, **options)
        servers.append(server)
        return server

    yield make
    for server in servers:
        leave_nothing(server)


def leave_nothing(server: EmbeddedServer) -> None:
    server.stop("immediate")
    remaining = server_processes(server.data)
    for process in remaining:
        process.kill()
    for link in server.home.glob("socket-*"):
        shutil.rmtree(link.readlink(), ignore_errors=True)
    assert remaining == []


@pytest.fixture(scope="module")
def template(module_folder: Path) -> EmbeddedServer:
    """A server that was made and stopped, to be copied: quicker than making one for each test."""
    server = EmbeddedServer(module_folder / "template", durable=False)
    server.ensure_running()
    server.stop()
    return server


@pytest.fixture
def server(make_server: MakeServer, template: EmbeddedServer) -> EmbeddedServer:
    """A running server of its own for a test that does it harm."""
    server = make_server()
    subprocess.run(["cp", "-a", template.home, server.folder], check=True)
    server.ensure_running()
    return server


@pytest.fixture(scope="module")
def running(module_folder: Path) -> Iterator[EmbeddedServer]:
    """A running server for tests that only look at it."""
    server = EmbeddedServer(module_folder / "running", durable=False)
    server.ensure_running()
    yield server
    leave_nothing(server)


def connect(server: EmbeddedServer, **options: Any) -> psycopg.Connection[Any]:
    database = server.django_database()
    return psycopg.connect(
        host=database["HOST"],
        port=database["PORT"],
        dbname=database["NAME"],
        user=database["USER"],
        autocommit=True,
        **options,
    )


def value_of(server: EmbeddedServer, query: str) -> Any:
    with connect(server) as connection:
        row = connection.execute(query).fetchone()
    assert row is not None
    return row[0]


def execute(server: EmbeddedServer, *statements: str) -> None:
    with connect(server) as connection:
        for statement in statements:
            connection.execute(statement)


def postmaster_pid(server: EmbeddedServer) -> int:
    postmaster = read_postmaster(server.data)
    assert postmaster is not None
    return postmaster.pid


def kill_postmaster(server: EmbeddedServer) -> None:
    os.kill(postmaster_pid(server), signal.SIGKILL)
    wait_until(lambda: not server.is_running())


def wait_until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.001)


def python(script: str, *arguments: object, **options: Any) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options
    )


def output_of(process: subprocess.Popen[str]) -> str:
    output, errors = process.communicate(timeout=PATIENCE)
    assert errors == ""
    return output


def as_user(name: str, function: Callable[[], Any]) -> Any:
    """Return what `function` returns when the user `name` calls it, in a process of its own."""
    account = pwd.getpwnam(name)
    here, there = multiprocessing.Pipe(duplex=False)

    def call() -> None:
        os.setgroups([])
        os.setgid(account.pw_gid)
        os.setuid(account.pw_uid)
        there.send(function())

    # Forked, since that user may not be able to read the interpreter's files.
    process = multiprocessing.get_context("fork").Process(target=call)
    process.start()
    there.close()
    try:
        return here.recv()
    finally:
        process.join()


# Making, starting, stopping


def test_first_call_makes_the_server_and_the_next_finds_it(make_server: MakeServer) -> None:
    server = make_server()

    answers = [server.ensure_running(), server.ensure_running()]

    assert answers == [True, False]
    assert server.is_running()
    assert value_of(server, "SELECT current_database() || ' ' || current_user") == "webmino webmino"


def test_data_survives_a_stop_and_the_next_start(server: EmbeddedServer) -> None:
    execute(server, "CREATE TABLE kept AS SELECT 42 AS number")

    server.stop()
    was_running = server.is_running()
    started = server.ensure_running()

    assert (was_running, started) == (False, True)
    assert value_of(server, "SELECT number FROM kept") == 42


def test_stopping_what_was_never_made_does_nothing(make_server: MakeServer) -> None:
    server = make_server()

    server.stop()

    assert not server.is_running()
    assert not server.home.exists()


def test_eight_starts_at_once_make_one_server(make_server: MakeServer) -> None:
    server = make_server()
    processes = [python(START, server.folder, server.system_folder) for _ in range(8)]

    answers = sorted(output_of(process).strip() for process in processes)

    assert answers == ["False"] * 7 + ["True"]
    parents = [process for process in server_processes(server.data) if "-D" in process.cmdline()]
    assert [process.pid for process in parents] == [postmaster_pid(server)]


def test_two_servers_stand_side_by_side(make_server: MakeServer) -> None:
    one, other = make_server("one"), make_server("other")
    one.ensure_running()
    other.ensure_running()
    execute(one, "CREATE TABLE mine AS SELECT 'one' AS name")
    execute(other, "CREATE TABLE mine AS SELECT 'other' AS name")

    one.stop()

    assert (one.is_running(), other.is_running()) == (False, True)
    assert value_of(other, "SELECT name FROM mine") == "other"


# What the server is like


def test_server_listens_on_its_socket_alone(running: EmbeddedServer) -> None:
    server = psutil.Process(postmaster_pid(running))

    connections = server.net_connections(kind="all")

    assert {connection.family for connection in connections} == {socket.AF_UNIX}
    assert f"{running.host}/.s.PGSQL.5432" in [connection.laddr for connection in connections]
    assert stat.S_IMODE(Path(running.host).stat().st_mode) == 0o700


def test_settings_suit_an_office_machine(running: EmbeddedServer) -> None:
    names = ["TimeZone", "listen_addresses", "max_connections", "shared_buffers", "random_page_cost", "jit"]

    settings = {name: value_of(running, f"SHOW {name}") for name in names}

    assert settings == {
        "TimeZone": "UTC",
        "listen_addresses": "",
        "max_connections": "120",
        "shared_buffers": "256MB",
        "random_page_cost": "1.1",
        "jit": "off",
    }


@pytest.mark.parametrize(("durable", "expected"), [(True, "on"), (False, "off")])
def test_only_a_durable_server_waits_for_the_disk(
    make_server: MakeServer, durable: bool, expected: str
) -> None:
    server = make_server(durable=durable)
    server.ensure_running()

    settings = [
        value_of(server, f"SHOW {name}") for name in ("fsync", "synchronous_commit", "full_page_writes")
    ]

    assert settings == [expected] * 3


def test_role_makes_databases_and_extensions_without_being_superuser(running: EmbeddedServer) -> None:
    execute(running, "CREATE DATABASE test_webmino", "CREATE EXTENSION unaccent", "CREATE EXTENSION pg_trgm")

    is_superuser = value_of(running, "SELECT usesuper FROM pg_user WHERE usename = current_user")

    assert is_superuser is False
    assert value_of(running, "SELECT upper(unaccent('Épicerie Léa'))") == "EPICERIE LEA"


def test_programs_of_the_same_version_dump_the_database(running: EmbeddedServer) -> None:
    execute(running, "CREATE TABLE dumped (number integer)")
    address = ["-h", running.host, "-p", str(running.port), "-U", "webmino", "webmino"]

    dump = subprocess.run(
        [running.bin() / "pg_dump", *address], capture_output=True, text=True, check=True
    ).stdout

    assert "CREATE TABLE public.dumped" in dump
    assert f"-- Dumped from database version {running.version()}." in dump


# After kill -9


def test_killed_postmaster_loses_nothing_that_was_saved(make_server: MakeServer) -> None:
    server = make_server(durable=True)
    server.ensure_running()
    execute(server, "CREATE TABLE saved AS SELECT generate_series(1, 1000) AS number")

    kill_postmaster(server)
    started = server.ensure_running()

    assert started
    assert value_of(server, "SELECT count(*) FROM saved") == 1000


def test_query_that_outlives_its_postmaster_does_not_block_the_next_start(server: EmbeddedServer) -> None:
    connection = connect(server)
    endless = connection.info.backend_pid
    connection.pgconn.send_query(b"DO $$ BEGIN LOOP PERFORM 1; END LOOP; END $$")

    kill_postmaster(server)
    survived = endless in [process.pid for process in server_processes(server.data)]
    started = server.ensure_running()

    assert (survived, started) == (True, True)
    assert endless not in [process.pid for process in server_processes(server.data)]
    connection.close()


WRITE = """
import sys
import psycopg

with psycopg.connect(host=sys.argv[1], dbname="webmino", user="webmino", autocommit=True) as connection:
    connection.execute("CREATE TABLE written (number integer)")
    for number in range(1, 1_000_000):
        connection.execute("INSERT INTO written VALUES (%s)", [number])
        print(number, flush=True)
"""


def test_killed_python_loses_nothing_that_was_saved(make_server: MakeServer) -> None:
    server = make_server(durable=True)
    server.ensure_running()
    writer = python(WRITE, server.host)
    assert writer.stdout is not None
    for _ in range(200):
        last_seen = int(writer.stdout.readline())

    writer.kill()
    writer.communicate()
    kill_postmaster(server)
    server.ensure_running()

    assert value_of(server, "SELECT count(*) = max(number) FROM written") is True
    assert value_of(server, "SELECT count(*) FROM written") >= last_seen == 200


def test_python_killed_while_making_the_server_leaves_nothing_in_the_way(make_server: MakeServer) -> None:
    server = make_server()
    maker = python(START, server.folder, server.system_folder)
    wait_until(lambda: list(server.home.glob("making-*/base")))

    maker.kill()
    maker.communicate()
    started = server.ensure_running()

    assert started
    assert value_of(server, "SELECT 1") == 1
    assert list(server.home.glob("making-*")) == []


def test_python_killed_while_starting_the_server_leaves_one_that_serves(server: EmbeddedServer) -> None:
    server.stop()
    starter = python(START, server.folder, server.system_folder)
    wait_until((server.data / "postmaster.pid").exists)

    starter.kill()
    starter.communicate()
    server.ensure_running()

    assert value_of(server, "SELECT 1") == 1


def test_pid_file_that_names_a_stranger_is_stale(server: EmbeddedServer) -> None:
    pid_file = server.data / "postmaster.pid"
    lines = pid_file.read_text().splitlines(keepends=True)
    kill_postmaster(server)
    # Of the server's own account, PostgreSQL itself would take it for a server.
    stranger = subprocess.Popen(["sleep", "60"], **server.account.process_options())
    pid_file.write_text(f"{stranger.pid}\n" + "".join(lines[1:]))

    was_running = server.is_running()
    started = server.ensure_running()

    assert (was_running, started) == (False, True)
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_server_that_lost_its_socket_is_started_anew(server: EmbeddedServer) -> None:
    Path(server.host, ".s.PGSQL.5432").unlink()

    started = server.ensure_running()

    assert started
    assert value_of(server, "SELECT 1") == 1


# Where it runs


def test_path_too_long_for_a_socket_and_full_of_odd_characters(make_server: MakeServer, folder: Path) -> None:
    odd = 'l\'été "2026", $HOME `x` '
    server = make_server(f"{odd}{'x' * (150 - len(str(folder)) - len(odd) - 10)}/postgres")

    server.ensure_running()

    assert len(str(server.folder)) == 150
    assert value_of(server, "SELECT 1") == 1
    host = Path(server.host)
    assert (host.owner(), stat.S_IMODE(host.stat().st_mode)) == (server.account.name, 0o700)
    assert EmbeddedServer(server.folder, system_folder=server.system_folder).host == server.host


def test_folder_whose_path_holds_a_comma_is_served(make_server: MakeServer) -> None:
    server = make_server("Lévis, Québec")

    server.ensure_running()

    assert value_of(server, "SELECT 1") == 1


def test_copy_of_the_data_has_a_socket_of_its_own(make_server: MakeServer, folder: Path) -> None:
    server, copy = make_server("x" * 100), make_server("y" * 100)
    server.ensure_running()
    server.stop()
    subprocess.run(["cp", "-a", server.folder, copy.folder], check=True)

    server.ensure_running()
    copy.ensure_running()

    assert server.host != copy.host
    assert (server.is_running(), copy.is_running()) == (True, True)


@needs_root
def test_short_folder_that_someone_else_made_anew_is_refused(make_server: MakeServer) -> None:
    host = Path(make_server("x" * 100).host)
    os.chown(host, 12345, 12345)

    with pytest.raises(EmbeddedServerError, match=f"^{host} belongs to someone else"):
        make_server("x" * 100).ensure_running()


def test_language_that_is_not_installed_is_no_obstacle(make_server: MakeServer) -> None:
    server = make_server()
    environment = os.environ | {
        "LANG": "xx_YY.UTF-8",
        "LC_ALL": "xx_YY.UTF-8",
        "PGPORT": "6000",
        "PGDATA": "/none",
    }

    answer = output_of(python(START, server.folder, server.system_folder, env=environment))

    assert answer == "True\n"
    assert value_of(server, "SHOW lc_messages") == "C"


def test_environment_about_another_server_is_ignored(make_server: MakeServer) -> None:
    server = make_server()
    other = os.environ | {"PGPORT": "6000", "PGDATA": "/none", "PGHOST": "/none"}

    answer = output_of(python(START, server.folder, server.system_folder, env=other))

    assert answer == "True\n"
    assert value_of(server, "SHOW port") == "5432"


@needs_root
def test_folder_out_of_reach_of_the_servers_account_is_replaced_by_a_private_one(
    make_server: MakeServer, folder: Path
) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    server = make_server("closed/postgres")

    server.ensure_running()

    assert server.home.parent == folder / "system"
    assert (server.home.owner(), stat.S_IMODE(server.home.stat().st_mode)) == (server.account.name, 0o700)
    assert list(closed.iterdir()) == []
    closed.chmod(0o755)
    assert make_server("closed/postgres").home == server.home


@needs_root
def test_system_folder_that_others_may_write_is_refused(make_server: MakeServer, folder: Path) -> None:
    (folder / "closed").mkdir(mode=0o700)
    (folder / "system").mkdir()
    (folder / "system").chmod(0o777)

    with pytest.raises(EmbeddedServerError, match="must belong to root and be writable by root alone"):
        make_server("closed/postgres").ensure_running()


@needs_root
def test_programs_out_of_reach_of_the_servers_account_are_copied(
    make_server: MakeServer, folder: Path
) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    package = wheel_package()
    for source in (package, package.with_name(f"{package.name}.libs")):
        subprocess.run(["cp", "-a", source, closed], check=True)
    server = make_server()

    answer = output_of(
        python(START, server.folder, server.system_folder, env=os.environ | {"PYTHONPATH": str(closed)})
    )

    assert answer == "True\n"
    program = psutil.Process(postmaster_pid(server)).exe()
    assert Path(program).is_relative_to(folder / "system")
    assert Path(program).owner() == "root"


@needs_root
def test_strict_umask_of_root_does_not_lock_the_server_out(make_server: MakeServer) -> None:
    server = make_server("deep/er/postgres")

    answer = output_of(python(START, server.folder, server.system_folder, umask=0o077))

    assert answer == "True\n"
    assert server.home == server.folder


@needs_root
def test_ordinary_user_has_a_server_too(make_server: MakeServer, folder: Path) -> None:
    place = folder / "own"
    place.mkdir()
    nobody = pwd.getpwnam("nobody")
    os.chown(place, nobody.pw_uid, nobody.pw_gid)

    def rounds() -> tuple[bool, bool, int]:
        server = EmbeddedServer(place / "postgres", durable=False)
        started = server.ensure_running()
        found = server.ensure_running()
        answer = value_of(server, "SELECT 42")
        kill_postmaster(server)
        server.ensure_running()
        server.stop()
        return started, found, answer

    assert as_user("nobody", rounds) == (True, False, 42)
    assert (place / "postgres/data").owner() == "nobody"


@needs_root
def test_data_of_another_user_is_refused(folder: Path) -> None:
    server = EmbeddedServer(folder / "postgres", durable=False)
    (server.folder / "data").mkdir(parents=True)
    os.chown(server.folder, 12345, 12345)

    with pytest.raises(EmbeddedServerError, match=f"^{server.folder} belongs to user 12345, and") as refusal:
        server.ensure_running()

    assert f"chown -R {server.account.name} {server.folder}" in str(refusal.value)


@needs_root
def test_ordinary_user_is_told_who_made_the_data(server: EmbeddedServer) -> None:
    def refusal() -> str:
        with pytest.raises(EmbeddedServerError) as error:
            EmbeddedServer(server.folder, durable=False).ensure_running()
        return str(error.value)

    message = as_user("daemon", refusal)

    owner = server.account.name
    assert message.startswith(
        f"{server.folder} belongs to {owner}, and the embedded PostgreSQL runs as daemon."
    )


def test_link_in_place_of_the_folder_is_refused(make_server: MakeServer, folder: Path) -> None:
    server = make_server()
    (folder / "elsewhere").mkdir()
    server.folder.symlink_to(folder / "elsewhere")

    with pytest.raises(EmbeddedServerError, match="must be a folder, not a link or a file"):
        server.ensure_running()

    assert list((folder / "elsewhere").iterdir()) == []
    server.folder.unlink()


# What is said when it cannot run


def test_data_of_another_version_says_what_to_do(server: EmbeddedServer) -> None:
    server.stop()
    (server.data / "PG_VERSION").write_text("17\n")

    with pytest.raises(
        EmbeddedServerError, match="made by PostgreSQL 17, and PostgreSQL 18 is installed"
    ) as error:
        server.ensure_running()

    assert "manage.py backup FILE" in str(error.value)


SAY = """
import sys
from pathlib import Path
from webmino.postgres.errors import EmbeddedServerError
from webmino.postgres.server import EmbeddedServer

try:
    EmbeddedServer(Path(sys.argv[1]), durable=False).ensure_running()
except EmbeddedServerError as error:
    print(error)
"""


def can_mount() -> bool:
    return IS_ROOT and subprocess.run(["unshare", "--mount", "true"], check=False).returncode == 0


@pytest.mark.skipif(not can_mount(), reason="needs a small disk of its own")
def test_full_disk_is_said(folder: Path) -> None:
    disk = folder / "disk"
    disk.mkdir()
    mount_then = 'mount -t tmpfs -o size=12m,mode=755 tmpfs "$1" && exec "$2" -c "$3" "$1/postgres"'
    command = ["unshare", "--mount", "sh", "-c", mount_then, "sh", disk, sys.executable, SAY]

    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert f"the disk that holds {disk}/postgres is full. Free some space on it" in said


@needs_root
def test_root_without_an_account_for_the_server_is_told_what_to_do() -> None:
    with pytest.raises(EmbeddedServerError, match=r"no user named absent or missing\. Make one"):
        server_account(("absent", "missing"))


# Through Django

DJANGO = """
import sys
import django
from pathlib import Path
from django.conf import settings
from webmino.postgres.server import EmbeddedServer

server = EmbeddedServer(Path(sys.argv[1]), durable=False, system_folder=Path(sys.argv[2]))
settings.configure(EMBEDDED_SERVER=server, DATABASES={"default": server.django_database()})
django.setup()

from django.db import OperationalError, connection
try:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        print(cursor.fetchone()[0])
    print(connection.creation.create_test_db(verbosity=0))
    connection.creation.destroy_test_db("webmino", verbosity=0)
    server.stop()
    connection.close()
    connection.ensure_connection()
    print(server.is_running())
except OperationalError as error:
    print(error)
"""


def test_first_query_of_django_starts_the_server(make_server: MakeServer) -> None:
    server = make_server()

    output = output_of(python(DJANGO, server.folder, server.system_folder))

    assert output.split() == ["webmino", "test_webmino", "True"]


def test_django_meets_a_server_that_cannot_start_as_a_database_that_is_down(server: EmbeddedServer) -> None:
    server.stop()
    (server.data / "PG_VERSION").write_text("17\n")

    output = output_of(python(DJANGO, server.folder, server.system_folder))

    assert output.startswith(f"The data in {server.home} was made by PostgreSQL 17")
