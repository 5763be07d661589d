"""The command `serve`, on real processes: a first start, behind a proxy, and what it leaves alone."""

import re
import signal
import socket
from collections.abc import Callable, Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest

from tests.processes import PATIENCE, Serving, copy_of, database_processes, folders, kill, query
from webmino.demo_accounts import DEMO_PASSWORD
from webmino.postgres.server import EmbeddedServer

FIRST_PAGE = r"https?://\S+/premier-demarrage/\S+/"
ADMINISTRATOR = {
    "username": "lise",
    "first_name": "Lise",
    "last_name": "Gagné",
    "password1": "vingt caisses de pommes",
    "password2": "vingt caisses de pommes",
    "language": "fr",
    "name": "Distribution Gagné",
    "time_zone": "America/Toronto",
    "fiscal_year_month": "1",
    "delivery_days": "2",
}


@pytest.fixture(scope="module")
def make_home() -> Iterator[Callable[[], Path]]:
    with folders("serve-") as make:
        yield make


@pytest.fixture
def start() -> Iterator[Callable[..., Serving]]:
    """A function that starts `serve`; what still runs after the test is killed."""
    started: list[Serving] = []

    def start(home: Path, *options: str, **variables: str) -> Serving:
        started.append(Serving("serve", *options, home=home, **variables))
        return started[-1]

    yield start
    kill(started)


@pytest.fixture(scope="module")
def first(make_home: Callable[[], Path]) -> tuple[Path, list[str], list[str]]:
    """The home of an installation that two starts prepared, and what each of them said."""
    home = make_home()
    said = []
    for _ in range(2):
        serving = Serving("serve", home=home)
        serving.said(FIRST_PAGE)
        assert serving.stop(signal.SIGTERM) == 0
        said.append(serving.output)
    return home, said[0], said[1]


@pytest.fixture
def home(first: tuple[Path, list[str], list[str]]) -> Path:
    return first[0]


def status(address: str, **headers: str) -> int:
    """Return what is answered, redirections followed."""
    try:
        with build_opener().open(Request(address, headers=headers)) as answer:  # noqa: S310 - our own address
            code: int = answer.status
    except HTTPError as error:
        return error.code
    return code


class Browser:
    """Keeps cookies, and sends forms with their token."""

    def __init__(self) -> None:
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def get(self, address: str) -> str:
        with self.opener.open(address) as answer:
            page: str = answer.read().decode()
        return page

    def send(self, address: str, fields: dict[str, str]) -> str:
        token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get(address))[-1]
        content = urlencode({"csrfmiddlewaretoken": token} | fields).encode()
        with self.opener.open(address, content) as answer:
            page: str = answer.read().decode()
        return page


def test_each_start_says_a_new_address_for_the_first_administrator(
    first: tuple[Path, list[str], list[str]],
) -> None:
    home, *outputs = first

    secrets = [re.findall("/premier-demarrage/(.+)/$", "\n".join(output)) for output in outputs]

    assert [len(found) for found in secrets] == [1, 1]
    assert secrets[0] != secrets[1]
    assert not any(DEMO_PASSWORD in line.split() for output in outputs for line in output)
    assert database_processes(home) == []


def test_the_first_administrator_is_made_in_a_browser_and_found_at_the_next_start(
    home: Path, make_home: Callable[[], Path], start: Callable[..., Serving]
) -> None:
    new, browser = make_home(), Browser()
    copy_of(home, new)
    serving = start(new)
    address = serving.said(FIRST_PAGE)

    landed = browser.send(address, ADMINISTRATOR)
    again = status(address)
    serving.stop()
    next_start = start(new)
    home_page = browser.get(next_start.address())
    code = next_start.stop(signal.SIGTERM)

    assert "Lise Gagné" in landed
    assert again == 404
    assert "Lise Gagné" in home_page
    assert (code, len(next_start.output)) == (0, 1)
    assert database_processes(new) == []


def test_behind_a_proxy_it_says_the_public_address_and_answers_to_its_name(
    home: Path, start: Callable[..., Serving]
) -> None:
    settings = {"WEBMINO_BEHIND_PROXY": "1", "ALLOWED_HOSTS": "webmino.example.com"}
    serving = start(home, "--port", "0", "--workers", "1", "--threads", "2", **settings)
    first_page = serving.said(FIRST_PAGE)
    local = f"http://127.0.0.1:{serving.port()}/connexion/"

    by_its_name = status(local, Host="webmino.example.com", **{"X-Forwarded-Proto": "https"})
    by_another = status(local, **{"X-Forwarded-Proto": "https"})

    assert first_page.startswith("https://webmino.example.com/premier-demarrage/")
    assert (by_its_name, by_another) == (200, 400)
    assert len(serving.session()) == 2


def test_an_open_network_is_served_with_warnings(home: Path, start: Callable[..., Serving]) -> None:
    serving = start(home, "--host", "0.0.0.0", "--port", "0")  # noqa: S104 - what is tested
    serving.said("ALLOWED_HOSTS")

    assert serving.page("healthz") == "ok"
    assert len(serving.output) == 5


def test_an_address_of_another_machine_is_refused_in_a_sentence(
    home: Path, start: Callable[..., Serving]
) -> None:
    serving = start(home, "--host", "192.0.2.1", "--port", "0")

    code = serving.ended()

    assert (code, len(serving.output)) == (1, 1)


def test_the_service_manager_is_told_when_it_is_ready(
    home: Path, start: Callable[..., Serving], tmp_path: Path
) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(PATIENCE)

        start(home, NOTIFY_SOCKET=str(tmp_path / "notify"))

        assert b"READY=1" in manager.recv(1000)


def test_another_programs_tables_and_a_newer_database_are_left_alone(
    home: Path, make_home: Callable[[], Path], start: Callable[..., Serving]
) -> None:
    of_another, of_later = make_home(), make_home()
    copy_of(home, of_later)
    for each in (of_another, of_later):
        EmbeddedServer(each / "postgres").ensure_running()
    query(of_another, "CREATE TABLE theirs (one int)")
    query(of_later, "INSERT INTO django_migrations (app, name, applied) VALUES ('webmino', '9999_x', now())")

    theirs, newer = start(of_another), start(of_later)
    codes = [theirs.ended(), newer.ended()]

    assert codes == [1, 1]
    assert [len(each.output) for each in (theirs, newer)] == [1, 1]
