"""The way back through the levels of an analysis: a figure opens what makes it up, which opens more (R22).

An address of several levels would hold all those above it, in each of a thousand links. The session keeps
the last pages that one was on, each by a short name which the links carry.
"""

import hashlib
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

from webmino.ways import page_at

# The parameter that names the page that a figure was on, and its row there.
TRAIL = "trail"
IN_SESSION = "trails"
# Pages that a session keeps.
KEPT = 60
NAME_LENGTH = 10


def begin(request: HttpRequest, *, after: str | None) -> str:
    """Remember the page that is shown now, and return its name.

    `after` is the way back from it, which is read before the oldest page is forgotten. A page that one comes
    back to is young again, so that a day of going to and fro forgets none that is still in use.
    """
    address = request.get_full_path()
    name = hashlib.blake2s(address.encode()).hexdigest()[:NAME_LENGTH]
    kept: dict[str, str] = request.session.get(IN_SESSION, {})
    if name not in [*kept][-KEPT // 2 :]:
        names = [*(one for one in kept if one != name), name][-KEPT:]
        request.session[IN_SESSION] = {one: kept.get(one, address) for one in names}
    return name


def way_back(request: HttpRequest) -> str | None:
    """Return the address of the page, and the row in it, that one comes from; None when it is not known."""
    name, _dot, row = request.GET.get(TRAIL, "").partition(".")
    address = request.session.get(IN_SESSION, {}).get(name)
    if address is None:
        return _page_that_links(request)
    return f"{address}#row-{row}" if row else address


def _page_that_links(request: HttpRequest) -> str | None:
    """The page of ours that links to this one, such as one of Clients mobiles; lists have walks."""
    address = request.GET.get("from", "")
    try:
        resolve(urlsplit(address).path)
    except (Resolver404, ValueError):
        return None
    is_ours = url_has_allowed_host_and_scheme(address, allowed_hosts=None) and address.startswith("/")
    return address if is_ours and page_at(request, address) is None else None
