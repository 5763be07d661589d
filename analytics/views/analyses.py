"""The analyses by customer, item, salesperson, route, category and city (R22)."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from analytics.selectors.sales import By
from analytics.views.pages import AnalysisPage
from customers.tables import CUSTOMERS_COUNTED
from par.tables.items import ITEMS_COUNTED


class CustomerAnalyses(AnalysisPage):
    """What each customer bought; of one item, which customers."""

    title = _("Analysis by customer")
    counted = CUSTOMERS_COUNTED
    by = By.CUSTOMER
    views_key = "analytics:customer-list"


class ItemAnalyses(AnalysisPage):
    """What was sold of each item."""

    title = _("Analysis by item")
    counted = ITEMS_COUNTED
    by = By.ITEM
    views_key = "analytics:item-list"


class SalespersonAnalyses(AnalysisPage):
    """What the customers bought whom a salesperson has now."""

    title = _("Analysis by salesperson")
    counted = ngettext_lazy("%(written)s salesperson", "%(written)s salespeople", "count")
    by = By.SALESPERSON
    views_key = "analytics:salesperson-list"


class RouteAnalyses(AnalysisPage):
    """What the customers bought who are on a route now."""

    title = _("Analysis by route")
    counted = ngettext_lazy("%(written)s route", "%(written)s routes", "count")
    by = By.ROUTE
    views_key = "analytics:route-list"


CATEGORIES_COUNTED: Any = ngettext_lazy("%(written)s category", "%(written)s categories", "count")


class CustomerCategoryAnalyses(AnalysisPage):
    """What the customers of a category bought."""

    title = _("Analysis by customer category")
    counted = CATEGORIES_COUNTED
    by = By.CUSTOMER_CATEGORY
    views_key = "analytics:customer-category-list"


class ItemCategoryAnalyses(AnalysisPage):
    """What was sold of the items of a category."""

    title = _("Analysis by item category")
    counted = CATEGORIES_COUNTED
    by = By.ITEM_CATEGORY
    views_key = "analytics:item-category-list"


class CityAnalyses(AnalysisPage):
    """What the customers of a city bought."""

    title = _("Analysis by city")
    counted = ngettext_lazy("%(written)s city", "%(written)s cities", "count")
    by = By.CITY
    views_key = "analytics:city-list"
