"""Changing the specific items of many customers at once, and taking that back."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.models import Customer
from customers.querysets import CustomerQuerySet
from par.models import Batch, Item
from par.models.batches import State
from par.selectors.batches import Line, Plan, Work, plan_of, takings_of
from webmino.models import User

# The code of the error that lists are no longer what the preview showed.
CHANGED_SINCE = "changed_since"


@transaction.atomic
def make_batch(customers: CustomerQuerySet, *, work: Work, shown: str, by: User) -> Batch:
    """Do the work on the lists of these customers, as a preview showed it: all of it, or nothing.

    `shown` is the digest of the plan that was shown. Raises ValidationError with the code CHANGED_SINCE
    when a list, an item or the choice of customers is no longer what it was then, and another when there
    is nothing to change.
    """
    work = replace(work, items=_held_items(item.pk for item in work.items))
    plan = plan_of(work, _held(customers))
    if plan.digest != shown:
        raise ValidationError(
            _("Something was changed since the preview: nothing was done. Here is what would be done now."),
            code=CHANGED_SINCE,
        )
    if not plan.lines:
        raise ValidationError(_("There is nothing to change."))
    batch = _recorded(plan, by)
    with pghistory.context(user=by.pk):
        _write(batch, plan.lines, by)
    return batch


@transaction.atomic
def undo_batch(batch: Batch, *, by: User) -> tuple[int, int]:
    """Give back what a batch changed where nobody has changed it since; return how many, and how many stay.

    What the batch added leaves the list again. Raises ValidationError when it was undone before, or when
    all of it was changed since.
    """
    batch = Batch.objects.select_for_update(of=("self",)).select_related("undone_by").get(pk=batch.pk)
    if batch.undone_at:
        raise ValidationError(
            _("This batch was undone already, by %(who)s."), params={"who": batch.undone_by}
        )
    _held_items(batch.items.values_list("pk", flat=True))
    _held(Customer.objects.filter(pk__in=batch.lines.values("customer_item__customer")))
    takings = takings_of(batch)
    back = [taking for taking in takings if taking.stands]
    if not back:
        raise ValidationError(_("All of it was changed since: nothing is undone."))
    with pghistory.context(user=by.pk):
        _update((taking.key, taking.before) for taking in back)
    _run(
        """
        UPDATE par_batchline AS line SET was_undone = given.was_undone
        FROM unnest(%s::bigint[], %s::boolean[]) AS given (id, was_undone)
        WHERE line.id = given.id
        """,
        ((taking.line, taking.stands) for taking in takings),
    )
    batch.undone_at, batch.undone_by = timezone.now(), by
    batch.save(update_fields=["undone_at", "undone_by"])
    return len(back), len(takings) - len(back)


def _held_items(keys: Iterable[int]) -> list[Item]:
    """The items as they are now, by their codes; nobody changes them until the end of the transaction."""
    keys = list(keys)
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM par_item WHERE id = ANY(%s) ORDER BY id FOR SHARE", [keys])
    return list(Item.objects.filter(pk__in=keys))


def _held(customers: CustomerQuerySet) -> Sequence[int]:
    """The keys of the customers, whose lists nobody else changes until the end of the transaction."""
    held = customers.order_by("pk").select_for_update(of=("self",), no_key=True)
    return list(held.values_list("pk", flat=True))


def _recorded(plan: Plan, by: User) -> Batch:
    total, work = plan.total, plan.work
    batch = Batch.objects.create(
        made_by=by,
        action=work.action,
        par_quantity=work.par_quantity,
        price=work.price,
        customer_count=plan.customer_count,
        added_count=total.added,
        changed_count=total.changed,
        unchanged_count=total.unchanged,
        refused_count=total.refused,
    )
    batch.items.set(work.items)
    return batch


def _write(batch: Batch, lines: Collection[Line], by: User) -> None:
    """Save what the lines become, and what it was, a few statements for all: triggers run once each."""
    made = _insert((line for line in lines if line.key is None), by)
    _update((line.key, line.after) for line in lines if line.key is not None)
    nothing = (None, None, None)
    _run(
        """
        INSERT INTO par_batchline (
            batch_id, customer_item_id, was_active, par_before, price_before,
            is_active, par_after, price_after
        ) SELECT * FROM unnest(
            %s::bigint[], %s::bigint[], %s::boolean[], %s::numeric[], %s::numeric[],
            %s::boolean[], %s::numeric[], %s::numeric[]
        )
        """,
        (
            (batch.pk, line.key or made[line.customer, line.item.pk], *(line.before or nothing), *line.after)
            for line in lines
        ),
    )


def _insert(lines: Iterable[Line], by: User) -> dict[tuple[int, int], int]:
    """Put items on lists that never had them; return their keys by customer and item."""
    rows = _run(
        """
        INSERT INTO par_customeritem (customer_id, item_id, is_active, par_quantity, price, added_by_id)
        SELECT * FROM unnest(
            %s::bigint[], %s::bigint[], %s::boolean[], %s::numeric[], %s::numeric[], %s::bigint[]
        )
        RETURNING customer_id, item_id, id
        """,
        ((line.customer, line.item.pk, *line.after, by.pk) for line in lines),
    )
    return {(customer, item): key for customer, item, key in rows}


def _update(states: Iterable[tuple[int | None, State]]) -> None:
    """Write what specific items become, by their keys."""
    _run(
        """
        UPDATE par_customeritem AS specific
        SET is_active = given.is_active, par_quantity = given.par_quantity, price = given.price
        FROM unnest(%s::bigint[], %s::boolean[], %s::numeric[], %s::numeric[])
            AS given (id, is_active, par_quantity, price)
        WHERE specific.id = given.id
        """,
        ((key, *state) for key, state in states),
    )


def _run(statement: str, rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Run a statement that takes a list for each column of these rows; return what it returns."""
    columns = [list(column) for column in zip(*rows, strict=True)]
    if not columns:
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement, columns)
        return cursor.fetchall() if cursor.description else []
