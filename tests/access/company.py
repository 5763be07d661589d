"""A company with two customers, one of them the representative's, and what is sent of them."""

from typing import Any

from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from analytics.models import BuyingHabit, SaleLine
from customers.models import Customer, CustomerCategory, Reassignment, Route, Salesperson, SortingGroup
from followups.models import FollowUp, ServiceType
from par.models import (
    Batch,
    BatchLine,
    CustomerItem,
    Item,
    ItemCategory,
    Order,
    OrderLine,
    ShelfCount,
    ShelfCountLine,
    WaitingVisit,
)
from par.selectors.orders import content_of
from tests.access.addresses import (
    ANALYSIS_OF_A_CUSTOMER,
    CATALOGUE,
    CUSTOMER_FORMS,
    IN_BATCH,
    OF_A_CUSTOMER,
    ORDERS_OF_A_CUSTOMER,
    PAR_LIST_FORMS,
    PAR_LISTS,
    SETTINGS,
    WRITES_OF_A_CUSTOMER,
)
from tests.factories import (
    make_batch,
    make_category,
    make_customer,
    make_customer_item,
    make_follow_up,
    make_item,
    make_item_category,
    make_order,
    make_reassignment,
    make_route,
    make_sale_line,
    make_salesperson,
    make_service_type,
    make_shelf_count,
    make_sorting_group,
    make_user,
)
from webmino.models import CompanySettings, DefaultView, SavedView, User
from webmino.periods import DAY
from webmino.roles import Role

WEEK = 7 * DAY
OWN_NOTE, OTHER_NOTE = "note of my own customer", "note of the other customer"


class Company:
    """Two customers with a follow-up each, one of them the representative's."""

    def __init__(self) -> None:
        self.salesperson = make_salesperson()
        self.own = make_customer(name="Own customer", salesperson=self.salesperson)
        self.other = make_customer(name="Other customer", salesperson=make_salesperson())
        # Lists that leave out who was followed up have these.
        make_customer(name="Own customer never followed up", salesperson=self.salesperson)
        make_customer(name="Other customer never followed up", salesperson=self.other.salesperson)
        self.service_type = make_service_type()
        self.administered: dict[str, Model] = {
            "followups:service-type": self.service_type,
            "customers:salesperson": self.salesperson,
            "customers:route": make_route(),
            "customers:category": make_category(),
            "customers:sorting-group": make_sorting_group(),
            "customers:user": make_user(Role.OFFICE),
            "customers:reassignment": make_reassignment(),
            "par:item-category": make_item_category(),
            "par:item": make_item(),
            "par:batch": make_batch(),
        }
        for customer, note in ((self.own, OWN_NOTE), (self.other, OTHER_NOTE)):
            make_follow_up(
                customer=customer,
                note=note,
                service_type=self.service_type,
                next_action="call",
                next_action_on="2020-01-01",
            )
            Customer.objects.filter(pk=customer.pk).update(note=note)
            make_order({make_item(): 1}, customer=customer, status="draft", expected_on=None, note=note)
            make_shelf_count(customer=customer, note=note)
            make_customer_item(customer=customer, item=make_item(name_fr=f"Item of {customer.name}"))
            make_stopped(customer)
        self.items = {one: make_customer_item(customer=one) for one in (self.own, self.other)}

    def user(self, role: Role) -> User:
        user = make_user(role)
        if role == Role.REPRESENTATIVE:
            user.salespeople.add(self.salesperson)
        return user

    def client(self, role: Role) -> Client:
        client = Client()
        client.force_login(self.user(role))
        return client


def make_stopped(customer: Customer) -> None:
    """Let the customer buy an item each week, and then no more for ten."""
    item = make_item()
    for weeks in range(10, 15):
        make_sale_line(customer=customer, item=item, sold_on=localdate() - weeks * WEEK)


def address(name: str, company: Company, customer: Customer | None = None) -> str:
    """The address of that name, with the key that it needs."""
    of_a_customer = {*OF_A_CUSTOMER, *WRITES_OF_A_CUSTOMER, *CUSTOMER_FORMS, *PAR_LISTS, *PAR_LIST_FORMS}
    of_a_customer |= set(ANALYSIS_OF_A_CUSTOMER)
    of_a_customer -= {"customers:customer-create"}
    if name in of_a_customer:
        return reverse(name, args=[customer.pk])
    noun, _dash, action = name.rpartition("-")
    without_key = ("list", "create", "preview", "settings", "administration")
    needs_a_key = name in {*SETTINGS, *CATALOGUE, *IN_BATCH} and action not in without_key
    return reverse(name, args=[company.administered[noun].pk] if needs_a_key else [])


def snapshot() -> list[Any]:
    """Everything that these addresses can write."""
    lists = (Salesperson, Route, CustomerCategory, SortingGroup, ServiceType)
    of_items = (Item, ItemCategory, CustomerItem, Batch, BatchLine)
    shelves = (ShelfCount, ShelfCountLine, Order, OrderLine, WaitingVisit, SaleLine)
    people = (User, Customer, Reassignment, CompanySettings, SavedView, DefaultView)
    models = (FollowUp, *people, *lists, *of_items, *shelves)
    groups = User.groups.through.objects.order_by("pk").values()
    return [*groups, *(row for model in models for row in model.objects.order_by("pk").values())]


# What the forms of the administration send, together.
SETTING = {
    "code": "NEW",
    "name": "Nouveau",
    "name_fr": "Nouveau",
    "name_en": "New",
    "channel": "visit",
    "position": "3",
    "username": "new",
    "language": "en",
    "role": "manager",
    "password1": "un lac gelé",
    "password2": "un lac gelé",
    "new_password1": "un lac gelé",
    "new_password2": "un lac gelé",
    "time_zone": "America/Halifax",
    "fiscal_year_month": "4",
    "delivery_days": "3",
}


def entry(customer: Customer, company: Company) -> dict[str, str]:
    """What the panel of the customer's record sends, for either of its forms."""
    return {
        "submission": f"00000000-0000-4000-8000-{customer.pk:012}",
        "service_type": str(company.service_type.pk),
        "happened_on": "2020-01-02",
        "done_by": str(company.salesperson.pk),
        "note": "written",
        "follow_up": str(customer.follow_ups.get().pk),
        "reason": "written",
        "habit": str(BuyingHabit.objects.get(customer=customer).pk),
    }


def order_address(name: str, customer: Customer) -> str:
    """The address of that name for a customer, or for the first of his orders."""
    if name in ORDERS_OF_A_CUSTOMER:
        return reverse(name, args=[customer.pk])
    return reverse(name, args=[customer.orders.first().number])


def order_sent(customer: Customer) -> dict[str, str]:
    """What the forms of orders send, together."""
    order = customer.orders.first()
    item = order.lines.get().item_id
    return {
        "do": "save",
        "opened": content_of(order).packed(),
        "submission": f"00000000-0000-4000-8000-{customer.pk:012}",
        "added": str(item),
        f"quantity-{item}": "2",
        "note": "written",
        "reason": "written",
        "invoice": "F-1",
    }
