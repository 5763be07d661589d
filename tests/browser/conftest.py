"""A browser before the application: an installed Chromium, a server of its own, and who is signed in."""

import functools
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.testcases import LiveServerThread
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Playwright, Response, expect
from pytest_django import DjangoDbBlocker

from tests.browser.chromium import installed_chromium
from tests.browser.rows import Rows, rows_of_customers, rows_of_follow_ups, rows_of_items, rows_of_shelves
from tests.browser.screens import LOCKED, Screen
from webmino.demo import fill_demo
from webmino.models import User
from webmino.table_pages import TablePage

# Milliseconds until what is awaited counts as missing. Long, since it costs nothing where all is well: on a
# busy machine of two cores a page, its styles and its scripts have taken more than Playwright's five seconds.
PATIENCE = 30_000
# What somebody does with a part of a page.
ACTS = (
    *("click", "dblclick", "tap", "press", "focus", "fill", "select_text"),
    *("check", "uncheck", "select_option", "set_input_files", "scroll_into_view_if_needed"),
)
# Chromium says it of every answer of 400 and more; those that should not be are found by `_is_missing`.
FAILED_TO_LOAD = "Failed to load resource"
# ... and of a date that only somebody who edits an address can ask for.
NOT_A_DATE = "does not conform to the required format"


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> str:
    """The path of an installed Chromium; without one, tests fail in CI and are skipped elsewhere."""
    if path := installed_chromium(playwright.chromium.executable_path):
        return path
    message = "No Chromium is installed. Install one, or set CHROMIUM to its path."
    return pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], chromium: str) -> dict[str, Any]:
    # Chromium's own sandbox refuses root, and the small shared memory of a container does not suffice.
    machine = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-background-networking"]
    # Its language says in which order a date is typed: month, day, year.
    return browser_type_launch_args | {"executable_path": chromium, "args": [*machine, "--lang=en-US"]}


class Counted:
    """An application of WSGI that knows how many requests it has not answered yet."""

    def __init__(self, application: WSGIApplication) -> None:
        self.application = application
        self.under_way = 0
        self.changed = threading.Condition()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterator[bytes]:
        with self.changed:
            self.under_way += 1
        answer = self.application(environ, start_response)
        try:
            yield from answer
        finally:
            answer.close()
            with self.changed:
                self.under_way -= 1
                self.changed.notify_all()

    def wait_until_idle(self) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: self.under_way == 0, PATIENCE / 1000)


@pytest.fixture(scope="session")
def application() -> Counted:
    """The application that the browser asks, with the static files of the checkout.

    pytest-django's own server leaves them out, since the project names their application by its own class.
    """
    return Counted(StaticFilesHandler(WSGIHandler()))


@pytest.fixture(scope="session")
def server(application: Counted, django_db_setup: None) -> Iterator[str]:
    """The address of the application."""
    thread = LiveServerThread("localhost", static_handler=lambda _django: application)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    yield f"http://{thread.host}:{thread.port}"
    thread.terminate()


@pytest.fixture(scope="session")
def base_url(server: str) -> str:
    """What the addresses that a test opens begin with."""
    return server


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    ours = {"viewport": {"width": 1440, "height": 900}, "timezone_id": settings.TIME_ZONE}
    return browser_context_args | ours


@pytest.fixture(scope="session", autouse=True)
def queries_beside_the_browser(django_db_setup: None, playwright: Playwright) -> Iterator[None]:
    """Let tests query: Playwright's loop runs in their thread, which Django takes for asynchronous code.

    Queries beside a loop have a connection of their own, out of reach once the loop has stopped.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        expect.set_options(timeout=PATIENCE)
        yield
        connection.close()


@pytest.fixture(scope="session", autouse=True)
def acts_wait_for_scripts() -> Iterator[None]:
    """Act on a part of a page once the page is loaded, and with it the modules that listen to what one does.

    A click on a link returns as soon as the next page begins to come: what one clicks or types there at once
    would come before its scripts, as no person does.
    """

    def patient(act: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(act)
        def wait_and_act(locator: Locator, *args: Any, **options: Any) -> Any:
            locator.first.wait_for(state="attached")
            locator.page.wait_for_load_state()
            return act(locator, *args, **options)

        return wait_and_act

    with pytest.MonkeyPatch.context() as patch:
        for name in ACTS:
            patch.setattr(Locator, name, patient(getattr(Locator, name)))
        yield


@pytest.fixture(autouse=True)
def answered(application: Counted) -> Iterator[None]:
    """Leave no request behind, once the pages are closed: it would write into the tables of the next test."""
    yield
    application.wait_until_idle()


@pytest.fixture
def context(answered: None, context: BrowserContext) -> BrowserContext:
    context.set_default_timeout(PATIENCE)
    return context


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    """A page on which nothing may go wrong unseen: errors of scripts, refusals of the policy, lost files."""
    faults: list[str] = []
    page.on("console", lambda message: _is_fault(message) and faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("response", lambda answer: _is_missing(answer) and faults.append(answer.url))
    yield page
    assert faults == []


@dataclass(frozen=True)
class Demo:
    """What a test needs of the demo: rows that addresses name, and a session of each user."""

    keys: Rows
    sessions: dict[str, str]


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Demo]:
    """The demo of today for the tests of a module, which only read it, with what it has none of.

    Committed, unlike what other tests share, so that the server sees it.
    """
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        # What is to be seen on a page is on its first rows; axe looks at each cell.
        patch.setattr(TablePage, "page_size", 10)
        fill_demo()
        for _attempt in range(settings.AXES_FAILURE_LIMIT):
            Client().post("/connexion/", LOCKED)
        keys = rows_of_customers() | rows_of_follow_ups() | rows_of_items() | rows_of_shelves()
        yield Demo(keys, {user.username: session_of(user) for user in User.objects.all()})
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def open_screen(demo: Demo, context: BrowserContext, page: Page, server: str) -> Callable[[Screen, str], int]:
    """A function that opens a screen, for a stranger in a language, and returns the status of its page."""

    def opened(screen: Screen, language: str) -> int:
        if screen.user:
            use_session(context, server, demo.sessions[screen.user])
        else:
            cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": server}
            context.add_cookies([cookie])
        answer = page.goto(screen.address.format(**demo.keys))
        screen.prepare(page)
        # What it leads to may be another page, whose styles and scripts count as well.
        page.wait_for_load_state()
        return answer.status

    return opened


@pytest.fixture
def sign_in(context: BrowserContext, server: str) -> Callable[[User], None]:
    """A function after which a user is signed in, without the page where one does it."""

    def with_cookie(user: User) -> None:
        use_session(context, server, session_of(user))

    return with_cookie


def session_of(user: User) -> str:
    """Begin a session of the user, and return its key."""
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def use_session(context: BrowserContext, server: str, session: str) -> None:
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": server}])


def _is_fault(message: ConsoleMessage) -> bool:
    expected = message.text.startswith(FAILED_TO_LOAD) or NOT_A_DATE in message.text
    return message.type in {"error", "warning"} and not expected


def _is_missing(answer: Response) -> bool:
    # What a script sends may be refused (422), or come too late (409): its page then says why.
    is_refused = answer.status in {409, 422} and answer.request.resource_type == "fetch"
    return answer.status >= 400 and answer.request.resource_type not in {"document", "xhr"} and not is_refused
