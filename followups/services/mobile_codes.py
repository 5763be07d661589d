"""Choosing the codes of the road."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from followups.models import MobileCodes, ServiceType
from webmino.company import save_settings


@transaction.atomic
def choose_mobile_codes(*, visit: ServiceType | None, order: ServiceType | None) -> MobileCodes:
    """Let VISITE and COMMANDER record these types, or nothing; return what is chosen (R18).

    A type that was chosen before can stay, whatever it became.
    Raises ValidationError, by field, when one can't be recorded, even since a moment ago.
    """
    chosen = {"visit": visit, "order": order}
    # Whoever deactivates one of them, or makes it no visit, holds it too, and looks here afterwards.
    wanted = [each.pk for each in chosen.values() if each]
    held = {each.pk: each for each in ServiceType.objects.held().filter(pk__in=wanted)}
    codes = MobileCodes.current()
    for name, service_type in chosen.items():
        if service_type and service_type.pk != getattr(codes, f"{name}_id"):
            _check_type(name, held.get(service_type.pk))
    codes.visit, codes.order = visit, order
    save_settings(codes)
    return codes


def _check_type(name: str, service_type: ServiceType | None) -> None:
    """Refuse a type that is inactive or gone, and for visits one that does not count as one."""
    if not service_type or not service_type.is_active:
        raise ValidationError({name: _("This code is no longer in use. Choose another.")})
    if name == "visit" and not service_type.counts_as_visit:
        raise ValidationError({name: _("Choose a code that counts as a visit.")})
