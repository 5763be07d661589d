"""What analyses draw is escaped, and in the language of who reads it, whoever read it before."""

import datetime
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.utils import translation

from analytics.figures import Measure
from analytics.wording import (
    days_in_words,
    difference_in_words,
    figure_in_words,
    period_in_words,
    variation_in_words,
)
from tests.factories import make_customer, make_customer_item, make_item, make_sale_line
from webmino.models import User
from webmino.periods import Period, Unit, compared_periods

LANGUAGES = ("fr", "en", "fr")
TODAY = datetime.date(2026, 11, 24)
WEEK = Period(datetime.date(2026, 11, 16), datetime.date(2026, 11, 22))


def test_figures_and_days_are_written_in_the_language_that_is_spoken() -> None:
    def said() -> tuple[str, ...]:
        return (
            figure_in_words(Decimal("1234.5"), Measure.AMOUNT),
            figure_in_words(Decimal("1234.5"), Measure.AVERAGE_PRICE),
            difference_in_words(Decimal("1234.5"), Measure.QUANTITY),
            variation_in_words(Decimal("12.5")),
            days_in_words(WEEK),
        )

    found = []
    for language in LANGUAGES:
        with translation.override(language):
            found.append(said())

    french = ("1\xa0234,50", "1\xa0234,5000", "+1\xa0234,5", "+12,5\xa0%", "2026-11-16 au 2026-11-22")
    english = ("1,234.50", "1,234.5000", "+1,234.5", "+12.5%", "2026-11-16 to 2026-11-22")
    assert found == [french, english, french]


def test_a_period_is_said_beside_the_one_that_it_is_compared_with() -> None:
    weeks, years = (compared_periods(unit, WEEK, today=TODAY) for unit in (Unit.WEEK, Unit.YEAR))

    with translation.override("en"):
        said = [period_in_words(period) for period in (*weeks, *years)]

    days = "2026-11-16 to 2026-11-22; year before:"
    assert said == [f"{days} 2025-11-17 to 2025-11-23", f"{days} 2025-11-16 to 2025-11-22"]


@pytest.mark.parametrize("measure", [Measure.AMOUNT, Measure.QUANTITY, Measure.AVERAGE_PRICE])
def test_a_zero_has_no_sign_whichever_was_written_first(measure: Measure) -> None:
    with translation.override("en"):
        below, zero = (figure_in_words(Decimal(value), measure) for value in ("-0.00", "0.00"))
        variations = [variation_in_words(Decimal(value)) for value in ("-0.0", "0.0")]

    assert below == zero
    assert not below.startswith("−")
    assert variations == ["0.0%", "0.0%"]


@pytest.mark.django_db
@time_machine.travel("2026-11-24 15:00 -0500", tick=False)
def test_each_reads_the_table_in_his_language(manager: User, client: Client) -> None:
    make_sale_line(customer=make_customer(is_active=False), sold_on=TODAY)
    client.force_login(manager)
    found = []

    for language in LANGUAGES:
        User.objects.filter(pk=manager.pk).update(language=language)
        page = client.get("/analyses/clients/", {"unit": "week"}).text
        found.append(
            tuple(
                text
                for text in ("2026-S47", "2026-W47", "An passé", "Year before", "○ inactif<", "○ inactive<")
                if text in page
            )
        )

    french = ("2026-S47", "An passé", "○ inactif<")
    assert found == [french, ("2026-W47", "Year before", "○ inactive<"), french]


@pytest.mark.django_db
@time_machine.travel("2026-11-24 15:00 -0500", tick=False)
def test_names_and_codes_are_text_wherever_they_are_drawn(manager: User, client: Client) -> None:
    name = '<b>&"'
    customer, item = make_customer(number=name, name=name), make_item(code=name, name_fr=name)
    make_customer_item(customer=customer, item=item)
    make_sale_line(customer=customer, item=item, sold_on=TODAY)
    client.force_login(manager)

    pages = [
        client.get(address)
        for address in ("/analyses/clients/", "/analyses/items/", f"/clients/{customer.pk}/analyse/")
    ]

    for page in pages:
        assert name not in page.text
        assert page.text.count("&lt;b&gt;&amp;&quot;</") >= 2
        assert client.get(page.context["table"].rows[0].record.record_address).context["table"].rows
