"""An import is killed while it writes: the database is as before, and the same files go in afterwards."""

from pathlib import Path

import pytest

from tests.faults.installations import Installation
from tests.faults.obstacles import commits_held, locked, wait_for_a_writer
from tests.importing import (
    ROUTES,
    SALESPEOPLE,
    SERVICE_TYPES,
    Folder,
    customer_line,
    customers,
    follow_ups,
    numbers_of,
)
from tests.processes import run, run_in_background

CUSTOMERS, FOLLOW_UPS = 300, 1200
WHOLE = {
    "salespeople.csv": (2, 0, 0, 0),
    "routes.csv": (1, 0, 0, 0),
    "customers.csv": (CUSTOMERS, 0, 0, 0),
    "service_types.csv": (2, 0, 0, 0),
    "followups.csv": (FOLLOW_UPS, 0, 0, 0),
}
NOTHING_NEW = {name: (0, 0, added, 0) for name, (added, *_others) in WHOLE.items()}


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    folder = Folder(tmp_path)
    numbers = [f"K{n:04}" for n in range(CUSTOMERS)]
    folder.write(
        salespeople=SALESPEOPLE.replace("V01", "K01").replace("V02", "K02"),
        routes=ROUTES.replace("R1", "K1").replace("V01", "K01"),
        customers=customers(*(customer_line(number, salesperson="K01", route="K1") for number in numbers)),
        service_types=SERVICE_TYPES.replace("VIS", "KVIS").replace("TEL", "KTEL"),
        followups=follow_ups(
            *(f"{numbers[n % CUSTOMERS]},2026-01-02,KVIS,K01,note {n}" for n in range(FOLLOW_UPS))
        ),
    )
    return folder


def start_and_kill(installation: Installation, folder: Folder) -> None:
    """Start the import, and kill it once the database has something of it."""
    importing = run_in_background("import_data", str(folder.path), home=installation.home)
    try:
        wait_for_a_writer(installation)
    finally:
        importing.kill()
        importing.wait()


def imported(installation: Installation, folder: Folder) -> dict[str, tuple[int, ...]]:
    """Import to the end, and return the numbers that are said."""
    result = run("import_data", str(folder.path), "--language", "en", home=installation.home)
    assert result.returncode == 0, result.stderr
    return numbers_of(result.stdout)


def test_an_import_killed_halfway_leaves_the_database_as_before(
    installation: Installation, folder: Folder
) -> None:
    installation.server.ensure_running()
    before = installation.rows()

    with locked(installation, "LOCK TABLE followups_followup IN SHARE MODE"):
        start_and_kill(installation, folder)
    after_the_kill = installation.rows()
    numbers = imported(installation, folder)

    assert after_the_kill == before
    assert numbers == WHOLE
    assert imported(installation, folder) == NOTHING_NEW
    assert installation.wrong_visit_states() == []


def test_an_import_killed_in_its_commit_is_saved_as_a_whole(
    installation: Installation, folder: Folder
) -> None:
    installation.server.ensure_running()

    with commits_held(installation):
        start_and_kill(installation, folder)

    assert imported(installation, folder) == NOTHING_NEW
    assert installation.wrong_visit_states() == []
