"""Giving many customers at once to another salesperson or route, and taking that back (R5)."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple, cast

import pghistory
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.administration.selectors import assignment_of, rows_before, still_given
from customers.models import Customer, Reassignment, Route, Salesperson
from customers.querysets import CustomerQuerySet
from customers.selectors import Assignment
from webmino.kept_sums import write_beside_others
from webmino.models import User

# The largest number of the column: a route whose last stop has it gets equal ones.
LAST_STOP = 2_147_483_647


class Outcome(NamedTuple):
    """A reassignment, and the customers that it left as they are though somebody may have expected more."""

    reassignment: Reassignment
    # Shown in the preview, and since then reassigned or no longer among those who are asked for.
    changed_meanwhile: list[Customer]
    # Among those who are asked for since the preview, which did not show them.
    came_meanwhile: list[Customer]


@transaction.atomic
def reassign(
    asked: CustomerQuerySet,
    *,
    gives: Mapping[str, Salesperson | Route | None],
    shown: Mapping[int, Assignment],
    left_out: Collection[int] = (),
    by: User,
) -> Outcome:
    """Give customers another salesperson, another route or both, as a preview showed it.

    `gives` has the columns that change; None is nobody, no route. `shown` is whom the preview showed, by
    key, and what each was assigned to then: of those who are `asked` for now, only these are given, and
    only where that still stands. A customer who changes routes goes to the end of the new one, in the
    order that they had; without a route he has no stop. What was recorded before keeps the salesperson
    and the route that it had (R5).
    Raises ValidationError when a salesperson is inactive, when nobody is left to be given, or while an import
    runs.
    """
    write_beside_others()
    _hold(gives, shown)
    now = {customer.pk: customer for customer in _held(asked)}
    still = {key for key, before in shown.items() if key in now and assignment_of(now[key]) == before}
    given = [customer for key, customer in now.items() if key in still and key not in left_out]
    if not given:
        raise ValidationError(_("No customer was reassigned: none is left of those that were shown."))
    if "route" in gives:
        _put_at_the_end(cast("Route | None", gives["route"]), given)
    for customer in given:
        for name, row in gives.items():
            setattr(customer, name, row)
    reassignment = Reassignment.giving(gives, made_by=by, customer_count=len(given))
    with pghistory.context(user=by.pk) as history:
        reassignment.context = history.id
        _write(given)
    reassignment.save(force_insert=True)
    changed = Customer.objects.filter(pk__in=set(shown) - still - set(left_out))
    return Outcome(reassignment, list(changed), [now[key] for key in now if key not in shown])


@transaction.atomic
def undo(reassignment: Reassignment, *, by: User) -> int:
    """Give customers back what they had before a reassignment, stops included; return how many.

    One who was assigned to something else since stays there, and what it did not change stays too.
    Raises ValidationError when it was undone before, when nobody is where it put him, or while an import
    runs.
    """
    write_beside_others()
    _one_at_a_time()
    reassignment = Reassignment.objects.select_related("undone_by").get(pk=reassignment.pk)
    if reassignment.undone_at:
        raise ValidationError(
            _("This reassignment was undone already, by %(who)s."), params={"who": reassignment.undone_by}
        )
    before = {row.pgh_obj_id: row for row in rows_before(reassignment)}
    given = _held(still_given(reassignment))
    if not given:
        raise ValidationError(_("Each of these customers was reassigned again since: nothing is undone."))
    columns = ["salesperson_id"] * reassignment.gives_salesperson + [
        "route_id",
        "stop",
    ] * reassignment.gives_route
    for customer in given:
        for name in columns:
            setattr(customer, name, getattr(before[customer.pk], name))
    with pghistory.context(user=by.pk):
        _write(given)
    reassignment.undone_at, reassignment.undone_by = timezone.now(), by
    reassignment.save(update_fields=["undone_at", "undone_by"])
    return len(given)


def _hold(gives: Mapping[str, Salesperson | Route | None], shown: Mapping[int, Assignment]) -> None:
    """Wait for whoever writes what customers are given, then let nobody write it until the end.

    Locks are taken in this order: that of the kept sums, reassignments, salespeople and routes, customers by
    their keys. So do renaming and ordering stops, and so nobody waits for who waits for him.
    """
    _one_at_a_time()
    salesperson, route = gives.get("salesperson"), gives.get("route")
    routes = {before.route_id for before in shown.values()} | {route.pk if route else None}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT is_active FROM customers_salesperson WHERE id = %s FOR SHARE",
            [salesperson.pk if salesperson else None],
        )
        if cursor.fetchone() == (False,):
            raise ValidationError(_("%(salesperson)s is inactive."), params={"salesperson": salesperson})
        cursor.execute(
            "SELECT FROM customers_route WHERE id = ANY(%s) ORDER BY id FOR SHARE", [list(routes - {None})]
        )


def _one_at_a_time() -> None:
    """Wait for the other reassignments: two to one route would give the same stops."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE customers_reassignment IN SHARE ROW EXCLUSIVE MODE")


def _held(customers: CustomerQuerySet) -> list[Customer]:
    """The customers as they are now, held until the end of the transaction."""
    return list(customers.order_by("pk").select_for_update(of=("self",), no_key=True))


def _put_at_the_end(route: Route | None, customers: Iterable[Customer]) -> None:
    """Number the stops of who is not on the route yet after those of who is."""
    joining = [customer for customer in customers if customer.route_id != (route and route.pk)]
    if route is None:
        for customer in joining:
            customer.stop = None
        return
    last = route.customers.aggregate(last=Max("stop"))["last"] or 0
    places = {key: place for place, key in enumerate(Route.objects.values_list("pk", flat=True))}

    def present_order(customer: Customer) -> tuple[Any, ...]:
        place = places.get(customer.route_id or 0, len(places))
        unknown = customer.stop is None
        return place, unknown, customer.stop or 0, customer.number_key or "", customer.pk

    for stop, customer in enumerate(sorted(joining, key=present_order), start=last + 1):
        customer.stop = min(stop, LAST_STOP)


def _write(customers: Iterable[Customer]) -> None:
    """Save whom customers are assigned to, in one statement: what triggers keep is made anew once."""
    rows = [(each.pk, each.salesperson_id, each.route_id, each.stop) for each in customers]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE customers_customer AS customer
            SET salesperson_id = given.salesperson_id, route_id = given.route_id, stop = given.stop
            FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::integer[])
                AS given (id, salesperson_id, route_id, stop)
            WHERE customer.id = given.id
            """,
            [list(column) for column in zip(*rows, strict=True)],
        )
