"""Paramètres administratifs › Réglages: what is chosen for the whole company."""

from operator import attrgetter

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from followups.forms.company_settings import MobileCodesForm
from followups.models import MobileCodes
from webmino.audience import SignedInRequest, permitted
from webmino.company import CompanySettings, save_settings
from webmino.forms import CompanySettingsForm, saved, sent
from webmino.history import changes_of


@permitted("webmino.change_companysettings")
@require_http_methods(["GET", "HEAD", "POST"])
def company_settings(request: SignedInRequest) -> HttpResponse:
    """The company, its time, and the codes of the road, saved together or not at all."""
    company_form = CompanySettingsForm(sent(request), instance=CompanySettings.current())
    codes_form = MobileCodesForm(sent(request), instance=MobileCodes.current())
    if _saved_together(company_form, codes_form):
        messages.success(request, _("The settings are saved."))
        return redirect("followups:company-settings")
    stored = [CompanySettings.current(), MobileCodes.current()]
    changes = sorted((change for row in stored for change in changes_of(row)), key=attrgetter("at"))
    context = {"company_form": company_form, "codes_form": codes_form, "changes": changes[::-1]}
    status = 422 if company_form.is_bound else 200
    return render(request, "followups/company_settings.html", context, status=status)


@transaction.atomic
def _saved_together(company_form: CompanySettingsForm, codes_form: MobileCodesForm) -> bool:
    """Save what both forms hold, unless one is not valid or a code can't be recorded any more."""
    if not all([company_form.is_valid(), codes_form.is_valid()]) or not saved(codes_form):
        return False
    save_settings(company_form.save(commit=False))
    return True
