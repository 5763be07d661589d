"""Where the server's socket is: the system limits the length of its path."""

import os
import tempfile
from pathlib import Path

from webmino.postgres.account import Account, make_private_folder
from webmino.postgres.configuration import PORT
from webmino.postgres.errors import EmbeddedServerError

SOCKET = f".s.PGSQL.{PORT}"
# Bytes: 103 on macOS (107 on Linux), less the socket's name and its closing zero.
LONGEST_FOLDER = 103 - len(f"/{SOCKET}") - 1
SHARED_TEMPORARY_FOLDER = "/tmp"  # noqa: S108 - short on every system; what we make in it has a random name


def fits(folder: Path) -> bool:
    """Tell whether a socket in `folder` can be connected to; a comma separates hosts in an address."""
    return len(os.fsencode(folder)) <= LONGEST_FOLDER and b"," not in os.fsencode(folder)


def short_folder(home: Path, account: Account) -> Path:
    """Return the folder with a short, random name that stands in for `home`, and that a link in it remembers.

    The link's own name tells of which folder it is, lest a copy of the data use, and remove, the socket
    of the original. Raises EmbeddedServerError when the folder belongs to someone else by now.
    """
    link = home / f"socket-{home.stat().st_ino:x}"
    if not link.is_symlink():
        _link_new_folder(link, account)
    folder = link.readlink()
    # Its name is no secret: once it was removed, anybody could have made it anew.
    if os.path.lexists(folder) and folder.lstat().st_uid != account.uid:
        raise EmbeddedServerError(
            f"{folder} belongs to someone else. Delete the link {link}, then start Webmino again."
        )
    return folder


def _link_new_folder(link: Path, account: Account) -> None:
    folder = Path(tempfile.mkdtemp(prefix="webmino-", dir=SHARED_TEMPORARY_FOLDER))
    make_private_folder(folder, account)
    try:
        link.symlink_to(folder)
    except FileExistsError:
        # Another process was faster: its folder serves.
        folder.rmdir()
