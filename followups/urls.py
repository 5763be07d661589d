"""Addresses of follow-ups, of their codes and of the table that checks them."""

from django.urls import path

from followups.views.visit_tracking import VisitTracking
from webmino.audience import signed_in

app_name = "followups"
urlpatterns = [
    path("suivi-visites/", signed_in(VisitTracking.as_view()), name="visit-tracking"),
]
