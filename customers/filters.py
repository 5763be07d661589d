"""The filters of customers, and those that every list of customers shares (R7)."""

from collections.abc import Iterable
from typing import Any

import django_filters
from django.db import models
from django.utils.translation import gettext_lazy as _

from webmino.filters import CodeFilter, FilterSet, LookupFilter, Pair, StatusFilter

# Characters: each word is a condition of the query.
LONGEST_SEARCH = 200
# What customers are found by.
SEARCHED = _("Number, name, telephone, city")


def search_filter(hint: Any = SEARCHED) -> django_filters.CharFilter:
    """The search box of a list of customers, which the filter set's method `search` serves (R7).

    `hint` says what it is found by.
    """
    return django_filters.CharFilter(
        method="search",
        label=_("Search"),
        help_text=hint,
        max_length=LONGEST_SEARCH,
    )


class CityFilter(LookupFilter):
    """Rows whose customer is in one of the chosen cities, by their folded names."""

    def lookup_choices(self) -> Iterable[Pair]:
        return self.parent.lookups.cities.items()


class CustomerChoiceFilterSet(FilterSet):
    """The ways to choose a portion of the customers, for rows that have the customer's own columns."""

    q = search_filter()
    salesperson = CodeFilter("salespeople", "salesperson", label=_("Salesperson"))
    route = CodeFilter("routes", "route", label=_("Route"))
    category = CodeFilter("categories", "category", label=_("Category"))
    sorting_group = CodeFilter("sorting_groups", "sorting_group", label=_("Sorting group"))
    city = CityFilter(field_name="city_key", label=_("City"))
    status = StatusFilter()

    def search(self, queryset: Any, name: str, value: str) -> models.QuerySet:
        return queryset.search(value)
