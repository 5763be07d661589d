"""Promises of the whole project."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polib
import pytest
from django.apps import apps
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, include, path

from tests.conftest import REPOSITORY
from webmino.audience import signed_in
from webmino.models import User
from webmino.table_pages import TablePage

OURS = ("webmino", "customers", "followups", "par", "analytics")
TOP_LEVEL = {
    *("manage.py", "pyproject.toml", "requirements.txt", "README.md"),
    *(*OURS, "templates", "static", "tests"),
}


def all_patterns(resolver: Any = None) -> Iterator[URLPattern]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from all_patterns(pattern)
        else:
            yield pattern


def tracked_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, check=True, text=True
    )
    return [REPOSITORY / name for name in listed.stdout.split("\0") if name]


def texts() -> Iterator[tuple[Path, str]]:
    """Every text file of the project but the lock, whose digests are noise."""
    for file in tracked_files():
        if file.suffix not in {".mo", ".jpg", ".png", ".gz"} and file.name != "requirements.txt":
            yield file, file.read_text(encoding="utf-8")


def test_r25_each_address_declares_who_may_use_it() -> None:
    undeclared = [pattern.name for pattern in all_patterns() if not hasattr(pattern.callback, "audience")]

    assert undeclared == []
    assert len(list(all_patterns())) > 15


def undeclared_view(request: HttpRequest) -> HttpResponse:
    return HttpResponse("secret")


@signed_in
def declared_view(request: HttpRequest) -> HttpResponse:
    return HttpResponse("for who has signed in")


urlpatterns = [
    path("undeclared/", undeclared_view),
    path("declared/", declared_view),
    path("", include("webmino.urls")),
]


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
def test_r25_an_address_without_an_audience_is_refused_to_everybody(administrator: User) -> None:
    client = Client()
    client.force_login(administrator)

    refused, admitted = client.get("/undeclared/"), client.get("/declared/")

    assert refused.status_code == 403
    assert b"secret" not in refused.content
    assert admitted.content == b"for who has signed in"


def test_r8_each_ordering_ends_on_the_key() -> None:
    unsure = [
        model.__name__
        for model in apps.get_models()
        if model._meta.app_label in OURS
        and model._meta.ordering
        and model._meta.ordering[-1] not in ("pk", "-pk")
    ]

    assert unsure == []


def test_each_table_page_sorts_by_one_of_its_columns() -> None:
    pages = TablePage.__subclasses__()

    assert len(pages) > 1
    assert [
        page.__name__ for page in pages if page.default_sort.removeprefix("-") not in page.table_class.sorts()
    ] == []


def catalogue() -> polib.POFile:
    return polib.pofile(str(settings.LOCALE_PATHS[0] / "fr/LC_MESSAGES/django.po"))


def test_r27_every_message_is_said_in_french() -> None:
    messages = catalogue()

    assert [entry.msgid for entry in messages.untranslated_entries()] == []
    assert [entry.msgid for entry in messages.fuzzy_entries()] == []
    assert [entry.msgid for entry in messages.obsolete_entries()] == []
    assert len(messages) > 300


def test_r27_french_keeps_what_is_put_into_a_message() -> None:
    def variables(text: str) -> set[str]:
        return set(re.findall(r"%\(\w+\)s", text))

    wrong = [
        entry.msgid
        for entry in catalogue()
        for said in [entry.msgstr, *entry.msgstr_plural.values()]
        if said and not variables(said) <= variables(entry.msgid + entry.msgid_plural)
    ]

    assert wrong == []


def test_r27_french_is_written_as_in_quebec() -> None:
    """No space before a semicolon, curved apostrophes, no-break spaces at colons and guillemets."""
    said = [text for entry in catalogue() for text in [entry.msgstr, *entry.msgstr_plural.values()]]

    assert [text for text in said if re.search(r"[ \xa0];", text)] == []
    assert [text for text in said if "'" in text] == []
    assert [text for text in said if re.search(r" :|« | »", text)] == []


def test_r27_the_compiled_catalogue_is_that_of_the_text() -> None:
    compiled = polib.mofile(str(settings.LOCALE_PATHS[0] / "fr/LC_MESSAGES/django.mo"))

    def said(entries: Any) -> dict[tuple[str | None, str], Any]:
        return {(e.msgctxt, e.msgid): e.msgstr or dict(e.msgstr_plural) for e in entries}

    assert said(compiled) == said(catalogue())


def test_r27_the_catalogue_has_every_message_of_the_sources(tmp_path: Path) -> None:
    """What `makemessages` finds in a copy of the sources is what the catalogue has."""
    copy = tmp_path / "copy"
    for file in tracked_files():
        if file.suffix in {".py", ".html", ".po"}:
            target = copy / file.relative_to(REPOSITORY)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())
    (copy / "static").mkdir(exist_ok=True)
    ignored = ["--ignore", "tests", "--no-location", "--no-wrap", "--settings", "tests.settings"]

    subprocess.run(
        [REPOSITORY / ".venv/bin/python", "manage.py", "makemessages", "--locale", "fr", *ignored],
        cwd=copy,
        check=True,
        capture_output=True,
    )

    found = polib.pofile(str(copy / "webmino/locale/fr/LC_MESSAGES/django.po"))
    assert {(e.msgctxt, e.msgid) for e in found if not e.obsolete} == {
        (e.msgctxt, e.msgid) for e in catalogue()
    }


def test_a_template_that_shows_what_nobody_gave_fails(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("{{ nobody }}")

    with (
        override_settings(TEMPLATES=[settings.TEMPLATES[0] | {"DIRS": [tmp_path]}]),
        pytest.raises(NameError),
    ):
        render_to_string("page.html")


def test_the_top_level_holds_what_the_layout_says() -> None:
    names = {file.relative_to(REPOSITORY).parts[0] for file in tracked_files()}

    assert {name for name in names if not name.startswith(".")} == TOP_LEVEL


def test_each_application_says_what_it_is_for() -> None:
    said = {app: (REPOSITORY / app / "README.md").read_text() for app in OURS}

    assert [app for app, text in said.items() if not text.startswith(f"# {app}")] == []
    assert [app for app in OURS if "may import" not in said[app] and app != "webmino"] == []


def test_no_file_names_a_registry_or_a_folder_of_a_machine() -> None:
    addresses = re.compile(
        "|".join(["py" + "pi\\.org", "python" + "hosted", "npm" + "js", "/ro" + "ot/", "/wo" + "rk/"])
    )

    found = [
        (file.relative_to(REPOSITORY).as_posix(), match[0])
        for file, text in texts()
        for match in addresses.finditer(text)
    ]

    assert found == []
