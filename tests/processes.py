"""Commands of `manage.py` as real processes, each with a home of its own."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import psutil
import psycopg
from psycopg import sql

from webmino.postgres.processes import server_processes
from webmino.postgres.server import EmbeddedServer

ROOT = Path(__file__).parents[1]
# Seconds: a machine that does other things too.
PATIENCE = 120


class Serving:
    """A command that serves, in a session of its own, as in a terminal."""

    def __init__(self, command: str, *options: str, home: Path, **variables: str) -> None:
        self.home = home
        self.output: list[str] = []
        self.process = run_in_background(command, *(options or ("--port", "0")), home=home, **variables)
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.output.append(line.rstrip("\n"))

    def said(self, pattern: str) -> str:
        """Wait until the command says what `pattern` matches, and return the first of it."""

        def found() -> re.Match[str] | None:
            return re.search(pattern, "\n".join(self.output))

        wait_until(lambda: found() or self.process.poll() is not None)
        match = found()
        assert match, self.output
        return match[0]

    def address(self) -> str:
        """Wait until the command says where it serves, and return that address."""
        return self.said(r"http://127\.0\.0\.1:\d+/")

    def port(self) -> int:
        """Return the port on which it listens, which it does not say behind a proxy."""
        listening = [
            connection.laddr.port
            for connection in psutil.Process(self.process.pid).net_connections("tcp")
            if connection.status == psutil.CONN_LISTEN
        ]
        assert len(listening) == 1, listening
        return listening[0]

    def page(self, path: str) -> str:
        with urlopen(self.address() + path, timeout=PATIENCE) as response:  # noqa: S310 - our own address
            text: str = response.read().decode()
        return text

    def session(self) -> list[int]:
        """Return the processes of the command: itself and gunicorn's workers."""
        return [pid for pid in psutil.pids() if self._is_of_session(pid)]

    def _is_of_session(self, pid: int) -> bool:
        try:
            return os.getsid(pid) == self.process.pid and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
        except (ProcessLookupError, psutil.Error):
            return False

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        """Send a signal as a terminal (SIGINT, to all) or another program does, and return the exit code."""
        if number == signal.SIGINT:
            os.killpg(self.process.pid, number)
        else:
            self.process.send_signal(number)
        return self.ended()

    def ended(self) -> int:
        """Wait until no process of the command is left, and return its exit code."""
        code = self.process.wait(PATIENCE)
        wait_until(lambda: self.session() == [])
        self.reader.join(PATIENCE)
        return code


def environment(home: Path, **variables: str) -> dict[str, str]:
    """Return the environment of a command: ours without what is about this project, and `variables`."""
    ours = ("WEBMINO", "DJANGO", "DATABASE_URL", "ALLOWED_HOSTS", "SECRET_KEY", "PG")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return inherited | {"WEBMINO_HOME": str(home)} | variables


def run(*command: str, home: Path, words: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a command of `manage.py` to its end, with `words` typed into it."""
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=environment(home, **variables),
        input=words,
        capture_output=True,
        text=True,
        check=False,
    )


def run_in_background(*command: str, home: Path, **variables: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=environment(home, **variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def wait_until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def database_processes(home: Path) -> list[psutil.Process]:
    return server_processes(home / "postgres" / "data")


def address_of(home: Path) -> str:
    """Return the address by which a client of PostgreSQL reaches the embedded server of `home`."""
    server = EmbeddedServer(home / "postgres")
    return f"host={server.host} port={server.port} user=webmino dbname=webmino"


def query(home: Path, words: str) -> list[tuple[object, ...]]:
    with psycopg.connect(address_of(home)) as connection:
        cursor = connection.execute(words)
        return cursor.fetchall() if cursor.description else []


def rows(address: str) -> dict[str, tuple[object, ...]]:
    """Return the number and a digest of the rows of each table."""
    digest = sql.SQL(
        """SELECT count(*), md5(string_agg(t::text, ' ' ORDER BY t::text COLLATE "C")) FROM {} t"""
    )
    with psycopg.connect(address) as connection:
        # A moment is written in the time zone of its reader.
        connection.execute("SET TIME ZONE 'UTC'")
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        return {
            table: connection.execute(digest.format(sql.Identifier(table))).fetchone() for (table,) in tables
        }


@contextmanager
def folders(prefix: str) -> Iterator[Callable[[], Path]]:
    """Give a function that makes homes which the account that serves root may enter; then remove them."""
    homes: list[Path] = []

    def make() -> Path:
        homes.append(Path(tempfile.mkdtemp(prefix=prefix)))
        homes[-1].chmod(0o755)
        return homes[-1]

    try:
        yield make
    finally:
        for home in homes:
            EmbeddedServer(home / "postgres").stop("immediate")
            shutil.rmtree(home)


def copy_of(home: Path, to: Path) -> None:
    """Copy a home whose database does not run, owners included."""
    subprocess.run(["cp", "-a", f"{home}/.", to], check=True)


def kill(servings: Iterable[Serving]) -> None:
    """End what still runs."""
    for serving in servings:
        for pid in serving.session():
            os.kill(pid, signal.SIGKILL)
        serving.process.wait()
