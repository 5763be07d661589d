"""A PostgreSQL that someone else looks after: a port, a password, and a role that may only use databases."""

import secrets
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from tests.processes import PATIENCE
from webmino.postgres.account import server_account
from webmino.postgres.binaries import server_bin

ROLE = "tenant"
SUPERUSER = "postgres"


class ExternalServer:
    """The system's own PostgreSQL where there is one, else the wheel's, on a port of this machine alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.account = server_account()
        installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        self.bin = installed[-1].parent if installed else server_bin(self.account, folder / "system")
        self.password = secrets.token_urlsafe(12)
        self.port = 0

    def start(self) -> None:
        password_file = self.folder / "password"
        password_file.write_text(self.password)
        self._run("initdb", "--auth=scram-sha-256", f"--username={SUPERUSER}", f"--pwfile={password_file}",
                  "--encoding=UTF8", "--locale=C", "--no-sync", "-D", "data")  # fmt: skip
        # As late as can be: any other program may take it until the server has it.
        self.port = free_port()
        options = (
            f"-c listen_addresses=127.0.0.1 -c port={self.port} -c unix_socket_directories= -c fsync=off"
        )
        self._run("pg_ctl", "start", "--silent", "--wait", f"--timeout={PATIENCE}", "-D", "data",
                  "-l", "log", "-o", options)  # fmt: skip
        with self.connect("postgres") as connection:
            query = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}")
            connection.execute(query.format(sql.Identifier(ROLE), sql.Literal(self.password)))

    def stop(self) -> None:
        self._run("pg_ctl", "stop", "--silent", "--wait", "--mode=immediate", "-D", "data")

    def make_database(self, *, copy_of: str = "template1") -> str:
        """Return the DATABASE_URL of a new database, which the role owns; nobody is in the one it copies."""
        name = f"database_{secrets.token_hex(4)}"
        with self.connect("postgres") as connection:
            query = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}")
            connection.execute(query.format(*map(sql.Identifier, (name, ROLE, copy_of))))
        return f"postgres://{ROLE}:{self.password}@127.0.0.1:{self.port}/{name}"

    def connect(self, database: str) -> psycopg.Connection:
        """Connect as the superuser."""
        address = f"host=127.0.0.1 port={self.port} user={SUPERUSER} dbname={database}"
        return psycopg.connect(address, password=self.password, autocommit=True)

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self.bin / program, *arguments],
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            check=True,
            **self.account.process_options(),
        )


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


@contextmanager
def external_server() -> Iterator[ExternalServer]:
    """Give a running server, which ends with its data."""
    with tempfile.TemporaryDirectory(prefix="external-") as name:
        folder = Path(name)
        folder.chmod(0o777)
        server = ExternalServer(folder)
        server.start()
        try:
            yield server
        finally:
            server.stop()
