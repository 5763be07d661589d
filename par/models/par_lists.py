"""Specific items: what is on a customer's list, with his price and his PAR."""

from decimal import Decimal
from typing import Any

import pghistory
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from par.models.catalogue import Item
from par.models.counts import user_key
from par.models.numbers import price_field, quantity_field
from par.querysets import CustomerItemQuerySet
from par.replenishment import ZERO, Suggestion
from webmino.history import keeps_changes

KEPT = ["last_counted", "missing"]
ADDED = ["added_at", "added_by"]


@pghistory.track(*keeps_changes(), exclude=[*KEPT, *ADDED])
class CustomerItem(models.Model):
    """An item on a customer's list.

    `par_quantity` is what he normally holds: 0 when he does not stock it and may still buy it (R11).
    `price` is his own: None when he has none, 0 when it is free (R20). `last_counted` is the quantity of
    his last count, None when that count does not have it: unknown, which is not zero (R13). Triggers keep
    it; nothing else writes there. `added_at` is None when nobody kept it, `added_by` for a command.
    """

    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="specific_items", db_index=False, verbose_name=_("customer")
    )
    item = models.ForeignKey(Item, models.PROTECT, related_name="customer_items", verbose_name=_("item"))
    par_quantity = quantity_field(
        _("PAR"), default=ZERO, help_text=_("Quantity normally held; 0 when the customer does not stock it.")
    )
    price = price_field(
        _("customer’s price"),
        null=True,
        blank=True,
        help_text=_("Empty when the customer pays the list price; 0 is free."),
    )
    position = models.PositiveIntegerField(
        _("position"), null=True, blank=True, help_text=_("Order on the shelf; empty comes last.")
    )
    is_active = models.BooleanField(_("active"), default=True)

    added_at = models.DateTimeField(_("added on"), null=True, db_default=TransactionNow(), editable=False)
    added_by = user_key(_("added by"))

    # What a page shows beside; given by `complete_specific_items`.
    on_order: Decimal
    suggestion: Suggestion | None

    last_counted = quantity_field(_("counted"), null=True, editable=False)
    # Zero when nothing should be there, whatever is known of the shelf; None when it is unknown.
    missing = models.GeneratedField(
        expression=Case(
            When(par_quantity=0, then=Value(ZERO)),
            When(last_counted__isnull=True, then=Value(None)),
            default=Greatest(F("par_quantity") - F("last_counted"), Value(ZERO)),
        ),
        output_field=quantity_field(),
        db_persist=True,
        verbose_name=_("missing"),
    )

    # The row before each of its changes, which `keeps_changes` keeps.
    events: Any

    objects = CustomerItemQuerySet.as_manager()

    class Meta:
        ordering = ["customer", F("position").asc(nulls_last=True), "item__code_key", "pk"]
        verbose_name = _("specific item")
        verbose_name_plural = _("specific items")
        permissions = [("change_par_in_bulk", "Can change many specific items at once")]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "item"],
                name="customer_has_an_item_once",
                violation_error_message=_("The customer has this item already."),
            ),
            models.CheckConstraint(
                condition=Q(par_quantity__gte=0),
                name="par_is_not_negative",
                violation_error_message=_("The PAR is not below zero."),
            ),
            models.CheckConstraint(
                condition=Q(price__isnull=True) | Q(price__gte=0),
                name="customer_price_is_not_negative",
                violation_error_message=_("A price is not below zero."),
            ),
        ]
        indexes = [
            models.Index(
                F("missing").desc(nulls_last=True),
                F("id").desc(),
                condition=Q(is_active=True),
                name="customer_item_by_shortage",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer} – {self.item}"

    @property
    def effective_price(self) -> Decimal | None:
        """What a unit costs the customer: his own price, else the list's; None for neither (R20)."""
        return self.item.list_price if self.price is None else self.price

    @property
    def surplus(self) -> Decimal | None:
        """Units beyond the PAR on the shelf; None when it was not counted."""
        return None if self.last_counted is None else max(ZERO, self.last_counted - self.par_quantity)

    @property
    def is_out_of_stock(self) -> bool:
        """Whether the last count found none of what should be there; never so with PAR 0 (R11)."""
        return self.par_quantity > 0 and self.last_counted == 0
