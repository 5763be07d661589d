"""Paramètres administratifs › Vendeurs: whom customers are assigned to, and who acts for each of them."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from customers.administration.forms import SalespersonForm
from customers.models import ActingUser, Customer, Salesperson
from webmino.accounts import users_by_name
from webmino.administration import AdministrationForm, AdministrationList, AdministrationSwitch
from webmino.functions import count_of
from webmino.history import Change, changes_of_links


class SalespersonPage:
    """What the pages of salespeople share. One is deactivated, never deleted: history names him (R5)."""

    model: Any = Salesperson
    addresses = "customers:salesperson"
    title = _("Salespeople")
    create_title = _("New salesperson")


class SalespersonList(SalespersonPage, AdministrationList):
    template_name = "customers/salesperson_list.html"

    def get_queryset(self) -> QuerySet:
        customers = count_of(Customer.objects.active(), "salesperson")
        users = Prefetch("users", users_by_name())
        return Salesperson.objects.annotate(customer_count=customers).prefetch_related(users)


class SalespersonEdit(SalespersonPage, AdministrationForm):
    template_name = "customers/salesperson_form.html"
    form_class: Any = SalespersonForm

    def get_changes(self) -> list[Change]:
        return super().get_changes() + changes_of_links(self.object, ActingUser, label=_("users"))


class SalespersonSwitch(SalespersonPage, AdministrationSwitch):
    pass
