"""The filters of the list of orders."""

import django_filters
from django.db import models
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from customers.filters import LONGEST_SEARCH, CityFilter
from customers.querysets import search_condition
from followups.forms.periods import PeriodForm
from par.models import Order
from par.querysets import OrderQuerySet, on_the_way
from webmino.filters import CodeFilter, FilterSet
from webmino.models import CODE_LENGTH


class OrderFilterSet(FilterSet):
    """Which orders to list. Salesperson and route are those of the order's day, which stay (R5)."""

    q = django_filters.CharFilter(
        method="search",
        label=_("Search"),
        help_text=_("Order; customer’s number, name, city"),
        max_length=LONGEST_SEARCH,
    )
    status = django_filters.MultipleChoiceFilter(label=_("Status"), choices=Order.Status.choices)
    coming = django_filters.ChoiceFilter(
        method="on_the_way_only",
        label=_("Delivery"),
        choices=[("only", _("on the way"))],
        empty_label=_("whatever"),
    )
    expected_from = django_filters.DateFilter("expected_on", "gte", label=_("Expected from"))
    customer = django_filters.CharFilter(
        "customer__number", label=_("Customer"), help_text=_("Customer’s number"), max_length=CODE_LENGTH
    )
    item = django_filters.CharFilter(
        "lines__item__code", label=_("Item"), help_text=_("Code of an item"), max_length=CODE_LENGTH
    )
    salesperson = CodeFilter("salespeople", "salesperson", label=_("Salesperson"))
    route = CodeFilter("routes", "route", label=_("Route"))
    category = CodeFilter("categories", "customer__category", label=_("Category"))
    city = CityFilter(field_name="customer__city_key", label=_("City"))
    period_from = django_filters.DateFilter("ordered_on", "gte", label=_("Period from"))
    period_to = django_filters.DateFilter("ordered_on", "lte", label=_("Period to"))

    class Meta:
        form = PeriodForm

    def search(self, queryset: OrderQuerySet, name: str, value: str) -> models.QuerySet:
        """Orders by their own number, and by what their customer is found by."""
        of_customer = search_condition(value, "customer__search_text")
        return queryset.filter(Q(number__icontains=value) | of_customer)

    def on_the_way_only(self, queryset: OrderQuerySet, name: str, value: str) -> models.QuerySet:
        """Confirmed ones that are expected after today (R19)."""
        return queryset.filter(on_the_way(localdate()))
