"""The numbers of this application: quantities and prices."""

from decimal import Decimal
from typing import Any

from django.db import models

# Decimals of a quantity, of a price for one unit, and of an amount.
QUANTITY_PLACES = 3
PRICE_PLACES = 6
AMOUNT_PLACES = 2
LARGEST_QUANTITY = Decimal("999999999.999")
LARGEST_PRICE = Decimal("9999999999.999999")
# How Excel shows a price: its cents, and the further decimals that it needs.
PRICE_FORMAT = "#,##0.00####"


def quantity_field(label: Any = None, **options: Any) -> models.DecimalField:
    """A quantity of units of one item."""
    return models.DecimalField(label, max_digits=12, decimal_places=QUANTITY_PLACES, **options)


def total_field(label: Any = None, **options: Any) -> models.DecimalField:
    """A sum of quantities of several items."""
    return models.DecimalField(label, max_digits=20, decimal_places=QUANTITY_PLACES, **options)


def price_field(label: Any = None, **options: Any) -> models.DecimalField:
    """The price of one unit: CAD before taxes."""
    return models.DecimalField(label, max_digits=16, decimal_places=PRICE_PLACES, **options)


def amount_field(label: Any = None, **options: Any) -> models.DecimalField:
    """An amount: CAD before taxes, to the cent."""
    return models.DecimalField(label, max_digits=26, decimal_places=AMOUNT_PLACES, **options)
