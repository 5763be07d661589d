"""The file of sales."""

from decimal import Decimal
from typing import Any

from django.utils.translation import ngettext
from psycopg import sql

from analytics.models import SaleLine
from customers.models import Customer
from par.models import Item
from par.models.numbers import AMOUNT_PLACES, LARGEST_PRICE, LARGEST_QUANTITY, PRICE_PLACES, QUANTITY_PLACES
from webmino.imports.columns import Code, Day, Number, Reference, Whole, both_labels
from webmino.imports.staging import run
from webmino.imports.tables import STAGE, ImportedTable

# More than any quantity at any price.
LARGEST_AMOUNT = Decimal("99999999999999999999.99")


def number(name: str, *, places: int, most: Decimal, **options: Any) -> Number:
    """A number that is below zero in a credit."""
    return Number(name, places=places, least=-most, most=most, **options)


def inactive_customer(code: str) -> dict[str, Any]:
    return {"name": code, "is_active": False}


def inactive_item(code: str) -> dict[str, Any]:
    return both_labels(code) | {"is_active": False}


class Sales(ImportedTable):
    """Lines of invoices. The amount is kept as it is given, whatever quantity × unit price may be.

    An invoice replaces the lines that were made of it from an order (R23).
    """

    file = "sales"
    model = SaleLine
    key = ("customer_id", "invoice", "line_no")
    columns = (
        Day("date", "sold_on", filled=True),
        Code("invoice"),
        Whole("line_no", filled=True),
        Reference(
            "customer_code",
            "customer_id",
            model=Customer,
            by="number",
            filled=True,
            created_as=inactive_customer,
            only_when_asked=True,
        ),
        Reference(
            "item_code",
            "item_id",
            model=Item,
            filled=True,
            created_as=inactive_item,
            only_when_asked=True,
        ),
        number("quantity", places=QUANTITY_PLACES, most=LARGEST_QUANTITY, filled=True),
        number("unit_price", places=PRICE_PLACES, most=LARGEST_PRICE),
        number("amount", places=AMOUNT_PLACES, most=LARGEST_AMOUNT, filled=True),
    )

    def prepare(self) -> None:
        self.hold_customers()
        replaced = self.remove_lines_of_orders()
        if replaced:
            self.notes.append(
                ngettext(
                    "%(count)s sale line made from an order is replaced by those of its imported invoice.",
                    "%(count)s sale lines made from orders are replaced by those of their imported invoices.",
                    replaced,
                )
                % {"count": replaced}
            )

    def hold_customers(self) -> None:
        """Hold all the customers at once, in the order in which every writer of sales holds them."""
        run(
            sql.SQL(
                """
                SELECT FROM customers_customer WHERE id IN (SELECT customer_id FROM {})
                ORDER BY id FOR NO KEY UPDATE
                """
            ).format(STAGE)
        )

    def remove_lines_of_orders(self) -> int:
        """Take away the lines made from orders whose invoice the file has, and return how many."""
        return run(
            sql.SQL(
                """
                DELETE FROM analytics_saleline AS line
                USING (SELECT DISTINCT customer_id, invoice FROM {}) AS imported
                WHERE line.order_id IS NOT NULL
                  AND line.customer_id = imported.customer_id AND line.invoice = imported.invoice
                """
            ).format(STAGE)
        )


TABLES = [Sales]
