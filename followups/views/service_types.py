"""Paramètres administratifs › Gestion des types de service: the list of follow-up codes (R2)."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from followups.forms.service_types import ServiceTypeForm
from followups.models import ServiceType
from followups.selectors.service_types import next_position, service_types_with_use
from followups.services.service_types import move, set_active
from webmino.administration import (
    AdministrationAction,
    AdministrationDelete,
    AdministrationForm,
    AdministrationList,
    AdministrationSwitch,
)


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
    said_created = _("Service type %(code)s was created.")
    said_saved = _("Service type %(code)s was saved.")

    def get_initial(self) -> dict[str, Any]:
        return {} if self.object else {"position": next_position()}

    def get_said(self, form: ServiceTypeForm) -> Any:
        said = super().get_said(form)
        recounted = self.object and form.recounts_visits
        return " ".join([str(said), str(_("Visits were counted again."))]) if recounted else said


class ServiceTypeSwitch(ServiceTypePage, AdministrationSwitch):
    def act(self, row: ServiceType) -> None:
        set_active(row, active=self.active)

    def get_said(self, row: ServiceType) -> Any:
        return _("%(code)s can be chosen again.") if self.active else _("%(code)s can no longer be chosen.")


class ServiceTypeMove(ServiceTypePage, AdministrationAction):
    """Moves a type down the list by `places`, up when negative."""

    places = 0
    said = _("%(code)s is now at position %(position)s.")

    def act(self, row: ServiceType) -> None:
        row.position = move(row, places=self.places).position

    def told_of(self, row: ServiceType) -> dict[str, Any]:
        return super().told_of(row) | {"position": row.position}


class ServiceTypeDelete(ServiceTypePage, AdministrationDelete):
    """A type that is in use is refused and stays (R2)."""

    said = _("Service type %(code)s was deleted.")
    refusal = _("Follow-ups or the settings use this service type: it can be deactivated, not deleted.")
