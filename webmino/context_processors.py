"""What every template may show."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.timezone import localdate

from webmino.roles import role_of


def company(request: HttpRequest) -> dict[str, Any]:
    """The company's day (R27), whether this is the demo, and the user's role where a page shows it."""
    return {
        "today": localdate(),
        "user_role": SimpleLazyObject(lambda: role_of(request.user)),
    }
