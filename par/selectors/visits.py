"""Whose visits of the road are recorded at once, whose wait for a manager, and what those say (R18)."""

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from django.utils import timezone

from customers.models import ActingUser, Customer
from customers.querysets import visible_customers
from par.models import CustomerItem, Item, WaitingVisit
from par.order_amounts import Asked
from webmino.history import MADE
from webmino.models import User

# A phone that was out of reach for longer has nothing to say any more.
LATELY = datetime.timedelta(days=30)
EVER = datetime.datetime.min.replace(tzinfo=datetime.UTC)


class Spell(NamedTuple):
    """That a salesperson, by his key, had a customer or was acted for; until now when it still is so."""

    salesperson: int | None
    start: datetime.datetime
    end: datetime.datetime


def may_visit(customer: Customer, user: User) -> bool:
    """Whether a visit of the user counts at once: he sees the customer, who is active."""
    return customer.is_active and is_seen(customer, user)


def is_seen(customer: Customer, user: User) -> bool:
    """Whether the customer is among the user's, now (R25)."""
    his_own = visible_customers(user)
    # Without a condition he sees them all.
    return not his_own or Customer.objects.filter(his_own, pk=customer.pk).exists()


def was_his_lately(customer: Customer, user: User) -> bool:
    """Whether the user saw the customer at a moment of the last LATELY, even if he no longer does.

    He did while a salesperson whom he acted for had the customer.
    """
    return any(
        salesperson == other and max(start, other_start, timezone.now() - LATELY) <= min(end, other_end)
        for salesperson, start, end in _salespeople_of(customer)
        for other, other_start, other_end in _acted_for(user)
    )


def _salespeople_of(customer: Customer) -> Iterator[Spell]:
    """Yield who had the customer, from when to when: history has the row before each of its changes."""
    start = EVER
    for salesperson, end in customer.events.order_by("pgh_created_at", "pk").values_list(
        "salesperson", "pgh_created_at"
    ):
        yield Spell(salesperson, start, end)
        start = end
    yield Spell(customer.salesperson_id, start, timezone.now())


def _acted_for(user: User) -> Iterator[Spell]:
    """Yield whom the user acted for, from when to when; a link older than history was always there."""
    made: dict[int, datetime.datetime] = {}
    events = ActingUser.pgh_event_model.objects.filter(user=user).order_by("pgh_created_at", "pk")
    for salesperson, label, at in events.values_list("salesperson", "pgh_label", "pgh_created_at"):
        if label == MADE:
            made[salesperson] = at
        else:
            yield Spell(salesperson, made.pop(salesperson, EVER), at)
    for salesperson in user.salespeople.values_list("pk", flat=True):
        yield Spell(salesperson, made.get(salesperson, EVER), timezone.now())


class WaitingLine(NamedTuple):
    """An item of a visit that waits: what was counted and ordered of it, in units; None: it was not.

    `price` is what a unit costs the customer now, CAD before taxes; None when it has no price.
    """

    item: Item
    counted: Decimal | None
    ordered: Decimal | None
    price: Decimal | None

    @property
    def asked(self) -> Asked:
        """What it comes to, were it accepted now."""
        return Asked(self.price, self.ordered)


def lines_of_waiting(waiting: WaitingVisit) -> list[WaitingLine]:
    """Return what a visit that waits says of each item, in shelf order; then those beside the list."""
    counted, asked = waiting.counted, waiting.asked or {}
    keys = [int(key) for key in {*counted, *asked}]
    on_list = CustomerItem.objects.filter(customer=waiting.customer_id, item__in=keys).active()
    prices = {line.item_id: line.effective_price for line in on_list.in_shelf_order()}
    place = {key: number for number, key in enumerate(prices)}
    items = sorted(
        Item.objects.filter(pk__in=keys).order_by("code_key", "pk"),
        key=lambda item: place.get(item.pk, len(place)),
    )
    return [
        WaitingLine(
            item,
            _number(counted.get(str(item.pk))),
            _number(asked.get(str(item.pk))),
            prices.get(item.pk, item.list_price),
        )
        for item in items
    ]


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
