"""A dated contact with a customer."""

import datetime

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from customers.models import Customer, Route, Salesperson
from followups.models.service_types import ServiceType
from followups.querysets import FollowUpQuerySet
from webmino.history import keeps_changes
from webmino.models import LABEL_LENGTH

OPEN_ACTION = Q(cancelled_at=None, next_action_done_at=None, next_action_on__isnull=False)


@pghistory.track(*keeps_changes())
class FollowUp(models.Model):
    """A contact with a customer on a day, with its code (R3).

    `salesperson` and `route` are those that the customer had that day, and stay when he is reassigned
    (R5). Without `entered_by` it was imported. A cancelled one stays readable and counts nowhere (R4).
    """

    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="follow_ups", db_index=False, verbose_name=_("customer")
    )
    service_type = models.ForeignKey(
        ServiceType, models.PROTECT, related_name="follow_ups", verbose_name=_("service type")
    )
    happened_on = models.DateField(_("date"), default=timezone.localdate)
    done_by = models.ForeignKey(
        Salesperson, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("done by")
    )
    note = models.TextField(_("note"), blank=True)
    salesperson = models.ForeignKey(
        Salesperson,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        editable=False,
        verbose_name=_("salesperson of that day"),
    )
    route = models.ForeignKey(
        Route,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        editable=False,
        verbose_name=_("route of that day"),
    )

    next_action = models.CharField(_("next action"), max_length=LABEL_LENGTH, blank=True)
    next_action_on = models.DateField(_("due on"), null=True, blank=True)
    next_action_done_at = models.DateTimeField(_("action done on"), null=True, editable=False)
    next_action_done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        editable=False,
        verbose_name=_("action done by"),
    )
    # The follow-up whose entry ticked this one's action as done; None when it was marked by hand. While
    # that one is cancelled the action is open again, and the link says what restoring it closes.
    closed_by = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        related_name="closed_actions",
        db_index=False,
        editable=False,
        verbose_name=_("action done with"),
    )

    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        editable=False,
        verbose_name=_("entered by"),
    )
    created_at = models.DateTimeField(_("entered on"), default=timezone.now, editable=False)
    cancelled_at = models.DateTimeField(_("cancelled on"), null=True, editable=False)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        editable=False,
        verbose_name=_("cancelled by"),
    )
    cancel_reason = models.CharField(_("reason"), max_length=LABEL_LENGTH, blank=True)

    # Made when the form is opened: a form sent twice makes one follow-up.
    submission = models.UUIDField(null=True, unique=True, editable=False)
    # The key of an imported follow-up in the system that it comes from.
    external_id = models.CharField(
        _("key where it comes from"), max_length=LABEL_LENGTH, null=True, unique=True, editable=False
    )

    # Of its line in the agenda; given by `complete_actions`.
    when: str
    tomorrow: datetime.date
    next_week: datetime.date
    neighbour: int | None

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_on", "-created_at", "-pk"]
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        permissions = [("change_later", "Can edit or cancel follow-ups of others and of other days")]
        constraints = [
            models.CheckConstraint(
                condition=Q(next_action="", next_action_on=None)
                | (~Q(next_action="") & Q(next_action_on__isnull=False)),
                name="next_action_has_a_text_and_a_day",
                violation_error_message=_("A next action has a text and a day."),
            ),
            models.CheckConstraint(
                condition=Q(next_action_done_at=None) | ~Q(next_action=""),
                name="only_a_next_action_is_done",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | ~Q(cancel_reason=""),
                name="cancelled_for_a_reason",
                violation_error_message=_("Say why it is cancelled."),
            ),
        ]
        indexes = [
            models.Index(
                F("customer"),
                F("happened_on").desc(),
                F("created_at").desc(),
                F("id").desc(),
                name="follow_up_newest_first",
            ),
            models.Index(
                fields=["happened_on", "id"],
                include=["customer", "service_type"],
                condition=Q(cancelled_at=None),
                name="follow_up_by_day",
            ),
            models.Index("next_action_on", "customer", condition=OPEN_ACTION, name="follow_up_open_action"),
            models.Index(
                "customer", "next_action_on", condition=OPEN_ACTION, name="follow_up_customer_action"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.happened_on} {self.service_type.code}"

    @property
    def author(self) -> str:
        """Who did it: the salesperson, else the user who entered it, else « importé » (R3)."""
        return str(self.done_by or self.entered_as)

    @property
    def entered_as(self) -> str:
        """Who entered it; « importé » when nobody did."""
        return str(self.entered_by or gettext("imported"))

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None

    @property
    def entered_on(self) -> datetime.date:
        """The company's day on which it was entered."""
        return timezone.localdate(self.created_at)

    @property
    def has_open_action(self) -> bool:
        return bool(self.next_action and not self.next_action_done_at and not self.cancelled_at)

    def is_overdue(self, *, on: datetime.date) -> bool:
        """Whether the day of its open action is before `on`."""
        return self.has_open_action and self.next_action_on is not None and self.next_action_on < on
