"""What templates say of shelves and of their counts."""

from django import template
from django.utils.timezone import localdate

from followups.models import FollowUp
from par.access import may_cancel_count
from par.models import ShelfCount
from par.selectors.shelf_counts import standing_count_of
from par.shelf import finding

register = template.Library()
register.simple_tag(finding)


@register.simple_tag(takes_context=True)
def count_to_cancel_with(context: template.Context, follow_up: FollowUp) -> ShelfCount | None:
    """Return the count of a visit, when it still counts and the user may cancel it today (R4); else None."""
    count = standing_count_of(follow_up)
    user = context["request"].user
    return count if count and may_cancel_count(count, user, on=localdate()) else None
