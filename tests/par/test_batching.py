"""Changing the specific items of many customers at once, and taking that back."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from customers.models import Customer
from par.models import Batch, CustomerItem, CustomerParState, Item
from par.selectors.batches import Plan, Work, plan_of
from par.services.batches import make_batch, undo_batch
from par.services.items import set_item_active
from tests.factories import make_customer, make_customer_item, make_item, make_shelf_count
from tests.lists import queries_of
from tests.par_states import kept_states, live_states
from webmino.history import changes_of
from webmino.models import User

pytestmark = pytest.mark.django_db
ADD, PAR, PRICE, LIST_PRICE, REMOVE = Batch.Action


def planned(action: str, *items: Item, **figures: Any) -> Plan:
    """What a work would do to the lists of all customers, in the order of their numbers."""
    keys = list(Customer.objects.values_list("pk", flat=True))
    return plan_of(Work(action, items, **figures), keys)


def do(by: User, action: str, *items: Item, **figures: Any) -> Batch:
    """Do it to the lists of all customers, as a preview of a moment ago showed it."""
    plan = planned(action, *items, **figures)
    return make_batch(Customer.objects.all(), work=plan.work, shown=plan.digest, by=by)


def counts(plan: Plan) -> tuple[int, int, int, int]:
    total = plan.total
    return total.added, total.changed, total.unchanged, total.refused


def lists() -> dict[tuple[str, str], tuple[bool, Decimal, Decimal | None]]:
    """Whether each item is on each customer's list, with its PAR and his price, by their names."""
    rows = CustomerItem.objects.order_by("customer__number", "item__code")
    return {
        (row.customer.name, row.item.code): (row.is_active, row.par_quantity, row.price)
        for row in rows.select_related("customer", "item")
    }


# What is done


def test_r11_only_missing_items_are_added_with_par_0_unless_one_is_given(manager: User) -> None:
    milk, bread = make_item(code="LAIT"), make_item(code="PAIN")
    lea = make_customer(name="Léa")
    make_customer(name="Luc")
    make_customer_item(customer=lea, item=milk, par_quantity=12, price="3.5")

    batch = do(manager, ADD, milk, bread)

    assert lists() == {
        ("Léa", "LAIT"): (True, 12, Decimal("3.5")),
        ("Léa", "PAIN"): (True, 0, None),
        ("Luc", "LAIT"): (True, 0, None),
        ("Luc", "PAIN"): (True, 0, None),
    }
    assert (batch.added_count, batch.changed_count, batch.unchanged_count, batch.refused_count) == (
        3,
        0,
        1,
        0,
    )
    assert (batch.made_by, batch.customer_count, set(batch.items.all())) == (manager, 2, {milk, bread})


def test_items_are_added_with_the_par_and_the_price_that_are_given(manager: User) -> None:
    item = make_item(code="LAIT")
    make_customer(name="Léa")

    do(manager, ADD, item, par_quantity=Decimal("6.5"), price=Decimal(0))

    assert lists() == {("Léa", "LAIT"): (True, Decimal("6.5"), 0)}


@pytest.mark.parametrize(("given", "par"), [(None, 12), (Decimal(0), 0), (Decimal(3), 3)])
def test_an_item_that_comes_back_to_a_list_has_what_it_had_unless_something_else_is_given(
    manager: User, given: Decimal | None, par: int
) -> None:
    item = make_item(code="LAIT")
    make_customer_item(
        customer=make_customer(name="Léa"), item=item, par_quantity=12, price="3.5", is_active=False
    )

    batch = do(manager, ADD, item, par_quantity=given)

    assert lists() == {("Léa", "LAIT"): (True, par, Decimal("3.5"))}
    assert (batch.added_count, batch.changed_count) == (1, 0)


def test_r10_customers_whose_first_item_is_added_come_into_par_mode_and_leave_it_with_the_last(
    manager: User,
) -> None:
    item, customer = make_item(), make_customer()

    do(manager, ADD, item, par_quantity=Decimal(5))
    listed = list(CustomerParState.objects.values_list("customer", "par_total"))
    do(manager, REMOVE, item)

    assert listed == [(customer.pk, 5)]
    assert CustomerParState.objects.count() == 0


def test_what_the_last_count_found_is_known_of_an_item_that_is_added(manager: User) -> None:
    item, customer = make_item(), make_customer()
    make_shelf_count({item: 2}, customer=customer)

    do(manager, ADD, item, par_quantity=Decimal(5))

    added = CustomerItem.objects.get()
    assert (added.last_counted, added.missing) == (2, 3)
    assert kept_states() == live_states()


@pytest.mark.parametrize(
    ("action", "figures", "after"),
    [
        (PAR, {"par_quantity": Decimal("7.5")}, (True, Decimal("7.5"), Decimal("3.5"))),
        (PAR, {"par_quantity": Decimal(0)}, (True, 0, Decimal("3.5"))),
        (PRICE, {"price": Decimal("4.25")}, (True, 12, Decimal("4.25"))),
        (PRICE, {"price": Decimal(0)}, (True, 12, 0)),
        (LIST_PRICE, {}, (True, 12, None)),
        (REMOVE, {}, (False, 12, Decimal("3.5"))),
    ],
)
def test_lists_that_have_the_item_are_changed_and_only_what_the_action_is_about(
    manager: User, action: str, figures: dict[str, Any], after: tuple[Any, ...]
) -> None:
    item = make_item(code="LAIT")
    make_customer_item(customer=make_customer(name="Léa"), item=item, par_quantity=12, price="3.5")
    make_customer_item(customer=make_customer(name="Luc"), item=item, par_quantity=1, is_active=False)
    make_customer(name="Zoé")

    batch = do(manager, action, item, **figures)

    assert lists() == {("Léa", "LAIT"): after, ("Luc", "LAIT"): (False, 1, None)}
    (line,) = batch.lines.all()
    assert (line.before, line.after) == ((True, 12, Decimal("3.5")), after)


# What is refused, and what stays


def test_an_inactive_item_is_added_to_no_list_but_stays_where_it_is(manager: User) -> None:
    item = make_item(is_active=False)
    make_customer_item(item=item)
    make_customer()

    plan = planned(ADD, item)

    assert counts(plan) == (0, 0, 1, 1)
    assert "inactif au catalogue" in str(plan.refusal)
    with pytest.raises(ValidationError, match="rien à changer"):
        do(manager, ADD, item)
    assert Batch.objects.count() == 0


@pytest.mark.parametrize("action", [PAR, PRICE, LIST_PRICE])
def test_what_is_not_on_a_list_is_refused_and_named(action: str) -> None:
    item, other = make_item(), make_item()
    luc, zoe = make_customer(number="1"), make_customer(number="2")
    make_customer_item(customer=luc, item=other, par_quantity=1, price=1)
    make_customer_item(customer=zoe, item=item, is_active=False)

    plan = planned(action, item, par_quantity=Decimal(9), price=Decimal(9))

    assert counts(plan) == (0, 0, 0, 2)
    assert plan.refused == [(luc.pk, item), (zoe.pk, item)]
    assert "pas sur la liste" in str(plan.refusal)


def test_what_is_so_already_is_unchanged(manager: User) -> None:
    item = make_item()
    make_customer_item(item=item, par_quantity=5, price="2.5")
    make_customer()

    plans = [
        planned(ADD, item, par_quantity=Decimal(9)),
        planned(PAR, item, par_quantity=Decimal("5.000")),
        planned(PRICE, item, price=Decimal("2.50")),
        planned(REMOVE, make_item()),
    ]

    assert [counts(plan) for plan in plans] == [(1, 0, 1, 0), (0, 0, 1, 1), (0, 0, 1, 1), (0, 0, 2, 0)]


# Only what was shown


@pytest.mark.parametrize("change", ["par", "price", "taken off", "added", "customer", "item", "figures"])
def test_nothing_is_done_when_anything_is_no_longer_what_the_preview_showed(
    manager: User, change: str
) -> None:
    item = make_item()
    specific = make_customer_item(item=item, par_quantity=5)
    other = make_customer()
    plan = planned(ADD, item)
    rows, work = CustomerItem.objects.filter(pk=specific.pk), plan.work
    match change:
        case "par":
            rows.update(par_quantity=6)
        case "price":
            rows.update(price=1)
        case "taken off":
            rows.update(is_active=False)
        case "added":
            make_customer_item(customer=other, item=item)
        case "customer":
            make_customer()
        case "item":
            set_item_active(item, active=False, by=manager)
        case "figures":
            work = planned(ADD, item, par_quantity=Decimal(1)).work
    before = lists()

    with pytest.raises(ValidationError, match="depuis l’aperçu") as refusal:
        make_batch(Customer.objects.all(), work=work, shown=plan.digest, by=manager)

    assert refusal.value.code == "changed_since"
    assert lists() == before
    assert Batch.objects.count() == 0


def test_what_was_changed_elsewhere_does_not_matter(manager: User) -> None:
    item, other = make_item(), make_item()
    customer = make_customer()
    plan = planned(ADD, item)
    make_customer_item(customer=customer, item=other)
    Customer.objects.update(name="Renamed")

    make_batch(Customer.objects.all(), work=plan.work, shown=plan.digest, by=manager)

    assert lists()["Renamed", item.code] == (True, 0, None)


def test_r25_only_the_customers_who_are_asked_for_are_changed(manager: User) -> None:
    item, asked, other = make_item(), make_customer(name="Asked"), make_customer(name="Other")
    plan = plan_of(Work(ADD, [item]), [asked.pk])

    make_batch(Customer.objects.exclude(pk=other.pk), work=plan.work, shown=plan.digest, by=manager)

    assert list(lists()) == [("Asked", item.code)]


# History


def test_r4_each_change_is_in_history_with_who_and_what_was_before(
    manager: User, administrator: User
) -> None:
    item = make_item()
    specific = make_customer_item(item=item, par_quantity=5)

    undo_batch(do(manager, PAR, item, par_quantity=Decimal(8)), by=administrator)

    told = [change[1:] for change in changes_of(CustomerItem.objects.get(pk=specific.pk))]
    assert told == [(administrator, "PAR", "8", "5"), (manager, "PAR", "5", "8")]


# Undoing


def test_undoing_gives_back_what_each_list_had(manager: User, administrator: User) -> None:
    item = make_item(code="LAIT")
    former = make_customer(name="Former")
    make_customer_item(customer=former, item=item, par_quantity=4, price=1, is_active=False)
    make_customer(name="New")
    batch = do(manager, ADD, item, par_quantity=Decimal(9), price=Decimal(2))

    outcome = undo_batch(batch, by=administrator)

    assert outcome == (2, 0)
    assert lists() == {("Former", "LAIT"): (False, 4, 1), ("New", "LAIT"): (False, 9, 2)}
    batch.refresh_from_db()
    assert batch.undone_by == administrator
    assert list(batch.lines.values_list("was_undone", flat=True)) == [True, True]
    assert CustomerParState.objects.count() == 0


def test_undoing_leaves_what_somebody_changed_since_and_lists_it(manager: User) -> None:
    item = make_item(code="LAIT")
    for name in ("Changed", "Taken off", "Repriced", "Same"):
        make_customer_item(customer=make_customer(name=name), item=item, par_quantity=5)
    batch = do(manager, PAR, item, par_quantity=Decimal(8))
    rows = CustomerItem.objects.all()
    rows.filter(customer__name="Changed").update(par_quantity=20)
    rows.filter(customer__name="Taken off").update(is_active=False)
    rows.filter(customer__name="Repriced").update(price=1)

    outcome = undo_batch(batch, by=manager)

    assert outcome == (3, 1)
    assert {name: state[:3] for (name, _code), state in lists().items()} == {
        "Changed": (True, 20, None),
        "Taken off": (False, 5, None),
        "Repriced": (True, 5, 1),
        "Same": (True, 5, None),
    }
    stayed = batch.lines.get(was_undone=False)
    assert stayed.customer_item.customer.name == "Changed"


def test_what_was_added_and_then_changed_stays_on_the_list_when_the_batch_is_undone(manager: User) -> None:
    item = make_item(code="LAIT")
    make_customer(name="Changed")
    make_customer(name="Same")
    batch = do(manager, ADD, item)
    CustomerItem.objects.filter(customer__name="Changed").update(par_quantity=3)

    undo_batch(batch, by=manager)

    assert lists() == {("Changed", "LAIT"): (True, 3, None), ("Same", "LAIT"): (False, 0, None)}


def test_a_batch_is_undone_once(manager: User, administrator: User) -> None:
    item = make_item()
    specific = make_customer_item(item=item, par_quantity=5)
    batch = do(manager, PAR, item, par_quantity=Decimal(8))
    undo_batch(batch, by=administrator)
    CustomerItem.objects.filter(pk=specific.pk).update(par_quantity=8)

    with pytest.raises(ValidationError, match=str(administrator)):
        undo_batch(batch, by=manager)

    assert CustomerItem.objects.get().par_quantity == 8


def test_a_batch_of_which_all_was_changed_since_is_not_undone(manager: User) -> None:
    item = make_item()
    make_customer_item(item=item, par_quantity=5)
    batch = do(manager, REMOVE, item)
    CustomerItem.objects.update(is_active=True)

    with pytest.raises(ValidationError, match="Tout a été modifié depuis"):
        undo_batch(batch, by=manager)

    batch.refresh_from_db()
    assert batch.undone_at is None


# Cost


def test_a_batch_and_its_undoing_cost_as_many_queries_for_1_as_for_20_customers(manager: User) -> None:
    costs = []

    for count in (1, 20):
        item = make_item()
        for _ in range(count):
            make_customer_item(item=item, par_quantity=1)
        made: list[Batch] = []
        making = queries_of(lambda item=item, made=made: made.append(do(manager, REMOVE, item)))
        costs.append((making, queries_of(lambda made=made: undo_batch(made[0], by=manager))))

    assert costs[0] == costs[1]
