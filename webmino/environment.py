"""What the environment may say: each wrong value is refused with a sentence that names its variable.

The validators are given a value that is present, and raise ValidationError; a default is not checked.
"""

import os
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import dj_database_url
from django.core.checks.security.base import SECRET_KEY_MIN_LENGTH, SECRET_KEY_MIN_UNIQUE_CHARACTERS
from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError, EnvValidationError, ValidationError

# On this machine alone, without encryption, showing its accounts.
OF_DEMO = {"WEBMINO_DEMO": "1", "WEBMINO_HTTPS": "0", "ALLOWED_HOSTS": "localhost,127.0.0.1"}
# What is entered is real.
OF_SERVE = {"WEBMINO_DEMO": "0"}
# Its own database, on this machine alone.
OF_BENCH = {
    "WEBMINO_DEMO": "0",
    "WEBMINO_HTTPS": "0",
    "ALLOWED_HOSTS": "localhost,127.0.0.1",
    "DATABASE_URL": "",
}
# Its folder in WEBMINO_HOME, and the only one whose databases it drops.
BENCH_FOLDER = "bench"
WITHOUT_ENCRYPTION = {"WEBMINO_HTTPS": "0"}
POSTGRESQL = "django.db.backends.postgresql"


def of_command(command: str) -> dict[str, str]:
    """Return the variables that `command` sets in the environment, over those that it was given.

    `serve` speaks to browsers without encryption unless a proxy stands in front or WEBMINO_HTTPS decides.
    """
    if command == "demo":
        return OF_DEMO
    if command == "bench":
        return OF_BENCH | {"WEBMINO_HOME": str(_home() / BENCH_FOLDER)}
    if command != "serve":
        return {}
    return OF_SERVE | ({} if "WEBMINO_HTTPS" in os.environ or _is_proxied() else WITHOUT_ENCRYPTION)


def _home() -> Path:
    return Path(os.environ.get("WEBMINO_HOME") or Path(__file__).resolve().parent.parent / ".webmino")


def _is_proxied() -> bool:
    try:
        return Env().bool("WEBMINO_BEHIND_PROXY", False)
    except EnvError:
        # The settings refuse the value by its name.
        return True


def seal(env: Env) -> None:
    """Close `env`. Raises ImproperlyConfigured, one sentence for each variable that is wrong."""
    try:
        env.seal()
    except EnvValidationError as error:
        # Since `env` is not eager, they are by name.
        messages_by_name: Any = error.error_messages
        sentences = [
            f"The environment variable {name} is refused: {' '.join(map(str, messages))}"
            for name, messages in messages_by_name.items()
        ]
        raise ImproperlyConfigured("\n".join(sentences)) from None


def usable_folder(folder: Path) -> None:
    """Accept a folder that exists or can be made, and make it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ValidationError(f"{folder} is no folder and cannot be made one ({error.strerror}).") from None


def strong_key(key: str) -> None:
    """Accept what `manage.py check --deploy` finds strong enough; empty means none."""
    if key and (len(key) < SECRET_KEY_MIN_LENGTH or len(set(key)) < SECRET_KEY_MIN_UNIQUE_CHARACTERS):
        raise ValidationError(f"it must be random and at least {SECRET_KEY_MIN_LENGTH} characters long.")


def time_zone(name: str) -> None:
    """Accept a name of the time zone database, such as America/Toronto."""
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        raise ValidationError(f"{name!r} is no time zone; America/Toronto is one.") from None


def host_names(names: list[str]) -> None:
    """Accept one or more names of hosts, without scheme, port or path."""
    if not names:
        raise ValidationError("it names no host.")
    for name in names:
        if not name or set(name) & set("/ @*") or name.count(":") == 1:
            raise ValidationError(
                f"{name!r} is no host; webmino.example.com is one, .example.com means all that end so."
            )


def origins(addresses: list[str]) -> None:
    """Accept addresses that begin with their scheme."""
    for address in addresses:
        if not address.startswith(("https://", "http://")):
            raise ValidationError(f"{address!r} must begin with https://.")


def postgresql_address(url: str) -> None:
    """Accept the address of a PostgreSQL database; empty means the embedded server."""
    if not url:
        return
    # The address may hold a password: it is not repeated.
    try:
        database = dj_database_url.parse(url)
    except ValueError:
        database = {}
    if database.get("ENGINE") != POSTGRESQL or not database.get("NAME"):
        raise ValidationError("it must be like postgres://user:password@host:5432/database.")
