"""A disk that is too small for what PostgreSQL writes, while it answers a query, beside the data."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from tests.faults.installations import Installation
from webmino.postgres.account import make_private_folder

# Below what the demo's tracking table needs when PostgreSQL may keep hardly anything in memory.
SMALL, LARGE = "64k", "64m"


class TemporaryDisk:
    """Where PostgreSQL puts rows that it sorts or holds for their reader: a disk of 64 kB, in memory.

    Where this machine does not let us mount one, it is PostgreSQL that refuses to write more than that.
    """

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.folder = installation.server.data / "base" / "pgsql_tmp"
        account = installation.server.account
        make_private_folder(self.folder, account)
        self.is_mounted = self._mount(f"size={SMALL},mode=0700,uid={account.uid}")
        installation.as_superuser("ALTER ROLE webmino SET work_mem = '64kB'")
        if not self.is_mounted:
            installation.as_superuser("ALTER ROLE webmino SET temp_file_limit = '64kB'")

    def make_room(self) -> None:
        """Let it hold what is asked for, as when somebody frees space."""
        if self.is_mounted:
            assert self._mount(f"remount,size={LARGE}")
        else:
            self.installation.as_superuser("ALTER ROLE webmino RESET temp_file_limit")
            self.installation.end_connections()

    def _mount(self, options: str) -> bool:
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", self.folder]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    def unmount(self) -> None:
        if self.is_mounted:
            subprocess.run(["umount", "--lazy", self.folder], check=True)


@contextmanager
def temporary_disk(installation: Installation) -> Iterator[TemporaryDisk]:
    disk = TemporaryDisk(installation)
    try:
        yield disk
    finally:
        installation.end()
        disk.unmount()
