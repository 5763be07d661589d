"""The operating system's account that runs PostgreSQL, and the folders that are its alone."""

import os
import pwd
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from webmino.postgres.errors import EmbeddedServerError

SERVICE_ACCOUNTS = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """Who runs the server: ourselves or, when we are root, a service account (`is_other`)."""

    name: str
    uid: int
    gid: int
    is_other: bool

    def process_options(self) -> dict[str, Any]:
        """Return what makes `subprocess` run a program as this account."""
        if not self.is_other:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can_enter(self, path: Path) -> bool:
        """Tell whether the account may go through `path`, a folder or a program, from the root down."""
        if not self.is_other:
            return True
        # The system is asked, since permission bits do not tell of access lists.
        command = ["test", "-x", str(path)]
        return subprocess.run(command, cwd="/", check=False, **self.process_options()).returncode == 0  # noqa: S603 - our own arguments


def server_account(service_accounts: Sequence[str] = SERVICE_ACCOUNTS) -> Account:
    """Return the account that runs PostgreSQL, which refuses to be run by root.

    Raises EmbeddedServerError when root finds none of `service_accounts`.
    """
    if os.geteuid() != 0:
        return Account(_user_name(os.geteuid()), os.geteuid(), os.getegid(), is_other=False)
    for name in service_accounts:
        with suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Account(name, entry.pw_uid, entry.pw_gid, is_other=True)
    raise EmbeddedServerError(
        "PostgreSQL refuses to run as root, and this machine has no user named "
        f"{' or '.join(service_accounts)}. Make one (useradd --system postgres), "
        "run Webmino as an ordinary user, or set DATABASE_URL to another server."
    )


def make_parents(folder: Path, account: Account) -> None:
    """Make the folders above `folder` that are missing, in a way that lets `account` through them."""
    for parent in reversed(folder.parents):
        if parent.exists():
            continue
        with suppress(FileExistsError):
            parent.mkdir()
            if account.is_other:
                # Under a strict umask the server could not reach its own data.
                parent.chmod(0o755)


def make_system_folder(folder: Path, account: Account) -> None:
    """Make `folder`, which everybody may read and root alone may write, or check the one that exists.

    Raises EmbeddedServerError when someone else could have put something into it.
    """
    make_parents(folder / "any", account)
    found = folder.lstat()
    if found.st_uid != os.geteuid() or found.st_mode & 0o022:
        raise EmbeddedServerError(
            f"{folder} must belong to root and be writable by root alone "
            f"(chown root {folder}; chmod 755 {folder})."
        )


def open_private_folder(folder: Path, account: Account) -> int:
    """Return a descriptor, to be closed, of `folder`: of mode 0700, `account`'s, made where it is missing.

    Raises EmbeddedServerError when it belongs to someone else or is a link.
    """
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError as error:
        raise _refused(folder, account) from error
    # Checked and changed through the descriptor: a name can be given to another folder between two calls.
    if _is_new_from_root(descriptor):
        os.fchown(descriptor, account.uid, account.gid)
    if os.fstat(descriptor).st_uid != account.uid:
        os.close(descriptor)
        raise _refused(folder, account)
    os.fchmod(descriptor, 0o700)
    return descriptor


def make_private_folder(folder: Path, account: Account) -> None:
    """Make `folder`, of mode 0700 and `account`'s, or check the one that exists."""
    os.close(open_private_folder(folder, account))


def _is_new_from_root(descriptor: int) -> bool:
    return os.geteuid() == 0 and os.fstat(descriptor).st_uid == 0 and not os.listdir(descriptor)


def _refused(folder: Path, account: Account) -> EmbeddedServerError:
    if folder.is_symlink() or not folder.is_dir():
        return EmbeddedServerError(f"{folder} must be a folder, not a link or a file. Move it away.")
    owner = _user_name(folder.stat().st_uid)
    return EmbeddedServerError(
        f"{folder} belongs to {owner}, and the embedded PostgreSQL runs as {account.name}. "
        f"Run Webmino as the user who ran it first or, if the data is yours, give it over "
        f"(chown -R {account.name} {folder})."
    )


def _user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"
