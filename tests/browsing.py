"""People at their browsers, as seen by a real server: pages, cookies and the forms of pages; no script."""

import http.client
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

from tests.processes import PATIENCE

SESSION = "sessionid"
Attributes = list[tuple[str, str | None]]


class Answer(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode()


class Person:
    """Somebody who has signed in. A request has a connection of its own, so that no failure is an old one's.

    One thread at a time may use it.
    """

    def __init__(self, address: str, session: str) -> None:
        self.host = urlsplit(address).netloc
        self.cookies = {SESSION: session}

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def send(self, path: str, fields: list[tuple[str, str]]) -> Answer:
        return self._ask(
            "POST", path, urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"}
        )

    def _ask(self, method: str, path: str, body: str = "", headers: dict[str, str] | None = None) -> Answer:
        """Return the answer, redirections not followed; OSError or HTTPException without a whole one."""
        connection = http.client.HTTPConnection(self.host, timeout=PATIENCE)
        try:
            connection.request(method, path, body, (headers or {}) | {"Cookie": self.cookie_header()})
            response = connection.getresponse()
            content = response.read()
        finally:
            connection.close()
        for line in response.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return Answer(response.status, response.headers, content)

    def cookie_header(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())


class FormReader(HTMLParser):
    """Reads what a browser would send of the form whose id is `form_id`, as it stands in the page."""

    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form_id = form_id
        self.action = ""
        self.fields: list[tuple[str, str]] = []
        # By the field's name: the values that its boxes or its list offer.
        self.offered: dict[str, list[str]] = {}
        self._is_inside = False
        self._list = ""

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and given.get("id") == self.form_id:
            self._is_inside, self.action = True, given["action"]
        elif self._is_inside and tag in ("input", "select", "textarea", "option"):
            getattr(self, f"_{tag}")(given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._is_inside = False

    def _input(self, given: dict[str, str]) -> None:
        if given.get("type") in ("checkbox", "radio"):
            self.offered.setdefault(given["name"], []).append(given.get("value", "on"))
        if given.get("type") not in ("checkbox", "radio") or "checked" in given:
            self.fields.append((given["name"], given.get("value", "")))

    def _textarea(self, given: dict[str, str]) -> None:
        self.fields.append((given["name"], ""))

    def _select(self, given: dict[str, str]) -> None:
        self._list = given["name"]
        self.fields.append((self._list, ""))

    def _option(self, given: dict[str, str]) -> None:
        self.offered.setdefault(self._list, []).append(given["value"])
        if "selected" in given:
            self.fields[-1] = (self._list, given["value"])


def form_of(page: str, form_id: str) -> FormReader:
    reader = FormReader(form_id)
    reader.feed(page)
    assert reader.action, f"no form {form_id}"
    return reader
