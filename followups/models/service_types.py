"""The list of follow-up codes, kept under Paramètres administratifs."""

import pghistory
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from followups.querysets import ServiceTypeQuerySet
from webmino.history import keeps_changes
from webmino.models import BilingualLabel


@pghistory.track(*keeps_changes())
class ServiceType(BilingualLabel):
    """A follow-up code (R2). One that is in use, or was, is deactivated, never deleted."""

    class Channel(models.TextChoices):
        """How the customer was reached."""

        VISIT = "visit", _("visit")
        PHONE = "phone", _("telephone")
        EMAIL = "email", _("email")
        OTHER = "other", _("other")

    channel = models.CharField(_("channel"), max_length=10, choices=Channel, default=Channel.VISIT)
    counts_as_visit = models.BooleanField(_("counts as a visit"), default=True)
    is_active = models.BooleanField(
        _("active"),
        default=True,
        help_text=_("An inactive code stays in the history and can no longer be chosen."),
    )
    # Where its follow-ups went; what names a code elsewhere, such as a file that is imported again, means
    # that one as long as this one is inactive.
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged",
        verbose_name=_("merged into"),
    )
    position = models.PositiveIntegerField(
        _("position"), default=0, help_text=_("Order in the lists; equal positions go by code.")
    )

    objects = ServiceTypeQuerySet.as_manager()

    class Meta:
        ordering = ["position", "code", "pk"]
        verbose_name = _("service type")
        verbose_name_plural = _("service types")
        constraints = [
            models.UniqueConstraint(
                Lower("code"),
                name="service_type_code_is_unique",
                violation_error_message=_("Another service type has this code."),
            ),
            models.CheckConstraint(
                condition=~models.Q(code=""),
                name="service_type_has_a_code",
                violation_error_message=_("A service type has a code."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
