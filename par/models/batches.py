"""What was changed at once on the lists of many customers, so that it can be read and taken back."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from django.conf import settings
from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from par.models.catalogue import Item
from par.models.numbers import price_field, quantity_field
from par.models.par_lists import CustomerItem


class State(NamedTuple):
    """What a specific item is, as far as batches change it."""

    is_active: bool
    par_quantity: Decimal
    price: Decimal | None


class Batch(models.Model):
    """Specific items of many customers that were changed at once.

    `par_quantity` and `price` are what was given; None: nothing was. The counts are pairs of a customer
    and an item; `unchanged_count` and `refused_count` are those that it left as they were.
    """

    class Action(models.TextChoices):
        """What it does to each customer's list."""

        ADD = "add", _("add the missing ones")
        PAR = "par", _("set the PAR")
        PRICE = "price", _("set the customer’s price")
        LIST_PRICE = "list_price", _("take the customer’s price away: he pays the list price")
        REMOVE = "remove", _("take off the list")

    made_at = models.DateTimeField(default=now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    action = models.CharField(max_length=10, choices=Action)
    par_quantity = quantity_field(null=True)
    price = price_field(null=True)
    items = models.ManyToManyField(Item, related_name="+")
    customer_count = models.PositiveIntegerField()
    added_count = models.PositiveIntegerField()
    changed_count = models.PositiveIntegerField()
    unchanged_count = models.PositiveIntegerField()
    refused_count = models.PositiveIntegerField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d} {self.action} ({self.line_count})"

    @property
    def line_count(self) -> int:
        return self.added_count + self.changed_count

    @property
    def columns(self) -> Sequence[str]:
        """The columns of specific items that its action writes."""
        return COLUMNS[Batch.Action(self.action)]


COLUMNS: dict[Batch.Action, Sequence[str]] = {
    Batch.Action.ADD: ("is_active", "par_quantity", "price"),
    Batch.Action.PAR: ("par_quantity",),
    Batch.Action.PRICE: ("price",),
    Batch.Action.LIST_PRICE: ("price",),
    Batch.Action.REMOVE: ("is_active",),
}


class BatchLine(models.Model):
    """What a batch changed of one specific item, before and after.

    `was_active` None: the customer had never had the item. `was_undone` None: the batch was not undone;
    False: it was, and this line stayed, since somebody had changed it.
    """

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="lines", db_index=False)
    customer_item = models.ForeignKey(CustomerItem, models.PROTECT, related_name="batch_lines")
    was_active = models.BooleanField(null=True)
    par_before = quantity_field(null=True)
    price_before = price_field(null=True)
    is_active = models.BooleanField()
    par_after = quantity_field()
    price_after = price_field(null=True)
    was_undone = models.BooleanField(null=True)

    class Meta:
        ordering = ["batch", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "customer_item"], name="batch_has_a_specific_item_once"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_item_id}: {self.par_before} → {self.par_after}"

    @property
    def before(self) -> State | None:
        """What it was; None when the customer had never had the item."""
        if self.was_active is None or self.par_before is None:
            return None
        return State(self.was_active, self.par_before, self.price_before)

    @property
    def after(self) -> State:
        return State(self.is_active, self.par_after, self.price_after)
