"""Two people at once: what triggers keep is right, and nobody waits for ever."""

import datetime
import threading
import uuid
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from customers.models import Customer, Salesperson
from followups.models import CustomerVisitState, FollowUp, ServiceType
from followups.services.follow_ups import record_follow_up
from followups.services.service_types import delete, merge
from tests.at_once import wait_for_a_lock
from tests.factories import make_customer, make_follow_up, make_salesperson, make_service_type, make_user
from webmino.roles import Role

pytestmark = pytest.mark.django_db(transaction=True)


def beside(work: Callable[[], object]) -> threading.Thread:
    """Start `work` with a connection of its own."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_two_follow_ups_of_one_customer_at_once_are_both_counted() -> None:
    customer = make_customer()

    with transaction.atomic():
        make_follow_up(customer=customer, happened_on=datetime.date(2026, 1, 1))
        second = beside(lambda: make_follow_up(customer=customer, happened_on=datetime.date(2026, 1, 2)))
        wait_for_a_lock()
    second.join()

    state = CustomerVisitState.objects.get()
    assert (state.follow_up_count, state.last_on) == (2, datetime.date(2026, 1, 2))


def test_a_salesperson_renamed_while_customers_are_given_to_him() -> None:
    salesperson = make_salesperson(name="Anne")
    make_follow_up()

    with transaction.atomic():
        Customer.objects.update(salesperson=salesperson)
        renamed = beside(lambda: Salesperson.objects.filter(pk=salesperson.pk).update(name="Zoé"))
        wait_for_a_lock()
    renamed.join()

    assert CustomerVisitState.objects.get().salesperson_key == "zoe"


def test_a_follow_up_recorded_while_its_code_stops_counting_as_a_visit() -> None:
    customer, service_type, user = make_customer(), make_service_type(), make_user(Role.OFFICE)
    make_follow_up(customer=customer, service_type=service_type)

    def record() -> None:
        record_follow_up(
            customer,
            by=user,
            submission=uuid.uuid4(),
            service_type=ServiceType.objects.get(pk=service_type.pk),
            happened_on=datetime.date(2026, 1, 2),
        )

    with transaction.atomic():
        ServiceType.objects.update(counts_as_visit=False)
        recorded = beside(record)
        wait_for_a_lock()
        Customer.objects.select_for_update().get(pk=customer.pk)
    recorded.join()

    state = CustomerVisitState.objects.get()
    assert FollowUp.objects.count() == 2
    assert (state.follow_up_count, state.visit_count) == (2, 0)


def test_r2_of_two_types_merged_into_each_other_at_once_the_second_is_refused() -> None:
    user, one, other = make_user(Role.ADMINISTRATOR), make_service_type(), make_service_type()
    for service_type in (one, other):
        make_follow_up(service_type=service_type)
    refusals: list[ValidationError] = []

    def merge_back() -> None:
        try:
            merge(other, into=one, by=user)
        except ValidationError as refusal:
            refusals.append(refusal)

    with transaction.atomic():
        merge(one, into=other, by=user)
        second = beside(merge_back)
        wait_for_a_lock()
    second.join()

    assert [list(refusal.message_dict) for refusal in refusals] == [["into"]]
    assert set(FollowUp.objects.values_list("service_type", flat=True)) == {other.pk}


def test_r2_a_follow_up_that_is_being_entered_is_merged_too() -> None:
    user, one, other = make_user(Role.ADMINISTRATOR), make_service_type(), make_service_type()

    with transaction.atomic():
        make_follow_up(service_type=one)
        merged = beside(lambda: merge(one, into=other, by=user))
        wait_for_a_lock()
    merged.join()

    assert FollowUp.objects.get().service_type == other


def test_r2_a_code_that_is_merged_while_a_follow_up_is_entered_is_refused() -> None:
    user, one, other = make_user(Role.ADMINISTRATOR), make_service_type(), make_service_type()
    customer = make_customer()
    refusals: list[ValidationError] = []

    def record() -> None:
        try:
            record_follow_up(
                customer,
                by=user,
                submission=uuid.uuid4(),
                service_type=one,
                happened_on=datetime.date(2026, 1, 2),
            )
        except ValidationError as refusal:
            refusals.append(refusal)

    with transaction.atomic():
        merge(one, into=other, by=user)
        recorded = beside(record)
        wait_for_a_lock()
    recorded.join()

    assert [list(refusal.message_dict) for refusal in refusals] == [["service_type"]]
    assert not FollowUp.objects.exists()


def test_r2_a_type_that_is_merged_while_it_is_deleted_stays() -> None:
    user, one, other = make_user(Role.ADMINISTRATOR), make_service_type(), make_service_type()
    make_follow_up(service_type=one)
    refusals: list[ValidationError] = []

    def remove() -> None:
        try:
            delete(one, refusal="kept")
        except ValidationError as refusal:
            refusals.append(refusal)

    with transaction.atomic():
        merge(one, into=other, by=user)
        removed = beside(remove)
        wait_for_a_lock()
    removed.join()

    assert [refusal.messages for refusal in refusals] == [["kept"]]
    assert ServiceType.objects.filter(pk=one.pk).exists()
