"""Several who write sales at once: the sums are right, and nobody waits for ever."""

import datetime
import random
import threading

import pytest
from django.db import transaction

from analytics.models import SaleLine, SalespersonItemMonth
from analytics.services.summaries import rebuild_sales_summaries
from customers.models import Customer, Salesperson
from tests.at_once import Beside, wait_for_a_lock
from tests.buying_habits import kept_habits, live_habits
from tests.factories import make_customer, make_item, make_sale_line, make_salesperson
from tests.sales_sums import kept_sums, live_sums

pytestmark = pytest.mark.django_db(transaction=True)
DAY = datetime.date(2026, 1, 1)


def test_r22_a_sale_made_while_its_customer_is_reassigned_is_of_the_new_salesperson() -> None:
    customer, item, after = make_customer(salesperson=make_salesperson()), make_item(), make_salesperson()

    with transaction.atomic():
        Customer.objects.update(salesperson=after)
        sold = Beside(lambda: make_sale_line(customer=customer, item=item))
        wait_for_a_lock()
    sold.finish()

    assert SalespersonItemMonth.objects.get().salesperson_id == after.pk
    assert kept_sums() == live_sums()


def test_r22_a_customer_reassigned_while_he_buys_takes_the_sale_along() -> None:
    customer, after = make_customer(salesperson=make_salesperson()), make_salesperson()

    with transaction.atomic():
        make_sale_line(customer=customer)
        reassigned = Beside(lambda: Customer.objects.update(salesperson=after))
        wait_for_a_lock()
    reassigned.finish()

    assert SalespersonItemMonth.objects.get().salesperson_id == after.pk
    assert kept_sums() == live_sums()


def test_two_sales_of_an_item_on_a_day_are_both_in_its_sums() -> None:
    item, other = make_item(), make_customer()

    with transaction.atomic():
        make_sale_line(item=item, sold_on=DAY)
        sold = Beside(lambda: make_sale_line(item=item, sold_on=DAY, customer=other))
        wait_for_a_lock()
    sold.finish()

    assert kept_sums() == live_sums()


def test_r24_two_purchases_of_a_customer_are_both_in_his_habit() -> None:
    customer, item = make_customer(), make_item()

    with transaction.atomic():
        make_sale_line(customer=customer, item=item, sold_on=DAY)
        sold = Beside(lambda: make_sale_line(customer=customer, item=item, sold_on=DAY.replace(day=8)))
        wait_for_a_lock()
    sold.finish()

    assert kept_habits() == live_habits()
    assert kept_habits()[0]["purchase_day_count"] == 2


def test_a_sale_made_while_the_last_line_of_its_day_is_deleted() -> None:
    line, other = make_sale_line(sold_on=DAY), make_customer()

    with transaction.atomic():
        line.delete()
        sold = Beside(lambda: make_sale_line(item=line.item, sold_on=DAY, customer=other))
        wait_for_a_lock()
    sold.finish()

    assert kept_sums() == live_sums()


@pytest.mark.parametrize("sells", [False, True])
def test_the_sums_are_made_anew_after_who_holds_a_customer_and_then_writes(sells: bool) -> None:
    line, is_held = make_sale_line(sold_on=DAY), threading.Event()

    @transaction.atomic
    def write() -> None:
        customer = Customer.objects.select_for_update().get(pk=line.customer_id)
        is_held.set()
        wait_for_a_lock()
        if sells:
            make_sale_line(customer=customer, item=line.item, sold_on=DAY)
        else:
            Customer.objects.update(name="New")

    writing = Beside(write)
    is_held.wait()
    rebuild_sales_summaries()
    writing.finish()

    assert kept_sums() == live_sums()
    assert kept_habits() == live_habits()


def test_many_who_sell_correct_and_reassign_at_once_meet_no_deadlock() -> None:
    items, salespeople = [make_item() for _ in range(4)], [make_salesperson() for _ in range(3)]
    customers = [make_customer(salesperson=salespeople[0]) for _ in range(6)]

    def sell(seed: int) -> None:
        chosen = random.Random(seed)
        for step in range(12):
            SaleLine.objects.bulk_create(
                SaleLine(
                    customer=chosen.choice(customers),
                    item=chosen.choice(items),
                    sold_on=DAY + datetime.timedelta(days=chosen.randrange(60)),
                    invoice=f"{seed}-{step}",
                    line_no=line_no,
                    quantity=1,
                    amount=chosen.randrange(-5, 50),
                )
                for line_no in chosen.sample(range(20), 12)
            )
            reassign([one.pk for one in chosen.sample(customers, 3)], chosen.choice(salespeople))
            SaleLine.objects.filter(invoice=f"{seed}-{chosen.randrange(step + 1)}").delete()

    people = [Beside(lambda seed=seed: sell(seed)) for seed in range(4)]
    for person in people:
        person.finish()

    assert kept_sums() == live_sums()
    assert SaleLine.objects.count() > 100


@transaction.atomic
def reassign(keys: list[int], salesperson: Salesperson) -> None:
    """Give customers to a salesperson, held in the order in which everybody holds them."""
    customers = Customer.objects.filter(pk__in=keys)
    list(customers.order_by("pk").select_for_update(no_key=True))
    customers.update(salesperson=salesperson)
