"""Visits of the road that a manager has to accept before they count."""

from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models import Customer
from followups.models import FollowUp
from par.models.counts import user_key
from par.querysets import WaitingVisitQuerySet
from webmino.history import keeps_changes
from webmino.models import LABEL_LENGTH


@pghistory.track(*keeps_changes())
class WaitingVisit(models.Model):
    """A visit to a customer who was taken from the representative, or deactivated, while he was there (R18).

    It is kept as it was sent. `counted` has the quantity of each counted item by its key, as text, None for
    one that was left empty; `asked` likewise what was ordered, None for a visit without an order. Accepted,
    it is `follow_up`.
    """

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", pgettext_lazy("visit", "waiting")
        ACCEPTED = "accepted", pgettext_lazy("visit", "accepted")
        REFUSED = "refused", pgettext_lazy("visit", "refused")

    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="waiting_visits", verbose_name=_("customer")
    )
    happened_on = models.DateField(_("date"))
    note = models.TextField(_("note"), blank=True)
    order_note = models.TextField(_("note of the order"), blank=True)
    counted = models.JSONField(_("counted"), default=dict)
    asked = models.JSONField(_("ordered"), null=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)

    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        db_index=False,
        editable=False,
        verbose_name=_("entered by"),
    )
    created_at = models.DateTimeField(_("entered on"), default=timezone.now, editable=False)
    decided_at = models.DateTimeField(_("decided on"), null=True, editable=False)
    decided_by = user_key(_("decided by"))
    refusal = models.CharField(_("reason"), max_length=LABEL_LENGTH, blank=True)
    # When its author put away what his round says of the refusal; None: he did not.
    refusal_seen_at = models.DateTimeField(_("refusal seen on"), null=True, editable=False)
    follow_up = models.OneToOneField(
        FollowUp,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("follow-up"),
    )
    # Made when the visit was opened: one that is sent twice waits once (R18).
    submission = models.UUIDField(unique=True, editable=False)

    # The row before each of its changes, which `keeps_changes` keeps.
    events: Any

    objects = WaitingVisitQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = _("visit that waits")
        verbose_name_plural = _("visits that wait")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None, follow_up=None)
                | Q(state="accepted", decided_at__isnull=False, follow_up__isnull=False)
                | Q(state="refused", decided_at__isnull=False, follow_up=None),
                name="waiting_visit_has_what_its_state_says",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(refusal=""),
                name="visit_is_refused_for_a_reason",
                violation_error_message=_("Say why it is refused."),
            ),
        ]
        indexes = [
            models.Index("created_at", "id", condition=Q(state="waiting"), name="visits_that_wait"),
        ]

    def __str__(self) -> str:
        return f"{self.customer} {self.happened_on}"

    @property
    def has_order(self) -> bool:
        return self.asked is not None
