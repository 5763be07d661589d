"""Rows for tests. A call says only what matters to its test; the rest is made up and valid."""

from itertools import count
from typing import Any

from django.contrib.auth.models import Group

from customers.administration.reassigning import reassign
from customers.administration.selectors import assignment_of
from customers.models import Customer, CustomerCategory, Reassignment, Route, Salesperson, SortingGroup
from followups.models import FollowUp, ServiceType
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
