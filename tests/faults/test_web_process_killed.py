"""A process that serves is killed while it saves a follow-up: all of it is saved or nothing, never half."""

import http.client
import os
import signal
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest

from tests.faults.follow_ups import filled_form
from tests.faults.installations import Installation
from tests.faults.obstacles import commits_held, locked, wait_for_a_writer
from tests.processes import wait_until
from webmino.serving import WORKERS

# An action to do, of whom.
OPEN_ACTION = """
SELECT id, customer_id FROM followups_followup
WHERE next_action_on IS NOT NULL AND next_action_done_at IS NULL AND cancelled_at IS NULL ORDER BY id LIMIT 1
"""
# The follow-up of a form, whether it closed the action, and how often the action's history tells of it.
SAVED = """
SELECT (SELECT count(*) FROM followups_followup WHERE submission = '{submission}'),
       (SELECT count(*) FROM followups_followup action JOIN followups_followup entered
            ON action.closed_by_id = entered.id
        WHERE action.id = {action} AND action.next_action_done_at IS NOT NULL
            AND entered.submission = '{submission}'),
       (SELECT count(*) FROM followups_followupevent WHERE pgh_obj_id = {action})
"""


class Case:
    """An open action, and a form that records a follow-up and closes it."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        installation.serve()
        self.person = installation.person(role="office")
        [(self.action, customer)] = installation.query(OPEN_ACTION)
        page = self.person.get(f"/clients/{customer}/").text
        self.form = filled_form(page, closes=self.action)
        self.rows_before = installation.rows()

    def send_and_kill(self) -> None:
        """Send the form, and kill the process that saves it once the database has something of it."""
        with ThreadPoolExecutor(1) as pool:
            answer = pool.submit(self.form.send, self.person)
            wait_for_a_writer(self.installation)
            os.kill(self.busy_worker(), signal.SIGKILL)
            with pytest.raises((OSError, http.client.HTTPException)):
                answer.result()

    def busy_worker(self) -> int:
        """Return the process that holds the connection of a browser."""

        def busy() -> list[int]:
            return [
                pid
                for pid in self.installation.workers()
                for connection in psutil.Process(pid).net_connections("tcp")
                if connection.status == psutil.CONN_ESTABLISHED
            ]

        wait_until(lambda: len(busy()) == 1)
        return busy()[0]

    def saved(self) -> tuple[int, int, int]:
        words = SAVED.format(submission=self.form.submission, action=self.action)
        [counts] = self.installation.query(words)
        return counts


def test_a_process_killed_before_the_commit_has_saved_nothing_and_another_serves(
    installation: Installation,
) -> None:
    case = Case(installation)
    workers = installation.workers()

    with locked(installation, f"SELECT FROM followups_followup WHERE id = {case.action} FOR UPDATE"):
        case.send_and_kill()
        meanwhile = case.person.get("/agenda/")
    rows_after = installation.rows()
    wait_until(lambda: len(installation.workers()) == WORKERS)
    sent_again = case.form.send(case.person)

    assert meanwhile.status == 200
    assert len(installation.workers() & workers) == WORKERS - 1
    assert rows_after == case.rows_before
    assert sent_again.status == 302
    assert case.saved() == (1, 1, 1)
    assert installation.wrong_visit_states() == []


def test_a_process_killed_in_the_commit_has_saved_all_and_the_form_sent_again_adds_nothing(
    installation: Installation,
) -> None:
    case = Case(installation)

    with commits_held(installation):
        case.send_and_kill()
    saved, rows_after = case.saved(), installation.rows()
    sent_again = case.form.send(case.person)

    assert saved == (1, 1, 1)
    assert sent_again.status == 302
    assert installation.rows() == rows_after != case.rows_before
    assert installation.wrong_visit_states() == []
