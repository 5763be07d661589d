"""Paramètres administratifs › Gestion des types de service: the list of follow-up codes (R2)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from followups.forms.service_types import MergeForm, ServiceTypeForm
from followups.models import ServiceType
from followups.selectors.service_types import merge_preview, next_position, service_types_with_use
from followups.services.service_types import delete, merge, move, set_active
from webmino.administration import (
    AdministrationAction,
    AdministrationDelete,
    AdministrationForm,
    AdministrationList,
    AdministrationSwitch,
)
from webmino.audience import SignedInRequest, permitted


class ServiceTypePage:
    """What the pages of service types share."""

    addresses = "followups:service-type"
    title = _("Manage service types")
    create_title = _("New service type")

    def get_queryset(self) -> QuerySet:
        return service_types_with_use()


class ServiceTypeList(ServiceTypePage, AdministrationList):
    template_name = "followups/service_type_list.html"


class ServiceTypeEdit(ServiceTypePage, AdministrationForm):
    template_name = "followups/service_type_form.html"
    form_class: Any = ServiceTypeForm

    def get_initial(self) -> dict[str, Any]:
        return {} if self.object else {"position": next_position()}

    def get_said(self, form: ServiceTypeForm) -> Any:
        said = super().get_said(form)
        recounted = self.object and form.recounts_visits
        return " ".join([str(said), str(_("Visits were counted again."))]) if recounted else said


class ServiceTypeSwitch(ServiceTypePage, AdministrationSwitch):
    def act(self, row: ServiceType) -> None:
        set_active(row, active=self.active)


class ServiceTypeMove(ServiceTypePage, AdministrationAction):
    """Moves a type down the list by `places`, up when negative."""

    places = 0
    said = _("%(code)s is now at position %(position)s.")

    def act(self, row: ServiceType) -> None:
        row.position = move(row, places=self.places).position

    def told_of(self, row: ServiceType) -> dict[str, Any]:
        return super().told_of(row) | {"position": row.position}


class ServiceTypeDelete(ServiceTypePage, AdministrationDelete):
    """A type that is in use, or was, is refused and stays (R2)."""

    refusal = _("Follow-ups use this service type, or did, or the settings do: it can’t be deleted.")

    def is_used(self, row: Any) -> bool:
        return row.is_kept

    def act(self, row: ServiceType) -> None:
        delete(row, refusal=self.refusal)


@permitted("followups.change_servicetype")
@require_http_methods(["GET", "HEAD", "POST"])
def service_type_merge(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask into which type this one is merged, say what that would do, and do it by POST (R2)."""
    row = get_object_or_404(service_types_with_use(), pk=pk)
    sent = request.POST if request.method == "POST" else request.GET
    form = MergeForm(sent if "into" in sent else None, service_type=row)
    if request.method == "POST" and _merged(request, row, form):
        return redirect("followups:service-type-list")
    into = form.cleaned_data["into"] if form.is_valid() else None
    preview = merge_preview(row, into) if into else None
    context = {"row": row, "form": form, "into": into, "preview": preview}
    status = 422 if form.errors else 200
    return render(request, "followups/service_type_merge.html", context, status=status)


def _merged(request: SignedInRequest, row: ServiceType, form: MergeForm) -> bool:
    """Merge the type as a valid form says, and say so; False when it is refused, which the form says."""
    if not form.is_valid():
        return False
    into = form.cleaned_data["into"]
    try:
        count = merge(row, into=into, by=request.user)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    said = ngettext(
        "%(code)s is merged into %(into)s: %(count)s follow-up has this code now.",
        "%(code)s is merged into %(into)s: %(count)s follow-ups have this code now.",
        count,
    )
    messages.success(request, said % {"code": row.code, "into": into.code, "count": count})
    return True
