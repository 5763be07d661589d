"""Servers of the benchmark, and a client that asks them one thing after another."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Self

import psutil

from tests.bench.databases import ROOT
from tests.external_postgres import free_port

WORKERS, THREADS = 2, 4
# Seconds for a server to answer, and for a page to come.
PATIENCE = 60


@dataclass
class Answer:
    """What came, and the seconds from asking to its first byte and to its last."""

    status: int
    body: bytes
    headers: dict[str, str]
    first_byte: float
    seconds: float


@dataclass
class Client:
    """A client that keeps its connection, and its cookies."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None, {})

    def post(self, path: str, body: str) -> Answer:
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": f"http://127.0.0.1:{self.port}",
        }
        return self._ask("POST", path, body, headers)

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        start = time.perf_counter()
        self.connection.request(method, path, body, headers | ({"Cookie": cookies} if cookies else {}))
        response = self.connection.getresponse()
        first_byte = time.perf_counter() - start
        content = response.read()
        seconds = time.perf_counter() - start
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _equals, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(response.status, content, dict(response.headers), first_byte, seconds)

    def close(self) -> None:
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


@dataclass
class Server:
    """A gunicorn with two workers."""

    port: int
    process: subprocess.Popen

    def memory(self) -> float:
        """MB of the largest worker: what is its own, and what it shares."""
        workers = psutil.Process(self.process.pid).children()
        return max(worker.memory_info().rss for worker in workers) / 1e6


@contextmanager
def served(application: str, **variables: str) -> Iterator[Server]:
    """Serve a WSGI application by gunicorn on this machine alone, as `manage.py serve` does."""
    port = free_port()
    command = [
        *(sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}"),
        *("--workers", str(WORKERS), "--worker-class", "gthread", "--threads", str(THREADS)),
        *("--log-level", "warning", "--timeout", "600", "--keep-alive", "600"),
    ]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | variables)
    try:
        _wait_until_it_answers(port, process)
        yield Server(port, process)
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _wait_until_it_answers(port: int, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The server did not begin to answer.")
