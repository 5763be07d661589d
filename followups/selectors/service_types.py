"""What is asked about service types."""

from dataclasses import dataclass

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from followups.models import FollowUp, ServiceType
from webmino.functions import count_of


def service_types_with_use() -> QuerySet:
    """Return every type in its order, with `use_count`: its follow-ups, cancelled ones included.

    And `is_kept`: whether any has it, or had it before a correction or a merge, whose history names it (R2).
    """
    uses = count_of(FollowUp.objects.all(), "service_type")
    histories = FollowUp.pgh_event_model.objects  # type: ignore[attr-defined]  # pghistory.track gives it
    types = ServiceType.objects.select_related("merged_into").annotate(use_count=uses)
    return types.annotate(
        is_kept=Q(use_count__gt=0)
        | Exists(histories.filter(service_type=OuterRef("pk")))
        | Exists(ServiceType.objects.filter(merged_into=OuterRef("pk")))
    )


def next_position() -> int:
    """Return the position that puts a new type at the end: the next multiple of ten, 10 for the first."""
    last = ServiceType.objects.aggregate(last=Max("position"))["last"] or 0
    return (last // 10 + 1) * 10


@dataclass(frozen=True)
class MergePreview:
    """What merging a type into another would do."""

    follow_up_count: int
    cancelled_count: int
    # Customers whose visits are counted anew; 0 when both types count alike.
    recounted_count: int


def merge_preview(service_type: ServiceType, into: ServiceType) -> MergePreview:
    """Return what giving all the follow-ups of a type to another one would change."""
    standing = Q(cancelled_at=None)
    found = FollowUp.objects.filter(service_type=service_type).aggregate(
        follow_ups=Count("pk"),
        cancelled=Count("pk", filter=~standing),
        customers=Count("customer", filter=standing, distinct=True),
    )
    alike = service_type.counts_as_visit == into.counts_as_visit
    return MergePreview(found["follow_ups"], found["cancelled"], 0 if alike else found["customers"])
