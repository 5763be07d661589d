"""What every template may show."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.timezone import localdate


def company(request: HttpRequest) -> dict[str, Any]:
    """The company's day (R27), and whether this is the demo."""
    return {"today": localdate(), "is_demo": settings.DEMO}
