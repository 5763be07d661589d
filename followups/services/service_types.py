"""Service types: their order, and whether one can be chosen."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from followups.models import MobileCodes, ServiceType


@transaction.atomic
def move(service_type: ServiceType, *, places: int) -> ServiceType:
    """Move a type down the list by `places`, up when negative; it stops at either end.

    The types are numbered anew from 1, so that equal positions are told apart.
    """
    ordered = list(ServiceType.objects.select_for_update(of=("self",)))
    at = ordered.index(service_type)
    moved = ordered.pop(at)
    ordered.insert(max(0, at + places), moved)
    for position, each in enumerate(ordered, start=1):
        if each.position != position:
            each.position = position
            each.save(update_fields=["position"])
    return moved


@transaction.atomic
def set_active(service_type: ServiceType, *, active: bool) -> None:
    """Let a type be chosen, or no more (R2).

    Raises ValidationError when the road records it: another one has to be chosen under Réglages first (R18).
    """
    if not active and MobileCodes.use(service_type):
        raise ValidationError(
            _("%(code)s is the code of mobile visits or orders: choose another under Settings first.")
            % {"code": service_type.code}
        )
    service_type.is_active = active
    service_type.save(update_fields=["is_active"])
