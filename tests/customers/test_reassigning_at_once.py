"""Two people at once: one reassigns many customers while another reassigns, renames or orders them."""

from collections.abc import Callable

import pytest
from django.db import transaction

from customers.administration.reassigning import reassign, undo
from customers.administration.selectors import assignment_of
from customers.administration.services import set_stops
from customers.models import Customer, Reassignment, Salesperson
from customers.services import update_customer
from followups.models import CustomerVisitState
from tests.at_once import Beside, wait_for_a_lock
from tests.factories import make_customer, make_follow_up, make_route, make_salesperson, make_user
from webmino.history import version_of
from webmino.kept_sums import write_alone
from webmino.models import User
from webmino.roles import Role

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def administrator() -> User:
    return make_user(Role.ADMINISTRATOR)


def giving(by: User, **gives: object) -> Callable[[], object]:
    """A reassignment of everybody, as a preview shows them now, to be made later."""
    asked = Customer.objects.exclude(**gives)
    shown = {customer.pk: assignment_of(customer) for customer in asked}
    return lambda: reassign(asked.all(), gives=gives, shown=shown, by=by)


def test_of_two_reassignments_at_once_the_second_changes_nobody(administrator: User) -> None:
    first, second = make_salesperson(), make_salesperson()
    for _ in range(3):
        make_customer()
    give_first, give_second = (
        giving(administrator, salesperson=first),
        giving(administrator, salesperson=second),
    )

    with transaction.atomic():
        give_first()
        beside = Beside(give_second)
        wait_for_a_lock()
    beside.finish()

    assert beside.refusal is not None
    assert set(Customer.objects.values_list("salesperson", flat=True)) == {first.pk}
    assert Reassignment.objects.count() == 1


def test_two_reassignments_to_one_route_at_once_give_stops_one_after_the_other(administrator: User) -> None:
    anne, zoe, route = make_salesperson(), make_salesperson(), make_route()
    for salesperson in (anne, anne, zoe, zoe):
        make_customer(salesperson=salesperson)

    def give(salesperson: Salesperson) -> None:
        asked = Customer.objects.filter(salesperson=salesperson)
        shown = {customer.pk: assignment_of(customer) for customer in asked}
        reassign(asked.all(), gives={"route": route}, shown=shown, by=administrator)

    with transaction.atomic():
        give(anne)
        beside = Beside(lambda: give(zoe))
        wait_for_a_lock()
    beside.finish()

    assert list(route.customers.in_stop_order().values_list("stop", flat=True)) == [1, 2, 3, 4]


def test_an_edit_that_is_being_saved_is_waited_for_and_its_customer_left(administrator: User) -> None:
    zoe, luc = make_salesperson(), make_salesperson()
    edited, other = make_customer(), make_customer()
    give = giving(administrator, salesperson=zoe)

    with transaction.atomic():
        update_customer(edited, by=administrator, version=version_of(edited), salesperson=luc)
        beside = Beside(give)
        wait_for_a_lock()
    beside.finish()

    salespeople = dict(Customer.objects.values_list("pk", "salesperson"))
    assert salespeople == {edited.pk: luc.pk, other.pk: zoe.pk}


def test_a_salesperson_who_is_renamed_meanwhile_sorts_by_his_new_name(administrator: User) -> None:
    zoe = make_salesperson(name="Zoé")
    make_follow_up(customer=make_customer(salesperson=zoe))
    make_follow_up()
    give = giving(administrator, salesperson=zoe, route=make_route())

    with transaction.atomic():
        Salesperson.objects.filter(pk=zoe.pk).update(name="Aline")
        beside = Beside(give)
        wait_for_a_lock()
        list(Customer.objects.select_for_update())
    beside.finish()

    assert set(CustomerVisitState.objects.values_list("salesperson_key", flat=True)) == {"aline"}


def test_a_salesperson_who_is_deactivated_meanwhile_is_given_nobody(administrator: User) -> None:
    zoe = make_salesperson()
    make_customer()
    give = giving(administrator, salesperson=zoe)

    with transaction.atomic():
        Salesperson.objects.filter(pk=zoe.pk).update(is_active=False)
        beside = Beside(give)
        wait_for_a_lock()
    beside.finish()

    assert beside.refusal is not None
    assert Customer.objects.get().salesperson is None


def test_stops_that_are_being_ordered_are_waited_for(administrator: User) -> None:
    old, new = make_route(), make_route()
    customers = [make_customer(route=old, stop=stop) for stop in (1, 2, 3)]
    give = giving(administrator, route=new)

    with transaction.atomic():
        set_stops(old, [customer.pk for customer in reversed(customers)])
        beside = Beside(give)
        wait_for_a_lock()
    beside.finish()

    assert list(new.customers.in_stop_order()) == customers[::-1]


def test_r22_who_gives_customers_away_while_an_import_runs_is_told_so_and_nothing_is_given(
    administrator: User,
) -> None:
    before, after = make_salesperson(), make_salesperson()
    customer = make_customer()
    made = giving(administrator, salesperson=before)().reassignment
    version = version_of(customer)

    def edit(**fields: object) -> Callable[[], object]:
        return lambda: update_customer(customer, by=administrator, version=version, **fields)

    with transaction.atomic():
        write_alone()
        works = (
            giving(administrator, salesperson=after),
            lambda: undo(made, by=administrator),
            edit(salesperson=after),
        )
        refused = [Beside(work) for work in works]
        for one in refused:
            one.finish()
        renamed = Beside(edit(name="New"))
        renamed.finish()

    stored = Customer.objects.get()
    words = ["Une importation est en cours; réessayez dans quelques minutes."]
    assert [one.refusal and one.refusal.messages for one in refused] == [words] * 3
    assert renamed.refusal is None
    assert (stored.name, stored.salesperson) == ("New", before)
    assert Reassignment.objects.get().undone_at is None
