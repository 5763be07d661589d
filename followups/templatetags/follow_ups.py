"""The follow-up panel, which any page of a customer can hold (R1), and what it says of each follow-up."""

import datetime
from typing import Any

from django import template
from django.http import QueryDict
from django.urls import reverse
from django.utils.timezone import localdate

from customers.models import Customer
from followups.access import may_change, may_restore
from followups.forms.follow_ups import FollowUpFilterForm, FollowUpForm
from followups.models import CustomerVisitState, FollowUp
from followups.selectors import follow_ups as selectors
from webmino.models import User
from webmino.ways import way_kept

register = template.Library()
register.simple_tag(selectors.count_with_open_action)
register.simple_tag(selectors.open_actions)

# Lines that the panel shows; the others are a click away.
LINES = 8


@register.inclusion_tag("followups/follow_up_panel.html", takes_context=True)
def follow_up_panel(context: template.Context, customer: Customer) -> dict[str, Any]:
    """Show the customer's newest follow-ups and the form to enter one.

    `follow_up_form` in the context is a form that was sent with faults; without it, a fresh one. The
    lines are those that the fields of the panel's filter ask for, wherever the request holds them.
    """
    request = context["request"]
    answers_a_change = request.method == "POST"
    asked = request.POST if answers_a_change else request.GET
    form = context.get("follow_up_form") or FollowUpForm(customer=customer, user=request.user)
    if answers_a_change:
        form.focus_first_to_fill()
    filter_form = FollowUpFilterForm(asked)
    way = way_kept(request)
    follow_ups = filter_form.chosen(FollowUp.objects.filter(customer=customer))
    return {
        "customer": customer,
        "form": form,
        "filter_form": filter_form,
        "follow_ups": list(follow_ups.newest_first().with_people()[:LINES]),
        "total": follow_ups.count(),
        "list_address": _list_address(customer, filter_form, way),
        "days_since": selectors.days_since_last_follow_up(customer, on=localdate()),
        "answers_a_change": answers_a_change,
        "way": way,
        "may_add": request.user.has_perm("followups.add_followup"),
        "may_change": request.user.has_perm("followups.change_followup"),
        "user": request.user,
        "page_address": None,
        "today": localdate(),
    }


@register.simple_tag
def visit_days_late(customer: Customer) -> int:
    """Return by how many days the customer's next visit is late today; 0 when it is not (R9b)."""
    return selectors.days_late(customer, on=localdate())


@register.filter
def is_overdue(follow_up: FollowUp, day: datetime.date) -> bool:
    """Whether its open action was due before the day."""
    return follow_up.is_overdue(on=day)


@register.filter
def days_late(state: CustomerVisitState, day: datetime.date) -> int:
    """By how many days a visit is late on the day (R9b)."""
    return state.days_late(on=day)


@register.filter
def changeable_by(follow_up: FollowUp, user: User) -> bool:
    """Whether the user may edit or cancel it today (R4)."""
    return may_change(follow_up, user, on=localdate())


@register.filter
def restorable_by(follow_up: FollowUp, user: User) -> bool:
    """Whether the user may make it stand again today (R4)."""
    return may_restore(follow_up, user, on=localdate())


def _list_address(customer: Customer, filter_form: FollowUpFilterForm, way: QueryDict) -> str:
    """Return the page of all the follow-ups that are asked for; `way` leads back to where one came from."""
    query = way.copy()
    query.update({field.name: field.value() for field in filter_form if field.value()})
    return reverse("followups:follow-up-list", args=[customer.pk], query=query)
