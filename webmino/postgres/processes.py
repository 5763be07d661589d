"""Which processes serve a data folder, whatever its postmaster.pid says."""

from dataclasses import dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True)
class Postmaster:
    """What postmaster.pid says of a server; it may describe one that was killed."""

    pid: int
    state: str  # "starting", "ready", "stopping"…


def read_postmaster(data: Path) -> Postmaster | None:
    """Return what `data` says of its server; None when it has none or the file is half written."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        return Postmaster(pid=int(lines[0]), state=lines[7].strip())
    except (OSError, ValueError, IndexError):
        return None


def cluster_name(data: Path) -> str:
    """Return the name that a server of `data` bears in the command line of each of its processes.

    The command line is readable where the working folder of another account's process is not, for
    instance by root in a container. The name follows the folder itself, by whatever path it is reached.
    """
    folder = data.stat()
    return f"webmino-{folder.st_dev:x}-{folder.st_ino:x}"


def serves(pid: int, data: Path) -> bool:
    """Tell whether `pid` is a living process of the server of `data`; its number may be another's by now."""
    try:
        return _bears(psutil.Process(pid), cluster_name(data))
    except (psutil.Error, OSError):
        return False


def server_processes(data: Path) -> list[psutil.Process]:
    """Return the living processes of the server of `data`, orphans of a killed postmaster included."""
    try:
        name = cluster_name(data)
    except OSError:
        return []
    return [process for process in psutil.process_iter() if _bears(process, name)]


def _bears(process: psutil.Process, name: str) -> bool:
    """Tell whether `process` is a PostgreSQL of that cluster name; a zombie has no command line any more."""
    try:
        return process.name() == "postgres" and name in " ".join(process.cmdline())
    except (psutil.Error, OSError):
        return False
