"""The filters of the catalogue."""

from typing import Any

import django_filters
from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.filters import LONGEST_SEARCH
from webmino.filters import CodeFilter, FilterSet, StatusFilter


class ItemFilterSet(FilterSet):
    """The ways to choose a portion of the catalogue."""

    q = django_filters.CharFilter(
        method="search",
        label=_("Search"),
        help_text=_("Code, label, bar code, vendor"),
        max_length=LONGEST_SEARCH,
    )
    category = CodeFilter("item_categories", "category", label=_("Category"))
    status = StatusFilter()

    def search(self, queryset: Any, name: str, value: str) -> models.QuerySet:
        return queryset.search(value)
