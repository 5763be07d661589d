"""What pages read of customers beyond one table."""

from functools import cached_property

from django.db import models
from django.db.models import Min

from customers.models import Customer, CustomerCategory, Route, Salesperson, SortingGroup
from webmino.lookups import CodeTable
from webmino.models import User


class CustomerLookups:
    """The code tables that filters and lists of customers share, as far as the user sees them (R25)."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.salespeople = CodeTable(Salesperson.objects.visible_to(user))
        self.routes = CodeTable(self._routes())
        self.categories = CodeTable(CustomerCategory.objects.all())
        self.sorting_groups = CodeTable(SortingGroup.objects.all())

    @cached_property
    def cities(self) -> dict[str, str]:
        """The cities where the user sees customers: how one of them is written, by its folded name."""
        customers = Customer.objects.visible_to(self.user).filter(city_key__isnull=False)
        cities = customers.order_by("city_key").values("city_key").annotate(written=Min("city"))
        return dict(cities.values_list("city_key", "written"))

    def _routes(self) -> models.QuerySet:
        routes = Route.objects.all()
        if self.user.has_perm("customers.view_all_customers"):
            return routes
        return routes.filter(pk__in=Customer.objects.visible_to(self.user).values("route"))
