"""The numbers of this application in lists and files: quantities, amounts, prices."""

from decimal import Decimal
from typing import Any

from par.models.numbers import PRICE_FORMAT
from par.wording import amount_in_words, price_in_words, quantity_in_words
from webmino.tables import NumberColumn


class QuantityColumn(NumberColumn):
    """Units, without needless decimals."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"width": 12} | kwargs)

    def render(self, value: Decimal) -> str:
        return quantity_in_words(value, self.language)


class AmountColumn(NumberColumn):
    """CAD before taxes, to the cent."""

    number_format = "#,##0.00"

    def render(self, value: Decimal) -> str:
        return amount_in_words(value, self.language)


class PriceColumn(NumberColumn):
    """The price of one unit, CAD before taxes, with as many decimals as it needs; a number in the file."""

    number_format = PRICE_FORMAT

    def render(self, value: Decimal) -> str:
        return price_in_words(value, self.language)
