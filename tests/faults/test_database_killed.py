"""The database is killed while people work: they are told so, and then go on with the same processes."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from tests.browsing import Answer, Person
from tests.faults.follow_ups import filled_form, records_in
from tests.faults.installations import Installation
from tests.processes import wait_until
from tests.webmino.test_error_pages import heading

CLERKS = 6


class Clerk:
    """Somebody who enters follow-ups of one customer, and sends a form again until it is confirmed."""

    def __init__(self, person: Person, record: str, over: threading.Event) -> None:
        self.person = person
        self.record = record
        self.over = over
        self.confirmed: list[str] = []
        self.refused: list[Answer] = []
        self.has_left = False

    def work(self) -> None:
        try:
            while not self.over.is_set():
                self.enter()
        finally:
            self.has_left = True

    def enter(self) -> None:
        form = filled_form(self.until(200, lambda: self.person.get(self.record)).text)
        self.until(302, lambda: form.send(self.person))
        self.confirmed.append(form.submission)

    def until(self, status: int, ask: Callable[[], Answer]) -> Answer:
        while (answer := ask()).status != status:
            self.refused.append(answer)
            assert answer.status == 503, answer
            assert not self.over.is_set(), "the database is not back"
            time.sleep(0.1)
        return answer


@contextmanager
def at_work(installation: Installation) -> Iterator[list[Clerk]]:
    """Have some people work meanwhile."""
    people = installation.everybody()[:CLERKS]
    records = records_in(people[0].get("/suivi-visites/").text)
    over = threading.Event()
    clerks = [Clerk(person, record, over) for person, record in zip(people, records, strict=False)]
    with ThreadPoolExecutor(CLERKS) as pool:
        works = [pool.submit(clerk.work) for clerk in clerks]
        try:
            yield clerks
        finally:
            over.set()
        for work in works:
            work.result()


def wait_for_two_more(clerks: list[Clerk], kind: str) -> None:
    """Wait until each has two more forms "confirmed", or answers "refused": the second was asked for since.

    Returns too when somebody has left with an error, which `at_work` raises.
    """
    so_far = [len(getattr(clerk, kind)) for clerk in clerks]

    def have_two_more() -> bool:
        return all(len(getattr(clerk, kind)) > 1 + n for clerk, n in zip(clerks, so_far, strict=True))

    wait_until(lambda: have_two_more() or any(clerk.has_left for clerk in clerks))


def assert_that_nothing_is_lost(installation: Installation, clerks: list[Clerk]) -> None:
    submissions = {submission for clerk in clerks for submission in clerk.confirmed}
    assert installation.times_recorded(submissions) == dict.fromkeys(submissions, 1)
    assert installation.wrong_visit_states() == []


def address_of_its_socket(installation: Installation) -> str:
    """Return the DATABASE_URL by which the application only connects, as to a server of somebody else."""
    server = installation.server
    return f"postgres://webmino@{quote(server.host, safe='')}:{server.port}/webmino"


@contextmanager
def a_server_that_never_answers(installation: Installation) -> Iterator[None]:
    """Listen in place of the database, accept connections and say nothing."""
    address = f"{installation.server.host}/.s.PGSQL.{installation.server.port}"
    Path(address).unlink()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen()
        yield


def said(answer: Answer) -> tuple[int, str, str | None]:
    return answer.status, heading(answer.text), answer.headers["Retry-After"]


def test_the_private_database_killed_under_load_is_back_with_the_next_request(
    installation: Installation,
) -> None:
    serving = installation.serve()
    workers = installation.workers()

    with at_work(installation) as clerks:
        for _ in range(3):
            wait_for_two_more(clerks, "confirmed")
            installation.kill_database()
        wait_for_two_more(clerks, "confirmed")

    assert installation.workers() == workers
    assert [line for line in serving.output if "Traceback" in line] == []
    assert_that_nothing_is_lost(installation, clerks)


def test_while_the_database_is_down_everybody_is_told_and_then_goes_on(installation: Installation) -> None:
    installation.server.ensure_running()
    serving = installation.serve(DATABASE_URL=address_of_its_socket(installation))
    workers = installation.workers()
    french, english = installation.person(language="fr"), installation.person(language="en")
    french.get("/agenda/"), english.get("/agenda/")

    with at_work(installation) as clerks:
        wait_for_two_more(clerks, "confirmed")
        installation.kill_database()
        down = [french.get("/clients/"), english.get("/clients/"), french.get("/healthz")]
        wait_for_two_more(clerks, "refused")
        with a_server_that_never_answers(installation):
            mute = english.get("/healthz")
        installation.server.ensure_running()
        wait_for_two_more(clerks, "confirmed")
    up = french.get("/healthz")

    in_french, in_english = "La base de données ne répond pas", "The database does not answer"
    assert [said(answer) for answer in [*down, mute]] == [
        (503, words, "5") for words in (in_french, in_english, in_french, in_english)
    ]
    assert {said(answer)[0::2] for clerk in clerks for answer in clerk.refused} == {(503, "5")}
    assert (up.status, up.text) == (200, "ok")
    assert installation.workers() == workers
    assert [line for line in serving.output if "Traceback" in line] == []
    assert_that_nothing_is_lost(installation, clerks)
