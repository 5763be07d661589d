"""Sums of sale lines that are kept, so that no analysis of the company reads all the lines.

Triggers keep them in the transaction that writes the lines, whatever writes them; nothing else writes here.
The function `analytics_rebuild_summaries()` makes them anew.

In each, `line_count` are the lines that a row sums up, one at least; `quantity` is in units, `amount` in CAD
before taxes, and both are below zero where credits outweigh sales. A month is its first day.
"""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from analytics.querysets import SaleLineQuerySet
from customers.models import Customer, Salesperson
from par.models import Item
from par.models.numbers import amount_field, total_field
from webmino.models import CODE_LENGTH

SUMS = ("line_count", "quantity", "amount")


def summed_key(model: type[models.Model], **options: Any) -> models.ForeignKey:
    """A key that sale lines or their customers have, where PostgreSQL checks it."""
    return models.ForeignKey(
        model, models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False, **options
    )


class SalesSummary(models.Model):
    """What the tables of this module sum up."""

    # No positive field: PostgreSQL checks what a trigger takes away before it is added to what is there.
    line_count = models.IntegerField()
    quantity = total_field()
    amount = amount_field()

    class Meta:
        abstract = True


def emptied(name: str) -> models.Index:
    """The index by which triggers find the rows that no line is left of, among a million that have some."""
    return models.Index(fields=["line_count"], condition=Q(line_count=0), name=f"{name}_emptied")


class ItemMonth(SalesSummary):
    """What was sold of an item in a month."""

    item = summed_key(Item)
    month = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "month"], name="item_has_a_month_once")]
        indexes = [
            models.Index(fields=["month"], include=["item", *SUMS], name="item_month_by_month"),
            emptied("item_month"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.month}: {self.amount}"


class SalespersonItemMonth(SalesSummary):
    """What was sold of an item in a month to the customers who are a salesperson's now (R22).

    Without salesperson: to those who have none. The sales of a customer move with him.
    """

    salesperson = summed_key(Salesperson, null=True)
    item = summed_key(Item)
    month = models.DateField()

    class Meta:
        constraints = [
            # PostgreSQL 14 has no other way to say that the rows without salesperson are unique too.
            models.UniqueConstraint(
                Coalesce("salesperson", 0),
                F("item"),
                F("month"),
                name="salesperson_has_an_item_and_month_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["salesperson", "month"],
                include=["item", *SUMS],
                name="salesperson_month_items",
            ),
            emptied("salesperson_item_month"),
        ]

    def __str__(self) -> str:
        return f"{self.salesperson_id} {self.item_id} {self.month}: {self.amount}"


class CompanyDay(SalesSummary):
    """What the company sold on a day."""

    day = models.DateField(primary_key=True)

    class Meta:
        indexes = [emptied("company_day")]

    def __str__(self) -> str:
        return f"{self.day}: {self.amount}"


class InvoiceDay(SalesSummary):
    """What a customer's invoice has of a day; nearly always the whole invoice.

    It serves the number of invoices, and whatever is grouped by customer in any period.
    """

    customer = summed_key(Customer)
    invoice = models.CharField(max_length=CODE_LENGTH)
    sold_on = models.DateField()

    objects = SaleLineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "invoice", "sold_on"], name="customer_has_an_invoice_and_day_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["customer", "sold_on"], include=["invoice", *SUMS], name="invoice_day_of_customer"
            ),
            models.Index(
                fields=["sold_on"], include=["customer", "invoice", *SUMS], name="invoice_day_by_day"
            ),
            emptied("invoice_day"),
        ]

    def __str__(self) -> str:
        return f"{self.invoice} {self.sold_on}: {self.amount}"


class CustomerYear(SalesSummary):
    """What a customer bought in a year of the calendar.

    It ranks 200,000 customers by what they bought in a year without adding up their invoices.
    """

    customer = summed_key(Customer)
    year = models.PositiveSmallIntegerField()

    objects = SaleLineQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "year"], name="customer_has_a_year_once")]
        indexes = [
            models.Index(
                fields=["year", "amount", "customer"],
                include=["line_count", "quantity"],
                name="customer_year_by_amount",
            ),
            emptied("customer_year"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.year}: {self.amount}"
