"""Paramètres administratifs › Catégories de client, Groupes de tri: codes with a label in each language."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from customers.administration.forms import CategoryForm, SortingGroupForm
from customers.models import Customer, CustomerCategory, SortingGroup
from webmino.administration import AdministrationDelete, AdministrationForm, AdministrationList
from webmino.functions import count_of


class CategoryPage:
    """What the pages of customer categories share."""

    model: Any = CustomerCategory
    addresses = "customers:category"
    title = _("Customer categories")
    create_title = _("New customer category")
    # The customer's field, and the parameter by which the list of customers is narrowed to one of them.
    parameter = "category"

    def get_queryset(self) -> QuerySet:
        """Every code with `use_count`: the customers that have it, inactive ones included."""
        customers = Customer.objects.all()
        return self.model.objects.annotate(use_count=count_of(customers, self.parameter))


class SortingGroupPage(CategoryPage):
    """What the pages of sorting groups share."""

    model: Any = SortingGroup
    addresses = "customers:sorting-group"
    title = _("Sorting groups")
    create_title = _("New sorting group")
    parameter = "sorting_group"


class CategoryList(CategoryPage, AdministrationList):
    template_name = "customers/code_list.html"


class CategoryEdit(CategoryPage, AdministrationForm):
    template_name = "administration/form_of_code.html"
    form_class: Any = CategoryForm


class CategoryDelete(CategoryPage, AdministrationDelete):
    pass


class SortingGroupList(SortingGroupPage, AdministrationList):
    template_name = "customers/code_list.html"


class SortingGroupEdit(SortingGroupPage, AdministrationForm):
    template_name = "administration/form_of_code.html"
    form_class: Any = SortingGroupForm


class SortingGroupDelete(SortingGroupPage, AdministrationDelete):
    pass
