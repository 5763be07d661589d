"""To whose customers a late visit is kept: those whom the user saw at a moment of the last weeks (R18)."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from customers.models import Customer, Salesperson
from par.selectors.visits import LATELY, was_his_lately
from tests.factories import make_customer, make_salesperson, make_user
from webmino.models import User
from webmino.roles import Role

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def salesperson(representative: User) -> Salesperson:
    return representative.salespeople.get()


def test_a_customer_who_was_taken_away_was_his(representative: User, salesperson: Salesperson) -> None:
    customer = make_customer(salesperson=salesperson)
    Customer.objects.update(salesperson=make_salesperson())
    customer.refresh_from_db()

    assert was_his_lately(customer, representative)
    assert not was_his_lately(customer, make_user(Role.REPRESENTATIVE))


def test_a_customer_whose_salesperson_he_no_longer_acts_for_was_his(
    representative: User, salesperson: Salesperson
) -> None:
    customer = make_customer(salesperson=salesperson)
    salesperson.users.remove(representative)

    assert was_his_lately(customer, representative)


def test_a_customer_who_left_before_he_acted_for_the_salesperson_was_never_his() -> None:
    newcomer, salesperson = make_user(Role.REPRESENTATIVE), make_salesperson()
    customer = make_customer(salesperson=salesperson)
    Customer.objects.update(salesperson=make_salesperson())
    customer.refresh_from_db()
    # The transaction of a test has one moment.
    customer.events.update(pgh_created_at=timezone.now() - DAY)

    salesperson.users.add(newcomer)

    assert not was_his_lately(customer, newcomer)


def test_a_customer_who_left_long_ago_is_no_longer_his(
    representative: User, salesperson: Salesperson
) -> None:
    customer = make_customer(salesperson=salesperson)
    Customer.objects.update(salesperson=make_salesperson())
    customer.refresh_from_db()

    with time_machine.travel(timezone.now() + LATELY + DAY, tick=False):
        assert not was_his_lately(customer, representative)
