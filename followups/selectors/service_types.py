"""What is asked about service types."""

from django.db.models import Max, QuerySet

from followups.models import FollowUp, ServiceType
from webmino.functions import count_of


def service_types_with_use() -> QuerySet[ServiceType]:
    """Return every type in its order, with `use_count`: its follow-ups, cancelled ones included."""
    uses = count_of(FollowUp.objects.all(), "service_type")
    return ServiceType.objects.annotate(use_count=uses)


def next_position() -> int:
    """Return the position that puts a new type at the end; 1 for the first."""
    return (ServiceType.objects.aggregate(last=Max("position"))["last"] or 0) + 1
