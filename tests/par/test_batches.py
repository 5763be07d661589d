"""Items spécifiques en lot: the form, the preview, what was made, and the way back."""

import html
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils.timezone import localdate

from par.forms import batches as forms
from par.models import Batch, CustomerItem
from par.views import batches as views
from tests.factories import (
    make_batch,
    make_category,
    make_customer,
    make_customer_item,
    make_follow_up,
    make_item,
    make_route,
    make_salesperson,
    make_service_type,
    make_sorting_group,
)
from tests.lists import queries_of, queries_of_page, rows_of_page, said
from webmino.models import User
from webmino.periods import DAY

pytestmark = pytest.mark.django_db
FORM, PREVIEW, BATCHES = "/items/lot/", "/items/lot/apercu/", "/items/lots/"


@pytest.fixture
def client(manager: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(manager)


def confirm(client: Client, page: Any) -> HttpResponse:
    """Press the button of a preview that was shown."""
    shown = re.search(r'name="shown" value="([^"]+)"', page.text)[1]
    return client.post(page.wsgi_request.get_full_path(), {"shown": html.unescape(shown)}, follow=True)


def listed(page: Any) -> list[tuple[str, str]]:
    """The customer and the item of each line that a preview shows."""
    return [(customer.name, line.item.code) for customer, line in page.context["rows"]]


# The form


def test_the_catalogue_leads_managers_to_it_and_nobody_else(
    client: Client, office: User, signed_in: Callable[[User], Client]
) -> None:
    pages = [one.get("/items/").text for one in (client, signed_in(office))]

    assert [f'href="{FORM}"' in page for page in pages] == [True, False]


def test_the_form_says_how_many_customers_its_filters_choose(client: Client) -> None:
    anne = make_salesperson(code="A")
    for _ in range(2):
        make_customer(salesperson=anne)
    make_customer(salesperson=anne, is_active=False)
    make_customer()

    chosen = [
        client.get(FORM, asked).context["choice"].count_in_words for asked in ({}, {"salesperson": "A"})
    ]

    assert chosen == ["3 clients", "2 clients"]


def test_items_are_searched_and_those_that_are_ticked_stay(client: Client) -> None:
    for code, name in (("A", "Crème"), ("B", "Lait à la crème"), ("C", "Crème glacée"), ("D", "Pain")):
        make_item(code=code, name_fr=name)
    make_item(code="E", name_fr="Crème sure", is_active=False)

    page = client.get(FORM, {"item": ["D", "C"], "item_q": "creme", "par": "2,5", "action": "par"})

    search = page.context["search"]
    assert [item.code for item in search.chosen] == ["C", "D"]
    assert [item.code for item in search.found] == ["A", "B", "E"]
    assert re.findall(r'name="item" value="(\w)" checked', page.text) == ["C", "D"]
    assert 'value="2,5"' in page.text
    assert re.search(r'value="par"[^>]* checked', page.text)


def test_items_whose_label_begins_so_come_first_and_what_is_left_out_is_said(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms.ItemSearch, "FOUND", 2)
    for code, name in (("A", "Chocolat au lait"), ("B", "Lait 2 %"), ("C", "Pain au lait")):
        make_item(code=code, name_fr=name)

    page = client.get(FORM, {"item_q": "lait"})

    assert [item.code for item in page.context["search"].found] == ["B", "A"]
    assert "précisez la recherche" in page.text


@pytest.mark.parametrize(
    ("asked", "field", "message"),
    [
        ({"item": []}, "item", "Choisissez au moins un item."),
        ({"item": ["A", "GONE"]}, "item", "GONE n’est pas au catalogue."),
        ({"item": ["A\x00"]}, "item", "n’est pas au catalogue."),
        ({"item": [f"{n}" for n in range(101)]}, "item", "au plus 100 items"),
        ({"action": "par"}, "par", "Indiquez le PAR"),
        ({"action": "par", "par": "-1"}, "par", "ne peut pas être négative"),
        ({"action": "par", "par": "douze"}, "par", "Écrivez un nombre"),
        ({"action": "add", "par": "1e9"}, "par", "Écrivez un nombre"),
        ({"action": "price"}, "price", "Indiquez le prix"),
        ({"action": "price", "price": "-0,01"}, "price", "ne peut pas être négatif"),
        ({"action": "destroy"}, "action", "Sélectionnez un choix valide"),
    ],
)
def test_r28_what_can_t_be_done_is_said_beside_its_field_and_stays_typed(
    client: Client, asked: dict[str, Any], field: str, message: str
) -> None:
    make_customer_item(item=make_item(code="A"))

    page = client.get(PREVIEW, {"item": "A", "action": "add"} | asked)

    errors = page.context["form"].errors
    assert page.status_code == 422
    assert list(errors) == [field]
    assert re.search(message, errors[field][0])
    assert html.escape(errors[field][0]) in page.text
    for typed in (asked.get("par"), asked.get("price")):
        assert typed is None or f'value="{typed}"' in page.text


def test_more_lines_than_can_be_changed_at_once_are_refused(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "MOST_PAIRS", 3)
    for code in ("A", "B"):
        make_item(code=code)
        make_customer()

    page = client.get(PREVIEW, {"item": ["A", "B"], "action": "add"})

    assert page.status_code == 422
    assert "Cela fait 4 lignes, et on peut en changer 3 à la fois" in page.text


def test_a_filter_that_is_wrong_chooses_nobody_and_is_said(client: Client) -> None:
    make_customer()
    make_item(code="A")

    page = client.get(PREVIEW, {"item": "A", "action": "add", "salesperson": "GONE"})

    assert (page.status_code, page.context["choice"].count) == (422, 0)
    assert 'id="filter-salesperson-error"' in page.text


# The preview


def test_customers_are_chosen_by_every_filter_of_the_lists(client: Client) -> None:
    make_item(code="A")
    chosen: dict[str, Any] = {
        "salesperson": make_salesperson(code="S"),
        "route": make_route(code="R"),
        "category": make_category(code="C"),
        "sorting_group": make_sorting_group(code="G"),
        "city": "Lévis",
    }
    make_customer(name="Chosen", **chosen)
    for name in chosen:
        make_customer(name=f"Chosen but for {name}", **chosen | {name: "" if name == "city" else None})
    make_customer(name="Chosen but inactive", is_active=False, **chosen)
    make_customer(name="Other", **chosen)
    asked = {"salesperson": "S", "route": "R", "category": "C", "sorting_group": "G", "city": "levis"}

    page = client.get(PREVIEW, asked | {"q": "chosen", "item": "A", "action": "add"})

    assert listed(page) == [("Chosen", "A")]


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param({"code": "TEL"}, id="code"),
        pytest.param({"done_by": "V-9"}, id="done by"),
        pytest.param({"days_since_min": "30"}, id="days since"),
        pytest.param({"due": "late"}, id="late"),
        pytest.param({"due": "overdue"}, id="next action overdue"),
    ],
)
def test_customers_are_chosen_by_their_last_follow_up_too(client: Client, asked: dict[str, str]) -> None:
    make_item(code="A")
    today, code, who = localdate(), make_service_type(code="TEL"), make_salesperson(code="V-9")
    chosen = make_customer(name="Chosen", visit_every_days=7, created_on=today - 90 * DAY)
    make_follow_up(
        customer=chosen,
        service_type=code,
        done_by=who,
        happened_on=today - 40 * DAY,
        next_action="call",
        next_action_on=today - DAY,
    )
    make_follow_up(customer=make_customer(name="Followed up today"), happened_on=today)
    make_customer(name="Never followed up")

    page = client.get(PREVIEW, asked | {"item": "A", "action": "add"})
    form = client.get(FORM, asked)

    assert listed(page) == [("Chosen", "A")]
    (address,) = re.findall(r'<strong><a href="([^"]*)">1 client</a>', form.text)
    assert [row.pk for row in rows_of_page(client, html.unescape(address))] == [chosen.pk]


def test_the_preview_says_what_would_change_and_changes_nothing(client: Client) -> None:
    milk, bread = make_item(code="LAIT"), make_item(code="PAIN", is_active=False)
    lea, luc = make_customer(number="1", name="Léa"), make_customer(number="2", name="Luc")
    make_customer_item(customer=lea, item=milk, par_quantity=12, price="3.5", is_active=False)
    make_customer_item(customer=luc, item=milk)
    make_customer_item(customer=luc, item=bread)
    before = list(CustomerItem.objects.order_by("pk").values())

    page = client.get(PREVIEW, {"item": ["LAIT", "PAIN"], "action": "add", "par": "2,5"})

    tallies = [
        (tally.added, tally.changed, tally.unchanged, tally.refused)
        for tally in page.context["plan"].shown_tallies
    ]
    assert tallies == [(1, 0, 1, 0), (0, 0, 1, 1), (1, 0, 2, 1)]
    assert listed(page) == [("Léa", "LAIT")]
    text = " ".join(re.sub(r"<[^>]+>", " ", page.text).split())
    assert "retiré de la liste PAR 2,5 · 3,50 $" in text
    assert "L’item est inactif au catalogue" in text
    assert [(customer.name, item.code) for customer, item in page.context["refused"]] == [("Léa", "PAIN")]
    assert list(CustomerItem.objects.order_by("pk").values()) == before
    assert Batch.objects.count() == 0


def test_lines_that_are_not_shown_are_counted(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "SHOWN", 1)
    make_item(code="A")
    for _ in range(3):
        make_customer()

    page = client.get(PREVIEW, {"item": "A", "action": "add"})

    assert "2 autres lignes ne sont pas affichées et seraient changées aussi." in page.text


def test_when_nothing_would_change_there_is_no_button(client: Client) -> None:
    make_customer_item(item=make_item(code="A"))

    page = client.get(PREVIEW, {"item": "A", "action": "add"})

    assert "Il n’y a rien à changer." in page.text
    assert 'name="shown"' not in page.text


# Making it


def test_what_was_previewed_is_done_once_it_is_confirmed(client: Client, manager: User) -> None:
    specific = make_customer_item(item=make_item(code="A"), par_quantity=5)
    page = client.get(PREVIEW, {"item": "A", "action": "par", "par": "2,5"})

    answer = confirm(client, page)

    batch = Batch.objects.get()
    specific.refresh_from_db()
    assert specific.par_quantity == Decimal("2.5")
    assert (batch.made_by, batch.action, batch.par_quantity) == (manager, "par", Decimal("2.5"))
    assert answer.redirect_chain == [(f"{BATCHES}{batch.pk}/", 302)]
    assert said(answer) == ["1 ligne a été changée."]


def test_when_something_changed_since_nothing_is_done_and_the_new_preview_is_shown(client: Client) -> None:
    specific = make_customer_item(item=make_item(code="A"), par_quantity=5)
    page = client.get(PREVIEW, {"item": "A", "action": "par", "par": "2"})
    CustomerItem.objects.update(par_quantity=7)

    refused = confirm(client, page)

    specific.refresh_from_db()
    assert specific.par_quantity == 7
    assert "rien n’a été fait" in said(refused)[0]
    assert refused.context["rows"][0][1].before.par_quantity == 7
    confirm(client, refused)
    specific.refresh_from_db()
    assert specific.par_quantity == 2


def test_pressed_twice_it_is_done_once(client: Client) -> None:
    make_customer()
    make_item(code="A")
    page = client.get(PREVIEW, {"item": "A", "action": "add"})

    confirm(client, page)
    again = confirm(client, page)

    assert "rien n’a été fait" in said(again)[0]
    assert (Batch.objects.count(), CustomerItem.objects.count()) == (1, 1)


def test_the_preview_asks_as_many_queries_for_1_as_for_20_customers(client: Client) -> None:
    make_item(code="A")
    counts = []

    for more in (1, 19):
        for _ in range(more):
            make_customer()
        counts.append(queries_of_page(client, PREVIEW, item="A", action="add"))

    assert counts[0] == counts[1]


# Afterwards


def test_batches_are_listed_the_newest_first(client: Client) -> None:
    first, second = make_batch(make_item(name_fr="Lait"), par_quantity=Decimal("2.5")), make_batch()

    page = client.get(BATCHES)

    assert list(page.context["page"]) == [second, first]
    assert re.search(r"Ajouter ceux qui manquent aux listes, PAR 2,5\s*</td>", page.text)
    assert "Lait" in page.text


def test_what_a_batch_did_is_said_in_the_singular_and_in_the_plural(client: Client) -> None:
    item, taken_out = make_item(), make_item(is_active=False)
    batch = make_batch(item, taken_out, customers=[make_customer(), make_customer()])
    Batch.objects.filter(pk=batch.pk).update(added_count=1, unchanged_count=1200)

    page = re.sub(r"[ \n]+", " ", client.get(f"{BATCHES}{batch.pk}/").text)

    nbsp = "\N{NO-BREAK SPACE}"
    assert f"Sur 2 clients choisis{nbsp}: 1 ajoutée, 0 changée, 1{nbsp}200 inchangées, 2 refusées." in page


@pytest.mark.parametrize("address", [BATCHES, "detail"])
def test_a_page_of_batches_asks_the_same_queries_for_1_and_for_3(client: Client, address: str) -> None:
    counts = []

    for count in (1, 2):
        customers = [make_customer() for _ in range(count)]
        batch = make_batch(*(make_item() for _ in range(count)), customers=customers)
        wanted = f"{BATCHES}{batch.pk}/" if address == "detail" else address
        counts.append(queries_of(lambda wanted=wanted: client.get(wanted)))

    assert counts[0] == counts[1]


def test_a_batch_is_undone_once_that_is_confirmed_and_what_stays_comes_first(client: Client) -> None:
    item, customers = make_item(), [make_customer(number=str(n), name=f"C{n}") for n in range(3)]
    batch = make_batch(item, customers=customers)
    CustomerItem.objects.filter(customer__name="C2").update(par_quantity=4)
    asked = client.get(f"{BATCHES}{batch.pk}/annuler/")
    listed_before = CustomerItem.objects.active().count()

    answer = client.post(f"{BATCHES}{batch.pk}/annuler/", follow=True)

    assert (asked.context["count"], asked.context["left"], listed_before) == (2, 1, 3)
    assert [line.customer_item.customer.name for line in asked.context["changed_since"]] == ["C2"]
    assert f"{item} (" in asked.text
    assert [one.customer.name for one in CustomerItem.objects.active().select_related("customer")] == ["C2"]
    assert said(answer) == [
        "2 lignes sont redevenues ce qu’elles étaient.",
        "1 ligne a été modifiée depuis et reste telle quelle.",
    ]
    assert [line.customer_item.customer.name for line in answer.context["page"]] == ["C2", "C0", "C1"]
    assert "non\N{NO-BREAK SPACE}: modifiée depuis" in answer.text
    assert "annuler/" not in answer.text


def test_the_chosen_customers_open_in_their_list_with_the_same_filters(client: Client) -> None:
    chosen = make_customer(name="Épicerie Léa", city="Lévis")
    make_customer(name="Épicerie Léa", city="Québec")
    make_customer(city="Lévis")

    page = client.get(FORM, {"q": "lea", "city": "levis", "item_q": "lait"})

    (address,) = re.findall(r'<strong><a href="([^"]*)">1 client</a>', page.text)
    assert rows_of_page(client, html.unescape(address)) == [chosen]


def test_undoing_twice_says_who_did_it_first(client: Client, manager: User) -> None:
    batch = make_batch()
    client.post(f"{BATCHES}{batch.pk}/annuler/", follow=True)

    answer = client.post(f"{BATCHES}{batch.pk}/annuler/", follow=True)

    assert said(answer) == [f"Ce lot a déjà été annulé, par {manager}."]
