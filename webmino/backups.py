"""Save the whole database in a file, and put a saved one in its place, with PostgreSQL's own programs.

A file holds one moment, however many people work meanwhile. It goes from the embedded server to another
one and back, and to other versions of PostgreSQL, as far as they know what the tables use.
"""

import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from webmino import database
from webmino.postgres.programs import Programs, newest_programs

# What is ours; an administrator's schemas and extensions would need his rights to be restored.
OURS = ("--schema=public", "--extension=unaccent", "--extension=pg_trgm")
# Of the contents, what is there already and may belong to someone else.
NOT_OURS = (" SCHEMA - public ", " COMMENT - SCHEMA ", " COMMENT - EXTENSION ")
PSQL = ("--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--set=VERBOSITY=verbose", "--output=/dev/null")
# What stands before the digest at the end of a file. pg_restore reads no further than its own contents.
SEAL = b"\nWebmino SHA-256 "
PIECE = 1 << 20
# Enough for the first words of a program about a failure.
FIRST_CHARACTERS = 1000
# SQLSTATE of a statement that waited too long for what others use.
LOCK_NOT_AVAILABLE = "55P03"

IN_USE = gettext_lazy("Somebody is using the database, which is as it was. Stop Webmino, then try again.")

# Everything in the schema but what belongs to an extension, whose owner may be another.
MAKE_EMPTY = b"""
SET lock_timeout = '5s';
SET client_min_messages = warning;
DO $$
DECLARE
    command text;
BEGIN
    FOREACH command IN ARRAY ARRAY(
        SELECT format('DROP %s IF EXISTS %s CASCADE', object.type, object.identity)
        FROM (
            SELECT 'pg_class'::regclass AS catalogue, oid FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'f', 'v', 'm', 'S')
            UNION ALL
            SELECT 'pg_proc'::regclass, oid FROM pg_proc WHERE pronamespace = 'public'::regnamespace
            UNION ALL
            SELECT 'pg_type'::regclass, oid FROM pg_type
            WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd')
        ) AS found
        CROSS JOIN LATERAL pg_identify_object(found.catalogue, found.oid, 0) AS object
        WHERE NOT EXISTS (
            SELECT FROM pg_depend
            WHERE classid = found.catalogue AND objid = found.oid AND deptype IN ('e', 'i')
        )
    ) LOOP
        EXECUTE command;
    END LOOP;
END $$;
"""


class BackupError(Exception):
    """The database cannot be saved or restored; the message is a sentence to act on."""


class FailedProgramError(BackupError):
    """A program of PostgreSQL failed; the message is its own."""


def save(file: Path, *, replace: bool = False) -> int:
    """Save the database in `file`, which its owner alone may read, and return its size in bytes.

    The file appears whole or not at all. Raises BackupError; a file that exists is left unless `replace`.
    """
    _refuse_existing(file, replace=replace)
    if not database.is_prepared():
        raise BackupError(_("There is nothing to save: Webmino has never used this database."))
    client = Client()
    with _new_file_beside(file) as part:
        client.run("pg_dump", client.database, "--format=custom", *OURS, f"--file={part}")
        _seal(part)
        # Someone else may have made it meanwhile.
        _refuse_existing(file, replace=replace)
        part.replace(file)
    return file.stat().st_size


def check(file: Path) -> None:
    """Raise BackupError when `file` is no backup that this release can restore."""
    if not file.is_file():
        raise BackupError(_("There is no file %(file)s.") % {"file": file})
    if not _is_sealed(file):
        raise BackupError(_("%(file)s is not a backup of Webmino, or it is damaged.") % {"file": file})
    options = ("--data-only", "--table=django_migrations", "--file=-")
    try:
        script = Client().run("pg_restore", *options, str(file))
    except FailedProgramError as error:
        raise BackupError(
            _("%(file)s is not a backup of Webmino, or it is damaged: %(error)s")
            % {"file": file, "error": error}
        ) from error
    # A row is a key, an application, a name and a moment.
    rows = [line.split("\t") for line in script.splitlines() if line.count("\t") == 3]
    applied = [(application, name) for _key, application, name, _moment in rows]
    if ("webmino", "0001_initial") not in applied:
        raise BackupError(_("%(file)s is not a backup of Webmino.") % {"file": file})
    if database.unknown_migrations(applied):
        raise BackupError(
            _("A newer release of Webmino saved %(file)s. Install that one first.") % {"file": file}
        )


def restore(file: Path) -> None:
    """Put what `file` holds in place of everything in the database, in one transaction.

    Raises BackupError, and leaves the database as it was. Its tables are those of the release that saved
    the file: migrations follow.
    """
    client = Client()
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "errors").open("w+b") as errors:
        contents = Path(folder) / "contents"
        contents.write_text(_ours(client.run("pg_restore", "--list", str(file))))
        options = ("--no-owner", "--no-privileges", f"--use-list={contents}", "--file=-")
        with (
            client.start("pg_restore", *options, str(file), stdout=subprocess.PIPE, stderr=errors) as reader,
            client.start("psql", *PSQL, client.database, stdin=subprocess.PIPE, stderr=errors) as writer,
        ):
            _copy(reader, writer, known_settings=client.settings())
        if reader.returncode or writer.returncode:
            errors.seek(0)
            raise _not_restored(errors.read().decode(errors="replace"))
    with connection.cursor() as cursor:
        # The planner knows nothing of the new rows.
        cursor.execute("ANALYZE")


def _seal(file: Path) -> None:
    """Write the digest of a file at its end: pg_restore would take a damaged definition for a good one."""
    with file.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    with file.open("ab") as end:
        end.write(SEAL + digest.encode())


def _is_sealed(file: Path) -> bool:
    """Whether a file is to the letter what was saved."""
    length = file.stat().st_size - len(SEAL) - 2 * hashlib.sha256().digest_size
    if length < 0:
        return False
    digest = hashlib.sha256()
    with file.open("rb") as content:
        while length > 0 and (piece := content.read(min(length, PIECE))):
            digest.update(piece)
            length -= len(piece)
        return content.read() == SEAL + digest.hexdigest().encode()


def _copy(reader: Any, writer: Any, *, known_settings: set[str]) -> None:
    """Give the script of `reader` to `writer`; it is kept only when it was read to its end.

    Whatever dies on the way, psql finds no COMMIT, and PostgreSQL keeps nothing.
    """
    # A writer that met an error has left, and has said so.
    with suppress(BrokenPipeError):
        writer.stdin.write(b"BEGIN;" + MAKE_EMPTY)
        writer.stdin.writelines(_preamble(reader.stdout, known_settings))
        shutil.copyfileobj(reader.stdout, writer.stdin)
        if reader.wait() == 0:
            writer.stdin.write(b"COMMIT;\n")
    with suppress(BrokenPipeError):
        writer.stdin.close()


def _preamble(script: IO[bytes], known_settings: set[str]) -> Iterator[bytes]:
    """Yield the lines that set the session up, without what an older server does not know how to set."""
    for line in iter(script.readline, b""):
        words = line.decode(errors="replace").split()
        if words[:1] != ["SET"] or words[1] in known_settings:
            yield line
        if words[:2] == ["--", "Name:"]:
            return


def _ours(contents: str) -> str:
    """Return the list of contents without what NOT_OURS says."""
    lines = contents.splitlines(keepends=True)
    return "".join(line for line in lines if not any(words in line for words in NOT_OURS))


def _not_restored(errors: str) -> BackupError:
    if LOCK_NOT_AVAILABLE in errors:
        return BackupError(IN_USE)
    return BackupError(
        _("Nothing was restored; the database is as it was. PostgreSQL said: %(error)s")
        % {"error": errors.strip()[:FIRST_CHARACTERS]}
    )


def _refuse_existing(file: Path, *, replace: bool) -> None:
    if file.exists() and not replace:
        raise BackupError(_("%(file)s exists already. Add --force to replace it.") % {"file": file})


@contextmanager
def _new_file_beside(file: Path) -> Iterator[Path]:
    """Give an empty file of the same folder, which is removed unless it was renamed.

    Raises BackupError for what the system refuses.
    """
    part = None
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
        os.close(descriptor)
        part = Path(name)
        yield part
    except OSError as error:
        raise BackupError(
            _("%(file)s cannot be written (%(error)s).") % {"file": file, "error": error.strerror}
        ) from error
    finally:
        if part:
            part.unlink(missing_ok=True)


class Client:
    """PostgreSQL's programs, and how they reach the database that Django uses.

    Raises BackupError when this machine has none that is as new as the server.
    """

    def __init__(self) -> None:
        connection.ensure_connection()
        link: Any = connection.connection
        # All that the settings say but the password, which other people's `ps` must not show.
        self.database = f"--dbname={link.info.dsn}"
        self.password = link.info.password
        self.programs = self._programs(server=link.info.server_version // 10_000)

    def _programs(self, *, server: int) -> Programs:
        found = newest_programs()
        if found is None or found.version < server:
            raise BackupError(
                _(
                    "The server is PostgreSQL %(server)s and this machine has no pg_dump and pg_restore of "
                    "that version. Install them (on Debian: postgresql-client-%(server)s)."
                )
                % {"server": server}
            )
        return found

    def settings(self) -> set[str]:
        """Return the names of what can be set on the server."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM pg_settings")
            return {name for (name,) in cursor.fetchall()}

    def start(self, program: str, *arguments: str, **options: Any) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - PostgreSQL's programs and our own arguments
            [self.programs.folder / program, *arguments], env=self._environment(), **options
        )

    def run(self, program: str, *arguments: str) -> str:
        """Return what a program writes. Raises FailedProgramError when it fails."""
        with self.start(program, *arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            try:
                output, errors = process.communicate()
            except BaseException:
                process.kill()
                raise
        if process.returncode:
            raise FailedProgramError(errors.decode(errors="replace").strip()[:FIRST_CHARACTERS])
        return output.decode()

    def _environment(self) -> dict[str, str]:
        # Their messages in one language, since parts of them are read.
        return os.environ | {"LC_ALL": "C"} | ({"PGPASSWORD": self.password} if self.password else {})
