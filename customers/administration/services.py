"""What administrators write: the order of a route's customers, and users with whom they act for."""

from collections.abc import Iterable, Sequence

from django.db import transaction

from customers.models import Customer, Route, Salesperson
from webmino.accounts import lock_administrators, set_role
from webmino.models import User
from webmino.roles import Role


@transaction.atomic
def set_stops(route: Route, ordered: Sequence[int]) -> list[Customer]:
    """Number the stops at the route's active customers from 1, in this order of their keys.

    Active customers of the route that are not named come after, in the order that they had: they joined
    the route in the meantime. Return the named ones that are no longer among the route's active
    customers, of whom nothing is changed.
    """
    # Two orders of one route are saved one after the other.
    Route.objects.select_for_update(no_key=True).get(pk=route.pk)
    customers = route.customers.active().in_stop_order().select_for_update(of=("self",), no_key=True)
    on_route = {customer.pk: customer for customer in customers}
    named = dict.fromkeys(key for key in ordered if key in on_route)
    changed = []
    for stop, key in enumerate(named | dict.fromkeys(on_route), start=1):
        if on_route[key].stop != stop:
            on_route[key].stop = stop
            changed.append(on_route[key])
    Customer.objects.bulk_update(changed, ["stop"])
    return list(Customer.objects.filter(pk__in=set(ordered) - set(on_route)))


@transaction.atomic
def save_user(user: User, *, fields: Iterable[str], role: Role, salespeople: Iterable[Salesperson]) -> User:
    """Save a user with his role and the salespeople he acts for.

    Of one who exists, these fields alone are written: he may have been deactivated meanwhile (R25).

    Raises ValidationError beside `role` when nobody would administer any more; nothing is then saved.
    """
    lock_administrators()
    user.save(update_fields=None if user.pk is None else fields)
    set_role(user, role)
    user.salespeople.set(salespeople)
    return user
