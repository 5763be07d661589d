"""Coming in, going out, the language, and what is said when a request can't be answered."""

import sys
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse_lazy
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views import defaults
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from webmino import first_run
from webmino.audience import SignedInRequest, public, signed_in
from webmino.backends import ROLE_BACKEND
from webmino.company import CompanySettings
from webmino.demo_accounts import DEMO_ACCOUNTS, DEMO_PASSWORD
from webmino.forms import (
    CompanySettingsForm,
    FirstAdministratorForm,
    LanguageForm,
    OwnPasswordForm,
    SignInForm,
)
from webmino.middleware import language_without_user, set_language_cookie, to_sign_in
from webmino.outages import Outage, outage_behind

# Seconds. A database that was killed is back within two where nothing else is wrong.
RETRY_AFTER = 5


class SignInView(LoginView):
    """The only page of a stranger. The language that he chose on it becomes his own."""

    template_name = "sign_in.html"
    redirect_authenticated_user = True
    authentication_form = SignInForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        demo = {"demo_accounts": DEMO_ACCOUNTS, "demo_password": DEMO_PASSWORD} if settings.DEMO else {}
        return super().get_context_data(**kwargs, **demo)

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        chosen = self.request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        if chosen in dict(settings.LANGUAGES):
            _speak(self.request.user, chosen)
            response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
        return response


sign_in = public(SignInView.as_view())
sign_out = public(LogoutView.as_view())


@public
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Speak this language from now on: to the user wherever he signs in, to a stranger in this browser."""
    response = HttpResponseRedirect(_way_back(request))
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        return response
    if request.user.is_authenticated:
        _speak(request.user, language)
    else:
        set_language_cookie(response, settings.LANGUAGE_COOKIE_NAME, language)
    return response


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: SignedInRequest) -> HttpResponse:
    """One's own account: role and salespeople to be read, language and password to be changed."""
    form = LanguageForm(request.POST if request.method == "POST" else None, instance=request.user)
    if form.is_valid():
        # Nothing else of the row is written: he may have been deactivated since it was read.
        _speak(request.user, form.cleaned_data["language"])
        with translation.override(request.user.language):
            messages.success(request, str(_("Your language is saved.")))
        return redirect("account")
    return render(request, "account.html", {"language_form": form}, status=422 if form.errors else 200)


class ChangePasswordView(PasswordChangeView):
    """Another password for oneself, who stays signed in here and has to sign in again elsewhere."""

    template_name = "account_password.html"
    form_class = OwnPasswordForm
    success_url = reverse_lazy("account")

    def form_valid(self, form: Any) -> HttpResponse:
        messages.success(self.request, _("Your password is changed."))
        return super().form_valid(form)

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


change_password = signed_in(ChangePasswordView.as_view())


@public
@never_cache
@sensitive_post_parameters("password1", "password2")
def make_first_administrator(request: HttpRequest, token: str) -> HttpResponse:
    """Make the first administrator and the first settings; 404 without the secret that `serve` printed."""
    if not first_run.admits(token):
        raise Http404
    sent = request.POST if request.method == "POST" else None
    form = FirstAdministratorForm(sent, initial={"language": request.LANGUAGE_CODE})
    company_form = CompanySettingsForm(sent, instance=CompanySettings.current())
    if sent is not None and all([form.is_valid(), company_form.is_valid()]):
        user, company = form.save(commit=False), company_form.save(commit=False)
        first_run.make_administrator(user, company=company, token=token)
        login(request, user, backend=ROLE_BACKEND)
        with translation.override(user.language):
            messages.success(request, str(_("Welcome. You administer Webmino from now on.")))
        return redirect("home")
    context = {"form": form, "company_form": company_form}
    return render(request, "first_run.html", context, status=200 if sent is None else 422)


@public
@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether the database answers: 200 « ok », else 503 as any page."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


def page_expired(request: SignedInRequest, reason: str = "") -> HttpResponse:
    """The form was opened before a sign-in or in another session: nothing was saved, say how to go on.

    Sent by htmx, which shows no refusal, it takes the browser to the sign-in page, or opens the page anew.
    """
    if request.htmx and not request.user.is_authenticated:
        return to_sign_in(request)
    if request.htmx:
        messages.warning(request, _("This page had expired and was opened again. Nothing was saved."))
        return HttpResponseClientRefresh()
    page = request.headers.get("Referer", "")
    return render(request, "403_csrf.html", {"page": page if _is_ours(request, page) else "/"}, status=403)


def failed(request: HttpRequest) -> HttpResponse:
    """A request ended in an error: 503 where the database can't answer, which may pass, else 500.

    Called while the error is being handled. Asks nothing of the database, nor who the user is.
    """
    outage = outage_behind(sys.exception())
    with translation.override(language_without_user(request)):
        if outage is None:
            return defaults.server_error(request)
        again = request.get_full_path() if request.method == "GET" else ""
        page = render_to_string("503.html", {"is_full": outage is Outage.FULL, "again": again})
    headers = {"Retry-After": str(RETRY_AFTER), "Cache-Control": "no-store"}
    return HttpResponse(page, status=503, headers=headers)


def too_many_attempts(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Sign-in is refused for a quarter of an hour after too many wrong passwords."""
    minutes = round(settings.AXES_COOLOFF_TIME * 60)
    return render(request, "sign_in_locked.html", {"minutes": minutes}, status=429)


def _speak(user: Any, language: str) -> None:
    user.language = language
    user.save(update_fields=["language"])


def _way_back(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    return wanted if _is_ours(request, wanted) else redirect("home").url


def _is_ours(request: HttpRequest, address: str) -> bool:
    return url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
