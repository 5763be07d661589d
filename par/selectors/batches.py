"""What a batch would change on the lists of customers, and what one changed."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from par.models import Batch, BatchLine, CustomerItem, Item
from par.models.batches import State
from par.replenishment import ZERO

NOT_LISTED = _("It is not on the customer’s list.")
# Why a batch leaves what it can't do; where its action is not named, it can do all.
REFUSALS: dict[str, Promise] = {
    Batch.Action.ADD: _("The item is inactive in the catalogue: it is added to no list."),
    Batch.Action.PAR: NOT_LISTED,
    Batch.Action.PRICE: NOT_LISTED,
    Batch.Action.LIST_PRICE: NOT_LISTED,
}


class Pair(NamedTuple):
    """A customer, by his key, and an item; without `key` and `before`, he never had it."""

    customer: int
    item: Item
    key: int | None
    before: State | None


class Line(NamedTuple):
    """A pair whose specific item is to be written."""

    customer: int
    item: Item
    key: int | None
    before: State | None
    after: State

    @property
    def is_added(self) -> bool:
        """Whether it puts the item on the customer's list."""
        return self.after.is_active and not _is_listed(self.before)


@dataclass(frozen=True)
class Work:
    """What is to be done with items on the lists of customers: see `Batch`."""

    action: str
    items: Sequence[Item]
    par_quantity: Decimal | None = None
    price: Decimal | None = None

    @property
    def what(self) -> str:
        """The action in words."""
        return str(Batch.Action(self.action).label)

    def refuses(self, item: Item, before: State | None) -> bool:
        """Whether it can't be done with a customer's item: `REFUSALS` says why."""
        if _is_listed(before) or self.action == Batch.Action.REMOVE:
            return False
        return self.action != Batch.Action.ADD or not item.is_active

    def after(self, before: State | None) -> State | None:
        """Return what becomes of a customer's item that is not refused, `before` itself where it stays.

        One that comes back to a list has the PAR and the price that it had, unless others are given.
        """
        if self.action == Batch.Action.ADD:
            return before if _is_listed(before) else self._added(before)
        if before is None or self.action == Batch.Action.REMOVE:
            return before and before._replace(is_active=False)
        if self.action == Batch.Action.PAR:
            return before._replace(par_quantity=self.par_quantity or ZERO)
        return before._replace(price=self.price)

    def _added(self, before: State | None) -> State:
        was = before or State(is_active=False, par_quantity=ZERO, price=None)
        return State(
            is_active=True,
            par_quantity=was.par_quantity if self.par_quantity is None else self.par_quantity,
            price=was.price if self.price is None else self.price,
        )


def _is_listed(state: State | None) -> bool:
    return state is not None and state.is_active


@dataclass
class Tally:
    """How many lists have an item added, changed, left as it is, or refused; without one, in all."""

    item: Item | None
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0


OUTCOMES = ("added", "changed", "unchanged", "refused")


@dataclass
class Plan:
    """What a work would do now: `digest` is the same as long as it would do the same."""

    work: Work
    customer_count: int
    tallies: list[Tally]
    lines: list[Line] = field(default_factory=list)
    # Who can't be given what: keys of customers, and items.
    refused: list[tuple[int, Item]] = field(default_factory=list)
    digest: str = ""

    @property
    def total(self) -> Tally:
        """The sums of the tallies."""
        sums = {name: sum(getattr(one, name) for one in self.tallies) for name in OUTCOMES}
        return Tally(None, **sums)

    @property
    def shown_tallies(self) -> list[Tally]:
        """Those of the items, and the total of several."""
        return [*self.tallies, self.total] if len(self.tallies) > 1 else self.tallies

    @property
    def only_adds(self) -> bool:
        """Whether all that it does is to put items on lists."""
        return all(line.is_added for line in self.lines)

    @property
    def refusal(self) -> Promise | None:
        return REFUSALS.get(self.work.action)


def plan_of(work: Work, customers: Sequence[int]) -> Plan:
    """Return what a work would do to the lists of these customers, by their keys, in their order."""
    states = _states(work.items, customers)
    plan = Plan(work, len(customers), [Tally(item) for item in work.items])
    pairs = list(zip(work.items, plan.tallies, strict=True))
    for customer in customers:
        for item, tally in pairs:
            key, before = states.get((customer, item.pk), (None, None))
            _add_to(plan, tally, Pair(customer, item, key, before))
    plan.digest = _digest(plan, customers, states)
    return plan


def _add_to(plan: Plan, tally: Tally, pair: Pair) -> None:
    """Count what becomes of one customer's item, and keep what is to be written or is refused."""
    if plan.work.refuses(pair.item, pair.before):
        tally.refused += 1
        plan.refused.append((pair.customer, pair.item))
        return
    after = plan.work.after(pair.before)
    if after is None or after == pair.before:
        tally.unchanged += 1
        return
    line = Line(*pair, after)
    plan.lines.append(line)
    tally.added += line.is_added
    tally.changed += not line.is_added


def _states(
    items: Iterable[Item], customers: Sequence[int]
) -> dict[tuple[int, int], tuple[int | None, State | None]]:
    """What these items are on these customers' lists now, and their keys, by customer and item."""
    rows = CustomerItem.objects.filter(customer__in=customers, item__in=[item.pk for item in items])
    columns = rows.order_by().values_list("customer_id", "item_id", "pk", *State._fields)
    return {(customer, item): (key, State(*state)) for customer, item, key, *state in columns.iterator()}


def _digest(plan: Plan, customers: Sequence[int], states: dict[Any, Any]) -> str:
    """A digest of all that the plan was made of, and of nothing else."""
    work = plan.work
    items = sorted((item.pk, item.is_active) for item in work.items)
    made_of = (work.action, work.par_quantity, work.price, items, sorted(customers), sorted(states.items()))
    return hashlib.sha256(repr(made_of).encode()).hexdigest()


def lines_of(batch: Batch) -> QuerySet[BatchLine]:
    """Return what a batch changed, by customer and item; what stayed when it was undone comes first."""
    lines = batch.lines.select_related("customer_item__customer", "customer_item__item")
    customer, item = "customer_item__customer", "customer_item__item"
    return lines.order_by("was_undone", f"{customer}__number_key", customer, f"{item}__code_key", "pk")


class Taking(NamedTuple):
    """One line of a batch that is to be undone: the specific item's key, what it is, and what it was."""

    line: int
    key: int
    now: State
    before: State
    # Whether nobody has changed since what the batch wrote.
    stands: bool


def takings_of(batch: Batch) -> list[Taking]:
    """Return for each line of a batch what undoing would give back, and whether it would.

    What was added leaves the list with the PAR and the price that it has; nothing is deleted.
    """
    rows = batch.lines.order_by().values_list(
        *("pk", "customer_item_id", "was_active", "par_before", "price_before"),
        *("is_active", "par_after", "price_after"),
        *(f"customer_item__{name}" for name in State._fields),
    )
    return [_taking(batch.columns, row) for row in rows.iterator()]


def _taking(columns: Sequence[str], row: tuple[Any, ...]) -> Taking:
    line, key, *states = row
    before, after, now = (State(*states[place : place + 3]) for place in (0, 3, 6))
    if before.is_active is None:
        before = after._replace(is_active=False)
    back = now._replace(**{name: getattr(before, name) for name in columns})
    stands = all(getattr(now, name) == getattr(after, name) for name in columns)
    return Taking(line, key, now, back, stands)
