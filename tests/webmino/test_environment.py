"""What the environment may say, and what is answered to a wrong value."""

import os
import secrets
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from environs import Env, ValidationError

from webmino import environment

ROOT = Path(__file__).parents[2]
PRODUCTION = {
    "SECRET_KEY": secrets.token_urlsafe(50),
    "ALLOWED_HOSTS": "webmino.example.com",
    "DATABASE_URL": "postgres://webmino:secret@db.example.com/webmino",
}
LONG_ENOUGH = "0123456789" * 5


def run(*command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the project with no other of its variables than these."""
    names = ("PATH", "HOME", "LANG")
    kept = {name: os.environ[name] for name in names if name in os.environ}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=kept | variables,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("validate", "value"),
    [
        (environment.strong_key, ""),
        (environment.strong_key, LONG_ENOUGH),
        (environment.time_zone, "America/Toronto"),
        (environment.host_names, ["webmino.example.com", ".example.com", "127.0.0.1", "[::1]"]),
        (environment.origins, ["https://webmino.example.com"]),
        (environment.postgresql_address, ""),
        (environment.postgresql_address, "postgres://webmino:secret@localhost:5433/webmino"),
        (environment.postgresql_address, "postgresql://%2Fvar%2Frun%2Fpostgresql/webmino"),
    ],
)
def test_a_right_value_is_accepted(validate: Callable[[Any], None], value: object) -> None:
    validate(value)


@pytest.mark.parametrize(
    ("validate", "value"),
    [
        (environment.strong_key, LONG_ENOUGH[:-1]),
        (environment.strong_key, "a" * 80),
        (environment.time_zone, "Mars/Base"),
        (environment.time_zone, "../etc/passwd"),
        (environment.time_zone, ""),
        (environment.host_names, []),
        (environment.host_names, ["https://webmino.example.com"]),
        (environment.host_names, ["*.example.com"]),
        (environment.host_names, ["webmino.example.com:8000"]),
        (environment.origins, ["webmino.example.com"]),
        (environment.postgresql_address, "mysql://localhost/webmino"),
        (environment.postgresql_address, "postgres://localhost:first/webmino"),
        (environment.postgresql_address, "postgres://localhost"),
        (environment.postgresql_address, "webmino"),
        (environment.usable_folder, Path(os.devnull)),
    ],
)
def test_a_wrong_value_is_refused(validate: Callable[[Any], None], value: object) -> None:
    with pytest.raises(ValidationError):
        validate(value)


def test_a_folder_that_is_missing_is_made(tmp_path: Path) -> None:
    folder = tmp_path / "two" / "levels"

    environment.usable_folder(folder)

    assert folder.is_dir()


def test_a_password_in_an_address_is_not_repeated() -> None:
    with pytest.raises(ValidationError) as refusal:
        environment.postgresql_address("postgres://webmino:hunter2@localhost:first/webmino")

    assert "hunter2" not in str(refusal.value)


def test_each_wrong_variable_is_named_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBMINO_HTTPS", "perhaps")
    monkeypatch.setenv("WEBMINO_TIME_ZONE", "Mars")
    env = Env(eager=False)
    env.bool("WEBMINO_HTTPS", True)
    env.str("WEBMINO_TIME_ZONE", "", validate=environment.time_zone)

    with pytest.raises(ImproperlyConfigured) as refusal:
        environment.seal(env)

    assert str(refusal.value).splitlines() == [
        "The environment variable WEBMINO_HTTPS is refused: Not a valid boolean.",
        "The environment variable WEBMINO_TIME_ZONE is refused: "
        "'Mars' is no time zone; America/Toronto is one.",
    ]


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("DEBUG", "perhaps"),
        ("WEBMINO_HTTPS", "perhaps"),
        ("WEBMINO_BEHIND_PROXY", "perhaps"),
        ("WEBMINO_DEMO", "perhaps"),
        ("WEBMINO_LOG_LEVEL", "LOUD"),
        ("WEBMINO_TIME_ZONE", "Mars"),
        ("WEBMINO_HOME", os.devnull),
        ("SECRET_KEY", "weak"),
        ("ALLOWED_HOSTS", "https://webmino.example.com"),
        ("CSRF_TRUSTED_ORIGINS", "webmino.example.com"),
        ("DATABASE_URL", "mysql://localhost/webmino"),
    ],
)
def test_a_command_with_a_wrong_variable_ends_with_one_sentence(
    tmp_path: Path, variable: str, value: str
) -> None:
    variables = {"WEBMINO_HOME": str(tmp_path)} | {variable: value}

    result = run("manage.py", "migrate", "--plan", **variables)

    assert result.returncode == 1
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    assert result.stderr.startswith(f"The environment variable {variable} is refused: ")


def test_a_folder_that_cannot_hold_the_data_is_said_in_one_sentence() -> None:
    result = run("manage.py", "migrate", "--plan", WEBMINO_HOME="/proc")

    assert result.returncode == 1
    assert len(result.stderr.splitlines()) == 1
    assert "WEBMINO_HOME" in result.stderr


def test_gunicorn_with_a_wrong_variable_shows_the_sentence_and_stops(tmp_path: Path) -> None:
    bind = ["--bind", f"unix:{tmp_path}/socket", "--no-control-socket", "--log-level", "critical"]

    result = run("-m", "gunicorn", *bind, "webmino.wsgi", WEBMINO_HOME=str(tmp_path), WEBMINO_HTTPS="perhaps")

    assert result.returncode != 0
    assert result.stderr == "The environment variable WEBMINO_HTTPS is refused: Not a valid boolean.\n"


def test_what_a_server_has_loaded_is_left_alone_by_the_collector(tmp_path: Path) -> None:
    asked = (
        "import gc, sys, webmino.wsgi;"
        "print('analytics.views' in sys.modules, gc.get_freeze_count() > len(gc.get_objects()))"
    )

    result = run("-c", asked, WEBMINO_HOME=str(tmp_path))

    assert result.stdout == "True True\n"


def test_production_settings_pass_the_checks_for_deployment(tmp_path: Path) -> None:
    variables = PRODUCTION | {"WEBMINO_HOME": str(tmp_path)}

    result = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **variables)

    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == "System check identified no issues (0 silenced).\n"


@pytest.mark.parametrize(
    ("command", "given", "wanted"),
    [
        ("migrate", {}, {}),
        ("serve", {}, {"WEBMINO_DEMO": "0", "WEBMINO_HTTPS": "0"}),
        ("serve", {"WEBMINO_BEHIND_PROXY": "1"}, {"WEBMINO_DEMO": "0"}),
        ("serve", {"WEBMINO_BEHIND_PROXY": "perhaps"}, {"WEBMINO_DEMO": "0"}),
        ("serve", {"WEBMINO_HTTPS": "1"}, {"WEBMINO_DEMO": "0"}),
        ("demo", {"WEBMINO_BEHIND_PROXY": "1"}, environment.OF_DEMO),
    ],
)
def test_a_command_sets_what_it_cannot_do_without(
    monkeypatch: pytest.MonkeyPatch, command: str, given: dict[str, str], wanted: dict[str, str]
) -> None:
    for name in environment.OF_DEMO:
        monkeypatch.delenv(name, raising=False)
    for name, value in given.items():
        monkeypatch.setenv(name, value)

    assert environment.of_command(command) == wanted
