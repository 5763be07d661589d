"""Counts a customer's shelves and takes his orders, follow-up after follow-up, as the year went."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import takewhile
from random import Random
from typing import NamedTuple

from django.utils.timezone import make_aware

from customers.models import Customer
from followups.models import FollowUp
from par.demo import words
from par.demo.par_lists import Fit, Shelf, to_shelf
from par.models import Order, OrderLine, ShelfCount
from par.replenishment import ZERO, Suggestion, suggest

DAY = datetime.timedelta(days=1)
DELIVERY = 2 * DAY
MINUTE = datetime.timedelta(minutes=1)
COUNTED = 0.85  # of the visits
COUNTED_WHEN_BEHIND = 0.06
# The salesperson who is behind in counting, and since when.
BEHIND = "V04"
BEHIND_FOR = 70 * DAY
NOT_SEEN = 0.03  # of the lines of a count
ORDERED = 0.93  # of what is suggested
OTHERWISE = 0.15  # of the lines have another quantity than the suggested one
NOT_STOCKED_ORDERED = 0.06
ORDERED_BY_TELEPHONE = 0.85  # of such calls have their order
WITH_NOTE = 0.1
# Since when the supplier of the scarce item hardly delivers it.
SCARCE_FOR = 50 * DAY
# Those whom no account of the demo visits are counted once a month, and imported in the evening.
IMPORTED_AT = datetime.time(18, 30)


class Line(NamedTuple):
    """A line of a count: the item's key, what was found, and the PAR of the day."""

    item: int
    quantity: Decimal | None
    par: Decimal | None


@dataclass
class Counted:
    """A count with its lines, unsaved."""

    count: ShelfCount
    lines: list[Line]


@dataclass
class Ordered:
    """An order with its lines, unsaved, and the units of each item that come."""

    order: Order
    lines: list[OrderLine]

    @property
    def expected_on(self) -> datetime.date:
        """Raises ValueError for a draft, which nobody expects."""
        if self.order.expected_on is None:
            raise ValueError(f"{self.order} has no day of delivery")
        return self.order.expected_on

    def units_of(self, item: int) -> Decimal:
        return sum((line.quantity for line in self.lines if line.item_id == item), ZERO)


@dataclass
class Round:
    """Everything that was counted and ordered at one customer's."""

    random: Random
    today: datetime.date
    customer: Customer
    shelves: Sequence[Shelf]
    is_counted: bool
    # Until when time has passed.
    day: datetime.date
    counts: list[Counted] = field(default_factory=list)
    orders: list[Ordered] = field(default_factory=list)
    # The last count: its day, and what it found of each item; None: not seen.
    counted_on: datetime.date | None = None
    found: dict[int, Decimal | None] = field(default_factory=dict)

    @property
    def listed(self) -> list[Shelf]:
        """The shelves of what is on his list today."""
        return [shelf for shelf in self.shelves if shelf.line.is_active]

    def follow(self, follow_ups: Iterable[FollowUp]) -> None:
        """Count and order at the follow-ups, the oldest first."""
        for follow_up in follow_ups:
            self.let_time_pass(follow_up.happened_on)
            code = follow_up.service_type.code
            if follow_up.entered_by is None:
                self.count_for_import(follow_up)
                self.fill_up()
                continue
            if code != "TCM" and self.random.random() < self.chance_of_count(follow_up):
                self.count(follow_up, follow_up.created_at)
            if code == "CMD":
                self.order(follow_up, self.wanted_in_visit())
            elif code == "TCM" and self.random.random() < ORDERED_BY_TELEPHONE:
                self.order(follow_up, self.wanted_by_telephone())

    def chance_of_count(self, follow_up: FollowUp) -> float:
        if not self.is_counted:
            return 0
        is_behind = follow_up.done_by and follow_up.done_by.code == BEHIND
        return (
            COUNTED_WHEN_BEHIND if is_behind and follow_up.happened_on > self.today - BEHIND_FOR else COUNTED
        )

    def let_time_pass(self, day: datetime.date) -> None:
        """Sell from the shelves until `day`, and put there what was delivered meanwhile."""
        since = self.day
        delivered = [one for one in self.orders if since < one.expected_on <= day]
        for shelf in self.shelves:
            start = since
            for one in delivered:
                self.sell(shelf, (one.expected_on - start).days)
                start = one.expected_on
                shelf.units += float(self.received(shelf, one))
            self.sell(shelf, (day - start).days)
        self.day = day

    def sell(self, shelf: Shelf, days: int) -> None:
        shelf.units = max(0, shelf.units - days * shelf.pace * self.random.uniform(0.6, 1.4))

    def received(self, shelf: Shelf, ordered: Ordered) -> Decimal:
        """Return the units that came: hardly any of the scarce item."""
        is_scarce = shelf.fit is Fit.SCARCE and ordered.expected_on > self.today - SCARCE_FOR
        return ZERO if is_scarce else ordered.units_of(shelf.line.item_id)

    def count_for_import(self, follow_up: FollowUp) -> None:
        """Count once a month without follow-up, as another system did."""
        day = follow_up.happened_on
        last = self.counted_on
        if self.is_counted and (last is None or (last.year, last.month) != (day.year, day.month)):
            self.count(None, make_aware(datetime.datetime.combine(day, IMPORTED_AT)))

    def fill_up(self) -> None:
        """Put on the shelves what was ordered elsewhere, without an order here."""
        for shelf in self.listed:
            if shelf.fit is not Fit.SCARCE or self.day <= self.today - SCARCE_FOR:
                shelf.units = max(shelf.units, float(shelf.line.par_quantity))

    def count(self, follow_up: FollowUp | None, moment: datetime.datetime) -> None:
        """Note what stands on the shelves that day."""
        user = follow_up.entered_by if follow_up else None
        count = ShelfCount(
            customer=self.customer,
            counted_on=self.day,
            state=ShelfCount.State.COMPLETED,
            note=self.note(words.COUNT_NOTES) if follow_up else "",
            follow_up=follow_up,
            entered_by=user,
            created_at=moment - self.random.randint(4, 15) * MINUTE if follow_up else moment,
            completed_at=moment,
            completed_by=user,
        )
        lines = [self.count_line(shelf) for shelf in self.listed]
        self.counts.append(Counted(count, lines))
        self.counted_on = self.day
        self.found = {line.item: line.quantity for line in lines}

    def count_line(self, shelf: Shelf) -> Line:
        item = shelf.line.item
        quantity = None if self.random.random() < NOT_SEEN else to_shelf(shelf.units, item)
        return Line(item.pk, quantity, shelf.line.par_quantity)

    def order(self, follow_up: FollowUp, wanted: Mapping[int, Decimal]) -> None:
        """Order so many units of each item, by its key, in shelf order."""
        order = Order(
            customer=self.customer,
            salesperson=follow_up.salesperson,
            route=follow_up.route,
            ordered_on=follow_up.happened_on,
            expected_on=follow_up.happened_on + DELIVERY,
            status=Order.Status.CONFIRMED,
            note=self.note(words.ORDER_NOTES),
            follow_up=follow_up,
            entered_by=follow_up.entered_by,
            created_at=follow_up.created_at,
        )
        chosen = [shelf for shelf in self.listed if wanted.get(shelf.line.item_id)]
        lines = [
            order_line(order, shelf, position, wanted[shelf.line.item_id], self.suggestion(shelf))
            for position, shelf in enumerate(chosen, start=1)
        ]
        self.orders.append(Ordered(order, lines))

    def wanted_by_telephone(self) -> dict[int, Decimal]:
        """Return the units of the few items that one calls for."""
        few = self.random.sample(self.listed, min(len(self.listed), self.random.randint(2, 5)))
        return {shelf.line.item_id: cases(shelf, self.random.randint(1, 2)) for shelf in few}

    def wanted_in_visit(self) -> dict[int, Decimal]:
        """Return the units to order of each item, one item at least."""
        wanted = {shelf.line.item_id: self.wanted(shelf) for shelf in self.listed}
        if not any(wanted.values()):
            shelf = self.random.choice(self.listed)
            wanted[shelf.line.item_id] = cases(shelf, 1)
        return wanted

    def wanted(self, shelf: Shelf) -> Decimal:
        """Return the units to order of what one sees on the shelf, whether it is counted or not; 0: none."""
        drawn = self.random.random()
        seen = suggest(
            shelf.line.par_quantity,
            to_shelf(shelf.units, shelf.line.item),
            self.on_order(shelf.line.item_id),
            shelf.line.item.pack_size,
        )
        if seen is None:
            return cases(shelf, 1) if drawn < NOT_STOCKED_ORDERED else ZERO
        if seen.quantity == 0 or drawn > ORDERED:
            return ZERO
        if shelf.fit is Fit.TOO_LOW:
            return seen.quantity + cases(shelf, self.random.randint(1, 2))
        return seen.quantity + cases(shelf, 1) if drawn < OTHERWISE else seen.quantity

    def suggestion(self, shelf: Shelf) -> Suggestion | None:
        """Return what is suggested after the last count (R19)."""
        item = shelf.line.item
        counted = self.found.get(item.pk)
        return suggest(shelf.line.par_quantity, counted, self.on_order(item.pk), item.pack_size)

    def on_order(self, item: int) -> Decimal:
        """Return the units of an item that are still to come."""
        coming = takewhile(lambda one: one.expected_on > self.day, reversed(self.orders))
        return sum((one.units_of(item) for one in coming), ZERO)

    def note(self, texts: Sequence[str]) -> str:
        return self.random.choice(texts) if self.random.random() < WITH_NOTE else ""


def order_line(
    order: Order, shelf: Shelf, position: int, quantity: Decimal, suggestion: Suggestion | None
) -> OrderLine:
    return OrderLine(
        order=order,
        item=shelf.line.item,
        position=position,
        quantity=quantity,
        unit_price=shelf.line.effective_price,
        **figures(suggestion),
    )


def cases(shelf: Shelf, count: int) -> Decimal:
    """Return the units in so many cases."""
    return Decimal(count * shelf.line.item.pack_size)


def figures(suggestion: Suggestion | None) -> dict[str, Decimal | int]:
    """Return the fields that keep a suggestion on the line of an order."""
    if suggestion is None:
        return {}
    return {
        "par_quantity": suggestion.par,
        "counted_quantity": suggestion.counted,
        "on_order_quantity": suggestion.on_order,
        "pack_size": suggestion.pack_size,
        "suggested_quantity": suggestion.quantity,
    }
