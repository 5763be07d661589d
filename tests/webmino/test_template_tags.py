"""What templates say often."""

from decimal import Decimal

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from webmino import wording


def rendered(source: str, **context: object) -> str:
    return Template("{% load webmino %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("4185550123", "418 555-0123"),
        ("(418) 555-0123", "418 555-0123"),
        ("1-418-555-0123", "418 555-0123"),
        ("+33 1 42 68 53 00", "+33 1 42 68 53 00"),
        ("555", "555"),
        ("demander Luc", "demander Luc"),
        ("<b>", "&lt;b&gt;"),
        ("", ""),
    ],
)
def test_a_telephone_number_is_written_as_in_canada_and_anything_else_as_typed(
    typed: str, shown: str
) -> None:
    assert rendered("{{ typed|phone }}", typed=typed) == shown


def test_a_telephone_link_dials_the_number() -> None:
    link = rendered("{{ typed|phone_link }}", typed="(418) 555-0123")

    assert link == '<a class="text-nowrap" href="tel:+1-418-555-0123">418 555-0123</a>'


def test_text_that_is_no_number_is_no_link() -> None:
    assert rendered("{{ typed|phone_link }}", typed="<i>Luc</i>") == "&lt;i&gt;Luc&lt;/i&gt;"


@pytest.mark.parametrize(
    ("count", "french", "english"), [(0, "0 j", "0 d"), (23, "23 j", "23 d"), (None, "—", "—")]
)
def test_days_are_written_short_and_none_is_a_dash(count: int | None, french: str, english: str) -> None:
    written = []
    for language in ("fr", "en"):
        with translation.override(language):
            written.append(rendered("{{ count|days }}", count=count))

    assert written == [french, english]


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (Decimal("3.000"), "3", "3"),
        (Decimal("2.500"), "2,5", "2.5"),
        (Decimal("120.000"), "120", "120"),
        (Decimal("1234567.125"), "1\xa0234\xa0567,125", "1,234,567.125"),
        (Decimal("0.000"), "0", "0"),
        (7, "7", "7"),
        (None, "—", "—"),
    ],
)
def test_a_number_has_no_needless_decimals(value: Decimal | None, french: str, english: str) -> None:
    written = []
    for language in ("fr", "en"):
        with translation.override(language):
            written.append(rendered("{{ value|number }}", value=value))

    assert written == [french, english]


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (Decimal("12.500000"), "12,50", "12.50"),
        (Decimal("12.000000"), "12,00", "12.00"),
        (Decimal("0.125000"), "0,125", "0.125"),
        (Decimal("1234.500001"), "1\xa0234,500001", "1,234.500001"),
        (Decimal(0), "0,00", "0.00"),
        (None, "—", "—"),
    ],
)
def test_a_price_has_its_cents_and_no_needless_decimals(
    value: Decimal | None, french: str, english: str
) -> None:
    written = []
    for language in ("fr", "en"):
        with translation.override(language):
            written.append(rendered("{{ value|price }}", value=value))

    assert written == [french, english]


@pytest.mark.parametrize(
    ("page", "exact", "attribute"),
    [
        ("/clients/", False, ' aria-current="page"'),
        ("/clients/12/", False, ' aria-current="true"'),
        ("/clients/12/", True, ""),
        ("/commandes/", False, ""),
    ],
)
def test_a_link_knows_whether_the_page_is_it_or_under_it(page: str, exact: bool, attribute: str) -> None:
    request = RequestFactory().get(page)

    assert rendered("{% current '/clients/' exact=exact %}", request=request, exact=exact) == attribute


def test_a_zero_has_no_sign_whichever_zero_was_written_before() -> None:
    # Another test may have written a zero, which would be remembered.
    wording._number.cache_clear()

    written = [rendered("{{ value|number }}", value=value) for value in (Decimal("-0.00"), 0, Decimal(0))]

    assert written == ["0", "0", "0"]
