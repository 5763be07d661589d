"""PostgreSQL's own programs that save and restore a database: the newest of this machine."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from webmino.postgres.binaries import BIN, wheel_package
from webmino.postgres.errors import EmbeddedServerError

NEEDED = ("pg_dump", "pg_restore", "psql")
# Where Debian and Ubuntu, then Red Hat, put each version.
SYSTEM_FOLDERS = ("usr/lib/postgresql/*/bin", "usr/pgsql-*/bin")


@dataclass(frozen=True, order=True)
class Programs:
    """A folder of programs and their major version."""

    version: int
    folder: Path


def newest_programs(*, root: Path = Path("/")) -> Programs | None:
    """Return the newest of those in the wheel, on the PATH and in the system's folders; None without any.

    Those of a version work with servers of it and of older ones. `root` is for tests.
    """
    found = [Programs(_version(folder), folder) for folder in _folders(root)]
    # `max` keeps the first of equals: the wheel's.
    return max(found, key=lambda programs: programs.version, default=None)


def _folders(root: Path) -> Iterator[Path]:
    candidates = []
    with suppress(EmbeddedServerError):
        candidates.append(wheel_package() / BIN)
    on_path = shutil.which("pg_dump")
    if on_path:
        candidates.append(Path(on_path).parent)
    for pattern in SYSTEM_FOLDERS:
        candidates.extend(sorted(root.glob(pattern)))
    for folder in candidates:
        if all((folder / name).is_file() for name in NEEDED):
            yield folder


def _version(folder: Path) -> int:
    """Return the major version; 0 where the program does not run here."""
    answer = subprocess.run([folder / "pg_dump", "--version"], capture_output=True, text=True, check=False)  # noqa: S603 - our own arguments
    numbers = re.findall(r"\d+", answer.stdout)
    return int(numbers[0]) if numbers else 0
