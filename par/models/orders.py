"""Orders that representatives and the office take. An order is not an invoice."""

import datetime
from decimal import Decimal
from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Round
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models import Customer, Route, Salesperson
from followups.models import FollowUp
from par.models.catalogue import Item
from par.models.counts import user_key
from par.models.numbers import AMOUNT_PLACES, amount_field, price_field, quantity_field
from par.querysets import OrderLineQuerySet, OrderQuerySet
from par.replenishment import ZERO, Suggestion
from webmino.history import keeps_changes
from webmino.models import CODE_LENGTH, LABEL_LENGTH


class NextOrderNumber(Func):
    """The next number of the sequence `par_order_number`, such as CMD-1042. Numbers may be skipped."""

    template = "('CMD-' || nextval('par_order_number'))"
    arity = 0
    output_field = models.CharField()


@pghistory.track(*keeps_changes())
class Order(models.Model):
    """What a customer ordered (R20).

    `salesperson` and `route` are those that the customer had that day, and stay when he is reassigned
    (R5). A confirmed one counts as delivered from `expected_on` on, even if nobody marked it so (R19).
    """

    class Status(models.TextChoices):
        """Where it is on its way."""

        DRAFT = "draft", pgettext_lazy("order", "draft")
        CONFIRMED = "confirmed", pgettext_lazy("order", "confirmed")
        DELIVERED = "delivered", pgettext_lazy("order", "delivered")
        INVOICED = "invoiced", pgettext_lazy("order", "invoiced")
        CANCELLED = "cancelled", pgettext_lazy("order", "cancelled")

    number = models.CharField(
        _("number"), max_length=CODE_LENGTH, unique=True, editable=False, db_default=NextOrderNumber()
    )
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="orders", db_index=False, verbose_name=_("customer")
    )
    salesperson = models.ForeignKey(
        Salesperson,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("salesperson of that day"),
    )
    route = models.ForeignKey(
        Route,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        editable=False,
        verbose_name=_("route of that day"),
    )
    ordered_on = models.DateField(_("date"), default=timezone.localdate)
    expected_on = models.DateField(_("expected delivery"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    # The invoice that it became; empty until then (R23).
    invoice = models.CharField(_("invoice"), max_length=CODE_LENGTH, blank=True, editable=False)
    note = models.TextField(_("note"), blank=True)
    follow_up = models.OneToOneField(
        FollowUp,
        models.PROTECT,
        null=True,
        related_name="order",
        editable=False,
        verbose_name=_("follow-up"),
    )

    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        db_index=False,
        editable=False,
        verbose_name=_("entered by"),
    )
    created_at = models.DateTimeField(_("entered on"), default=timezone.now, editable=False)
    cancelled_at = models.DateTimeField(pgettext_lazy("order", "cancelled on"), null=True, editable=False)
    cancelled_by = user_key(pgettext_lazy("order", "cancelled by"))
    cancel_reason = models.CharField(_("reason"), max_length=LABEL_LENGTH, blank=True)

    # Made when the form is opened: an order sent twice is made once (R18).
    submission = models.UUIDField(null=True, unique=True, editable=False)

    # The row before each of its changes, which `keeps_changes` keeps.
    events: Any
    # What `with_totals` says.
    line_count: int
    subtotal: Decimal | None
    unpriced_count: int

    objects = OrderQuerySet.as_manager()

    class Meta:
        ordering = ["-ordered_on", "-pk"]
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        constraints = [
            models.CheckConstraint(
                condition=Q(status="draft") | Q(status="cancelled") | Q(expected_on__isnull=False),
                name="confirmed_order_is_expected_on_a_day",
                violation_error_message=_("A confirmed order has a day of delivery."),
            ),
            models.CheckConstraint(
                condition=Q(status="cancelled", cancelled_at__isnull=False)
                | (~Q(status="cancelled") & Q(cancelled_at=None)),
                name="cancelled_order_says_when",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | ~Q(cancel_reason=""),
                name="order_is_cancelled_for_a_reason",
                violation_error_message=_("Say why the order is cancelled."),
            ),
            models.CheckConstraint(
                condition=(Q(status="invoiced") & ~Q(invoice="")) | (~Q(status="invoiced") & Q(invoice="")),
                name="invoiced_order_names_its_invoice",
                violation_error_message=_("An invoiced order has the number of its invoice."),
            ),
        ]
        indexes = [
            models.Index(
                F("customer"), F("ordered_on").desc(), F("id").desc(), name="order_of_customer_newest_first"
            ),
            models.Index(F("ordered_on").desc(), F("id").desc(), name="order_newest_first"),
            models.Index("customer", "expected_on", condition=Q(status="confirmed"), name="order_on_its_way"),
        ]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def entered_on(self) -> datetime.date:
        """The company's day on which it was entered."""
        return timezone.localdate(self.created_at)

    def is_on_the_way(self, *, on: datetime.date) -> bool:
        """Whether it is confirmed and does not count as delivered on the day `on` (R19)."""
        return self.status == self.Status.CONFIRMED and self.expected_on is not None and self.expected_on > on

    def has_passed_its_delivery(self, *, on: datetime.date) -> bool:
        """Whether it is confirmed, was expected before the day `on`, and nobody marked it delivered.

        It counts as delivered (R19), and perhaps was not.
        """
        return self.status == self.Status.CONFIRMED and self.expected_on is not None and self.expected_on < on


# What is not promised to anybody is in no total, and is nobody's last order.
NOT_TAKEN = (Order.Status.DRAFT, Order.Status.CANCELLED)
FIGURES = ("par_quantity", "counted_quantity", "on_order_quantity", "pack_size", "suggested_quantity")


@pghistory.track(*keeps_changes(), exclude=["amount"])
class OrderLine(models.Model):
    """A quantity of one item in an order.

    `unit_price` is what was asked that day: 0 is free, None when the item had no price; then `amount` is
    None too, and in no total. The five figures of its suggestion (R19) are all None when nothing was
    suggested.
    """

    order = models.ForeignKey(
        Order, models.CASCADE, related_name="lines", db_index=False, verbose_name=_("order")
    )
    item = models.ForeignKey(Item, models.PROTECT, related_name="order_lines", verbose_name=_("item"))
    position = models.PositiveIntegerField(_("position"), default=0)
    quantity = quantity_field(_("quantity"))
    unit_price = price_field(_("unit price"), null=True, blank=True)
    amount = models.GeneratedField(
        expression=Round(F("quantity") * F("unit_price"), AMOUNT_PLACES),
        output_field=amount_field(),
        db_persist=True,
        verbose_name=_("amount"),
    )

    par_quantity = quantity_field(_("PAR"), null=True, editable=False)
    counted_quantity = quantity_field(_("counted"), null=True, editable=False)
    on_order_quantity = quantity_field(_("on order"), null=True, editable=False)
    pack_size = models.PositiveIntegerField(_("pack size"), null=True, editable=False)
    suggested_quantity = quantity_field(_("suggested"), null=True, editable=False)

    # The row before each of its changes, which `keeps_changes` keeps.
    events: Any

    objects = OrderLineQuerySet.as_manager()

    class Meta:
        ordering = ["order", "position", "pk"]
        verbose_name = _("line of an order")
        verbose_name_plural = _("lines of orders")
        constraints = [
            models.UniqueConstraint(
                fields=["order", "item"],
                name="order_has_an_item_once",
                violation_error_message=_("The order has this item already."),
            ),
            models.CheckConstraint(
                condition=Q(quantity__gt=0),
                name="ordered_quantity_is_above_zero",
                violation_error_message=_("An ordered quantity is above zero."),
            ),
            models.CheckConstraint(
                condition=Q(unit_price__isnull=True) | Q(unit_price__gte=0),
                name="unit_price_is_not_negative",
                violation_error_message=_("A price is not below zero."),
            ),
            models.CheckConstraint(
                condition=Q(**{f"{name}__isnull": True for name in FIGURES})
                | Q(**{f"{name}__isnull": False for name in FIGURES}),
                name="suggestion_has_all_its_figures",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.quantity}"

    @property
    def figures(self) -> tuple[Any, ...]:
        """PAR, counted, on order, pack size and suggested, as they were when it was ordered."""
        return tuple(getattr(self, name) for name in FIGURES)

    @property
    def suggestion(self) -> Suggestion | None:
        """What was suggested when it was ordered, whatever is now; None where nothing was (R19)."""
        par, counted, on_order, pack_size, suggested = self.figures
        if suggested is None:
            return None
        return Suggestion(par, counted, on_order, max(ZERO, par - counted - on_order), pack_size, suggested)

    @property
    def differs(self) -> bool:
        """Whether somebody ordered another quantity than was suggested."""
        return self.suggested_quantity is not None and self.quantity != self.suggested_quantity
