"""What may be typed into fields of quantities and prices (R28)."""

from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation

from par.forms.fields import NumberField, PriceField, QuantityField
from par.models import CustomerItem


class PriceAndPar(forms.ModelForm):
    class Meta:
        model = CustomerItem
        fields = ("price", "par_quantity")
        field_classes = {"price": PriceField, "par_quantity": QuantityField}


def refusal(field: NumberField, text: str, language: str) -> str:
    with translation.override(language), pytest.raises(ValidationError) as refused:
        field.clean(text)
    with translation.override(language):
        return refused.value.messages[0]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", "12"),
        (" 12 ", "12"),
        ("0", "0"),
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        ("12,", "12"),
        (",5", "0.5"),
        ("0,125", "0.125"),
        ("1.250", "1.25"),
        ("2,5000", "2.5"),
        ("1 234,5", "1234.5"),
        ("1\u202f234\u202f567", "1234567"),
        ("1\xa0234.5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1.234,5", "1234.5"),
        ("1,234,567", "1234567"),
        ("999999999,999", "999999999.999"),
    ],
)
def test_a_quantity_is_typed_with_a_comma_or_a_point_in_both_languages(
    text: str, number: str, language: str
) -> None:
    with translation.override(language):
        cleaned = QuantityField().clean(text)

    assert cleaned == Decimal(number)


def test_a_comma_and_three_digits_are_decimals_in_french_and_ambiguous_in_english() -> None:
    with translation.override("fr"):
        french = QuantityField().clean("1,234")

    assert french == Decimal("1.234")
    assert refusal(QuantityField(), "1,234", "en") == "Write it without a comma: 1234, or 1.234."


@pytest.mark.parametrize(
    "text", ["douze", "12 caisses", "1e9", "1E2", "NaN", "Infinity", "1 2", "1,2,3", "0x1", "٣", "12 34"]
)
def test_what_is_no_number_is_refused_with_an_example(text: str) -> None:
    assert refusal(QuantityField(), text, "en") == "Write a number such as 12.5."


@pytest.mark.parametrize("text", ["-1", "−1", "-0,5", "-,5"])
def test_a_number_below_zero_is_refused(text: str) -> None:
    assert refusal(QuantityField(), text, "en") == "A quantity is not below zero."
    assert refusal(PriceField(), text, "en") == "A price is not below zero."


@pytest.mark.parametrize(
    ("field", "text", "message"),
    [
        (QuantityField(), "1.2345", "No more than 3 decimals."),
        (PriceField(), "0.1234567", "No more than 6 decimals."),
        (QuantityField(), "1000000000", "This number is too large."),
        (QuantityField(), "9" * 4000, "This number is too large."),
        (PriceField(), "10000000000", "This number is too large."),
    ],
)
def test_a_number_that_no_column_holds_is_refused(field: NumberField, text: str, message: str) -> None:
    assert refusal(field, text, "en") == message


@pytest.mark.parametrize("text", ["12,50 $", "$12.50", "12,50\xa0$"])
def test_a_price_may_be_typed_with_its_dollar_sign(text: str) -> None:
    assert PriceField().clean(text) == Decimal("12.5")


def test_an_empty_field_is_none_and_zero_is_zero() -> None:
    field = PriceField(required=False)

    assert (field.clean(""), field.clean("  "), field.clean("0")) == (None, None, Decimal(0))


def test_a_stored_number_is_shown_as_the_reader_types_it_a_price_with_its_cents() -> None:
    line = CustomerItem(price=Decimal("1234.500000"), par_quantity=Decimal("120.000"))
    shown = []

    for language in ("fr", "en"):
        with translation.override(language):
            form = PriceAndPar(instance=line)
            shown.append((form["price"].value(), form["par_quantity"].value()))

    assert shown == [("1234,50", "120"), ("1234.50", "120")]


def test_what_was_typed_is_shown_again_as_it_was_typed() -> None:
    form = PriceAndPar({"price": "gratuit", "par_quantity": "-1"})

    shown = (form["price"].value(), form["par_quantity"].value())

    assert shown == ("gratuit", "-1")
    assert set(form.errors) == {"price", "par_quantity"}


def test_a_number_written_otherwise_is_no_change() -> None:
    field = QuantityField()

    changed = [field.has_changed(Decimal("12.500"), text) for text in ("12,5", "12.50", "12,6", "")]

    assert changed == [False, False, True, True]


def test_the_keypad_of_a_phone_has_a_decimal_sign() -> None:
    assert PriceAndPar()["price"].field.widget.attrs["inputmode"] == "decimal"
