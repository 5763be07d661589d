"""The filters of the tracking page in PAR mode, which choose among the eligible (R7, R10)."""

import django_filters
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from customers.filters import LONGEST_SEARCH, CityFilter, CustomerChoiceFilterSet, search_filter
from customers.querysets import search_condition
from webmino.filters import CodeFilter, FilterSet, StatusFilter
from webmino.periods import DAY


def shelf_filter() -> django_filters.MultipleChoiceFilter:
    """What the last count found, which the filter set's `shelf_conditions` says of its rows."""
    return django_filters.MultipleChoiceFilter(
        method="on_the_shelf",
        label=_("State of the shelf"),
        choices=[
            ("below", _("below PAR")),
            ("out", _("out of stock")),
            ("not_counted", _("items not counted")),
            ("never", _("never counted")),
        ],
    )


def count_age_filter(column: str) -> django_filters.NumberFilter:
    """Customers whose last count is at least so many days old; never counted is no age."""
    return django_filters.NumberFilter(
        field_name=column,
        method="counted_before",
        label=_("Days since the count, at least"),
        validators=[MinValueValidator(0)],
        decimal_places=0,
        max_digits=5,
    )


class ShelfFilters(FilterSet):
    """What both views of PAR mode filter by."""

    shelf_conditions: dict[str, Q]

    def on_the_shelf(self, queryset: models.QuerySet, name: str, value: list[str]) -> models.QuerySet:
        condition = Q()
        for wanted in value:
            condition |= self.shelf_conditions[wanted]
        return queryset.filter(condition)

    def counted_before(self, queryset: models.QuerySet, name: str, value: int) -> models.QuerySet:
        return queryset.filter(**{f"{name}__lte": localdate() - int(value) * DAY})


class ParTrackingFilterSet(ShelfFilters, CustomerChoiceFilterSet):
    """Customers, by what their last count found (R12)."""

    shelf = shelf_filter()
    shelf_conditions = {
        "below": Q(below_par_count__gt=0),
        "out": Q(out_of_stock_count__gt=0),
        "not_counted": Q(not_counted_count__gt=0),
        "never": Q(last_count_on__isnull=True),
    }
    count_days_min = count_age_filter("last_count_on")


class ParItemFilterSet(ShelfFilters):
    """Specific items: their customers by the filters of PAR mode, and the items by their own."""

    q = search_filter()
    salesperson = CodeFilter("salespeople", "customer__salesperson", label=_("Salesperson"))
    route = CodeFilter("routes", "customer__route", label=_("Route"))
    category = CodeFilter("categories", "customer__category", label=_("Category"))
    sorting_group = CodeFilter("sorting_groups", "customer__sorting_group", label=_("Sorting group"))
    city = CityFilter(field_name="customer__city_key", label=_("City"))
    status = StatusFilter(field_name="customer__is_active")
    item = django_filters.CharFilter(
        method="search_item",
        label=_("Item"),
        help_text=_("Item: code, name, bar code"),
        max_length=LONGEST_SEARCH,
    )
    item_category = CodeFilter("item_categories", "item__category", label=_("Item category"))
    shelf = shelf_filter()
    shelf_conditions = {
        "below": Q(missing__gt=0),
        "out": Q(par_quantity__gt=0, last_counted=0),
        "not_counted": Q(par_quantity__gt=0, last_counted__isnull=True),
        "never": Q(customer__par_state__last_count_on__isnull=True),
    }
    count_days_min = count_age_filter("customer__par_state__last_count_on")

    def search(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        return queryset.filter(search_condition(value, "customer__search_text"))

    def search_item(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        return queryset.filter(search_condition(value, "item__search_text"))
