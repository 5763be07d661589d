"""Fifty people at once for half a minute, on the demo's data: no error, and no follow-up is lost."""

import os
import random
import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from tests.browsing import Answer, Person
from tests.faults.follow_ups import Entry, filled_form, records_in
from tests.faults.installations import Installation

# WEBMINO_LOAD_SECONDS=3600 makes it an endurance test.
DURATION = float(os.environ.get("WEBMINO_LOAD_SECONDS", "30"))
# Seconds that somebody looks at a page: the shortest and the longest.
READING = (0.5, 1.5)
LISTS = (
    "/suivi-visites/",
    "/suivi-visites/?sort=-last_on",
    "/suivi-visites/?sort=name&days_since_min=14",
    "/suivi-visites/?q=e&status=all",
    "/suivi-visites/?due=overdue&sort=next_action_on",
)


@dataclass
class Visitor:
    """One of the fifty: reads, enters follow-ups, and keeps what was answered and how long it took."""

    person: Person
    random: random.Random
    unexpected: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    confirmed: list[str] = field(default_factory=list)

    def stay(self, until: float) -> None:
        """Go round until that moment of the monotonic clock, and until a follow-up is entered."""
        for _ in self.rounds():
            if self.confirmed and time.monotonic() >= until:
                return

    def rounds(self) -> Iterator[None]:
        while True:
            yield
            # A list may be empty for him; the first one is not.
            records = records_in(self.get(self.random.choice(LISTS))) or records_in(self.get(LISTS[0]))
            yield
            form = filled_form(self.get(self.random.choice(records)))
            self.enter(form)
            # One form in three is sent again, as by somebody who is not sure that it went.
            if self.random.random() < 1 / 3:
                self.enter(form)
            yield
            self.get("/clients/?q=e")
            yield
            self.get("/agenda/")

    def get(self, path: str) -> str:
        return self.answered(path, 200, lambda: self.person.get(path)).text

    def enter(self, form: Entry) -> None:
        answer = self.answered(form.action, 302, lambda: form.send(self.person))
        if answer.status == 302:
            self.confirmed.append(form.submission)
            self.get(answer.headers["Location"])

    def answered(self, path: str, expected: int, ask: Callable[[], Answer]) -> Answer:
        time.sleep(self.random.uniform(*READING))
        begun = time.monotonic()
        answer = ask()
        self.seconds.append(time.monotonic() - begun)
        if answer.status != expected:
            self.unexpected.append(f"{answer.status} {path}")
        return answer


def figures(visitors: list[Visitor], lasted: float) -> str:
    times = sorted(seconds for visitor in visitors for seconds in visitor.seconds)
    saves = sum(len(visitor.confirmed) for visitor in visitors)
    median, p95 = (round(1000 * statistics.quantiles(times, n=100)[percent - 1]) for percent in (50, 95))
    return (
        f"{len(visitors)} people, {lasted:.0f} s: {len(times)} requests ({len(times) / lasted:.0f}/s), "
        f"{saves} saves; median {median} ms, 95 % within {p95} ms, longest {1000 * times[-1]:.0f} ms"
    )


def test_fifty_people_at_once_get_no_error_and_lose_no_follow_up(
    installation: Installation, record_property: Callable[[str, object], None]
) -> None:
    installation.serve()
    visitors = [
        Visitor(person, random.Random(number)) for number, person in enumerate(installation.everybody())
    ]
    before = installation.query("SELECT count(*) FROM followups_followup")[0][0]

    begun = time.monotonic()
    with ThreadPoolExecutor(len(visitors)) as pool:
        stays = [pool.submit(visitor.stay, begun + DURATION) for visitor in visitors]
    for stay in stays:
        stay.result()
    record_property("figures", figures(visitors, time.monotonic() - begun))

    assert len(visitors) == 50
    assert [said for visitor in visitors for said in visitor.unexpected] == []
    submissions = {submission for visitor in visitors for submission in visitor.confirmed}
    assert installation.times_recorded(submissions) == dict.fromkeys(submissions, 1)
    after = installation.query("SELECT count(*) FROM followups_followup")[0][0]
    assert after - before == len(submissions) >= len(visitors)
    assert installation.wrong_visit_states() == []
