"""Paramètres administratifs › Gestion des types de service: the list of follow-up codes (R2)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from followups.forms.service_types import ServiceTypeForm
from followups.models import ServiceType
from followups.selectors.service_types import next_position, service_types_with_use
from followups.services.service_types import delete_unused, move, set_active
from webmino.audience import permitted
from webmino.history import changes_of

LIST = "followups:service-type-list"


@permitted("followups.view_servicetype")
@require_safe
def service_type_list(request: HttpRequest) -> HttpResponse:
    return render(
        request, "followups/service_type_list.html", {"service_types": list(service_types_with_use())}
    )


@permitted("followups.add_servicetype")
@require_http_methods(["GET", "HEAD", "POST"])
def service_type_create(request: HttpRequest) -> HttpResponse:
    form = ServiceTypeForm(
        request.POST if request.method == "POST" else None, initial={"position": next_position()}
    )
    if form.is_valid():
        service_type = form.save()
        messages.success(request, _("Service type %(code)s was created.") % {"code": service_type.code})
        return redirect(LIST)
    return render(request, "followups/service_type_form.html", {"form": form})


@permitted("followups.change_servicetype")
@require_http_methods(["GET", "HEAD", "POST"])
def service_type_edit(request: HttpRequest, pk: int) -> HttpResponse:
    service_type = get_object_or_404(service_types_with_use(), pk=pk)
    form = ServiceTypeForm(request.POST if request.method == "POST" else None, instance=service_type)
    if form.is_valid():
        form.save()
        messages.success(request, _saved(form))
        return redirect(LIST)
    # The form has written into its instance what it refused.
    stored = get_object_or_404(service_types_with_use(), pk=pk) if form.errors else service_type
    context = {"form": form, "service_type": stored, "changes": changes_of(stored)}
    return render(request, "followups/service_type_form.html", context)


@permitted("followups.change_servicetype")
@require_POST
def service_type_activate(request: HttpRequest, pk: int, *, active: bool) -> HttpResponse:
    service_type = set_active(get_object_or_404(ServiceType, pk=pk), active=active)
    said = _("%(code)s can be chosen again.") if active else _("%(code)s can no longer be chosen.")
    messages.success(request, said % {"code": service_type.code})
    return redirect(LIST)


@permitted("followups.change_servicetype")
@require_POST
def service_type_move(request: HttpRequest, pk: int, *, places: int) -> HttpResponse:
    service_type = move(get_object_or_404(ServiceType, pk=pk), places=places)
    said = _("%(code)s is now at position %(position)s.")
    messages.success(request, said % {"code": service_type.code, "position": service_type.position})
    return redirect(LIST)


@permitted("followups.change_servicetype")
@require_http_methods(["GET", "HEAD", "POST"])
def service_type_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then delete. A type that is in use is refused and stays (R2)."""
    service_type = get_object_or_404(service_types_with_use(), pk=pk)
    if request.method == "POST":
        try:
            delete_unused(service_type)
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            messages.success(request, _("Service type %(code)s was deleted.") % {"code": service_type.code})
        return redirect(LIST)
    return render(request, "followups/service_type_delete.html", {"service_type": service_type})


def _saved(form: ServiceTypeForm) -> str:
    said = _("Service type %(code)s was saved.") % {"code": form.instance.code}
    return " ".join([said, _("Visits were counted again.")]) if form.recounts_visits else said
