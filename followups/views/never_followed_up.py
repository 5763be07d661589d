"""Customers of whom visit mode, which looks only at follow-ups, can say nothing (R6)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.views import CustomerList


class NeverFollowedUp(CustomerList):
    """The list of customers, as far as they have no standing follow-up: who is not in visit mode (R6)."""

    title = _("Customers never followed up")
    template_name = "followups/never_followed_up.html"

    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().filter(visit_state=None)
