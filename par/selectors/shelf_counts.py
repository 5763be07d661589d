"""The counts of a customer, and what one of them found."""

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from customers.models import Customer
from followups.models import FollowUp
from par.models import CustomerItem, ShelfCount, ShelfCountLine
from par.querysets import ShelfCountQuerySet
from webmino.models import User


def counts_of(customer: Customer) -> ShelfCountQuerySet:
    """Return the customer's counts, newest first: drafts, and cancelled ones.

    Each with its people and follow-up, `counted` items, and `listed`: how many lines it has.
    """
    counts = ShelfCount.objects.filter(customer=customer).newest_first()
    return counts.select_related("entered_by", "cancelled_by", "follow_up__service_type").annotate(
        counted=Count("lines", filter=Q(lines__quantity__isnull=False)), listed=Count("lines")
    )


def open_draft(customer: Customer, user: User) -> ShelfCount | None:
    """Return the count of the customer that the user has open; None for none (R15)."""
    return ShelfCount.objects.drafts().filter(customer=customer, entered_by=user).first()


def standing_count_of(follow_up: FollowUp) -> ShelfCount | None:
    """Return the count that was made with a follow-up and still counts; None without one."""
    return ShelfCount.objects.standing().filter(follow_up=follow_up).first()


def lines_in_shelf_order(count: ShelfCount) -> QuerySet[ShelfCountLine]:
    """Return the lines of a count with their items, in the order of the customer's shelf today (R15).

    Items that are no longer on his list come last.
    """
    places = CustomerItem.objects.filter(customer=count.customer_id, item=OuterRef("item"))
    lines = count.lines.select_related("item").annotate(place=Subquery(places.values("position")))
    return lines.order_by(F("place").asc(nulls_last=True), "item__code_key", "pk")


def last_counts_of(customer: Customer) -> list[ShelfCount]:
    """Return the customer's last count, and the one before, which a cancellation brings back (R13)."""
    return list(ShelfCount.objects.filter(customer=customer).standing().newest_first()[:2])
