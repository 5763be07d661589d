"""The customer's record: what it says, and to whom."""

import datetime
import re
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from customers.models import Customer
from tests.factories import (
    make_category,
    make_customer,
    make_follow_up,
    make_route,
    make_salesperson,
    make_service_type,
    make_sorting_group,
)
from webmino.models import User

SignIn = Callable[[User], Client]

pytestmark = pytest.mark.django_db


def record(customer: Customer) -> str:
    return reverse("customers:customer-detail", args=[customer.pk])


def speaking_english(user: User) -> User:
    user.language = "en"
    user.save()
    return user


def facts(page: str) -> dict[str, str]:
    """What the record's list of facts says, in its reader's order."""
    said = {}
    for fact in page.partition('<dl class="facts">')[2].partition("</dl>")[0].split("<dt>")[1:]:
        name, value = fact.split("</dt>")
        said[name] = " ".join(strip_tags(value.split("</dd>")[0]).split())
    return said


@time_machine.travel(datetime.datetime(2026, 11, 24, 12, tzinfo=datetime.UTC))
def test_it_shows_what_is_known_of_the_customer(office: User, signed_in: SignIn) -> None:
    customer = make_customer(
        number="000124",
        name="Épicerie Chez Léa",
        address="12, rue Principale",
        city="Lévis",
        region="QC",
        postal_code="G6V 1A1",
        country="Canada",
        phone="4185550123",
        email="lea@example.com",
        salesperson=make_salesperson(name="Mélanie Côté"),
        route=make_route(code="R-07", name="Rive-Sud"),
        stop=4,
        category=make_category(name_en="Grocery"),
        sorting_group=make_sorting_group(name_en="Group A"),
        visit_every_days=21,
        created_on=datetime.date(2026, 1, 1),
        note="Back door",
    )
    make_follow_up(customer=customer, happened_on=datetime.date(2026, 11, 1))

    page = signed_in(speaking_english(office)).get(record(customer)).content.decode()

    assert facts(page) == {
        "Address": "12, rue Principale Lévis, QC G6V 1A1 Canada",
        "Telephone": "418 555-0123",
        "Email": "lea@example.com",
        "Salesperson": "Mélanie Côté",
        "Route": "R-07 Rive-Sud stop 4",
        "Category": "Grocery",
        "Sorting group": "Group A",
        "Frequency": "every 21 days ⚠ 2 d late",
        "Note": "Back door",
    }
    assert 'href="tel:+1-418-555-0123"' in page
    assert 'href="mailto:lea@example.com"' in page


def test_what_is_not_known_is_a_dash(office: User, signed_in: SignIn) -> None:
    customer = make_customer()

    page = signed_in(office).get(record(customer)).content.decode()

    assert set(facts(page).values()) == {"—"}


@time_machine.travel(datetime.datetime(2026, 1, 18, 12, tzinfo=datetime.UTC))
def test_r9b_a_call_does_not_make_up_for_a_visit(office: User, signed_in: SignIn) -> None:
    customer = make_customer(visit_every_days=7, created_on=datetime.date(2026, 1, 1))
    make_follow_up(customer=customer, service_type=make_service_type(counts_as_visit=False))

    page = signed_in(speaking_english(office)).get(record(customer)).content.decode()

    assert facts(page)["Frequency"] == "every 7 days ⚠ 10 d late"


@time_machine.travel(datetime.datetime(2026, 1, 18, 12, tzinfo=datetime.UTC))
def test_r9b_a_customer_is_not_late_on_the_last_day_of_his_frequency(office: User, signed_in: SignIn) -> None:
    customer = make_customer(visit_every_days=7)
    make_follow_up(customer=customer, happened_on=datetime.date(2026, 1, 11))

    page = signed_in(speaking_english(office)).get(record(customer)).content.decode()

    assert facts(page)["Frequency"] == "every 7 days"


def test_r25_the_record_of_a_customer_of_another_salesperson_is_not_there(
    representative: User, signed_in: SignIn
) -> None:
    his_own = make_customer(salesperson=representative.salespeople.get())
    of_another = make_customer(salesperson=make_salesperson(), name="Secret of another")
    of_nobody = make_customer()
    client = signed_in(representative)

    answers = [client.get(record(customer)) for customer in (his_own, of_another, of_nobody)]

    assert [answer.status_code for answer in answers] == [200, 404, 404]
    assert his_own.name in answers[0].content.decode()
    assert "Secret of another" not in answers[1].content.decode()


def test_r1_the_panel_comes_before_the_facts(office: User, signed_in: SignIn) -> None:
    customer = make_customer()

    page = signed_in(office).get(record(customer)).content.decode()

    assert page.index(customer.name) < page.index('id="follow-up-panel"') < page.index("customer-facts")


def test_the_tab_and_the_forms_keep_the_list_that_the_record_was_opened_from(
    office: User, signed_in: SignIn
) -> None:
    customer = make_follow_up().customer

    page = signed_in(office).get(record(customer), {"from": "/clients/?q=a&sort=name"}).content.decode()

    assert f'href="{record(customer)}?from=%2Fclients%2F%3Fq%3Da%26sort%3Dname"' in page
    assert page.count('<input type="hidden" name="from" value="/clients/?q=a&amp;sort=name">') == 3


def changes(page: str) -> list[list[str]]:
    """The cells of the table of changes, without when it was."""
    rows = page.partition("<tbody>")[2].partition("</tbody>")[0].split("<tr>")[1:]
    return [[strip_tags(cell).strip() for cell in re.split("<td[^>]*>", row)[2:]] for row in rows]


def test_r4_his_changes_are_read_when_they_are_asked_for(office: User, signed_in: SignIn) -> None:
    since = datetime.date(2019, 3, 1)
    customer = make_customer(note="Front door", created_on=since)
    other = make_customer(note="Side door")
    for each, note in ((customer, "Back door"), (other, "Cellar")):
        Customer.objects.filter(pk=each.pk).update(note=note)
    client = signed_in(speaking_english(office))
    address = reverse("customers:customer-changes", args=[customer.pk])
    way = {"from": "/clients/?q=a"}

    page_of_record = client.get(record(customer), way).text
    page = client.get(address, way).text
    fold = client.get(address, headers={"HX-Request": "true"}).text

    assert "Front door" not in page_of_record
    assert f'<a href="{address}?from=%2Fclients%2F%3Fq%3Da">See the changes</a>' in page_of_record
    assert changes(page) == changes(fold) == [["Import or command", "Note", "Front door", "Back door"]]
    assert ["2019-03-01" in told for told in (page, fold)] == [True, True]
    assert f'href="{record(customer)}?from=%2Fclients%2F%3Fq%3Da"' in page
    assert "<html" not in fold


def test_the_record_costs_the_same_however_often_he_was_changed(office: User, signed_in: SignIn) -> None:
    never, often = make_customer(), make_customer()
    for n in range(50):
        Customer.objects.filter(pk=often.pk).update(note="" if n % 2 else f"note {n}")
    client = signed_in(office)

    sizes = [len(client.get(record(customer)).content) for customer in (never, often)]

    assert abs(sizes[1] - sizes[0]) < 100


def test_a_name_that_looks_like_markup_is_text(office: User, signed_in: SignIn) -> None:
    customer = make_customer(name="<b>Bold</b> & Sons", note="<script>alert(1)</script>")
    make_follow_up(customer=customer, note="<i>leaning</i>")

    page = signed_in(office).get(record(customer)).content.decode()

    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; Sons" in page
    assert "&lt;i&gt;leaning&lt;/i&gt;" in page
    assert "<script>alert" not in page
