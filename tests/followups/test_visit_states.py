"""What triggers keep of each customer's follow-ups equals what is computed from them."""

import datetime
import io
import random

import pytest
from django.core.management import call_command
from django.utils import timezone

from customers.models import Customer, Route, Salesperson
from followups.models import CustomerVisitState, FollowUp, ServiceType
from tests.factories import (
    make_category,
    make_customer,
    make_follow_up,
    make_route,
    make_salesperson,
    make_service_type,
    make_sorting_group,
)
from tests.visit_states import kept_states, live_state, live_states

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def test_r6_a_customer_without_a_standing_follow_up_has_no_row() -> None:
    never = make_customer()
    cancelled = make_follow_up(cancelled_at=timezone.now(), cancel_reason="wrong customer").customer
    followed = make_follow_up(happened_on=datetime.date(1999, 1, 1)).customer

    rows = list(CustomerVisitState.objects.values_list("customer_id", flat=True))

    assert rows == [followed.pk]
    assert {never.pk, cancelled.pk}.isdisjoint(rows)


def test_r4_cancelling_the_only_follow_up_takes_the_row_away_and_restoring_brings_it_back() -> None:
    follow_up = make_follow_up()

    FollowUp.objects.update(cancelled_at=timezone.now(), cancel_reason="mistake")
    while_cancelled = kept_states()
    FollowUp.objects.update(cancelled_at=None)

    assert while_cancelled == []
    assert kept_states() == [live_state(follow_up.customer)]


def test_the_last_follow_up_is_by_date_then_creation_then_key() -> None:
    customer, moment = make_customer(), timezone.now()
    make_follow_up(customer=customer, happened_on=datetime.date(2026, 1, 2), created_at=moment)
    last = make_follow_up(customer=customer, happened_on=datetime.date(2026, 1, 2), created_at=moment)
    make_follow_up(
        customer=customer,
        happened_on=datetime.date(2026, 1, 2),
        created_at=moment - datetime.timedelta(hours=1),
    )
    make_follow_up(customer=customer, happened_on=datetime.date(2026, 1, 1), created_at=moment + 9 * DAY)

    state = CustomerVisitState.objects.get()

    assert state.last_follow_up_id == last.pk


def test_r9b_late_from_the_day_after_the_frequency_has_run_out() -> None:
    visit = make_service_type()
    call = make_service_type(counts_as_visit=False)
    visited = make_customer(visit_every_days=21)
    make_follow_up(customer=visited, service_type=visit, happened_on=datetime.date(2026, 1, 1))
    make_follow_up(customer=visited, service_type=call, happened_on=datetime.date(2026, 2, 1))
    never_visited = make_customer(visit_every_days=7, created_on=datetime.date(2026, 1, 10))
    make_follow_up(customer=never_visited, service_type=call, happened_on=datetime.date(2026, 2, 1))

    late_from = dict(CustomerVisitState.objects.values_list("customer_id", "late_from"))

    assert late_from == {
        visited.pk: datetime.date(2026, 1, 23),
        never_visited.pk: datetime.date(2026, 1, 18),
    }


def test_names_that_change_are_followed() -> None:
    salesperson, route = make_salesperson(name="Zoé"), make_route(code="R-9")
    make_follow_up(customer=make_customer(salesperson=salesperson, route=route))

    Salesperson.objects.update(name="Émile")
    Route.objects.update(code="R-10")

    assert kept_states() == live_states()
    assert CustomerVisitState.objects.get().salesperson_key == "emile"


def test_a_code_that_no_longer_counts_as_a_visit_is_followed() -> None:
    follow_up = make_follow_up()

    ServiceType.objects.update(counts_as_visit=False)

    assert kept_states() == [live_state(follow_up.customer)]
    assert CustomerVisitState.objects.get().visit_count == 0


@pytest.mark.parametrize("seed", range(3))
def test_kept_equals_live_after_random_writes(seed: int) -> None:
    random_choice = random.Random(seed)
    office = Office(random_choice)

    for _step in range(120):
        random_choice.choice(office.writes)()

    assert kept_states() == live_states()
    assert len(kept_states()) > 0


def test_rebuilding_repairs_a_row_that_was_damaged() -> None:
    make_follow_up()
    CustomerVisitState.objects.update(last_on=datetime.date(1990, 1, 1), follow_up_count=99)
    stranger = make_customer()
    damaged = kept_states()[0]
    CustomerVisitState.objects.bulk_create(
        CustomerVisitState(**(damaged | {"customer_id": key})) for key in (stranger.pk, 10**9)
    )

    call_command("rebuild_visit_states", stdout=io.StringIO())

    assert kept_states() == live_states()


class Office:
    """An office that writes at random, one row or many, through the ORM as imports and people do."""

    def __init__(self, random_choice: random.Random) -> None:
        self.random = random_choice
        self.salespeople = [make_salesperson() for _ in range(3)]
        self.routes = [make_route() for _ in range(3)]
        self.types = [make_service_type(counts_as_visit=n % 2 == 0) for n in range(4)]
        self.categories = [make_category() for _ in range(2)]
        self.groups = [make_sorting_group() for _ in range(2)]
        self.customers = [make_customer(city=self.random.choice(["", "Lévis", "Québec"])) for _ in range(12)]
        self.writes = [
            *(self.add, self.add_many, self.cancel, self.move, self.finish, self.delete),
            *(self.reassign, self.reassign_all, self.rename, self.recode, self.set_frequency),
        ]

    def day(self) -> datetime.date:
        return datetime.date(2026, 1, 1) + self.random.randrange(60) * DAY

    def draft(self) -> FollowUp:
        due = self.random.choice([None, self.day()])
        return FollowUp(
            customer=self.random.choice(self.customers),
            service_type=self.random.choice(self.types),
            done_by=self.random.choice([None, *self.salespeople]),
            happened_on=self.day(),
            next_action="call" if due else "",
            next_action_on=due,
        )

    def some(self) -> list[int]:
        """Keys of about a tenth of the follow-ups."""
        keys = list(FollowUp.objects.values_list("pk", flat=True))
        return self.random.sample(keys, len(keys) // 10)

    def add(self) -> None:
        self.draft().save()

    def add_many(self) -> None:
        FollowUp.objects.bulk_create([self.draft() for _ in range(self.random.randrange(8))])

    def cancel(self) -> None:
        moment = self.random.choice([None, timezone.now()])
        FollowUp.objects.filter(pk__in=self.some()).update(cancelled_at=moment, cancel_reason="mistake")

    def move(self) -> None:
        FollowUp.objects.filter(pk__in=self.some()).update(
            customer=self.random.choice(self.customers), happened_on=self.day()
        )

    def finish(self) -> None:
        FollowUp.objects.filter(pk__in=self.some(), next_action_on__isnull=False).update(
            next_action_done_at=timezone.now()
        )

    def delete(self) -> None:
        FollowUp.objects.filter(pk__in=self.some()[:1]).delete()

    def reassign(self) -> None:
        customer = self.random.choice(self.customers)
        Customer.objects.filter(pk=customer.pk).update(
            salesperson=self.random.choice([None, *self.salespeople]),
            route=self.random.choice([None, *self.routes]),
            category=self.random.choice([None, *self.categories]),
            sorting_group=self.random.choice([None, *self.groups]),
            is_active=self.random.choice([True, False]),
        )

    def reassign_all(self) -> None:
        old, new = self.random.sample(self.salespeople, 2)
        Customer.objects.filter(salesperson=old).update(salesperson=new)

    def rename(self) -> None:
        Salesperson.objects.filter(pk=self.random.choice(self.salespeople).pk).update(
            name=self.random.choice(["Émile", "Zoé", "Ann"])
        )
        Route.objects.filter(pk=self.random.choice(self.routes).pk).update(code=f"R-{self.random.random()}")
        Customer.objects.filter(pk=self.random.choice(self.customers).pk).update(
            number=f"{self.random.random()}", name=self.random.choice(["École", "Bar"]), city="Lévis"
        )

    def recode(self) -> None:
        ServiceType.objects.filter(pk=self.random.choice(self.types).pk).update(
            counts_as_visit=self.random.choice([True, False])
        )

    def set_frequency(self) -> None:
        Customer.objects.filter(pk=self.random.choice(self.customers).pk).update(
            visit_every_days=self.random.choice([None, 7, 21]), created_on=self.day()
        )
