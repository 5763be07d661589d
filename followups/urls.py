"""Addresses of follow-ups, of their codes, of what is to be done and of the table that checks them."""

from django.urls import path

from followups.views import corrections, follow_ups, service_types
from followups.views.agenda import Agenda
from followups.views.company_settings import company_settings
from followups.views.journal import FollowUpJournal
from followups.views.never_followed_up import NeverFollowedUp
from followups.views.visit_tracking import VisitTracking
from webmino.audience import permitted, signed_in

app_name = "followups"
SERVICE_TYPES = "parametres/types-de-service/"
urlpatterns = [
    path("suivi-visites/", signed_in(VisitTracking.as_view()), name="visit-tracking"),
    path("clients/jamais-suivis/", signed_in(NeverFollowedUp.as_view()), name="never-followed-up"),
    path("clients/<int:pk>/suivis/", follow_ups.follow_up_list, name="follow-up-list"),
    path("clients/<int:pk>/suivis/inscrire/", follow_ups.follow_up_create, name="follow-up-create"),
    path("clients/<int:pk>/suivis/fait/", follow_ups.action_done, name="action-done"),
    path("suivis/", signed_in(FollowUpJournal.as_view()), name="follow-up-journal"),
    path("suivis/<int:pk>/", corrections.follow_up_detail, name="follow-up-detail"),
    path("suivis/<int:pk>/modifier/", corrections.follow_up_edit, name="follow-up-edit"),
    path("suivis/<int:pk>/annuler/", corrections.follow_up_cancel, name="follow-up-cancel"),
    path("suivis/<int:pk>/retablir/", corrections.follow_up_restore, name="follow-up-restore"),
    path("suivis/<int:pk>/rouvrir/", corrections.action_reopen, name="action-reopen"),
    path("suivis/<int:pk>/reporter/", corrections.action_postpone, name="action-postpone"),
    path("parametres/reglages/", company_settings, name="company-settings"),
    path("agenda/", signed_in(Agenda.as_view()), name="agenda"),
    path(
        SERVICE_TYPES,
        permitted("followups.view_servicetype")(service_types.ServiceTypeList.as_view()),
        name="service-type-list",
    ),
    path(
        f"{SERVICE_TYPES}nouveau/",
        permitted("followups.add_servicetype")(service_types.ServiceTypeEdit.as_view()),
        name="service-type-create",
    ),
    path(
        f"{SERVICE_TYPES}<int:pk>/modifier/",
        permitted("followups.change_servicetype")(service_types.ServiceTypeEdit.as_view()),
        name="service-type-edit",
    ),
    path(
        f"{SERVICE_TYPES}<int:pk>/supprimer/",
        permitted("followups.delete_servicetype")(service_types.ServiceTypeDelete.as_view()),
        name="service-type-delete",
    ),
    path(f"{SERVICE_TYPES}<int:pk>/fusionner/", service_types.service_type_merge, name="service-type-merge"),
    path(
        f"{SERVICE_TYPES}<int:pk>/activer/",
        permitted("followups.change_servicetype")(service_types.ServiceTypeSwitch.as_view(active=True)),
        name="service-type-activate",
    ),
    path(
        f"{SERVICE_TYPES}<int:pk>/desactiver/",
        permitted("followups.change_servicetype")(service_types.ServiceTypeSwitch.as_view(active=False)),
        name="service-type-deactivate",
    ),
    path(
        f"{SERVICE_TYPES}<int:pk>/monter/",
        permitted("followups.change_servicetype")(service_types.ServiceTypeMove.as_view(places=-1)),
        name="service-type-up",
    ),
    path(
        f"{SERVICE_TYPES}<int:pk>/descendre/",
        permitted("followups.change_servicetype")(service_types.ServiceTypeMove.as_view(places=1)),
        name="service-type-down",
    ),
]
