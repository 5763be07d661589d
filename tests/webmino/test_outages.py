"""What is said and logged when the database can't answer. tests/faults/ does it to real servers."""

import logging
from collections.abc import Callable

import psycopg
import pytest
from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.utils import ConnectionHandler
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import include, path

from tests.webmino.test_error_pages import heading
from webmino.audience import public
from webmino.models import User
from webmino.outages import Outage, outage_behind
from webmino.views import failed

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@public
def ask_nobody(request: HttpRequest) -> HttpResponse:
    """Ask a server that is not there."""
    nowhere = settings.DATABASES["default"] | {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": "/nowhere",
    }
    ConnectionHandler({"default": nowhere})["default"].ensure_connection()
    return HttpResponse()


@public
def be_refused(request: HttpRequest, code: str) -> HttpResponse:
    """Ask what PostgreSQL refuses with the error of this code."""
    raising = f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{code}', HINT = 'a hint'; END $$"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(raising)
    return HttpResponse()


@public
def fail(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


@public
def stumble(request: HttpRequest) -> HttpResponse:
    """Fail once more while coping with a database that is gone."""
    try:
        return ask_nobody(request)
    finally:
        fail(request)


urlpatterns = [
    path("nobody/", ask_nobody),
    path("refused/<str:code>/", be_refused),
    path("fault/", fail),
    path("stumble/", stumble),
    path("", include("webmino.urls")),
]
handler500 = "webmino.views.failed"


@pytest.fixture
def stranger() -> Client:
    return Client(raise_request_exception=False)


def test_a_database_that_does_not_answer_has_a_page_that_says_when_to_try_again(stranger: Client) -> None:
    answer = stranger.get("/nobody/?page=2")

    assert (answer.status_code, heading(answer.text)) == (503, "La base de données ne répond pas")
    assert (answer.headers["Retry-After"], answer.headers["Cache-Control"]) == ("5", "no-store")
    assert 'href="/nobody/?page=2"' in answer.text
    assert "Traceback" not in answer.text


def test_what_was_sent_is_not_offered_to_be_sent_again_by_a_link(stranger: Client) -> None:
    answer = stranger.post("/nobody/")

    assert answer.status_code == 503
    assert 'href="/nobody/"' not in answer.text
    assert "n’est peut-être pas enregistré" in answer.text


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/refused/57P01/", 503, "La base de données ne répond pas"),
        ("/refused/53300/", 503, "La base de données ne répond pas"),
        ("/refused/53100/", 503, "La base de données manque de place"),
        ("/refused/40P01/", 500, "Quelque chose n’a pas fonctionné"),
        ("/stumble/", 503, "La base de données ne répond pas"),
        ("/fault/", 500, "Quelque chose n’a pas fonctionné"),
    ],
)
def test_an_outage_is_told_from_a_fault(stranger: Client, address: str, status: int, said: str) -> None:
    answer = stranger.get(address)

    assert (answer.status_code, heading(answer.text)) == (status, said)


def test_an_error_of_the_driver_that_django_passes_on_as_it_is_is_an_outage_too() -> None:
    assert outage_behind(psycopg.errors.AdminShutdown("terminating connection")) is Outage.SILENT
    assert outage_behind(psycopg.errors.UniqueViolation("duplicate key")) is None


def test_r27_a_browser_remembers_the_language_of_who_signed_in_for_when_nobody_can_be_asked(
    office: User, signed_in: Callable[[User], Client]
) -> None:
    User.objects.filter(pk=office.pk).update(language="en")
    client = signed_in(office)

    first, second = client.get("/mon-compte/"), client.get("/mon-compte/")

    assert first.cookies["webmino_language"].value == "en"
    assert "webmino_language" not in second.cookies


@pytest.mark.parametrize(
    ("cookies", "expected"),
    [
        ({}, "La base de données ne répond pas"),
        ({"webmino_language": "en"}, "The database does not answer"),
        ({"webmino_language": "fr", "django_language": "en"}, "The database does not answer"),
        ({"webmino_language": "xx"}, "La base de données ne répond pas"),
    ],
)
def test_r27_without_the_database_the_page_speaks_the_language_that_the_browser_remembers(
    cookies: dict[str, str], expected: str
) -> None:
    request = RequestFactory().get("/clients/")
    request.COOKIES = cookies

    try:
        ask_nobody(request)
    except OperationalError:
        answer = failed(request)

    assert heading(answer.text) == expected


def test_an_outage_is_logged_in_one_line(stranger: Client, caplog: pytest.LogCaptureFixture) -> None:
    stranger.get("/refused/53100/")

    [record] = caplog.records
    assert record.getMessage() == "Service Unavailable: /refused/53100/ (53100)"
    assert (record.levelno, record.exc_info) == (logging.ERROR, None)


def test_a_fault_of_ours_is_logged_with_where_it_happened(
    stranger: Client, caplog: pytest.LogCaptureFixture
) -> None:
    stranger.get("/fault/")

    [record] = caplog.records
    assert (record.getMessage(), bool(record.exc_info)) == ("Internal Server Error: /fault/", True)
