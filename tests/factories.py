"""Rows for tests. A call says only what matters to its test; the rest is made up and valid."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import count
from typing import Any

from django.contrib.auth.models import Group
from django.utils import timezone
from django.utils.timezone import localdate

from analytics.models import SaleLine
from customers.administration.reassigning import reassign
from customers.administration.selectors import assignment_of
from customers.models import Customer, CustomerCategory, Reassignment, Route, Salesperson, SortingGroup
from followups.models import FollowUp, ServiceType
from par.models import (
    Batch,
    CustomerItem,
    Item,
    ItemCategory,
    Order,
    OrderLine,
    ShelfCount,
    ShelfCountLine,
)
from par.selectors.batches import Work, plan_of
from par.services.batches import make_batch as make_batch_of
from webmino.models import SavedView, User
from webmino.roles import Role

_numbers = count(1)
PASSWORD = "correct horse battery"


def make_user(role: Role, **fields: Any) -> User:
    n = next(_numbers)
    user = User.objects.create_user(**{"username": f"{role.value}{n}", "password": PASSWORD} | fields)
    user.groups.add(Group.objects.get(name=role.value))
    return user


def make_salesperson(**fields: Any) -> Salesperson:
    n = next(_numbers)
    return Salesperson.objects.create(**{"code": f"V{n:03}", "name": f"Vendeur {n}"} | fields)


def make_route(**fields: Any) -> Route:
    n = next(_numbers)
    return Route.objects.create(**{"code": f"R-{n:03}", "name": f"Route {n}"} | fields)


def make_category(**fields: Any) -> CustomerCategory:
    n = next(_numbers)
    return CustomerCategory.objects.create(
        **{"code": f"CAT{n}", "name_fr": f"Catégorie {n}", "name_en": f"Category {n}"} | fields
    )


def make_sorting_group(**fields: Any) -> SortingGroup:
    n = next(_numbers)
    return SortingGroup.objects.create(
        **{"code": f"G{n}", "name_fr": f"Groupe {n}", "name_en": f"Group {n}"} | fields
    )


def make_customer(**fields: Any) -> Customer:
    n = next(_numbers)
    return Customer.objects.create(**{"number": f"{n:06}", "name": f"Épicerie {n}"} | fields)


def make_reassignment(**fields: Any) -> Reassignment:
    """One of a new customer, to a new salesperson, by a new administrator unless they are given."""
    customer = fields.pop("customer", None) or make_customer(name="Reassigned")
    by = fields.pop("by", None) or make_user(Role.ADMINISTRATOR)
    return reassign(
        Customer.objects.filter(pk=customer.pk),
        gives=fields or {"salesperson": make_salesperson()},
        shown={customer.pk: assignment_of(customer)},
        by=by,
    ).reassignment


def make_service_type(**fields: Any) -> ServiceType:
    n = next(_numbers)
    return ServiceType.objects.create(
        **{"code": f"T{n}", "name_fr": f"Suivi {n}", "name_en": f"Follow-up {n}"} | fields
    )


def make_follow_up(**fields: Any) -> FollowUp:
    """A standing follow-up of today, of a new customer and a new type unless they are given."""
    fields.setdefault("customer", None)
    fields["customer"] = fields["customer"] or make_customer()
    fields["service_type"] = fields.get("service_type") or make_service_type()
    return FollowUp.objects.create(**fields)


def make_saved_view(**fields: Any) -> SavedView:
    """A view of the tracking page that lists customers who are late, unless the fields say otherwise."""
    n = next(_numbers)
    defaults = {"name": f"Vue {n}", "table": "followups:visit-tracking", "query": "due=late"}
    return SavedView.objects.create(**defaults | fields)


def make_item_category(**fields: Any) -> ItemCategory:
    n = next(_numbers)
    return ItemCategory.objects.create(
        **{"code": f"I{n}", "name_fr": f"Famille {n}", "name_en": f"Family {n}"} | fields
    )


def make_item(**fields: Any) -> Item:
    n = next(_numbers)
    return Item.objects.create(
        **{"code": f"{n:05}", "name_fr": f"Produit {n}", "name_en": f"Product {n}"} | fields
    )


def make_customer_item(**fields: Any) -> CustomerItem:
    """A specific item with PAR 0, of a new customer and a new item unless they are given."""
    fields["customer"] = fields.get("customer") or make_customer()
    fields["item"] = fields.get("item") or make_item()
    made = CustomerItem.objects.create(**fields)
    # A trigger has written what the customer's last count says of it.
    made.refresh_from_db()
    return made


def make_batch(*items: Item, customers: Iterable[Customer] | None = None, **work: Any) -> Batch:
    """One that puts items, a new one unless they are given, on lists: those of a new customer likewise."""
    by = work.pop("by", None) or make_user(Role.MANAGER)
    keys = [customer.pk for customer in customers or [make_customer(name="In a batch")]]
    asked = Customer.objects.filter(pk__in=keys)
    wanted = Work(work.pop("action", Batch.Action.ADD), items or (make_item(),), **work)
    return make_batch_of(asked, work=wanted, shown=plan_of(wanted, keys).digest, by=by)


def make_shelf_count(quantities: Mapping[Item, Any] | None = None, **fields: Any) -> ShelfCount:
    """A completed count of today with these quantities, of a new customer unless he is given.

    A quantity of None is a line that was not counted. Its lines have today's PAR.
    """
    fields["customer"] = fields.get("customer") or make_customer()
    defaults: dict[str, Any] = {"entered_by": make_user(Role.REPRESENTATIVE)}
    if fields.setdefault("state", ShelfCount.State.COMPLETED) != ShelfCount.State.DRAFT:
        defaults["completed_at"] = timezone.now()
    shelf_count = ShelfCount.objects.create(**defaults | fields)
    pars = dict(CustomerItem.objects.filter(customer=fields["customer"]).values_list("item", "par_quantity"))
    ShelfCountLine.objects.bulk_create(
        ShelfCountLine(shelf_count=shelf_count, item=item, quantity=quantity, par_quantity=pars.get(item.pk))
        for item, quantity in (quantities or {}).items()
    )
    return shelf_count


def make_order(quantities: Mapping[Item, Any] | None = None, **fields: Any) -> Order:
    """A confirmed order of today with these quantities at list price, expected today unless it is said."""
    fields["customer"] = fields.get("customer") or make_customer()
    fields["entered_by"] = fields.get("entered_by") or make_user(Role.REPRESENTATIVE)
    defaults = {"status": Order.Status.CONFIRMED, "expected_on": localdate()}
    order = Order.objects.create(**defaults | fields)
    OrderLine.objects.bulk_create(
        OrderLine(order=order, item=item, quantity=quantity, unit_price=item.list_price, position=position)
        for position, (item, quantity) in enumerate((quantities or {}).items(), start=1)
    )
    return order


def make_sale_line(**fields: Any) -> SaleLine:
    """Two units of today at 5.00 $, of a new customer, item and invoice unless they are given."""
    n = next(_numbers)
    fields["customer"] = fields.get("customer") or make_customer()
    fields["item"] = fields.get("item") or make_item()
    defaults = {"sold_on": localdate(), "invoice": f"F-{n:05}", "line_no": 1}
    sums = {"quantity": Decimal(2), "unit_price": Decimal("5.00"), "amount": Decimal("10.00")}
    return SaleLine.objects.create(**defaults | sums | fields)
