"""The order of the service types."""

from django.db import transaction

from followups.models import ServiceType


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
