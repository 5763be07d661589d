"""Fields for what one types of quantities and prices."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.formats import number_format
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from par.models.numbers import LARGEST_PRICE, LARGEST_QUANTITY, PRICE_PLACES, QUANTITY_PLACES
from webmino.forms import TOO_LARGE
from webmino.wording import typed, typed_price

# Longer than any number that a column holds, written with its separators.
LONGEST_NUMBER = 60
MINUS = re.compile(r"[-\u2212\u2013](?=[\d.,])")
GROUPED_BY_SPACES = re.compile(r"(?<=\d)[ \u00a0\u202f\u2009](?=\d{3}(?!\d))")
GROUPED_BY_COMMAS = re.compile(r"\d{1,3}(,\d{3})+(\.\d*)?")
GROUPED_BY_DOTS = re.compile(r"\d{1,3}(\.\d{3})+(,\d*)?")
PLAIN = re.compile(r"\d+(\.\d*)?|\.\d+")
# In English, 1,234 is a thousand and more; with the decimal comma of French, it is one and a bit.
ONE_COMMA = re.compile(r"[1-9]\d{0,2},\d{3}")
EXAMPLE = Decimal("12.5")


class NumberField(forms.Field):
    """A number of zero or more, typed with a comma or a point whatever the language.

    Spaces may group thousands, and so may commas or points where they can't be taken for the decimal sign.
    """

    widget = forms.TextInput
    default_error_messages = {
        "ambiguous": _("Write it without a comma: %(whole)s, or %(decimal)s."),
    }
    places = 0
    largest = Decimal(0)
    negative: Any = _("A number is not below zero.")

    def __init__(
        self, *, max_digits: int | None = None, decimal_places: int | None = None, **options: Any
    ) -> None:
        # A model's field passes its limits, which are this class's own.
        super().__init__(**options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "decimal", "autocomplete": "off"}

    def prepare_value(self, value: Any) -> Any:
        return typed(value) if isinstance(value, Decimal | int) else value

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or isinstance(value, Decimal):
            return value
        text = str(value).strip()
        return self._within_limits(self._parsed(text)) if text else None

    def _parsed(self, text: str) -> Decimal:
        if MINUS.match(text):
            raise ValidationError(self.negative, code="min_value")
        text = GROUPED_BY_SPACES.sub("", text)
        self._refuse_ambiguous(text)
        if GROUPED_BY_COMMAS.fullmatch(text) and (text.count(",") > 1 or "." in text):
            text = text.replace(",", "")
        elif GROUPED_BY_DOTS.fullmatch(text) and (text.count(".") > 1 or "," in text):
            text = text.replace(".", "")
        text = text.replace(",", ".")
        if not text.isascii() or not PLAIN.fullmatch(text):
            example = {"example": number_format(EXAMPLE)}
            raise ValidationError(gettext("Write a number such as %(example)s.") % example, code="invalid")
        if len(text) > LONGEST_NUMBER:
            raise ValidationError(TOO_LARGE, code="max_value")
        return Decimal(text)

    def _refuse_ambiguous(self, text: str) -> None:
        if (get_language() or "").startswith("en") and ONE_COMMA.fullmatch(text):
            both = {"whole": text.replace(",", ""), "decimal": text.replace(",", ".")}
            raise ValidationError(self.error_messages["ambiguous"], code="ambiguous", params=both)

    def _within_limits(self, number: Decimal) -> Decimal:
        if number > self.largest:
            raise ValidationError(TOO_LARGE, code="max_value")
        if number != round(number, self.places):
            raise ValidationError(
                gettext("No more than %(places)s decimals.") % {"places": self.places},
                code="max_decimal_places",
            )
        return round(number, self.places)


class QuantityField(NumberField):
    """A quantity of units of one item."""

    places = QUANTITY_PLACES
    largest = LARGEST_QUANTITY
    negative = _("A quantity is not below zero.")


def shown_quantity(field: BoundField) -> Decimal | None:
    """Return the quantity that a field shows; None where it shows none, or something that is none."""
    try:
        return QuantityField().to_python(field.value())
    except ValidationError:
        return None


class PriceField(NumberField):
    """The price of one unit, CAD before taxes; its dollar sign may be typed."""

    places = PRICE_PLACES
    largest = LARGEST_PRICE
    negative = _("A price is not below zero.")

    def prepare_value(self, value: Any) -> Any:
        return typed_price(value) if isinstance(value, Decimal | int) else value

    def _parsed(self, text: str) -> Decimal:
        return super()._parsed(text.strip("$ \u00a0\u202f"))
