"""A customer's form: a new one, one that is edited, and two people on one record (R25, R27, R28)."""

import re
from typing import Any
from urllib.parse import quote

import pytest
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from customers.models import Customer
from tests.factories import (
    make_category,
    make_customer,
    make_follow_up,
    make_route,
    make_salesperson,
    make_sorting_group,
)
from tests.interruptions import just_after
from webmino.models import User
from webmino.versions import CHANGED_MEANWHILE

NEW = "/clients/nouveau/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def client(office: User, signed_in) -> Client:
    return signed_in(office)


def edit_of(customer: Customer) -> str:
    return reverse("customers:customer-edit", args=[customer.pk])


def record_of(customer: Customer) -> str:
    return reverse("customers:customer-detail", args=[customer.pk])


def changes_of(customer: Customer) -> str:
    return reverse("customers:customer-changes", args=[customer.pk])


def filled(**fields: Any) -> dict[str, Any]:
    """What the form of a new customer sends when only what is needed is there."""
    return {"number": "000124", "name": "Chez Léa", "country": "CA", "language": "fr"} | fields


def opened(client: Client, customer: Customer) -> dict[str, Any]:
    """What the form of a customer sends when it is opened and sent at once."""
    form = client.get(edit_of(customer)).context["form"]
    return {field.name: "" if field.value() is None else field.value() for field in form}


# A new customer


def test_a_new_customer_is_created_with_all_that_was_typed(client: Client) -> None:
    salesperson, route = make_salesperson(), make_route()
    category, group = make_category(), make_sorting_group()
    typed = filled(
        name=" Épicerie Chez Léa ",
        category=category.pk,
        sorting_group=group.pk,
        address="12, rue Principale",
        city="Lévis",
        region="QC",
        postal_code="g6v1a1",
        phone="(418)5550123",
        email="lea@example.com",
        language="en",
        salesperson=salesperson.pk,
        route=route.pk,
        stop="4",
        visit_every_days="21",
        note="Porte arrière\r\nSonner",
    )

    answer = client.post(NEW, typed, follow=True)

    created = Customer.objects.get()
    said = {name: getattr(created, name) for name in typed}
    assert said == {
        "number": "000124",
        "name": "Épicerie Chez Léa",
        "category": category,
        "sorting_group": group,
        "address": "12, rue Principale",
        "city": "Lévis",
        "region": "QC",
        "postal_code": "G6V 1A1",
        "country": "CA",
        "phone": "418 555-0123",
        "email": "lea@example.com",
        "language": "en",
        "salesperson": salesperson,
        "route": route,
        "stop": 4,
        "visit_every_days": 21,
        "note": "Porte arrière\nSonner",
    }
    assert answer.redirect_chain == [(record_of(created), 302)]
    assert [message.level_tag for message in answer.context["messages"]] == ["success"]
    assert "Épicerie Chez Léa" in str(next(iter(answer.context["messages"])))


def test_a_new_form_proposes_the_next_number(client: Client) -> None:
    make_customer(number="000124")

    page = client.get(NEW)

    assert 'name="number" value="000125"' in page.text
    assert 'data-keep="customer-new"' in page.text


def test_fields_come_in_the_order_in_which_they_are_read(client: Client) -> None:
    """R27: the keyboard goes through them so."""
    page = client.get(NEW).text

    names = list(client.get(NEW).context["form"].fields)
    places = [page.index(f'id="id_{name}"') for name in names]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"number": ""}, "number"),
        ({"number": "1" * 61}, "number"),
        ({"name": "  "}, "name"),
        ({"name": "é" * 1001}, "name"),
        ({"name": "A\x00B"}, "name"),
        ({"category": "999"}, "category"),
        ({"phone": "418-555-99"}, "phone"),
        ({"phone": "555-0123"}, "phone"),
        ({"phone": "abc"}, "phone"),
        ({"postal_code": "G6V 1AO"}, "postal_code"),
        ({"postal_code": "02139"}, "postal_code"),
        ({"email": "lea@"}, "email"),
        ({"language": "de"}, "language"),
        ({"stop": "-1"}, "stop"),
        ({"stop": "99999999999"}, "stop"),
        ({"visit_every_days": "0"}, "visit_every_days"),
        ({"visit_every_days": "3651"}, "visit_every_days"),
        ({"visit_every_days": "often"}, "visit_every_days"),
    ],
)
def test_r28_bad_input_is_said_beside_its_field_keeps_the_rest_and_saves_nothing(
    client: Client, fields: dict[str, str], wrong: str
) -> None:
    answer = client.post(NEW, filled(note="typed with care") | fields)

    assert list(answer.context["form"].errors) == [wrong]
    assert f'id="id_{wrong}_error"' in answer.text
    assert "typed with care" in answer.text
    assert "data-keep-refused" in answer.text
    assert answer.status_code == 422
    assert list(Customer.objects.all()) == []


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("stop", "-1", "L’arrêt est un nombre de 0 ou plus."),
        ("stop", "99999999999", "Ce nombre est trop grand."),
        ("visit_every_days", "-1", "La fréquence de visite est de 1 à 3 650 jours."),
        ("visit_every_days", "0", "La fréquence de visite est de 1 à 3 650 jours."),
        ("visit_every_days", "99999999999", "La fréquence de visite est de 1 à 3 650 jours."),
    ],
)
def test_r28_a_number_out_of_range_is_said_in_the_words_of_its_field(
    client: Client, field: str, typed: str, message: str
) -> None:
    answer = client.post(NEW, filled(**{field: typed}))

    assert answer.context["form"].errors == {field: [message]}


def test_r28_a_number_that_another_has_is_said_beside_it_with_the_way_to_him(client: Client) -> None:
    other = make_customer(number="000124", name="Another")

    answer = client.post(NEW, filled(number=" 000124 "))

    assert answer.context["form"].errors == {"number": ["Un autre client a ce numéro."]}
    assert f'<a href="{record_of(other)}" target="_blank">000124 Another' in answer.text
    assert list(Customer.objects.values_list("name", flat=True)) == ["Another"]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ({"phone": "+33 1 42 68 53 00"}, {"phone": "+33 1 42 68 53 00"}),
        ({"phone": "418-555-0123 ext. 12"}, {"phone": "418 555-0123 poste 12"}),
        ({"postal_code": "02139", "country": "US"}, {"postal_code": "02139", "country": "US"}),
        ({"postal_code": "sw1a 1aa", "country": ""}, {"postal_code": "sw1a 1aa", "country": ""}),
    ],
)
def test_what_is_foreign_or_has_an_extension_is_taken(
    client: Client, typed: dict[str, str], stored: dict[str, str]
) -> None:
    client.post(NEW, filled(**typed))

    assert Customer.objects.values(*stored).get() == stored


def test_an_inactive_salesperson_is_offered_only_to_his_own_customer(client: Client) -> None:
    gone, here = make_salesperson(is_active=False), make_salesperson()
    his = make_customer(salesperson=gone)

    offered = [
        set(client.get(page).context["form"].fields["salesperson"].queryset) for page in (NEW, edit_of(his))
    ]

    assert offered == [{here}, {here, gone}]


def test_cancelling_a_new_customer_goes_back_to_the_list_that_one_was_on(client: Client) -> None:
    listed = client.get("/clients/", {"q": "léa", "status": "all"}).text
    way = quote("/clients/?q=l%C3%A9a&status=all", safe="")

    page = client.get(f"{NEW}?from={way}").text

    assert f'href="{NEW}?from={way}"' in listed
    assert '<a class="btn btn-outline-secondary" href="/clients/?q=l%C3%A9a&amp;status=all"' in page


@pytest.mark.parametrize(
    "elsewhere", ["https://example.com/clients/", "javascript:alert(1)", "//example.com/"]
)
def test_cancelling_leads_nowhere_else(client: Client, elsewhere: str) -> None:
    page = client.get(NEW, {"from": elsewhere}).text

    assert f'href="{elsewhere}' not in page
    assert '<a class="btn btn-outline-secondary" href="/clients/" data-keep-discard>' in page


# Look-alikes


def test_a_new_customer_who_looks_like_another_is_not_saved_before_that_is_confirmed(client: Client) -> None:
    other = make_customer(number="000001", phone="4185550123", name="Dépanneur Côté")
    typed = filled(phone="418 555 0123", note="typed with care")

    asked = client.post(NEW, typed)
    before = list(Customer.objects.all())
    client.post(NEW, typed | {"accepted": str(other.pk)})

    assert asked.context["form"].look_alikes == [other]
    assert "Est-ce ce client?" in asked.text
    assert f'<a href="{record_of(other)}" target="_blank">000001 Dépanneur Côté' in asked.text
    assert f'name="accepted" value="{other.pk}"' in asked.text
    assert "typed with care" in asked.text
    assert before == [other]
    assert list(Customer.objects.values_list("number", flat=True)) == ["000001", "000124"]


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("418 555-0123", "418 555-0123 poste 12"),
        ("418 555-0123 poste 12", "1 (418) 555-0123"),
        ("418-555-0123 x9", "418 555-0123 poste 12"),
        ("1 418 555-0123", "4185550123"),
        ("011 33 1 42 68 53 00", "+33 1 42 68 53 00"),
    ],
)
def test_one_telephone_is_known_whatever_its_extension_and_spelling(
    client: Client, stored: str, typed: str
) -> None:
    other = make_customer(phone=stored)
    make_customer(phone="418 555-0124")
    make_customer(phone="555-01234")
    make_customer(number="4185550123", phone="")

    asked = client.post(NEW, filled(phone=typed))

    assert asked.context["form"].look_alikes == [other]


def test_a_telephone_that_lacks_its_area_code_is_compared_by_its_digits(client: Client) -> None:
    other = make_customer(phone="demander Luc au 555-0123")
    customer = make_customer(phone="555-0123")

    asked = client.post(edit_of(customer), opened(client, customer) | {"name": "Another name"})

    assert asked.context["form"].look_alikes == [other]


def test_what_was_confirmed_of_one_look_alike_says_nothing_of_another(client: Client) -> None:
    confirmed = make_customer(phone="418 555-0123")
    another = make_customer(name="Chez Léa")

    answer = client.post(NEW, filled(phone="418 555-0123", accepted=str(confirmed.pk)))

    assert answer.context["form"].look_alikes == [confirmed, another]
    assert Customer.objects.count() == 2


def test_an_edit_asks_about_look_alikes_only_when_what_is_alike_was_changed(client: Client) -> None:
    make_customer(phone="418 555-0123")
    customer = make_customer(phone="418 555-0123")
    form = opened(client, customer)

    noted = client.post(edit_of(customer), form | {"note": "Back door"})
    moved = client.post(
        edit_of(customer), opened(client, customer) | {"phone": "1 418 555-0123", "city": "X"}
    )

    customer.refresh_from_db()
    assert noted.status_code == 302
    assert len(moved.context["form"].look_alikes) == 1
    assert (customer.note, customer.city) == ("Back door", "")


# Editing


def test_an_edit_is_saved_and_goes_back_to_the_record_with_its_list(client: Client) -> None:
    customer = make_customer(name="A")
    way = "/clients/?sort=name"

    page = client.get(edit_of(customer), {"from": way}).text
    answer = client.post(
        edit_of(customer), opened(client, customer) | {"name": "B", "from": way}, follow=True
    )

    record = f"{record_of(customer)}?from=%2Fclients%2F%3Fsort%3Dname"
    assert f'<a class="btn btn-outline-secondary" href="{record}" data-keep-discard>' in page
    assert '<input type="hidden" name="from" value="/clients/?sort=name">' in page
    assert answer.redirect_chain == [(record, 302)]
    assert f"Le client {customer.number} B est enregistré." in answer.text
    assert 'data-message="success"' in answer.text


def test_sending_a_form_as_it_was_opened_changes_nothing(client: Client) -> None:
    customer = make_customer(
        phone="4185550123", postal_code="g6v1a1", email="no address", country="CA", note="a\nb"
    )
    before = Customer.objects.values().get()

    page = client.get(edit_of(customer)).text
    answer = client.post(edit_of(customer), opened(client, customer) | {"note": "a\r\nb"})

    assert 'value="418 555-0123"' in page
    assert 'value="G6V 1A1"' in page
    assert answer.status_code == 302
    assert Customer.objects.values().get() == before


def test_an_odd_value_does_not_stand_in_the_way_of_another_change(client: Client) -> None:
    customer = make_customer(
        postal_code="G6V 1AO", country="CA", email="no address", phone="demander Luc au 555-0123"
    )

    client.post(edit_of(customer), opened(client, customer) | {"note": "Back door"})

    assert Customer.objects.values_list("note", "postal_code", "email", "phone").get() == (
        "Back door",
        "G6V 1AO",
        "no address",
        "demander Luc au 555-0123",
    )


def test_r28_a_refused_edit_keeps_what_was_typed_under_the_name_as_it_is(client: Client) -> None:
    make_customer(number="000001")
    customer = make_customer(number="000002", name="Stored name")

    answer = client.post(
        edit_of(customer), opened(client, customer) | {"number": "000001", "name": "Typed name"}
    )

    assert list(answer.context["form"].errors) == ["number"]
    assert 'value="Typed name"' in answer.text
    assert '<a class="back-link" href="/clients/' in answer.text
    assert ">000002 Stored name</a>" in answer.text
    assert Customer.objects.get(pk=customer.pk).name == "Stored name"


# Two people on one record


def test_who_saves_second_is_shown_what_changed_keeps_what_he_typed_and_can_save_again(
    client: Client, manager: User, signed_in
) -> None:
    before, after = make_salesperson(name="M. Côté"), make_salesperson(name="J. Roy")
    customer = make_customer(name="A", note="Front door", phone="418 555-0100", salesperson=before)
    form = opened(client, customer)
    other = signed_in(manager)
    theirs = {"note": "Ring twice", "phone": "418 555-0199", "salesperson": after.pk}
    other.post(edit_of(customer), opened(other, customer) | theirs)

    told = client.post(edit_of(customer), form | {"note": "Back door", "name": "B"})
    stored = Customer.objects.values_list("name", "note", "phone", "salesperson").get()
    client.post(edit_of(customer), {field.name: field.value() or "" for field in told.context["form"]})

    rows = {name: (change[1:], typed) for name, change, typed in told.context["meanwhile"]}
    assert rows == {
        "note": ((manager, "Note", "Front door", "Ring twice"), "Back door"),
        "phone": ((manager, "Téléphone", "418 555-0100", "418 555-0199"), None),
        "salesperson": ((manager, "Vendeur", "M. Côté", "J. Roy"), None),
    }
    assert "data-keep-refused" in told.text
    assert stored == ("A", "Ring twice", "418 555-0199", after.pk)
    assert Customer.objects.values_list("name", "note", "phone", "salesperson").get() == (
        "B",
        "Back door",
        "418 555-0199",
        after.pk,
    )


def test_who_would_save_over_a_third_one_is_shown_that_too(client: Client) -> None:
    customer = make_customer(name="A", city="Lévis")
    form = opened(client, customer)
    Customer.objects.update(city="Québec")
    told = client.post(edit_of(customer), form | {"name": "B"})
    again = {field.name: field.value() or "" for field in told.context["form"]}
    Customer.objects.update(city="Beauport")

    told_again = client.post(edit_of(customer), again)

    [(name, change, typed)] = told_again.context["meanwhile"]
    assert (name, change.before, change.after, typed) == ("city", "Québec", "Beauport", None)
    assert Customer.objects.get().name == "A"


def test_a_deactivation_meanwhile_is_told_though_the_form_has_no_field_for_it(client: Client) -> None:
    customer = make_customer(name="A")
    form = opened(client, customer)
    Customer.objects.update(is_active=False)

    told = client.post(edit_of(customer), form | {"name": "B"})

    [(name, change, _typed)] = told.context["meanwhile"]
    assert (name, change.before, change.after) == ("is_active", "oui", "non")
    assert '<th scope="row">Actif</th>' in told.text


@pytest.mark.parametrize("version", ["", "-1", "x", "9" * 4301], ids=["none", "-1", "x", "too long"])
def test_a_form_that_does_not_say_its_version_saves_nothing(client: Client, version: str) -> None:
    customer = make_customer(name="A")

    answer = client.post(edit_of(customer), opened(client, customer) | {"name": "B", "version": version})

    assert list(answer.context["form"].errors) == ["version"]
    assert Customer.objects.get().name == "A"


@pytest.mark.parametrize("more", [1, 100, 10**30])
def test_r28_a_version_still_to_come_is_refused_and_what_was_typed_can_be_sent_again(
    client: Client, more: int
) -> None:
    """A backup that is restored takes the numbers of the versions back, while forms stay open."""
    customer = make_customer(name="A", note="Front door")
    Customer.objects.update(note="Ring twice")
    form = opened(client, customer)

    sent = form | {"note": "Back door", "version": form["version"] + more}
    told = client.post(edit_of(customer), sent)
    stored = Customer.objects.get().note
    again = {field.name: field.value() or "" for field in told.context["form"]}
    client.post(edit_of(customer), again)

    [(name, change, typed)] = told.context["meanwhile"]
    assert told.context["form"].has_error(NON_FIELD_ERRORS, CHANGED_MEANWHILE)
    assert (name, change.after, typed) == ("note", "Ring twice", "Back door")
    assert (told.status_code, stored) == (422, "Ring twice")
    assert again["version"] == str(form["version"])
    assert Customer.objects.get().note == "Back door"


def test_r28_a_change_that_comes_while_the_form_is_made_is_not_overwritten(client: Client) -> None:
    customer = make_customer(name="A")

    with just_after("customers_customer", lambda: Customer.objects.update(name="from another")):
        sent = opened(client, customer)
    answer = client.post(edit_of(customer), sent | {"name": "B"})

    assert [name for name, _change, _typed in answer.context["meanwhile"]] == ["name"]
    assert Customer.objects.get().name == "from another"


def test_the_version_is_kept_along_with_what_is_typed(client: Client) -> None:
    """What was typed at one version and put back at another would pass over what came between."""
    customer = make_customer()
    Customer.objects.update(city="Québec")

    page = client.get(edit_of(customer))

    version = page.context["form"]["version"].value()
    assert version > 0
    assert f'<input type="hidden" name="version" value="{version}" data-kept id="id_version">' in page.text


# The record


def test_the_record_offers_what_its_reader_may_do(client: Client, representative: User, signed_in) -> None:
    customer = make_customer(salesperson=representative.salespeople.get())

    pages = [one.get(record_of(customer)).text for one in (client, signed_in(representative))]

    assert [edit_of(customer) in page for page in pages] == [True, False]


def test_r28_what_is_no_number_is_sent_to_be_judged(client: Client) -> None:
    make_follow_up()

    pages = [client.get(page).text for page in (NEW, "/suivi-visites/")]
    refused = client.post(NEW, filled(stop="12e")).context["form"]

    assert ['type="number"' in page for page in pages] == [False, False]
    assert (list(refused.errors), refused["stop"].value()) == (["stop"], "12e")


def test_the_list_offers_a_new_customer_to_who_may(client: Client, representative: User, signed_in) -> None:
    pages = [one.get("/clients/").text for one in (client, signed_in(representative))]

    assert [NEW in page for page in pages] == [True, False]


def test_a_customer_is_deactivated_and_reactivated_from_his_record(client: Client) -> None:
    customer = make_customer(number="000124", name="Chez Léa")
    states = []

    for action in ("desactiver", "reactiver"):
        assert re.search(
            rf'(action|href)="/clients/{customer.pk}/{action}/"', client.get(record_of(customer)).text
        )
        page = client.post(f"/clients/{customer.pk}/{action}/", {"from": "/clients/"}, follow=True)
        customer.refresh_from_db()
        states.append((customer.is_active, page.redirect_chain, [str(m) for m in page.context["messages"]]))

    back = [(f"{record_of(customer)}?from=%2Fclients%2F", 302)]
    assert states == [
        (False, back, ["000124 Chez Léa est maintenant inactif."]),
        (True, back, ["000124 Chez Léa est de nouveau actif."]),
    ]


def test_a_customer_is_not_reactivated_by_a_link(client: Client) -> None:
    customer = make_customer(is_active=False)

    answer = client.get(f"/clients/{customer.pk}/reactiver/")

    customer.refresh_from_db()
    assert (answer.status_code, customer.is_active) == (405, False)


def test_deactivating_asks_first_and_tells_what_stays_to_be_done(client: Client) -> None:
    customer = make_customer()
    for action in ("Call back", "Bring samples"):
        make_follow_up(customer=customer, next_action=action, next_action_on=localdate())
    make_follow_up(next_action="Of another customer", next_action_on=localdate())
    address = f"/clients/{customer.pk}/desactiver/"

    page = client.get(address, {"from": "/clients/?q=a"}).text
    customer.refresh_from_db()
    left = customer.is_active
    client.post(address)
    again = client.get(address)

    assert left
    assert [action in page for action in ("Call back", "Bring samples", "Of another customer")] == [
        True,
        True,
        False,
    ]
    assert f'href="/clients/{customer.pk}/?from=%2Fclients%2F%3Fq%3Da"' in page
    assert (again.status_code, Customer.objects.get(pk=customer.pk).is_active) == (302, False)


def test_what_an_edit_changed_is_told(client: Client, office: User) -> None:
    customer = make_customer(name="A")
    client.post(edit_of(customer), opened(client, customer) | {"name": "<b>B</b>"})

    page = client.get(changes_of(customer))

    [change] = page.context["changes"]
    assert change[1:] == (office, "Nom", "A", "<b>B</b>")
    assert ">&lt;b&gt;B&lt;/b&gt;</td>" in page.text


def test_the_changes_ask_the_same_queries_for_1_and_for_3(client: Client) -> None:
    salespeople = [make_salesperson() for _ in range(4)]
    customer = make_follow_up(customer=make_customer(salesperson=salespeople[0])).customer
    counts = []

    for assigned in (salespeople[1:2], salespeople[2:]):
        for salesperson in assigned:
            client.post(edit_of(customer), opened(client, customer) | {"salesperson": salesperson.pk})
        with CaptureQueriesContext(connection) as queries:
            page = client.get(changes_of(customer))
        counts.append((len(page.context["changes"]), len(queries)))

    assert counts == [(1, counts[0][1]), (3, counts[0][1])]


def test_r27_the_form_speaks_english_too(client: Client, office: User) -> None:
    office.language = "en"
    office.save()

    answer = client.post(NEW, filled(postal_code="G6V 1AO", visit_every_days="0"))

    assert "This can&#x27;t be a Canadian postal code: G6V 1A1 is one." in answer.text
    assert "The visit frequency is from 1 to 3,650 days." in answer.text
