"""The command `demo`, on real processes: what serves, what stops, and what is kept."""

import os
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.processes import (
    Serving,
    address_of,
    copy_of,
    database_processes,
    folders,
    kill,
    query,
    rows,
    wait_until,
)
from webmino.demo_accounts import DEMO_ACCOUNTS, DEMO_PASSWORD
from webmino.postgres.processes import read_postmaster
from webmino.postgres.server import EmbeddedServer
from webmino.static_files import MARK


@pytest.fixture(scope="module")
def make_home() -> Iterator[Callable[[], Path]]:
    """A function that makes an empty folder which the account that serves root may enter."""
    with folders("demo-") as make:
        yield make


@pytest.fixture(scope="module")
def first_page(make_home: Callable[[], Path]) -> tuple[Path, str, list[str]]:
    """The folder, the sign-in page and the output of a first start, which was stopped."""
    demo = Serving("demo", home=make_home())
    page = demo.page("connexion/")
    demo.stop()
    return demo.home, page, demo.output


@pytest.fixture
def home(first_page: tuple[Path, str, list[str]]) -> Path:
    """The folder of a demo that was started and stopped before."""
    return first_page[0]


@pytest.fixture
def start() -> Iterator[Callable[..., Serving]]:
    """A function that starts a demo; what still runs after the test is killed."""
    demos: list[Serving] = []

    def start(home: Path, *options: str) -> Serving:
        demos.append(Serving("demo", *options, home=home))
        return demos[-1]

    yield start
    kill(demos)


def test_the_first_start_serves_the_sign_in_page_with_the_accounts(
    first_page: tuple[Path, str, list[str]],
) -> None:
    _, page, output = first_page

    named = [account.username for account in DEMO_ACCOUNTS if account.username in page]
    assert named == [account.username for account in DEMO_ACCOUNTS]
    assert DEMO_PASSWORD in page
    assert f"{', '.join(named)}" in "\n".join(output)


def test_a_second_start_neither_fills_nor_collects_again(home: Path, start: Callable[..., Serving]) -> None:
    collected = (home / "static" / MARK).stat().st_mtime_ns

    demo = start(home)
    page = demo.page("connexion/")

    assert query(home, "SELECT count(*) FROM webmino_demofill") == [(1,)]
    assert (home / "static" / MARK).stat().st_mtime_ns == collected
    assert DEMO_PASSWORD in page
    assert (demo.stop(), len(demo.output)) == (0, 3)


def test_a_killed_command_loses_nothing_and_starts_again(home: Path, start: Callable[..., Serving]) -> None:
    killed = start(home)
    killed.page("healthz")
    query(home, "UPDATE webmino_user SET first_name = 'Before the kill' WHERE username = 'rep1'")

    killed.process.kill()
    next_one = start(home, "--port", killed.address().rstrip("/").rpartition(":")[2])

    assert next_one.page("healthz") == "ok"
    assert query(home, "SELECT first_name FROM webmino_user WHERE username = 'rep1'") == [
        ("Before the kill",)
    ]
    assert killed.ended() == -signal.SIGKILL
    assert (next_one.stop(), database_processes(home)) == (0, [])


def test_a_killed_database_server_loses_nothing_and_starts_again(
    home: Path, start: Callable[..., Serving]
) -> None:
    demo = start(home)
    demo.page("healthz")
    query(home, "UPDATE webmino_user SET first_name = 'Saved' WHERE username = 'rep2'")
    postmaster = read_postmaster(home / "postgres" / "data")
    assert postmaster

    os.kill(postmaster.pid, signal.SIGKILL)
    wait_until(lambda: database_processes(home) == [])

    assert demo.page("healthz") == "ok"
    assert query(home, "SELECT first_name FROM webmino_user WHERE username = 'rep2'") == [("Saved",)]
    assert (demo.stop(), database_processes(home)) == (0, [])


def test_a_taken_port_is_said_in_a_sentence(home: Path, start: Callable[..., Serving]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other_program:
        port = str(other_program.getsockname()[1])

        demo = start(home, "--port", port)
        code = demo.ended()

    assert code == 1
    assert len(demo.output) == 1
    assert port in demo.output[0]
    assert database_processes(home) == []


def test_a_database_that_the_demo_did_not_fill_is_left_alone(
    home: Path, make_home: Callable[[], Path], start: Callable[..., Serving]
) -> None:
    ours = make_home()
    copy_of(home, ours)
    EmbeddedServer(ours / "postgres").ensure_running()
    query(ours, "DELETE FROM webmino_demofill")
    before = rows(address_of(ours))

    demo = start(ours)
    code = demo.ended()

    assert code == 1
    assert len(demo.output) == 1
    EmbeddedServer(ours / "postgres").ensure_running()
    assert rows(address_of(ours)) == before


def test_starts_at_once_share_a_database_server_which_the_last_one_stops(
    make_home: Callable[[], Path], start: Callable[..., Serving]
) -> None:
    home = make_home()

    demos = [start(home) for _ in range(3)]
    pages = [demo.page("healthz") for demo in demos]
    filled = query(home, "SELECT count(*) FROM webmino_demofill")
    first, second, third = demos
    servers = [read_postmaster(home / "postgres" / "data")]
    codes = [first.stop(signal.SIGINT)]
    servers.append(read_postmaster(home / "postgres" / "data"))
    codes.append(second.stop(signal.SIGTERM))
    pages.append(third.page("healthz"))
    codes.append(third.stop(signal.SIGHUP))

    assert pages == ["ok"] * 4
    assert len({demo.address() for demo in demos}) == 3
    assert filled == [(1,)]
    assert servers[0] == servers[1]
    assert codes == [0, 0, 0]
    assert database_processes(home) == []
