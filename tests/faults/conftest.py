"""One installation is filled; each test harms a copy of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.installations import Installation, copy_of, filled
from tests.processes import folders


@pytest.fixture(scope="session")
def make_home() -> Iterator[Callable[[], Path]]:
    with folders("faults-") as make:
        yield make


@pytest.fixture(scope="session")
def original(make_home: Callable[[], Path]) -> Installation:
    home = make_home()
    return Installation(home, filled(home))


@pytest.fixture
def installation(original: Installation, make_home: Callable[[], Path]) -> Iterator[Installation]:
    """An installation that holds the demo's data and fifty people, and does not run yet."""
    copy = Installation(make_home(), original.people)
    copy_of(original.home, copy.home)
    yield copy
    copy.end()
