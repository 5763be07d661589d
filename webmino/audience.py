"""Who may use an address (R25). Each view says it; one that does not is refused to everybody."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from webmino.company import CompanySettings
    from webmino.models import User

View = TypeVar("View", bound=Callable[..., Any])
Audience = Callable[[HttpRequest], bool]


class SignedInRequest(HttpRequest):
    """What a view gets that strangers can't use."""

    user: "User"
    htmx: "HtmxDetails"
    # Set by the middleware: whether its view is closed to strangers.
    is_for_signed_in: bool
    # Set by the middleware; None where no view answers.
    company: "CompanySettings | None"


def public(view: View) -> View:
    """Anybody, signed in or not."""
    return _declare(view, _admits_anybody)


def signed_in(view: View) -> View:
    """Whoever has signed in; what he sees there is limited by `visible_to(user)`."""
    return _declare(view, lambda request: request.user.is_authenticated)


def permitted(*permissions: str) -> Callable[[View], View]:
    """Whoever has all of these permissions; others are refused (403)."""

    def declare(view: View) -> View:
        return _declare(view, lambda request: _holds(request, permissions))

    return declare


def _admits_anybody(request: HttpRequest) -> bool:
    return True


def is_public(view: Callable[..., Any]) -> bool:
    """Whether strangers may use the view."""
    return getattr(view, "audience", None) is _admits_anybody


def _holds(request: HttpRequest, permissions: tuple[str, ...]) -> bool:
    if not request.user.is_authenticated:
        return False
    if not request.user.has_perms(permissions):
        raise PermissionDenied
    return True


def _declare(view: View, audience: Audience) -> View:
    view.audience = audience  # type: ignore[attr-defined]  # functions take attributes, their type does not
    return view
