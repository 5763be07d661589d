"""What triggers keep of each customer's follow-ups, and what they should keep, computed in Python."""

import datetime

from customers.models import Customer
from followups.models import CustomerVisitState, FollowUp

DAY = datetime.timedelta(days=1)


def live_state(customer: Customer) -> dict[str, object] | None:
    """What the row of `customer` should hold, computed here from the follow-ups; None: no row."""
    follow_ups = list(
        FollowUp.objects.filter(customer=customer, cancelled_at=None).select_related("service_type")
    )
    if not follow_ups:
        return None
    newest = max(follow_ups, key=lambda one: (one.happened_on, one.created_at, one.pk))
    visits = [one.happened_on for one in follow_ups if one.service_type.counts_as_visit]
    actions = [one for one in follow_ups if one.next_action_on and not one.next_action_done_at]
    action = min(actions, key=lambda one: (one.next_action_on, one.pk), default=None)
    every = customer.visit_every_days
    start = max(visits, default=customer.created_on)
    return {
        "customer_id": customer.pk,
        "is_active": customer.is_active,
        "salesperson_id": customer.salesperson_id,
        "route_id": customer.route_id,
        "category_id": customer.category_id,
        "sorting_group_id": customer.sorting_group_id,
        "number_key": customer.number_key,
        "name_key": customer.name_key,
        "city_key": customer.city_key,
        "salesperson_key": customer.salesperson and customer.salesperson.name_key,
        "route_key": customer.route and customer.route.code_key,
        "last_follow_up_id": newest.pk,
        "last_on": newest.happened_on,
        "last_service_type_id": newest.service_type_id,
        "last_done_by_id": newest.done_by_id,
        "last_entered_by_id": newest.entered_by_id,
        "follow_up_count": len(follow_ups),
        "visit_count": len(visits),
        "last_visit_on": max(visits, default=None),
        "late_from": start + (every + 1) * DAY if every else None,
        "next_action_follow_up_id": action and action.pk,
        "next_action_on": action and action.next_action_on,
    }


def kept_states() -> list[dict[str, object]]:
    return list(CustomerVisitState.objects.order_by("customer_id").values())


def live_states() -> list[dict[str, object]]:
    states = [live_state(customer) for customer in Customer.objects.order_by("pk")]
    return [state for state in states if state is not None]
