"""Paramètres administratifs › Routes: rounds of customers, and the order in which each is called on."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from customers.administration.forms import RouteForm, StopsForm
from customers.administration.services import set_stops
from customers.models import Customer, Route
from webmino.administration import AdministrationForm, AdministrationList
from webmino.audience import SignedInRequest, permitted
from webmino.forms import sent
from webmino.functions import count_of


class RoutePage:
    """What the pages of routes share. A route is never deleted: follow-ups keep it (R5)."""

    model: Any = Route
    addresses = "customers:route"
    title = _("Routes")
    create_title = _("New route")


class RouteList(RoutePage, AdministrationList):
    template_name = "customers/route_list.html"

    def get_queryset(self) -> QuerySet:
        customers = count_of(Customer.objects.active(), "route")
        return Route.objects.annotate(customer_count=customers).select_related("salesperson")


class RouteEdit(RoutePage, AdministrationForm):
    template_name = "customers/route_form.html"
    form_class: Any = RouteForm


@permitted("customers.change_route")
@require_http_methods(["GET", "HEAD", "POST"])
def route_stops(request: SignedInRequest, pk: int) -> HttpResponse:
    """The route's active customers in the order of their stops, which is saved as one."""
    route = get_object_or_404(Route, pk=pk)
    form = StopsForm(sent(request), route=route)
    if form.is_valid():
        gone = set_stops(route, form.in_order())
        messages.success(request, _("The order of the stops is saved."))
        if gone:
            words = _("No longer on this route, so left as they are: %(customers)s.")
            messages.warning(request, words % {"customers": ", ".join(map(str, gone))})
        return redirect("customers:route-stops", pk)
    context = {
        "route": route,
        "form": form,
        "inactive_count": route.customers.filter(is_active=False).count(),
    }
    return render(request, "customers/route_stops.html", context, status=422 if form.errors else 200)
