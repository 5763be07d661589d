"""The benchmark, which drops databases, has its own."""

from pathlib import Path

import pytest
from django.conf import settings as configured
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django.fixtures import Settings

from webmino.environment import of_command


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders in which a benchmark ran."""
    found: list[Path] = []

    class Report:
        def lines(self) -> list[str]:
            return []

    def run(*_args: object, **_options: object) -> Report:
        found.append(configured.WEBMINO_HOME)
        return Report()

    monkeypatch.setattr("tests.bench.run.run", run)
    return found


@pytest.fixture(autouse=True)
def server(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    monkeypatch.setattr(settings.EMBEDDED_SERVER, "stop", lambda: None)


def test_the_benchmark_touches_no_database_that_is_served(
    runs: list[Path], settings: Settings, tmp_path: Path
) -> None:
    settings.DATABASE_URL, settings.WEBMINO_HOME = "", tmp_path

    with pytest.raises(CommandError, match="has its own"):
        call_command("bench")

    assert runs == []


def test_the_benchmark_runs_in_the_folder_that_manage_gives_it(runs: list[Path], settings: Settings) -> None:
    settings.DATABASE_URL, settings.WEBMINO_HOME = "", Path(of_command("bench")["WEBMINO_HOME"])

    call_command("bench")

    assert runs == [settings.WEBMINO_HOME]
