"""Serve the application from one command: gunicorn in this process, the database while somebody uses it."""

import errno
import fcntl
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from webmino.postgres.server import EmbeddedServer

# This machine alone.
LOOPBACK = "127.0.0.1"
# Processes, and threads of each: a page hardly waits for another.
WORKERS = 2
THREADS = 4
# Seconds. The workers of a gunicorn that was killed let go of its port within two.
PORT_PATIENCE = 3
POLL_INTERVAL = 0.1
BACKLOG = 64


class PortError(Exception):
    """The port cannot be listened to; the message is the system's."""


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens on `port` of the address or name `host`; 0.0.0.0 and :: are all addresses.

    Raises PortError where another program has it or the system refuses it.
    """
    deadline = time.monotonic() + PORT_PATIENCE
    while True:
        try:
            family, _kind, _protocol, _name, address = socket.getaddrinfo(
                host, port, type=socket.SOCK_STREAM
            )[0]
            return socket.create_server(address[:2], family=family, backlog=BACKLOG)
        except (OverflowError, socket.gaierror, UnicodeError) as error:
            raise PortError(getattr(error, "strerror", None) or str(error)) from error
        except OSError as error:
            if error.errno != errno.EADDRINUSE or time.monotonic() > deadline:
                # Python adds the address to the error's own words.
                raise PortError(os.strerror(error.errno or 0)) from error
        time.sleep(POLL_INTERVAL)


def address_of(listener: socket.socket) -> str:
    """Return the address under which a browser of this machine reaches `listener`."""
    host, port = listener.getsockname()[:2]
    if ip_address(host).is_unspecified:
        host = LOOPBACK
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def is_loopback(listener: socket.socket) -> bool:
    """Whether only this machine reaches `listener`."""
    return ip_address(listener.getsockname()[0]).is_loopback


def leave_on_signals() -> None:
    """Leave by SystemExit when asked to end or when the terminal closes, so that `in_use` cleans up."""

    def leave(number: int, frame: object) -> None:
        sys.exit(128 + number)

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, leave)


@contextmanager
def in_use(server: EmbeddedServer, folder: Path, *, stops: bool = True) -> Iterator[None]:
    """Keep `server` for those who share it by the same `folder`; the last of them to leave stops it.

    A process that is killed leaves without stopping it, as does one with `stops` false; the next one to
    leave does.
    """
    # Several processes share the lock of the folder itself, which is nobody's once they all ended.
    descriptor = os.open(folder, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    owner = os.getpid()
    try:
        yield
    finally:
        # gunicorn's workers, forked in here, leave through here too.
        if os.getpid() == owner:
            if stops:
                _stop_if_last(server, descriptor)
            os.close(descriptor)


def is_in_use(folder: Path) -> bool:
    """Whether a process keeps the server by this folder, as `demo`, `serve` and others do with `in_use`."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _stop_if_last(server: EmbeddedServer, descriptor: int) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return  # Somebody else still uses it.
    # Who comes now waits for the lock, then starts the server anew.
    server.stop()


class Gunicorn(BaseApplication):
    """A gunicorn that serves `application` on `listener` until it is told to stop; no database before it."""

    def __init__(
        self,
        application: Callable[..., Any],
        listener: socket.socket,
        *,
        workers: int,
        threads: int,
        when_ready: Callable[[], None],
    ) -> None:
        self.application = application
        self.listener = listener
        self.workers = workers
        self.threads = threads
        self.when_ready = when_ready
        super().__init__()

    def load_config(self) -> None:
        settings = {
            "bind": f"fd://{self.listener.detach()}",
            "worker_class": "gthread",
            "workers": self.workers,
            "threads": self.threads,
            "graceful_timeout": 5,
            "loglevel": "warning",
            "control_socket_disable": True,
            "when_ready": self._ready,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Callable[..., Any]:
        return self.application

    def _ready(self, arbiter: Arbiter) -> None:
        # To gunicorn SIGHUP means to read its settings again; to us, that the terminal was closed.
        signal.signal(signal.SIGHUP, lambda number, frame: signal.raise_signal(signal.SIGTERM))
        self.when_ready()
