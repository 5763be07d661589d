"""Which service types the visits and orders of the road record."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from followups.models.service_types import ServiceType
from webmino.company import OneRow
from webmino.history import keeps_changes


@pghistory.track(*keeps_changes())
class MobileCodes(OneRow):
    """The codes of VISITE and COMMANDER (R18); None as long as nobody chose one."""

    visit = models.ForeignKey(
        ServiceType,
        models.PROTECT,
        verbose_name=_("code of a mobile visit"),
        null=True,
        blank=True,
        related_name="+",
    )
    order = models.ForeignKey(
        ServiceType,
        models.PROTECT,
        verbose_name=_("code of a mobile order"),
        null=True,
        blank=True,
        related_name="+",
    )

    def __str__(self) -> str:
        return f"{self.visit or '—'}, {self.order or '—'}"

    @classmethod
    def use(cls, service_type: ServiceType) -> bool:
        """Whether a visit or an order of the road records this type."""
        chosen = models.Q(visit=service_type) | models.Q(order=service_type)
        return cls.objects.filter(chosen).exists()
