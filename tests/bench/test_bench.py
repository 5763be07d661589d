"""The benchmark runs, and says what it should; how long things take is for it to say, not for a test."""

import json
from pathlib import Path

from tests.processes import folders, run
from webmino.postgres.server import EmbeddedServer

PAGES = {
    "visit tracking": 7 * 2 * 3 + 2 * 3,
    "PAR mode": 2,
    "customer": 4,
    "sales": 3,
}
WRITES = 5


def test_a_run_at_a_tiny_size_measures_every_page_and_write(tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"

    with folders("bench-") as make:
        home = make()
        try:
            made = run("bench", "--size", "tiny", "--json", str(figures), home=home)
            none = run("bench", "--size", "tiny", "--only", "no such page", home=home)
        finally:
            EmbeddedServer(home / "bench" / "postgres").stop("immediate")

    assert made.returncode == 0, made.stderr
    assert (none.returncode, none.stderr.splitlines()[-1]) == (
        1,
        "CommandError: No page has “no such page” in its name.",
    )

    found = json.loads(figures.read_text())
    pages, writes = found["pages"], found["writes"]
    groups = [page["group"] for page in pages]
    assert {group: groups.count(group) for group in PAGES} == PAGES
    assert len(writes) == WRITES
    assert [page["name"] for page in pages if not 0 < page["floor"] < page["p95"]] == []
    assert [page["name"] for page in pages if not page["median"] <= page["p95"]] == []
    assert [page["name"] for page in pages if not 0 < page["queries"] < 40 or page["bytes"] < 5_000] == []
    assert [written["name"] for written in writes if not written["seconds"] > 0] == []
    assert found["memory"] > 0
    assert found["requests_per_second"] > 0
    assert f"size {found['size']['name']}: 400 customers" in made.stdout
    assert [page["name"] for page in pages if page["name"] not in made.stdout] == []
