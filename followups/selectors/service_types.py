"""What is asked about service types."""

from django.db.models import Count, IntegerField, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from followups.models import FollowUp, ServiceType


def service_types_with_use() -> QuerySet[ServiceType]:
    """Return every type in its order, with `use_count`: its follow-ups, cancelled ones included."""
    uses = (
        FollowUp.objects.filter(service_type=OuterRef("pk"))
        .order_by()
        .values("service_type")
        .annotate(count=Count("pk"))
        .values("count")
    )
    return ServiceType.objects.annotate(use_count=Coalesce(Subquery(uses, IntegerField()), 0))


def next_position() -> int:
    """Return the position that puts a new type at the end; 1 for the first."""
    return (ServiceType.objects.aggregate(last=Max("position"))["last"] or 0) + 1
