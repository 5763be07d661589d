"""The follow-up panel, which any page of a customer can hold (R1), and what it says of each follow-up."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.timezone import localdate

from customers.models import Customer
from followups.drawn_menus import Menus
from followups.forms.follow_ups import FollowUpFilterForm, FollowUpForm
from followups.models import CustomerVisitState, FollowUp
from followups.selectors import follow_ups as selectors
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
    names = selectors.names_of_lines()
    form = context.get("follow_up_form") or FollowUpForm(customer=customer, user=request.user, names=names)
    if answers_a_change:
        form.focus_first_to_fill()
    filter_form = FollowUpFilterForm(asked, names)
    way = way_kept(request)
    follow_ups = filter_form.chosen(FollowUp.objects.filter(customer=customer))
    return {
        "customer": customer,
        "form": form,
        "filter_form": filter_form,
        "follow_ups": selectors.with_names(follow_ups.newest_first()[:LINES], names),
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


@register.simple_tag(takes_context=True)
def follow_up_menus(context: template.Context, follow_ups: Iterable[FollowUp]) -> dict[int, SafeString]:
    """Return what can be done with each of these lines, by the follow-up's key."""
    menus = Menus(
        context["user"],
        today=localdate(),
        way=context["way"],
        page=context["page_address"],
        in_panel=bool(context.get("in_panel")),
    )
    return menus.drawn(follow_ups)


@register.filter
def of_follow_up(found: Mapping[int, Any], follow_up: FollowUp) -> Any:
    """What was found of a follow-up, by its key: its menu, the order taken at it; None for nothing."""
    return found.get(follow_up.pk)


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


def _list_address(customer: Customer, filter_form: FollowUpFilterForm, way: QueryDict) -> str:
    """Return the page of all the follow-ups that are asked for; `way` leads back to where one came from."""
    query = way.copy()
    query.update({field.name: field.value() for field in filter_form if field.value()})
    return reverse("followups:follow-up-list", args=[customer.pk], query=query)
