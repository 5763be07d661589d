"""The static files are collected where something changed, and there only."""

import os
from pathlib import Path
from typing import Any

import pytest

from webmino.static_files import MARK, collect_static_files

COLLECTING = "whitenoise.storage.CompressedManifestStaticFilesStorage"


@pytest.fixture
def source(settings: Any, tmp_path: Path) -> Path:
    """The only static file, of a project that collects into the folder `collected` beside it."""
    folder = tmp_path / "static"
    folder.mkdir()
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATICFILES_DIRS = [folder]
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": COLLECTING}}
    source = folder / "page.css"
    source.write_text("a { color: red }")
    return source


def collected(source: Path) -> str:
    return (source.parents[1] / "collected" / "page.css").read_text()


def test_unchanged_files_are_collected_once(source: Path) -> None:
    did = [collect_static_files(), collect_static_files()]

    assert did == [True, False]
    assert collected(source) == "a { color: red }"


def test_a_changed_file_is_collected_even_when_it_looks_older(source: Path) -> None:
    collect_static_files()
    source.write_text("a { color: tan }")
    os.utime(source, (0, 0))

    did = collect_static_files()

    assert did
    assert collected(source) == "a { color: tan }"


def test_an_interrupted_collection_is_done_again_from_the_start(source: Path) -> None:
    collect_static_files()
    folder = source.parents[1] / "collected"
    (folder / MARK).unlink()
    (folder / "page.css").write_text("a { col")

    did = collect_static_files()

    assert did
    assert collected(source) == "a { color: red }"
