"""What is done to service types beside editing one (R2)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from followups.models import ServiceType


def set_active(service_type: ServiceType, *, active: bool) -> ServiceType:
    """Let a type be chosen again, or no longer; its follow-ups keep it either way (R2)."""
    service_type.is_active = active
    service_type.save(update_fields=["is_active"])
    return service_type


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


def delete_unused(service_type: ServiceType) -> None:
    """Delete a type that no follow-up carries.

    Raises ValidationError when one does, even cancelled: such a type is deactivated instead (R2).
    """
    try:
        service_type.delete()
    except ProtectedError as error:
        raise ValidationError(
            _("Follow-ups use this service type: it can be deactivated, not deleted.")
        ) from error
