"""What was sold, line by line of the invoices."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from analytics.querysets import SaleLineQuerySet
from customers.models import Customer
from par.models import Item, Order
from par.models.numbers import amount_field, price_field, quantity_field
from webmino.models import CODE_LENGTH


class SaleLine(models.Model):
    """A line of an invoice; a credit is a line with a negative quantity or amount.

    One invoice number may be used by several customers: an invoice is (customer, invoice). `amount` is CAD
    before taxes, as it was given: it may differ from quantity × unit price. `unit_price` is None when it
    was not said. `order` is what invoicing it made this line from; None for one that was imported (R23).

    Imports keep sale lines, so that they have no history. Triggers keep the sums of them.
    """

    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="sale_lines", db_index=False, verbose_name=_("customer")
    )
    item = models.ForeignKey(
        Item, models.PROTECT, related_name="sale_lines", db_index=False, verbose_name=_("item")
    )
    sold_on = models.DateField(_("date"))
    invoice = models.CharField(_("invoice"), max_length=CODE_LENGTH)
    line_no = models.PositiveIntegerField(_("line"))
    quantity = quantity_field(_("quantity"))
    unit_price = price_field(_("unit price"), null=True)
    amount = amount_field(_("amount"))
    order = models.ForeignKey(
        Order,
        models.PROTECT,
        null=True,
        related_name="sale_lines",
        db_index=False,
        editable=False,
        verbose_name=_("order"),
    )

    objects = SaleLineQuerySet.as_manager()

    class Meta:
        ordering = ["sold_on", "customer", "invoice", "line_no", "pk"]
        verbose_name = _("sale line")
        verbose_name_plural = _("sale lines")
        permissions = [("view_analyses", "Sees the analyses of many customers at once")]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "invoice", "line_no"],
                name="invoice_has_a_line_number_once",
                violation_error_message=_("The customer's invoice has this line already."),
            ),
        ]
        # They hold what analyses add up, so that the lines themselves are not read.
        indexes = [
            models.Index(
                fields=["customer", "sold_on"],
                include=["item", "quantity", "amount", "invoice"],
                name="sale_line_of_customer_by_day",
            ),
            models.Index(
                fields=["item", "sold_on"],
                include=["customer", "quantity", "amount", "invoice"],
                name="sale_line_of_item_by_day",
            ),
            models.Index(fields=["sold_on", "id"], name="sale_line_by_day"),
            # A number is found by any part of it.
            GinIndex(OpClass(Upper("invoice"), "gin_trgm_ops"), name="sale_line_by_invoice"),
            models.Index(fields=["order"], condition=Q(order__isnull=False), name="sale_line_of_order"),
        ]

    def __str__(self) -> str:
        return f"{self.invoice}-{self.line_no}"
