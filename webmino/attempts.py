"""How wrong passwords are counted: by user name and by the address that they come from."""

import ipaddress

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


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
