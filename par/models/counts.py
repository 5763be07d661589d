"""Shelf counts: what was found at a customer's, item by item."""

import datetime
from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from followups.models import FollowUp
from par.models.catalogue import Item
from par.models.numbers import quantity_field
from par.querysets import ShelfCountQuerySet
from webmino.history import keeps_changes
from webmino.models import LABEL_LENGTH


def user_key(label: Any) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        editable=False,
        verbose_name=label,
    )


@pghistory.track(*keeps_changes())
class ShelfCount(models.Model):
    """A count of a customer's shelf on a day (R13, R15).

    A draft is being typed; a completed one counts; a cancelled one stays readable and counts nowhere
    (R4). Without `entered_by` it was imported; then it has no follow-up.
    """

    class State(models.TextChoices):
        """What became of it."""

        DRAFT = "draft", _("draft")
        COMPLETED = "completed", _("completed")
        CANCELLED = "cancelled", _("cancelled")

    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="shelf_counts", db_index=False, verbose_name=_("customer")
    )
    counted_on = models.DateField(_("date"), default=timezone.localdate)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    note = models.TextField(_("note"), blank=True)
    follow_up = models.OneToOneField(
        FollowUp,
        models.PROTECT,
        null=True,
        related_name="shelf_count",
        editable=False,
        verbose_name=_("follow-up"),
    )

    entered_by = user_key(_("entered by"))
    created_at = models.DateTimeField(_("entered on"), default=timezone.now, editable=False)
    completed_at = models.DateTimeField(_("completed on"), null=True, editable=False)
    completed_by = user_key(_("completed by"))
    cancelled_at = models.DateTimeField(_("cancelled on"), null=True, editable=False)
    cancelled_by = user_key(_("cancelled by"))
    cancel_reason = models.CharField(_("reason"), max_length=LABEL_LENGTH, blank=True)

    # Made when the draft is opened: a count sent twice is completed once (R18).
    submission = models.UUIDField(null=True, unique=True, editable=False)

    # The row before each of its changes, which `keeps_changes` keeps.
    events: Any

    objects = ShelfCountQuerySet.as_manager()

    class Meta:
        ordering = ["-counted_on", "-completed_at", "-pk"]
        verbose_name = _("shelf count")
        verbose_name_plural = _("shelf counts")
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "entered_by"],
                condition=Q(state="draft"),
                name="one_open_count_for_a_customer_and_a_user",
                violation_error_message=_("You have an open count of this customer already."),
            ),
            models.UniqueConstraint(
                fields=["customer", "counted_on"],
                condition=Q(entered_by=None),
                name="one_imported_count_for_a_customer_and_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", completed_at=None, cancelled_at=None, entered_by__isnull=False)
                | Q(state="completed", completed_at__isnull=False, cancelled_at=None)
                | Q(state="cancelled", completed_at__isnull=False, cancelled_at__isnull=False),
                name="count_has_the_moments_of_its_state",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | ~Q(cancel_reason=""),
                name="count_is_cancelled_for_a_reason",
                violation_error_message=_("Say why it is cancelled."),
            ),
            models.CheckConstraint(
                condition=Q(follow_up=None) | ~Q(state="draft"),
                name="draft_of_a_count_has_no_follow_up",
            ),
        ]
        indexes = [
            models.Index(
                F("customer"),
                F("counted_on").desc(),
                F("completed_at").desc(),
                F("id").desc(),
                name="shelf_count_newest_first",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer} {self.counted_on}"

    @property
    def is_cancelled(self) -> bool:
        return self.state == self.State.CANCELLED

    @property
    def completed_on(self) -> datetime.date | None:
        """The company's day on which it was completed; None for a draft."""
        return timezone.localdate(self.completed_at) if self.completed_at else None

    @property
    def entered_as(self) -> str:
        """Who counted; « importé » when nobody entered it."""
        return str(self.entered_by or gettext("imported"))


@pghistory.track(*keeps_changes())
class ShelfCountLine(models.Model):
    """What was found of one item. `quantity` None: it was not counted, which is not zero (R15).

    `par_quantity` is the PAR of that day (R13); None while the count is a draft, and for an item that was
    not on the customer's list.
    """

    shelf_count = models.ForeignKey(
        ShelfCount, models.CASCADE, related_name="lines", db_index=False, verbose_name=_("shelf count")
    )
    item = models.ForeignKey(Item, models.PROTECT, related_name="count_lines", verbose_name=_("item"))
    quantity = quantity_field(_("counted"), null=True, blank=True)
    par_quantity = quantity_field(_("PAR"), null=True, blank=True, editable=False)

    # The row before each of its changes, which `keeps_changes` keeps.
    events: Any

    class Meta:
        ordering = ["shelf_count", "item__code_key", "pk"]
        verbose_name = _("line of a shelf count")
        verbose_name_plural = _("lines of shelf counts")
        constraints = [
            models.UniqueConstraint(
                fields=["shelf_count", "item"],
                name="count_has_an_item_once",
                violation_error_message=_("The count has this item already."),
            ),
            models.CheckConstraint(
                condition=Q(quantity__isnull=True) | Q(quantity__gte=0),
                name="counted_is_not_negative",
                violation_error_message=_("A counted quantity is not below zero."),
            ),
            models.CheckConstraint(
                condition=Q(par_quantity__isnull=True) | Q(par_quantity__gte=0),
                name="par_of_the_day_is_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.quantity}"
