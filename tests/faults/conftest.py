"""One installation is filled; each test harms a copy of its own."""

from collections.abc import Iterator

import pytest

from tests.faults.installations import Installation, filled
from tests.processes import copy_of, folders


@pytest.fixture(scope="session")
def original() -> Iterator[Installation]:
    with folders("faults-") as make_home:
        home = make_home()
        yield Installation(home, filled(home))


@pytest.fixture
def installation(original: Installation) -> Iterator[Installation]:
    """An installation that holds the demo's data and fifty people, and does not run yet."""
    with folders("faults-") as make_home:
        copy = Installation(make_home(), original.people)
        copy_of(original.home, copy.home)
        yield copy
        copy.end()
