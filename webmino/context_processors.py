"""What every template may show."""

from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.functional import SimpleLazyObject
from django.utils.timezone import localdate

from webmino.roles import role_of


def csrf(request: HttpRequest) -> dict[str, Any]:
    """The token of the page's forms, made once for all of them: Django's own makes one for each."""
    return {"csrf_token": SimpleLazyObject(lambda: get_token(request))}


def company(request: HttpRequest) -> dict[str, Any]:
    """The company's day (R27), whether this is the demo, and the user's role where a page shows it."""
    return {
        "today": localdate(),
        "user_role": SimpleLazyObject(lambda: role_of(request.user)),
    }
