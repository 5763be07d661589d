"""The order of the service types, merging one into another, and whether one can be chosen."""

from collections.abc import Iterable
from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from followups.models import FollowUp, MobileCodes, ServiceType
from followups.selectors.service_types import service_types_with_use
from webmino.models import User
from webmino.services import delete_unused


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
def merge(service_type: ServiceType, *, into: ServiceType, by: User) -> int:
    """Give all the follow-ups of a type to another one, and return how many they were (R2).

    Cancelled ones are among them. The history of each says which code it had. The type is then inactive
    and tells by `merged_into` where it went; like any that was in use, it is never deleted. What the road
    recorded with it is recorded with the other one (R18).
    Raises ValidationError, beside `into`, when that one is the same or inactive, or can't take its place.
    """
    # In the order in which they are moved. Of two merges, the second sees what the first one did.
    types = {each.pk: each for each in ServiceType.objects.held()}
    service_type, into = types[service_type.pk], types[into.pk]
    _check_target(service_type, into)
    with connection.cursor() as cursor:
        # A follow-up that is being entered has the code, though it can't be seen yet: wait for it.
        cursor.execute("LOCK TABLE followups_followup IN SHARE ROW EXCLUSIVE MODE")
    with pghistory.context(user=by.pk):
        count = FollowUp.objects.filter(service_type=service_type).update(service_type=into)
        # Those that were merged into it before go along.
        ServiceType.objects.filter(merged_into=service_type).update(merged_into=into)
        for name in ("visit", "order"):
            MobileCodes.objects.filter(**{name: service_type}).update(**{name: into})
        service_type.is_active, service_type.merged_into = False, into
        service_type.save(update_fields=["is_active", "merged_into"])
    return count


@transaction.atomic
def delete(service_type: ServiceType, *, refusal: Any) -> None:
    """Delete a type that no follow-up has, or had: its history would name it (R2).

    Raises ValidationError, saying `refusal`, when one does, even one that came a moment ago.
    """
    # A merge that is being saved leaves it without follow-ups, but not without history.
    ServiceType.objects.select_for_update().get(pk=service_type.pk)
    if service_types_with_use().filter(pk=service_type.pk, is_kept=True).exists():
        raise ValidationError(refusal)
    delete_unused(service_type, refusal=refusal)


@transaction.atomic
def save_edited(service_type: ServiceType, *, fields: Iterable[str]) -> ServiceType:
    """Write these fields of a type as they were typed; what others wrote of it meanwhile stays.

    Raises ValidationError, by field, when mobile visits are recorded with it and it would be no visit (R18).
    """
    ServiceType.objects.held().get(pk=service_type.pk)
    check_counts_as_visit(service_type, counts=service_type.counts_as_visit)
    service_type.save(update_fields=fields)
    return service_type


def check_counts_as_visit(service_type: ServiceType, *, counts: bool) -> None:
    """Refuse to make the type of mobile visits one that does not count as a visit (R18)."""
    if not counts and MobileCodes.current().visit_id == service_type.pk:
        message = _("It is the code of mobile visits: choose another under Settings first.")
        raise ValidationError({"counts_as_visit": message})


@transaction.atomic
def set_active(service_type: ServiceType, *, active: bool) -> ServiceType:
    """Let a type be chosen, or no longer (R2). One that was merged into another stands for itself again.

    Raises ValidationError when the road records it: another one has to be chosen under Réglages first (R18).
    """
    service_type = ServiceType.objects.held().get(pk=service_type.pk)
    if not active and MobileCodes.use(service_type):
        raise ValidationError(
            _("%(code)s is the code of mobile visits or orders: choose another under Settings first."),
            params={"code": service_type.code},
        )
    service_type.is_active = active
    if active:
        service_type.merged_into = None
    service_type.save(update_fields=["is_active", "merged_into"])
    return service_type


def _check_target(service_type: ServiceType, into: ServiceType) -> None:
    if into == service_type:
        raise ValidationError({"into": _("It is the same one: choose another.")})
    if not into.is_active:
        raise ValidationError({"into": _("This code is no longer in use. Choose another.")})
    if not into.counts_as_visit and MobileCodes.current().visit_id == service_type.pk:
        raise ValidationError(
            {"into": _("Mobile visits are recorded with it: choose a code that counts as a visit.")}
        )
