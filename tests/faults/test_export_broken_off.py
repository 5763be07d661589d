"""Nobody takes half a file for a whole one: what can't be begun has a page, what breaks off has failed.

An export writes nothing on the disk of the application: rows come from a cursor, and leave as soon as they
are compressed. PostgreSQL does, beyond `work_mem`: the rows that it sorts, and those that it holds.
"""

import http.client
import io
import socket
import zipfile

import pytest
from python_calamine import CalamineWorkbook

from tests.browsing import Person
from tests.faults.disks import temporary_disk
from tests.faults.installations import Installation, asked_inside
from tests.webmino.test_error_pages import heading
from webmino.exports.responses import CONTENT_TYPE
from webmino.table_pages import ROWS_AT_ONCE

EXPORT = "/suivi-visites/?status=all&export=xlsx"
# Bytes. A server and a browser that does not read have less than this under way: Linux allows them 4 MB.
UNDER_WAY = 8_000_000


def rows_of(content: bytes) -> int:
    """Return how many rows the first sheet has under its header."""
    return len(CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()) - 1


def begin_download(person: Person) -> http.client.HTTPResponse:
    """Ask for the export, and read nothing of it but its beginning."""
    host, port = person.host.split(":")
    connection = http.client.HTTPConnection(person.host)
    connection.sock = socket.socket()
    connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
    connection.sock.connect((host, int(port)))
    connection.request("GET", EXPORT, headers={"Cookie": person.cookie_header()})
    return connection.getresponse()


def test_an_export_that_finds_the_disk_full_has_a_page_and_the_next_one_works(
    installation: Installation,
) -> None:
    installation.server.ensure_running()
    [(followed,)] = installation.query("SELECT count(*) FROM followups_customervisitstate")

    with temporary_disk(installation) as disk:
        serving = installation.serve()
        manager = installation.person(role="manager", language="fr")
        refused = manager.get(EXPORT)
        page = manager.get("/agenda/")
        disk.make_room()
        whole = manager.get(EXPORT)

    assert (refused.status, heading(refused.text)) == (503, "La base de données manque de place")
    assert refused.headers["Content-Disposition"] is None
    assert page.status == 200
    assert (whole.status, whole.headers["Content-Type"]) == (200, CONTENT_TYPE)
    assert rows_of(whole.content) == followed > 200
    said = [line for line in serving.output if "ERROR" in line or "Traceback" in line]
    assert len(said) == 1
    assert "Service Unavailable: /suivi-visites/" in said[0]
    assert "pgsql_tmp" in said[0] or "temp_file_limit" in said[0]


def test_a_download_during_which_the_database_fails_is_a_failed_one(installation: Installation) -> None:
    installation.server.ensure_running()
    # The rows of a first fetch are more than what is under way: the second one waits for the browser.
    customers, length = ROWS_AT_ONCE + 1, 2 * UNDER_WAY // ROWS_AT_ONCE
    asked_inside(installation.home, f"add_long_notes({customers}, {length})")
    [(followed,)] = installation.query("SELECT count(*) FROM followups_customervisitstate")
    serving = installation.serve()
    manager = installation.person(role="manager")

    download = begin_download(manager)
    beginning = download.read(1000)
    installation.end_connections()
    with pytest.raises(http.client.IncompleteRead) as broken:
        download.read()
    whole = manager.get(EXPORT)

    assert download.status == 200
    received = beginning + broken.value.partial
    assert len(received) > UNDER_WAY / 2
    assert not zipfile.is_zipfile(io.BytesIO(received))
    assert rows_of(whole.content) == followed > customers
    assert len([line for line in serving.output if "broke off" in line]) == 1
