"""Timing of pages against the floor under them, in turns, so that a busy moment weighs on both."""

from dataclasses import dataclass
from statistics import median, quantiles

from django.db import connection
from django.test import Client as TestClient
from django.test.utils import CaptureQueriesContext

from tests.bench.pages import TimedPage
from tests.bench.serving import Client
from tests.bench.sizes import Size
from webmino.models import User

OK = 200


@dataclass
class Timing:
    """What was measured of a page: milliseconds, ratio to the floor, queries and bytes."""

    group: str
    name: str
    median: float
    p95: float
    floor: float
    ratio: float
    queries: int
    bytes: int
    target: float | None

    @property
    def spread(self) -> float:
        """The 95th percentile over the median."""
        return self.p95 / self.median


def timed(page: TimedPage, size: Size, app: Client, floor: Client, user: User) -> Timing:
    """Time a page. Its ratio is the median of the rounds' ratios of medians."""
    for _warm_up in range(size.warm_ups):
        answer = checked(app, page.path)
        checked(floor, page.floor)
    rounds = [_round(page, size, app, floor) for _ in range(size.rounds)]
    times = sorted(seconds for ours, _theirs in rounds for seconds in ours)
    under = [seconds for _ours, theirs in rounds for seconds in theirs]
    return Timing(
        page.group,
        page.name,
        median(times) * 1000,
        percentile_95(times) * 1000,
        median(under) * 1000,
        median(median(ours) / median(theirs) for ours, theirs in rounds),
        queries_of(page.path, user),
        len(answer),
        page.target,
    )


def percentile_95(times: list[float]) -> float:
    """The time within which 95 of 100 came."""
    return quantiles(times, n=20, method="inclusive")[-1] if len(times) > 1 else times[0]


def _round(page: TimedPage, size: Size, app: Client, floor: Client) -> tuple[list[float], list[float]]:
    ours, theirs = [], []
    for _request in range(size.requests):
        ours.append(app.get(page.path).seconds)
        theirs.append(floor.get(page.floor).seconds)
    return ours, theirs


def checked(client: Client, path: str) -> bytes:
    """Ask for a page, and refuse to time one that is none."""
    answer = client.get(path)
    if answer.status != OK:
        raise RuntimeError(f"{path}: {answer.status}")
    return answer.body


def queries_of(path: str, user: User) -> int:
    """How many queries the page makes, by the same application in this process."""
    client = TestClient(headers={"host": "localhost"})
    client.force_login(user)
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return len(captured)
