"""Databases of the benchmark: data is made once for a size and a day, and each run works on a copy."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connections
from django.utils.timezone import localdate
from psycopg import sql

from tests.bench.filling import fill
from tests.bench.sizes import Size
from webmino.company import CompanySettings, save_settings
from webmino.models import User
from webmino.postgres.configuration import DATABASE, SUPERUSER
from webmino.roles import Role

MANAGER = "banc"
ROOT = Path(__file__).resolve().parents[2]


def superuser(database: str = "postgres") -> psycopg.Connection:
    """Connect to a database of the embedded server, as who may do everything."""
    server = settings.EMBEDDED_SERVER
    server.ensure_running()
    return psycopg.connect(
        host=server.host, port=server.port, user=SUPERUSER, dbname=database, autocommit=True
    )


def prepare(size: Size, say: Callable[[str], Any]) -> None:
    """Make the served database a copy of the size's data, which is made when it is not there yet."""
    connections.close_all()
    kept = _name(size)
    with superuser() as server:
        names = {name for (name,) in server.execute("SELECT datname FROM pg_database")}
        if kept not in names:
            for old in (name for name in names if name.startswith(f"bench_{size.name}_")):
                _drop(server, old)
            _drop(server, DATABASE)
            server.execute(_words("CREATE DATABASE {} OWNER {}", DATABASE, DATABASE))
            _make(size, say)
            connections.close_all()
            server.execute(_words("ALTER DATABASE {} RENAME TO {}", DATABASE, kept))
        else:
            _drop(server, DATABASE)
        say("copy of the data")
        server.execute(
            _words("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY FILE_COPY", DATABASE, DATABASE, kept)
        )


def _make(size: Size, say: Callable[[str], Any]) -> None:
    say("tables")
    call_command("migrate", interactive=False, verbosity=0)
    user = User.objects.create_user(MANAGER, first_name="Martin", last_name="Desjardins")
    user.groups.set(Group.objects.filter(name=Role.MANAGER.value))
    save_settings(CompanySettings(name="Distribution Paquet inc.", fiscal_year_month=2))
    with superuser(DATABASE) as connection:
        for part in fill(connection, size, localdate().isoformat()):
            say(part)


def _name(size: Size) -> str:
    """The name of a size's data: another day, schema or way of making it is another name."""
    sources = [*ROOT.glob("*/migrations/*.py"), Path(__file__).with_name("filling.py")]
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(sources))).hexdigest()[:8]
    return f"bench_{size.name}_{localdate():%Y%m%d}_{digest}"


def _drop(server: psycopg.Connection, name: str) -> None:
    server.execute(_words("DROP DATABASE IF EXISTS {} WITH (FORCE)", name))


def _words(text: str, *names: str) -> sql.Composed:
    return sql.SQL(text).format(*map(sql.Identifier, names))
