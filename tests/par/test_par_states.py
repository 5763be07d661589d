"""What triggers keep of PAR lists and counts equals what is computed from them."""

import datetime
import io
import random
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.utils import timezone

from customers.models import Customer, Route, Salesperson
from followups.models import FollowUp
from par.models import CustomerItem, CustomerParState, Item, ShelfCount, ShelfCountLine
from tests.factories import (
    make_category,
    make_customer,
    make_customer_item,
    make_follow_up,
    make_item,
    make_route,
    make_salesperson,
    make_service_type,
    make_shelf_count,
    make_sorting_group,
    make_user,
)
from tests.par_states import kept_counted, kept_states, live_counted_of_all, live_states
from webmino.roles import Role

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
FIRST_DAY = datetime.date(2026, 1, 1)


def test_r10_a_customer_is_listed_who_has_an_active_specific_item_and_no_follow_up() -> None:
    listed = make_customer_item().customer
    inactive = make_customer_item(is_active=False).customer
    followed = make_follow_up().customer
    counted = make_shelf_count({make_item(): 3}).customer

    rows = list(CustomerParState.objects.values_list("customer_id", flat=True))

    assert rows == [listed.pk]
    assert {inactive.pk, followed.pk, counted.pk}.isdisjoint(rows)


def test_r10_deactivating_the_only_specific_item_takes_the_row_away_and_activating_brings_it_back() -> None:
    make_customer_item(par_quantity=4)

    CustomerItem.objects.update(is_active=False)
    while_inactive = kept_states()
    CustomerItem.objects.update(is_active=True)

    assert while_inactive == []
    assert kept_states() == live_states()
    assert len(kept_states()) == 1


def test_r11_par_zero_is_missing_nothing_out_of_nothing_and_in_no_sum() -> None:
    customer = make_customer()
    not_stocked = make_customer_item(customer=customer, par_quantity=0)
    stocked = make_customer_item(customer=customer, par_quantity=5)

    make_shelf_count({not_stocked.item: 0, stocked.item: 2}, customer=customer)
    state = CustomerParState.objects.get()
    not_stocked.refresh_from_db()

    assert (not_stocked.missing, not_stocked.is_out_of_stock) == (0, False)
    assert (state.specific_item_count, state.par_item_count, state.out_of_stock_count) == (2, 1, 0)
    assert (state.par_total, state.counted_total, state.missing_total) == (5, 2, 3)


def test_r11_par_zero_is_missing_nothing_even_where_it_was_never_counted() -> None:
    never_counted = make_customer_item(par_quantity=0)

    state = CustomerParState.objects.get()

    assert (never_counted.missing, never_counted.last_counted) == (0, None)
    assert (state.missing_total, state.missing_value, state.counted_total) == (0, 0, None)


def test_r13_what_the_last_count_does_not_have_is_unknown_and_not_zero() -> None:
    customer = make_customer()
    counted_before, left_empty, counted = (
        make_customer_item(customer=customer, par_quantity=5) for _ in range(3)
    )
    make_shelf_count({counted_before.item: 1}, customer=customer, counted_on=FIRST_DAY)

    make_shelf_count({left_empty.item: None, counted.item: 2}, customer=customer, counted_on=FIRST_DAY + DAY)
    state = CustomerParState.objects.get()

    assert list(CustomerItem.objects.order_by("pk").values_list("last_counted", "missing")) == [
        (None, None),
        (None, None),
        (2, 3),
    ]
    assert (state.counted_count, state.not_counted_count) == (1, 2)
    assert (state.par_total, state.counted_par_total, state.missing_total) == (15, 5, 3)


def test_r13_nothing_is_missing_as_long_as_nothing_was_counted() -> None:
    make_customer_item(par_quantity=5)

    state = CustomerParState.objects.get()

    assert (state.last_count_on, state.counted_total, state.missing_total, state.missing_value) == (
        (None,) * 4
    )


def test_r13_a_surplus_does_not_offset_the_shortage_of_another() -> None:
    customer = make_customer()
    short, beyond = (make_customer_item(customer=customer, par_quantity=5) for _ in range(2))

    make_shelf_count({short.item: 1, beyond.item: 9}, customer=customer)
    beyond.refresh_from_db()

    assert CustomerParState.objects.get().missing_total == 4
    assert beyond.surplus == 4


def test_r13_an_older_count_that_comes_later_changes_nothing() -> None:
    specific = make_customer_item(par_quantity=5)
    newest = make_shelf_count({specific.item: 2}, customer=specific.customer, counted_on=FIRST_DAY)
    before = kept_states()

    make_shelf_count({specific.item: 0}, customer=specific.customer, counted_on=FIRST_DAY - DAY)

    assert kept_states() == before
    assert CustomerParState.objects.get().last_count_id == newest.pk
    assert kept_counted() == {specific.pk: 2}


def test_r13_of_two_counts_of_a_day_the_one_completed_last_is_the_last() -> None:
    specific = make_customer_item(par_quantity=5)
    customer, moment = specific.customer, timezone.now()
    later = make_shelf_count({specific.item: 2}, customer=customer, completed_at=moment)
    make_shelf_count({specific.item: 1}, customer=customer, completed_at=moment - datetime.timedelta(hours=1))

    state = CustomerParState.objects.get()

    assert (state.last_count_id, state.missing_total) == (later.pk, 3)


def test_r4_a_cancelled_count_gives_way_to_the_one_before() -> None:
    specific = make_customer_item(par_quantity=5)
    make_shelf_count({specific.item: 4}, customer=specific.customer, counted_on=FIRST_DAY)
    mistaken = make_shelf_count({specific.item: 0}, customer=specific.customer, counted_on=FIRST_DAY + DAY)
    with_mistake = CustomerParState.objects.get().out_of_stock_count

    ShelfCount.objects.filter(pk=mistaken.pk).update(
        state="cancelled", cancelled_at=timezone.now(), cancel_reason="wrong customer"
    )
    state = CustomerParState.objects.get()

    assert with_mistake == 1
    assert (state.last_count_on, state.out_of_stock_count, state.missing_total) == (FIRST_DAY, 0, 1)


def test_r15_a_draft_counts_nowhere_until_it_is_completed() -> None:
    specific = make_customer_item(par_quantity=5)
    draft = make_shelf_count({specific.item: 1}, customer=specific.customer, state="draft")
    while_draft = kept_counted()

    ShelfCount.objects.filter(pk=draft.pk).update(state="completed", completed_at=timezone.now())

    assert while_draft == {specific.pk: None}
    assert kept_counted() == {specific.pk: 1}
    assert kept_states() == live_states()


def test_r13_the_last_count_is_compared_with_todays_par() -> None:
    specific = make_customer_item(par_quantity=5)
    make_shelf_count({specific.item: 2}, customer=specific.customer)

    CustomerItem.objects.update(par_quantity=Decimal("12.5"))

    assert CustomerItem.objects.get().missing == Decimal("10.5")
    assert CustomerParState.objects.get().missing_total == Decimal("10.5")
    assert ShelfCountLine.objects.get().par_quantity == 5


def test_r13_an_item_added_after_the_count_takes_what_the_count_found_of_it() -> None:
    item = make_item()
    count = make_shelf_count({item: 2})

    added = make_customer_item(customer=count.customer, item=item, par_quantity=6)

    assert (added.last_counted, added.missing) == (2, 4)


def test_r12_the_value_of_missing_is_at_the_customers_price_and_leaves_out_what_has_none() -> None:
    customer = make_customer()
    own = make_customer_item(customer=customer, par_quantity=3, price=Decimal("1.115"), item=make_item())
    listed = make_customer_item(customer=customer, par_quantity=3, item=make_item(list_price=Decimal(2)))
    free = make_customer_item(customer=customer, par_quantity=3, price=0, item=make_item(list_price=9))
    unpriced = make_customer_item(customer=customer, par_quantity=3)
    nothing_missing = make_customer_item(customer=customer, par_quantity=3)

    make_shelf_count(
        {own.item: 2, listed.item: 0, free.item: 0, unpriced.item: 0, nothing_missing.item: 3},
        customer=customer,
    )
    state = CustomerParState.objects.get()

    assert (state.missing_value, state.unpriced_count) == (Decimal("7.12"), 1)
    assert [one.effective_price for one in (own, listed, free, unpriced)] == [Decimal("1.115"), 2, 0, None]


def test_r12_a_list_price_that_changes_changes_the_value_where_no_price_is_the_customers_own() -> None:
    item = make_item(list_price=2)
    at_list, at_own = make_customer_item(item=item, par_quantity=3), make_customer_item(item=item, price=1)
    make_shelf_count({item: 0}, customer=at_list.customer)
    make_shelf_count({item: 0}, customer=at_own.customer)
    CustomerItem.objects.update(par_quantity=3)

    Item.objects.update(list_price=5)

    assert dict(CustomerParState.objects.values_list("customer_id", "missing_value")) == {
        at_list.customer_id: 15,
        at_own.customer_id: 3,
    }


def test_r8_the_days_of_follow_ups_are_followed() -> None:
    specific = make_customer_item()
    unlisted = make_customer_item(is_active=False)
    for customer in (specific.customer, unlisted.customer):
        make_follow_up(customer=customer, happened_on=FIRST_DAY)
    action = {"next_action": "Rappeler", "next_action_on": FIRST_DAY + 9 * DAY}
    newest = make_follow_up(customer=specific.customer, happened_on=FIRST_DAY + DAY, **action)
    days = ("customer_id", "last_follow_up_on", "next_action_on")

    followed = list(CustomerParState.objects.values_list(*days))
    FollowUp.objects.filter(pk=newest.pk).update(cancelled_at=timezone.now(), cancel_reason="mistake")
    cancelled = list(CustomerParState.objects.values_list(*days))
    FollowUp.objects.filter(customer=specific.customer).delete()
    CustomerItem.objects.update(is_active=True)
    none_and_listed_later = list(CustomerParState.objects.order_by("customer_id").values_list(*days))

    assert followed == [(specific.customer_id, FIRST_DAY + DAY, FIRST_DAY + 9 * DAY)]
    assert cancelled == [(specific.customer_id, FIRST_DAY, None)]
    assert none_and_listed_later == [
        (specific.customer_id, None, None),
        (unlisted.customer_id, FIRST_DAY, None),
    ]


def test_names_that_change_are_followed() -> None:
    salesperson, route = make_salesperson(name="Zoé"), make_route(code="R-9")
    make_customer_item(customer=make_customer(salesperson=salesperson, route=route))

    Salesperson.objects.update(name="Émile")
    Route.objects.update(code="R-10")

    assert kept_states() == live_states()
    assert CustomerParState.objects.get().salesperson_key == "emile"


def test_what_triggers_write_on_a_specific_item_is_not_a_change_of_its_history() -> None:
    specific = make_customer_item(par_quantity=5)

    make_shelf_count({specific.item: 2}, customer=specific.customer)
    CustomerItem.objects.update(par_quantity=6)

    assert list(specific.events.values_list("par_quantity", flat=True)) == [5]


@pytest.mark.parametrize("seed", range(4))
def test_kept_equals_live_after_random_writes(seed: int) -> None:
    random_choice = random.Random(seed)
    shop = Shop(random_choice)
    values = []

    for _moment in range(10):
        for _step in range(15):
            random_choice.choice(shop.writes)()
        assert kept_states() == live_states()
        assert kept_counted() == live_counted_of_all()
        values += [state["missing_value"] for state in kept_states()]

    # It went through what is unknown, what is nothing, and real amounts.
    assert {None, 0} < set(values)


def test_rebuilding_repairs_rows_that_were_damaged() -> None:
    specific = make_customer_item(par_quantity=5)
    make_shelf_count({specific.item: 2}, customer=specific.customer)
    stranger = make_customer()
    damaged = kept_states()[0] | {"par_item_count": 99}
    damaged.pop("not_counted_count")
    CustomerParState.objects.update(
        par_item_count=99, last_count_on=datetime.date(1990, 1, 1), last_follow_up_on=FIRST_DAY
    )
    CustomerParState.objects.bulk_create(
        CustomerParState(**(damaged | {"customer_id": key})) for key in (stranger.pk, 10**9)
    )
    CustomerItem.objects.update(last_counted=77)

    call_command("rebuild_par_states", stdout=io.StringIO())

    assert kept_states() == live_states()
    assert kept_counted() == {specific.pk: 2}


class Shop:
    """People who write at random, one row or many, through the ORM as imports and people do."""

    def __init__(self, random_choice: random.Random) -> None:
        self.random = random_choice
        self.users = [make_user(Role.REPRESENTATIVE) for _ in range(2)]
        self.salespeople = [make_salesperson() for _ in range(3)]
        self.routes = [make_route() for _ in range(3)]
        self.code = make_service_type()
        self.categories = [make_category() for _ in range(2)]
        self.groups = [make_sorting_group() for _ in range(2)]
        self.items = [make_item(list_price=self.price()) for _ in range(8)]
        self.customers = [make_customer(city=self.random.choice(["", "Lévis"])) for _ in range(6)]
        self.writes = [
            *(
                self.list_items,
                self.list_items,
                self.change_par,
                self.set_prices,
                self.switch,
                self.move,
                self.unlist,
            ),
            *(self.count, self.count, self.count, self.import_count, self.cancel, self.restore, self.recount),
            *(self.add_lines, self.delete_lines, self.move_count, self.delete_count, self.redate),
            *(self.reprice, self.reassign, self.reassign_all, self.rename),
            *(self.follow_up, self.follow_up, self.cancel_follow_ups, self.close_actions, self.unfollow),
        ]

    def price(self) -> Decimal | None:
        some = ["0", "1.115", "2.5", "0.333333", "4.99", "12"]
        return self.random.choice([None, *map(Decimal, some)])

    def par(self) -> Decimal:
        return Decimal(self.random.choice(["0", "4", "7.125", "12", "24"]))

    def quantity(self) -> Decimal:
        return Decimal(self.random.choice(["0", "0", "1", "2.5", "4", "12"]))

    def day(self) -> datetime.date:
        return FIRST_DAY + self.random.randrange(8) * DAY

    def customer(self) -> Customer:
        return self.random.choice(self.customers)

    def some(self, model: type, share: int = 5) -> list[int]:
        """Keys of about a part in `share` of the rows."""
        keys = list(model.objects.order_by("pk").values_list("pk", flat=True))
        return self.random.sample(keys, -(-len(keys) // share))

    def list_items(self) -> None:
        customer = self.customer()
        CustomerItem.objects.bulk_create(
            [
                CustomerItem(customer=customer, item=item, par_quantity=self.par(), price=self.price())
                for item in self.random.sample(self.items, self.random.randrange(2, 7))
            ],
            ignore_conflicts=True,
        )

    def change_par(self) -> None:
        CustomerItem.objects.filter(pk__in=self.some(CustomerItem)).update(par_quantity=self.par())

    def set_prices(self) -> None:
        CustomerItem.objects.filter(pk__in=self.some(CustomerItem)).update(price=self.price())

    def switch(self) -> None:
        CustomerItem.objects.filter(pk__in=self.some(CustomerItem)).update(
            is_active=self.random.choice([True, True, False])
        )

    def move(self) -> None:
        """A specific item becomes another customer's, or another item."""
        for specific in CustomerItem.objects.filter(pk__in=self.some(CustomerItem, 12)):
            target = {"customer": self.customer(), "item": self.random.choice(self.items)}
            if not CustomerItem.objects.filter(**target).exists():
                CustomerItem.objects.filter(pk=specific.pk).update(**target)

    def unlist(self) -> None:
        CustomerItem.objects.filter(pk__in=self.some(CustomerItem, 12)).delete()

    def lines(self) -> dict[Item, Decimal | None]:
        return {
            item: self.random.choice([None, self.quantity(), self.quantity()])
            for item in self.random.sample(self.items, self.random.randrange(3, 9))
        }

    def count(self) -> None:
        draft = make_shelf_count(
            self.lines(),
            customer=self.customer(),
            counted_on=self.day(),
            entered_by=self.users[0],
            state="draft",
        )
        state = self.random.choice(["completed", "completed", None])
        if state:
            ShelfCount.objects.filter(pk=draft.pk).update(state=state, completed_at=timezone.now())
        else:
            draft.delete()

    def import_count(self) -> None:
        customer, day = self.customer(), self.day()
        if not ShelfCount.objects.filter(customer=customer, counted_on=day, entered_by=None).exists():
            make_shelf_count(self.lines(), customer=customer, counted_on=day, entered_by=None)

    def cancel(self) -> None:
        ShelfCount.objects.filter(pk__in=self.some(ShelfCount, 8)).update(
            state="cancelled", cancelled_at=timezone.now(), cancel_reason="mistake"
        )

    def restore(self) -> None:
        ShelfCount.objects.filter(pk__in=self.some(ShelfCount, 2)).update(
            state="completed", cancelled_at=None, cancel_reason=""
        )

    def recount(self) -> None:
        ShelfCountLine.objects.filter(pk__in=self.some(ShelfCountLine)).update(
            quantity=self.random.choice([None, self.quantity()])
        )

    def add_lines(self) -> None:
        ShelfCountLine.objects.bulk_create(
            [
                ShelfCountLine(shelf_count_id=key, item=item, quantity=self.quantity())
                for key in self.some(ShelfCount, 6)
                for item in self.random.sample(self.items, 3)
            ],
            ignore_conflicts=True,
        )

    def delete_lines(self) -> None:
        ShelfCountLine.objects.filter(pk__in=self.some(ShelfCountLine, 10)).delete()

    def move_count(self) -> None:
        for key in self.some(ShelfCount, 12):
            ShelfCount.objects.filter(pk=key, entered_by__isnull=False).update(customer=self.customer())

    def delete_count(self) -> None:
        ShelfCount.objects.filter(pk__in=self.some(ShelfCount, 15)).delete()

    def redate(self) -> None:
        ShelfCount.objects.filter(pk__in=self.some(ShelfCount), entered_by__isnull=False).update(
            counted_on=self.day(), completed_at=timezone.now()
        )

    def follow_up(self) -> None:
        due = self.random.choice([None, self.day() + 30 * DAY])
        action = {"next_action": "Rappeler", "next_action_on": due} if due else {}
        make_follow_up(customer=self.customer(), service_type=self.code, happened_on=self.day(), **action)

    def cancel_follow_ups(self) -> None:
        FollowUp.objects.filter(pk__in=self.some(FollowUp)).update(
            cancelled_at=timezone.now(), cancel_reason="mistake"
        )

    def close_actions(self) -> None:
        opened = FollowUp.objects.filter(next_action_on__isnull=False)
        opened.filter(pk__in=self.some(FollowUp)).update(next_action_done_at=timezone.now())

    def unfollow(self) -> None:
        FollowUp.objects.filter(pk__in=self.some(FollowUp, 8)).delete()

    def reprice(self) -> None:
        Item.objects.filter(pk__in=self.some(Item)).update(list_price=self.price())

    def reassign(self) -> None:
        Customer.objects.filter(pk=self.customer().pk).update(
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
        Customer.objects.filter(pk=self.customer().pk).update(
            number=f"{self.random.random()}", name=self.random.choice(["École", "Bar"]), city="Lévis"
        )
