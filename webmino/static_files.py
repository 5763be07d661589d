"""Collect the static files where something changed since the last time."""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from webmino.apps import StaticFiles

MARK = "collected-from"
# What writes the collected files; another release may write them otherwise.
WRITERS = ("django", "whitenoise", "brotli")


def collect_static_files() -> bool:
    """Collect, hash and compress the static files unless it was done. Return whether this call did it.

    Any number of processes may call it at once.
    """
    folder = Path(settings.STATIC_ROOT)
    mark = folder / MARK
    with _locked(folder):
        wanted = sources_digest()
        if mark.exists() and mark.read_text() == wanted:
            return False
        # Cleared, since the command goes by dates: a file of a newer release can look older, and half
        # of a file, left by an interruption, up to date.
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
        mark.write_text(wanted)
        return True


def sources_digest() -> str:
    """Return a digest of each static file's name and content, and of what collects them."""
    digest = hashlib.sha256()
    for name in WRITERS:
        digest.update(f"{name} {version(name)}\0".encode())
    for finder in get_finders():
        for path, storage in finder.list(StaticFiles.ignore_patterns):
            prefix = getattr(storage, "prefix", None) or ""
            with storage.open(path) as file:
                content = hashlib.file_digest(file, "sha256").hexdigest()
            digest.update(f"{prefix}/{path}\0{content}\0".encode())
    return digest.hexdigest()


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
