"""How wrong passwords are counted: by user name and by the address that they come from."""

import ipaddress
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest


def visitor_address(request: HttpRequest) -> str | None:
    """Return the address that a request comes from; None through a socket of this machine.

    Behind a proxy it is the last of X-Forwarded-For, which the proxy added; what comes before it, and the
    whole header where there is no proxy, is whatever the visitor likes to say.
    """
    if settings.BEHIND_PROXY:
        last = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if _is_address(last):
            return last
    return request.META.get("REMOTE_ADDR") or None


def name_tried(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str:
    """Return the user name of a sign-in as it is counted: in small letters, since capitals do not matter."""
    return str((credentials or request.POST).get("username") or "").lower()


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
