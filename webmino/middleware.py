"""What happens to every request: its language, and whether its sender may use the address."""

from collections.abc import Callable
from typing import Any

from csp.constants import HEADER
from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

from webmino.audience import SignedInRequest, is_public
from webmino.company import CompanySettings

GetResponse = Callable[[HttpRequest], HttpResponse]
# The cookie that says in which language this browser was last answered somebody who had signed in.
LAST_SPOKEN = "webmino_language"


class ContentPolicyMiddleware:
    """Say what the browser may do: the same on every page, so written once (CONTENT_SECURITY_POLICY)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.policy: str = build_policy()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # The pages by which Django shows developers an error carry their style and script.
        if not (settings.DEBUG and response.status_code in (404, 500)):
            response.headers[HEADER] = self.policy
        return response


class LanguageMiddleware:
    """Speak the user's language; before he signs in, the one that he chose in this browser, else French.

    The browser's own preference is not asked: the office works in French first, whatever language
    its computers were bought in.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated:
            language = user.language
        else:
            language = _of_cookies(request, settings.LANGUAGE_COOKIE_NAME)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            if user.is_authenticated and request.COOKIES.get(LAST_SPOKEN) != language:
                set_language_cookie(response, LAST_SPOKEN, language)
            return response


class CompanyMiddleware:
    """Give the company's settings to the request, and let today be its day (R27).

    Pages for strangers do without, and without the database: they show no day.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: SignedInRequest) -> HttpResponse:
        request.company = None
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()

    def process_view(
        self, request: SignedInRequest, view: Callable[..., Any], args: object, kwargs: object
    ) -> None:
        if not is_public(view):
            request.company = CompanySettings.current()
            timezone.activate(request.company.zone)


class AudienceMiddleware:
    """Let a request through only when the view's audience admits its sender (R25).

    What a stranger may not see is not kept by the browser: on a shared computer, « back » after a
    sign-out asks again.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if getattr(request, "is_for_signed_in", False):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_view(
        self, request: SignedInRequest, view: Callable[..., Any], args: object, kwargs: object
    ) -> HttpResponse | None:
        audience = getattr(view, "audience", None)
        if audience is None:
            raise PermissionDenied(f"{view} declares no audience")
        request.is_for_signed_in = not is_public(view)
        return None if audience(request) else to_sign_in(request)


def to_sign_in(request: SignedInRequest) -> HttpResponse:
    """Ask a stranger to sign in, then bring him back to the page that he was on.

    What he sent cannot be sent again for him: after a POST he returns to the page that holds the
    form, where the browser gives back what was typed (R28).
    """
    wanted = request.get_full_path()
    if request.htmx or request.method not in ("GET", "HEAD"):
        wanted = _page_he_was_on(request)
    answer = redirect_to_login(wanted)
    if request.htmx:
        return HttpResponseClientRedirect(answer.url)
    return answer


def _page_he_was_on(request: HttpRequest) -> str:
    page = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return page.split(request.get_host(), 1)[1] if page and ours else reverse("home")


def language_without_user(request: HttpRequest) -> str:
    """Return the language to speak where the database may not be asked who the user is."""
    known: str | None = getattr(request, "LANGUAGE_CODE", None)
    return known or _of_cookies(request, settings.LANGUAGE_COOKIE_NAME, LAST_SPOKEN)


def set_language_cookie(response: HttpResponse, name: str, language: str) -> None:
    response.set_cookie(
        name,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )


def _of_cookies(request: HttpRequest, *names: str) -> str:
    """Return the language that the first of these cookies names, else French."""
    named = (request.COOKIES.get(name) for name in names)
    return next((each for each in named if each in dict(settings.LANGUAGES)), settings.LANGUAGE_CODE)
