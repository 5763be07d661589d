"""One run of the benchmark, from the data to the report."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections
from django.utils.timezone import localdate

from tests.bench.databases import MANAGER, prepare, superuser
from tests.bench.kept import differences
from tests.bench.pages import TRACKING, timed_pages
from tests.bench.report import Report
from tests.bench.serving import Client, served
from tests.bench.sizes import Size
from tests.bench.timing import timed
from tests.bench.writes import crowd, files, imported_lines, saved_follow_ups, sent_visits
from webmino.backends import ROLE_BACKEND
from webmino.models import User
from webmino.postgres.configuration import DATABASE
from webmino.static_files import collect_static_files

Say = Callable[[str], Any]
# Requests that let every thread of both workers connect before anything is timed.
FIRST_REQUESTS = 40


def run(size: Size, say: Say, *, only: str = "") -> Report:
    """Measure everything, or the pages whose name holds `only`.

    Raises RuntimeError where no page's does, and where kept figures differ from live ones.
    """
    prepare(size, say)
    compare(say)
    collect_static_files()
    user = User.objects.get(username=MANAGER)
    cookies = {settings.SESSION_COOKIE_NAME: session_of(user)}
    pages = [page for page in timed_pages() if only in f"{page.group}: {page.name}"]
    if not pages:
        raise RuntimeError(f"No page has “{only}” in its name.")
    connections.close_all()
    report = Report(size, localdate().isoformat())
    server = settings.EMBEDDED_SERVER
    address = f"host={server.host} port={server.port} user={DATABASE} dbname={DATABASE}"
    under = served("tests.bench.floor.application", BENCH_DATABASE=address)
    with served("webmino.wsgi") as app, under as floor:
        ours, theirs = Client(app.port, dict(cookies)), Client(floor.port)
        for client, page in [(Client(app.port, dict(cookies)), pages[0].path)] * FIRST_REQUESTS:
            client.get(page)
            client.close()
        for page in pages:
            say(f"{page.group}: {page.name}")
            report.pages.append(timed(page, size, ours, theirs, user))
        report.memory = app.memory()
        if not only:
            say("writes and files")
            report.writes.append(saved_follow_ups(size, ours))
            report.writes.append(sent_visits(size, ours))
            report.writes.extend(files(size, ours, theirs, app))
            say("four clients")
            paths = [TRACKING, *(page.path for page in pages if page.group != "visit tracking")]
            report.requests_per_second = crowd(
                paths, size.crowd_seconds, lambda: Client(app.port, dict(cookies))
            )
    if not only:
        say("import")
        report.writes.append(imported_lines(size))
        compare(say)
    return report


def compare(say: Say) -> None:
    """Refuse to go on where what is kept is not what it summarizes."""
    say("kept figures against live ones")
    with superuser(DATABASE) as connection:
        found = differences(connection)
    if found:
        raise RuntimeError(f"Kept figures differ from live ones: {found}")


def session_of(user: User) -> str:
    """Begin a session of the user, and return its key."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = ROLE_BACKEND
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)
