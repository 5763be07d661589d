"""Giving many customers at once to another salesperson or route, and taking that back (R5)."""

import datetime
import uuid

import pghistory
import pytest
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from customers.administration.reassigning import Outcome, reassign, undo
from customers.administration.selectors import assignment_of
from customers.models import Customer, Reassignment, Route, Salesperson
from followups.models import CustomerVisitState
from followups.services.follow_ups import record_follow_up
from tests.factories import (
    make_customer,
    make_follow_up,
    make_route,
    make_salesperson,
    make_service_type,
    make_user,
)
from tests.lists import queries_of
from webmino.history import changes_of
from webmino.models import User
from webmino.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def anne() -> Salesperson:
    return make_salesperson(name="Anne")


@pytest.fixture
def zoe() -> Salesperson:
    return make_salesperson(name="Zoé")


def give(by: User, left_out: set[int] = frozenset(), **gives: Salesperson | Route | None) -> Outcome:
    """Reassign every customer whom it changes, as a preview of a moment ago showed them."""
    asked = Customer.objects.exclude(**gives)
    shown = {customer.pk: assignment_of(customer) for customer in asked}
    return reassign(asked, gives=gives, shown=shown, left_out=left_out, by=by)


def assigned() -> dict[str, tuple[str | None, str | None, int | None]]:
    """Salesperson, route and stop of each customer, by his name."""
    rows = Customer.objects.values_list("name", "salesperson__name", "route__code", "stop")
    return {name: values for name, *values in rows}  # type: ignore[misc]


# Giving


def test_customers_get_another_salesperson_and_keep_their_route(
    administrator: User, anne: Salesperson, zoe: Salesperson
) -> None:
    route = make_route(code="R-1")
    make_customer(name="A", salesperson=anne, route=route, stop=3)
    make_customer(name="B", salesperson=anne)
    make_customer(name="C", salesperson=zoe)

    outcome = give(administrator, salesperson=zoe)

    assert assigned() == {"A": ["Zoé", "R-1", 3], "B": ["Zoé", None, None], "C": ["Zoé", None, None]}
    assert (outcome.changed_meanwhile, outcome.came_meanwhile) == ([], [])
    made = Reassignment.objects.get()
    assert made == outcome.reassignment
    assert (made.made_by, made.customer_count, made.gives) == (administrator, 2, {"salesperson": zoe})


def test_customers_are_left_without_a_salesperson(administrator: User, anne: Salesperson) -> None:
    make_customer(name="A", salesperson=anne)

    outcome = give(administrator, salesperson=None)

    assert assigned() == {"A": [None, None, None]}
    assert outcome.reassignment.gives == {"salesperson": None}


def test_customers_go_to_the_end_of_the_new_route_in_their_present_order(administrator: User) -> None:
    first, second, new = make_route(code="R-2"), make_route(code="R-10"), make_route(code="R-1")
    make_customer(name="E", route=second, stop=1)
    make_customer(name="D", number="2", route=first)
    make_customer(name="C", number="1", route=first)
    make_customer(name="B", route=first, stop=9)
    make_customer(name="A", route=first, stop=2)
    make_customer(name="F")
    make_customer(name="new", route=new, stop=7)

    give(administrator, route=new)

    ordered = [("new", 7), ("A", 8), ("B", 9), ("C", 10), ("D", 11), ("E", 12), ("F", 13)]
    assert list(new.customers.in_stop_order().values_list("name", "stop")) == ordered


def test_without_a_route_a_customer_has_no_stop(administrator: User) -> None:
    make_customer(name="A", route=make_route(), stop=4)

    give(administrator, route=None)

    assert assigned() == {"A": [None, None, None]}


def test_who_is_on_the_route_already_keeps_his_stop_when_his_salesperson_changes(
    administrator: User, anne: Salesperson, zoe: Salesperson
) -> None:
    route = make_route(code="R-1")
    make_customer(name="A", salesperson=anne, route=route, stop=5)
    make_customer(name="B", salesperson=anne)

    give(administrator, salesperson=zoe, route=route)

    assert assigned() == {"A": ["Zoé", "R-1", 5], "B": ["Zoé", "R-1", 6]}


def test_a_route_whose_last_stop_is_the_largest_number_takes_more_customers(administrator: User) -> None:
    route = make_route(code="R-1")
    make_customer(name="last", route=route, stop=2_147_483_647)
    make_customer(name="A")

    give(administrator, route=route)

    assert assigned()["A"] == [None, "R-1", 2_147_483_647]


def test_who_is_left_out_stays(administrator: User, anne: Salesperson, zoe: Salesperson) -> None:
    make_customer(name="A", salesperson=anne)
    left = make_customer(name="B", salesperson=anne)

    outcome = give(administrator, {left.pk}, salesperson=zoe)

    assert assigned() == {"A": ["Zoé", None, None], "B": ["Anne", None, None]}
    assert (outcome.reassignment.customer_count, outcome.changed_meanwhile) == (1, [])


def test_who_was_reassigned_since_the_preview_stays_and_is_said(
    administrator: User, anne: Salesperson, zoe: Salesperson
) -> None:
    moved = make_customer(name="A", salesperson=anne)
    make_customer(name="B", salesperson=anne)
    shown = {customer.pk: assignment_of(customer) for customer in Customer.objects.all()}
    Customer.objects.filter(pk=moved.pk).update(route=make_route(code="R-1"))

    outcome = reassign(
        Customer.objects.filter(salesperson=anne), gives={"salesperson": zoe}, shown=shown, by=administrator
    )

    assert assigned() == {"A": ["Anne", "R-1", None], "B": ["Zoé", None, None]}
    assert outcome.changed_meanwhile == [moved]


def test_who_is_no_longer_asked_for_stays_and_is_said(administrator: User, zoe: Salesperson) -> None:
    moved = make_customer(name="A", city="Lévis")
    make_customer(name="B", city="Lévis")
    shown = {customer.pk: assignment_of(customer) for customer in Customer.objects.all()}
    Customer.objects.filter(pk=moved.pk).update(city="Québec")

    outcome = reassign(
        Customer.objects.filter(city="Lévis"), gives={"salesperson": zoe}, shown=shown, by=administrator
    )

    assert assigned() == {"A": [None, None, None], "B": ["Zoé", None, None]}
    assert outcome.changed_meanwhile == [moved]


def test_who_came_since_the_preview_stays_and_is_said(
    administrator: User, anne: Salesperson, zoe: Salesperson
) -> None:
    make_customer(name="A", salesperson=anne)
    shown = {customer.pk: assignment_of(customer) for customer in Customer.objects.all()}
    came = make_customer(name="B", salesperson=anne)

    outcome = reassign(
        Customer.objects.filter(salesperson=anne), gives={"salesperson": zoe}, shown=shown, by=administrator
    )

    assert assigned() == {"A": ["Zoé", None, None], "B": ["Anne", None, None]}
    assert outcome.came_meanwhile == [came]


def test_nobody_left_is_refused(administrator: User, anne: Salesperson, zoe: Salesperson) -> None:
    left = make_customer(salesperson=anne)

    with pytest.raises(ValidationError, match="il ne reste aucun"):
        give(administrator, {left.pk}, salesperson=zoe)

    assert not Reassignment.objects.exists()


def test_a_salesperson_who_is_inactive_now_is_refused(
    administrator: User, anne: Salesperson, zoe: Salesperson
) -> None:
    make_customer(name="A", salesperson=anne)
    Salesperson.objects.filter(pk=zoe.pk).update(is_active=False)

    with pytest.raises(ValidationError, match="vendeur inactif"):
        give(administrator, salesperson=zoe)

    assert assigned() == {"A": ["Anne", None, None]}


def test_it_takes_the_same_queries_for_1_and_for_100_customers(
    administrator: User, anne: Salesperson, zoe: Salesperson
) -> None:
    route = make_route()
    make_customer(salesperson=anne)
    one = queries_of(lambda: give(administrator, salesperson=zoe, route=route))
    for _ in range(100):
        make_customer(salesperson=anne)

    hundred = queries_of(lambda: give(administrator, salesperson=zoe, route=route))

    assert hundred == one


# History (R5)


def test_r5_each_customer_s_history_says_who_gave_him_what_and_what_he_had(
    administrator: User, anne: Salesperson, zoe: Salesperson
) -> None:
    old, new = make_route(code="R-1", name="Nord"), make_route(code="R-2", name="Sud")
    customer = make_customer(salesperson=anne, route=old, stop=4)

    give(administrator, salesperson=zoe, route=new)

    customer.refresh_from_db()
    changes = changes_of(customer)
    assert {change.user for change in changes} == {administrator}
    assert sorted(change[3:] for change in changes) == [("4", "1"), ("Anne", "Zoé"), ("R-1 Nord", "R-2 Sud")]


def test_r5_follow_ups_keep_who_did_them_and_the_salesperson_and_route_of_their_day(
    administrator: User, anne: Salesperson, zoe: Salesperson
) -> None:
    route = make_route()
    customer = make_customer(salesperson=anne, route=route)
    before = make_follow_up(customer=customer, salesperson=anne, route=route, done_by=anne)

    give(administrator, salesperson=zoe, route=None)

    before.refresh_from_db()
    assert (before.salesperson, before.route, before.done_by) == (anne, route, anne)


@pytest.mark.parametrize(("days_ago", "whose"), [(1, "Anne"), (0, "Zoé")])
def test_r5_a_follow_up_entered_later_takes_the_salesperson_of_its_day(
    administrator: User, anne: Salesperson, zoe: Salesperson, days_ago: int, whose: str
) -> None:
    customer = make_customer(salesperson=anne, route=make_route(code="R-1"))
    give(administrator, salesperson=zoe, route=make_route(code="R-2"))

    follow_up = record_follow_up(
        customer,
        by=administrator,
        submission=uuid.uuid4(),
        service_type=make_service_type(),
        happened_on=localdate() - datetime.timedelta(days=days_ago),
    )

    assert follow_up.salesperson.name == whose
    assert follow_up.route.code == ("R-1" if days_ago else "R-2")


def test_r5_the_tracking_table_follows_and_keeps_the_last_follow_up(
    administrator: User, anne: Salesperson, zoe: Salesperson
) -> None:
    followed_up = make_follow_up(customer=make_customer(salesperson=anne), done_by=anne)

    give(administrator, salesperson=zoe)

    state = CustomerVisitState.objects.get()
    assert (state.salesperson, state.salesperson_key) == (zoe, "zoe")
    assert (state.last_follow_up, state.last_done_by) == (followed_up, anne)


def test_r25_the_old_representative_loses_sight_of_them_and_the_new_one_gains_it(
    administrator: User, anne: Salesperson, zoe: Salesperson
) -> None:
    old, new = make_user(Role.REPRESENTATIVE), make_user(Role.REPRESENTATIVE)
    old.salespeople.add(anne)
    new.salespeople.add(zoe)
    customer = make_customer(salesperson=anne)

    give(administrator, salesperson=zoe)

    assert list(Customer.objects.visible_to(old)) == []
    assert list(Customer.objects.visible_to(new)) == [customer]


# Taking it back


def test_an_undone_reassignment_gives_back_salesperson_route_and_stop(
    administrator: User, anne: Salesperson, zoe: Salesperson
) -> None:
    make_customer(name="A", salesperson=anne, route=make_route(code="R-1"), stop=3)
    make_customer(name="B", route=make_route(code="R-2"), stop=5)
    make_customer(name="C", salesperson=anne)
    before = assigned()
    made = give(administrator, salesperson=zoe, route=make_route()).reassignment

    count = undo(made, by=administrator)

    made.refresh_from_db()
    assert assigned() == before
    assert (count, made.undone_by) == (3, administrator)


def test_undoing_leaves_who_was_reassigned_since_and_what_it_did_not_change(
    administrator: User, anne: Salesperson, zoe: Salesperson
) -> None:
    moved = make_customer(name="A", salesperson=anne)
    other = make_customer(name="B", salesperson=anne, note="")
    made = give(administrator, salesperson=zoe).reassignment
    # Another request: its changes have a context of their own.
    with pghistory.context():
        Customer.objects.filter(pk=moved.pk).update(salesperson=make_salesperson(name="Luc"))
        Customer.objects.filter(pk=other.pk).update(route=make_route(code="R-1"), stop=2, note="Sonner")

    count = undo(made, by=administrator)

    other.refresh_from_db()
    assert assigned() == {"A": ["Luc", None, None], "B": ["Anne", "R-1", 2]}
    assert (count, other.note) == (1, "Sonner")


def test_a_reassignment_is_undone_once(administrator: User, anne: Salesperson, zoe: Salesperson) -> None:
    make_customer(name="A", salesperson=anne)
    made = give(administrator, salesperson=zoe).reassignment
    undo(made, by=administrator)
    Customer.objects.update(salesperson=zoe)

    with pytest.raises(ValidationError, match="déjà été annulée, par administrator"):
        undo(made, by=administrator)

    assert assigned() == {"A": ["Zoé", None, None]}


def test_undoing_what_everybody_was_reassigned_from_since_is_refused(
    administrator: User, anne: Salesperson, zoe: Salesperson
) -> None:
    make_customer(name="A", salesperson=anne)
    made = give(administrator, salesperson=zoe).reassignment
    give(administrator, salesperson=None)

    with pytest.raises(ValidationError, match="réaffecté depuis"):
        undo(made, by=administrator)

    made.refresh_from_db()
    assert made.undone_at is None


def test_two_reassignments_are_undone_one_after_the_other(
    administrator: User, anne: Salesperson, zoe: Salesperson
) -> None:
    make_customer(name="A", salesperson=anne)
    first = give(administrator, salesperson=zoe).reassignment
    second = give(administrator, salesperson=None).reassignment

    undo(second, by=administrator)
    undo(first, by=administrator)

    assert assigned() == {"A": ["Anne", None, None]}
