"""Whole installations: the application as `serve` starts it, its PostgreSQL, and fifty people."""

import json
import os
import signal
from pathlib import Path
from typing import Any

import psutil
import psycopg

from tests.browsing import Person
from tests.processes import Serving, address_of, database_processes, kill, query, rows, run, wait_until
from webmino.postgres.processes import read_postmaster
from webmino.postgres.server import EmbeddedServer
from webmino.serving import WORKERS


def asked_inside(home: Path, call: str) -> Any:
    """Return what a call of a function of `tests.faults.inside` returns in the installation of `home`."""
    words = f"import json; from tests.faults import inside; print(json.dumps(inside.{call}))"
    result = run("shell", "--command", words, home=home)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout.splitlines()[-1])


class Installation:
    """A copy of a filled home, to be served and harmed. `people` are those of `inside.make_people`."""

    def __init__(self, home: Path, people: list[dict[str, str]]) -> None:
        self.home = home
        self.people = people
        self.server = EmbeddedServer(home / "postgres")
        self.started: list[Serving] = []

    def serve(self, **variables: str) -> Serving:
        """Start the application, and return once it serves with all its processes."""
        self.started.append(Serving("serve", "--port", "0", home=self.home, **variables))
        self.started[-1].address()
        wait_until(lambda: len(self.workers()) == WORKERS)
        return self.started[-1]

    def person(self, **wanted: str) -> Person:
        """Return the first person of that role or language at his browser."""
        return next(
            self.at_browser(each) for each in self.people if all(each[key] == wanted[key] for key in wanted)
        )

    def everybody(self) -> list[Person]:
        return [self.at_browser(each) for each in self.people]

    def at_browser(self, who: dict[str, str]) -> Person:
        return Person(self.started[-1].address(), who["session"])

    def workers(self) -> set[int]:
        """Return gunicorn's workers."""
        master = self.started[-1].process.pid
        return set(self.started[-1].session()) - {master}

    def kill_database(self) -> None:
        """Kill PostgreSQL's first process; return once its children have ended too."""
        postmaster = read_postmaster(self.server.data)
        assert postmaster
        family = {process.pid for process in psutil.Process(postmaster.pid).children()} | {postmaster.pid}
        os.kill(postmaster.pid, signal.SIGKILL)
        wait_until(lambda: family.isdisjoint(each.pid for each in database_processes(self.home)))

    def end_connections(self) -> None:
        """End what the application has open in the database, as an administrator of PostgreSQL may."""
        self.as_superuser("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'webmino'")

    def query(self, words: str) -> list[tuple[Any, ...]]:
        return query(self.home, words)

    def as_superuser(self, *statements: str) -> None:
        address = address_of(self.home).replace("user=webmino", "user=postgres")
        with psycopg.connect(address, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def rows(self) -> dict[str, tuple[object, ...]]:
        """Return the number and a digest of the rows of each table."""
        return rows(address_of(self.home))

    def wrong_visit_states(self) -> list[int]:
        """Return the customers whose row of the tracking table is not what their follow-ups say."""
        wrong: list[int] = asked_inside(self.home, "wrong_visit_states()")
        return wrong

    def times_recorded(self, submissions: set[str]) -> dict[str, int]:
        """Return how many follow-ups each of these forms made."""
        counts = self.query("SELECT note, count(*) FROM followups_followup GROUP BY note")
        return {note: count for note, count in counts if note in submissions}

    def end(self) -> None:
        kill(self.started)
        self.server.stop("immediate")


def filled(home: Path) -> list[dict[str, str]]:
    """Fill an empty home with the demo's data and fifty people, and return them; nothing runs any more."""
    demo = Serving("demo", home=home)
    try:
        demo.address()
        people: list[dict[str, str]] = asked_inside(home, "make_people()")
    finally:
        demo.stop()
    return people
