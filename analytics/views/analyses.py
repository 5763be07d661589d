"""The analyses by customer, item, salesperson, route, category and city (R22)."""

from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from analytics.selectors.analyses import AnalysisRow
from analytics.selectors.ranking import Ranking
from analytics.selectors.sales import By
from analytics.views.pages import AnalysisListing, AnalysisPage
from customers.tables import CUSTOMERS_COUNTED
from par.tables.items import ITEMS_COUNTED
from webmino.listings import COUNTED_UP_TO


class CustomersListing(AnalysisListing):
    """Many customers, whom PostgreSQL ranks where it can; the file has them all (R26)."""

    @cached_property
    def ranking(self) -> Ranking | None:
        """The order of the customers; None where it is to be found here, or where a filter is wrong."""
        base, order = self.analysis, self.order
        if not self.filters.is_valid() or not Ranking.knows(base.scope, base.measure, order.sort.column):
            return None
        days = base.now, base.before
        return Ranking(base.scope, *days, base.measure, order.sort.column, descending=order.descending)

    @cached_property
    def count(self) -> int | None:
        """How many customers; None when nothing narrows the list and it has more than COUNTED_UP_TO."""
        if self.ranking is None:
            return super().count
        return self.ranking.count if self.filters.is_narrowed() else self.ranking.count_up_to(COUNTED_UP_TO)

    @property
    def whole_count(self) -> int:
        return super().whole_count if self.ranking is None else self.ranking.count

    def some_rows(self, start: int, size: int) -> list[AnalysisRow]:
        if self.ranking is None:
            return super().some_rows(start, size)
        return self.analysis.rows_alone(self.ranking.page(start, size))


class CustomerAnalyses(AnalysisPage):
    """What each customer bought; of one item, which customers."""

    listing_class = CustomersListing

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
