"""What can go wrong with the embedded PostgreSQL, said so that the reader knows what to do."""

import math
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Enough for the lines that PostgreSQL writes about one failure.
LAST_CHARACTERS = 1500
# Bytes. Less free space than this, and PostgreSQL writes neither data nor log.
NEARLY_NOTHING = 1024**2


class EmbeddedServerError(Exception):
    """The embedded PostgreSQL cannot be made, started or stopped; the message is a sentence to act on."""


def failure(action: str, folder: Path, output: str) -> EmbeddedServerError:
    """Return the error for a program that could not `action` in `folder` and wrote `output` about it."""
    # A server that could not even write its log leaves no words about it.
    if "No space left on device" in output or _free_bytes(folder) < NEARLY_NOTHING:
        return EmbeddedServerError(
            f"The embedded PostgreSQL could not {action}: the disk that holds {folder} is full. "
            "Free some space on it, then start Webmino again; what was saved is still there."
        )
    if "Cannot allocate memory" in output:
        return EmbeddedServerError(
            f"The embedded PostgreSQL could not {action}: this machine is short of memory. "
            "Close other programs, then start Webmino again."
        )
    return EmbeddedServerError(
        f"The embedded PostgreSQL could not {action} in {folder}. What it said:\n"
        f"{output.strip()[-LAST_CHARACTERS:]}"
    )


def _free_bytes(folder: Path) -> float:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return math.inf


@contextmanager
def explained(action: str, folder: Path) -> Iterator[None]:
    """Turn what the operating system refuses while we `action` in `folder` into an EmbeddedServerError."""
    try:
        yield
    except OSError as error:
        raise failure(action, folder, str(error)) from error
