"""Orders that are written at the desk (R16, R19, R20, R28)."""

import datetime
import html
import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.utils.timezone import localdate

from par.models import Order
from tests.factories import make_customer, make_customer_item, make_item, make_order, make_shelf_count
from tests.lists import said
from webmino.models import User

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


class Shop:
    """A customer with milk on his list, short of 5 in cases of 6, and butter that was not counted."""

    def __init__(self) -> None:
        self.customer = make_customer()
        self.milk = make_item(code="00481", name_en="Milk", pack_size=6, list_price=Decimal("2.50"))
        self.butter = make_item(code="00977", name_en="Butter", list_price=Decimal(4))
        self.cheese = make_item(code="00555", name_en="Cheddar", list_price=Decimal(9))
        make_customer_item(customer=self.customer, item=self.milk, par_quantity=12, position=1)
        make_customer_item(customer=self.customer, item=self.butter, par_quantity=10, position=2)
        make_shelf_count({self.milk: 3}, customer=self.customer)
        make_order({self.milk: 4}, customer=self.customer, expected_on=localdate() + DAY)

    @property
    def address(self) -> str:
        return f"/clients/{self.customer.pk}/commandes/nouvelle/"

    def draft(self, **quantities: int) -> Order:
        items = {getattr(self, name): quantity for name, quantity in quantities.items()}
        return make_order(items, customer=self.customer, status="draft", expected_on=None)


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def desk(office: User, signed_in: Callable[[User], Client]) -> Client:
    office.language = "en"
    office.save()
    return signed_in(office)


def fields_of(page: str) -> dict[str, str]:
    """What the order's form holds, as a browser would send it."""
    form = re.search(r'<form id="order-form".*?</form>', page, re.DOTALL)
    assert form
    inputs = re.findall(r"<input([^>]*)>", form[0])
    pairs = [(re.search(r'name="([^"]*)"', each), re.search(r'value="([^"]*)"', each)) for each in inputs]
    note = re.search(r"<textarea[^>]*>\s*(.*?)</textarea>", form[0], re.DOTALL)
    fields = {name[1]: html.unescape(value[1]) if value else "" for name, value in pairs if name}
    return fields | {"note": html.unescape(note[1]) if note else ""}


def newest() -> Order:
    return Order.objects.latest("pk")


def asked(order: Order) -> dict[str, Decimal]:
    return {line.item.code: line.quantity for line in order.lines.select_related("item")}


def test_r16_form_opens_with_the_suggestions_and_the_others_at_zero(shop: Shop, desk: Client) -> None:
    page = desk.get(shop.address).text

    fields = fields_of(page)
    assert (fields[f"quantity-{shop.milk.pk}"], fields[f"quantity-{shop.butter.pk}"]) == ("6", "0")
    assert "12 − 3 − 4 = 5 → case of 6: 6" in page
    assert "$2.50" in page


def total_said(page: str) -> str:
    """What the page says that the order comes to."""
    total = re.search(r'<p class="order-total".*?</p>', page, re.DOTALL)
    assert total
    return " ".join(re.sub(r"<[^>]+>", " ", total[0]).split())


def test_r20_form_says_what_the_order_comes_to(shop: Shop, desk: Client) -> None:
    unpriced = make_item()
    make_customer_item(customer=shop.customer, item=unpriced, par_quantity=1, position=3)
    opened = desk.get(shop.address).text
    typed = {f"quantity-{shop.butter.pk}": "2.5", f"quantity-{unpriced.pk}": "3", "do": "search"}

    shown = desk.post(shop.address, fields_of(opened) | typed).text

    assert total_said(opened) == "Subtotal before taxes: $15.00"
    assert re.findall(r"<span data-amount>(.*?)</span>", opened) == ["$15.00", "", ""]
    assert re.findall(r'data-asked="(.*?)"', opened) == ["2.500000", "4.000000", ""]
    assert total_said(shown) == "Subtotal before taxes: $25.00 + 1 item without a price"
    assert re.findall(r"<span data-amount>(.*?)</span>", shown) == ["$15.00", "$10.00", "—"]


def test_draft_is_saved_as_it_opened_and_promises_nothing(shop: Shop, desk: Client, office: User) -> None:
    fields = fields_of(desk.get(shop.address).text)

    answer = desk.post(shop.address, fields | {"do": "save", "note": "Before 9"})

    order = newest()
    assert answer.url == f"/commandes/{order.number}/"
    assert (order.status, order.expected_on, order.entered_by) == ("draft", None, office)
    assert order.note == "Before 9"
    assert asked(order) == {"00481": 6}
    assert order.lines.get().figures == (12, 3, 4, 6, 6)


def test_order_is_confirmed_from_its_form(shop: Shop, desk: Client) -> None:
    fields = fields_of(desk.get(shop.address).text)

    desk.post(shop.address, fields | {"do": "confirm", f"quantity-{shop.butter.pk}": "2,5"})

    order = newest()
    assert (order.status, order.ordered_on, order.expected_on) == (
        "confirmed",
        localdate(),
        localdate() + 2 * DAY,
    )
    assert asked(order) == {"00481": 6, "00977": Decimal("2.5")}


def test_r18_form_that_is_sent_twice_makes_one_order(shop: Shop, desk: Client) -> None:
    fields = fields_of(desk.get(shop.address).text)
    before = Order.objects.count()

    desk.post(shop.address, fields | {"do": "save"})
    again = desk.post(shop.address, fields | {"do": "save"})

    assert Order.objects.count() == before + 1
    assert again.url == f"/commandes/{newest()}/"


def test_form_that_is_filled_anew_after_it_made_an_order_asks_before_it_makes_another(
    shop: Shop, desk: Client
) -> None:
    fields = fields_of(desk.get(shop.address).text)
    desk.post(shop.address, fields | {"do": "save"})
    first = newest()

    other = desk.post(shop.address, fields | {"do": "save", f"quantity-{shop.milk.pk}": "12"})
    desk.post(shop.address, fields_of(other.text) | {"do": "save"})

    assert other.status_code == 422
    assert f"This form had made order {first} before." in other.text
    assert newest() != first
    assert asked(newest()) == {"00481": 12}


def test_r16_empty_order_is_refused_and_what_was_typed_is_kept(shop: Shop, desk: Client) -> None:
    fields = fields_of(desk.get(shop.address).text)
    before = Order.objects.count()

    answer = desk.post(
        shop.address, fields | {"do": "confirm", f"quantity-{shop.milk.pk}": "0", "note": "typed"}
    )

    assert answer.status_code == 422
    assert "The order is empty: give a quantity to at least one item." in answer.text
    assert f'<a href="/clients/{shop.customer.pk}/#follow-up-panel">Nothing to order?' in answer.text
    assert fields_of(answer.text)["note"] == "typed"
    assert Order.objects.count() == before


@pytest.mark.parametrize("typed", ["-1", "many", "1e9", "10000000000", "1.2345"])
def test_r28_quantity_that_is_none_is_said_beside_its_field(shop: Shop, desk: Client, typed: str) -> None:
    fields = fields_of(desk.get(shop.address).text)
    before = Order.objects.count()

    answer = desk.post(shop.address, fields | {"do": "save", f"quantity-{shop.butter.pk}": typed})

    assert answer.status_code == 422
    assert f'id="order-quantity-{shop.butter.pk}_error"' in answer.text
    assert fields_of(answer.text)[f"quantity-{shop.butter.pk}"] == typed
    assert Order.objects.count() == before


def test_quantity_far_above_the_par_is_questioned_once_and_then_taken(shop: Shop, desk: Client) -> None:
    fields = fields_of(desk.get(shop.address).text) | {f"quantity-{shop.butter.pk}": "31"}
    before = Order.objects.count()

    asked_back = desk.post(shop.address, fields | {"do": "save"})
    refused = Order.objects.count()
    desk.post(shop.address, fields_of(asked_back.text) | {"do": "save"})

    assert asked_back.status_code == 422
    assert "31, more than three times its PAR of 10." in asked_back.text
    assert refused == before
    assert asked(newest()) == {"00481": 6, "00977": 31}


def test_another_slip_is_questioned_too(shop: Shop, desk: Client) -> None:
    fields = fields_of(desk.get(shop.address).text) | {f"quantity-{shop.butter.pk}": "31"}
    asked_back = desk.post(shop.address, fields | {"do": "save"})
    before = Order.objects.count()

    again = desk.post(
        shop.address, fields_of(asked_back.text) | {"do": "save", f"quantity-{shop.butter.pk}": "310"}
    )

    assert "310, more than three times its PAR of 10." in again.text
    assert Order.objects.count() == before


def test_item_of_the_catalogue_is_found_and_added_and_what_was_typed_is_kept(
    shop: Shop, desk: Client
) -> None:
    make_item(code="00556", name_en="Cheddar of old", is_active=False)
    fields = fields_of(desk.get(shop.address).text) | {f"quantity-{shop.milk.pk}": "18"}

    found = desk.post(shop.address, fields | {"do": "search", "q": "chedd"})
    added = desk.post(shop.address, fields_of(found.text) | {"add": str(shop.cheese.pk)})
    desk.post(
        shop.address,
        fields_of(added.text) | {"do": "confirm", "q": "", f"quantity-{shop.cheese.pk}": "2"},
    )

    assert [item.code for item in found.context["found"]] == ["00555"]
    assert asked(newest()) == {"00481": 18, "00555": 2}
    assert [line.unit_price for line in newest().lines.all()] == [Decimal("2.50"), 9]


def test_enter_searches_when_something_is_typed_there_else_saves(shop: Shop, desk: Client) -> None:
    fields = fields_of(desk.get(shop.address).text)
    before = Order.objects.count()

    searched = desk.post(shop.address, fields | {"do": "enter", "q": "chedd"})
    not_saved = Order.objects.count()
    desk.post(shop.address, fields | {"do": "enter", "q": ""})

    assert [item.code for item in searched.context["found"]] == ["00555"]
    assert not_saved == before
    assert newest().status == "draft"


def test_items_that_were_added_come_back_with_what_was_typed_for_them(shop: Shop, desk: Client) -> None:
    fields = fields_of(desk.get(shop.address).text) | {"added": f"{shop.cheese.pk}:7;{shop.milk.pk}:1"}

    page = desk.post(shop.address, fields).text

    assert fields_of(page)[f"quantity-{shop.cheese.pk}"] == "7"
    assert fields_of(page)[f"quantity-{shop.milk.pk}"] == "6"


def test_item_that_is_added_starts_at_one_case_as_on_the_phone(shop: Shop, desk: Client) -> None:
    cream = make_item(code="00666", name_en="Cream", pack_size=12, list_price=Decimal(1))
    fields = fields_of(desk.get(shop.address).text)

    page = desk.post(shop.address, fields | {"add": str(cream.pk)}).text

    found = fields_of(page)
    assert (found[f"quantity-{cream.pk}"], found["added"]) == ("12", f"{cream.pk}:12")


def test_r28_faulty_quantities_are_listed_and_the_first_has_the_keyboard(shop: Shop, desk: Client) -> None:
    fields = fields_of(desk.get(shop.address).text)
    typed = {f"quantity-{shop.milk.pk}": "-1", f"quantity-{shop.butter.pk}": "many"}

    refused = desk.post(shop.address, fields | typed | {"do": "save"})

    assert refused.status_code == 422
    listed = re.search(r'<div class="form-notice".*?</div>', refused.text, re.DOTALL)
    assert listed
    assert " ".join(re.sub(r"<[^>]+>", " ", listed[0]).split()) == (
        "2 quantities are to be corrected. Nothing is saved yet. 00481 Milk : A quantity is not below zero."
        " 00977 Butter : Write a number such as 12.5."
    )
    focused = re.findall(r'<input[^>]* name="([^"]*)"[^>]* autofocus', refused.text)
    assert focused == [f"quantity-{shop.milk.pk}"]


def test_items_that_were_added_without_a_quantity_are_said_to_be_left_out(shop: Shop, desk: Client) -> None:
    """Those of the list that are at 0 are not."""
    fields = fields_of(desk.get(shop.address).text) | {"add": str(shop.cheese.pk)}
    added = fields_of(desk.post(shop.address, fields).text)

    answer = desk.post(shop.address, added | {"do": "save", f"quantity-{shop.cheese.pk}": "0"}, follow=True)

    order = newest()
    assert asked(order) == {"00481": 6}
    assert said(answer) == [
        f"Draft {order} is saved.",
        "00555 Cheddar was added without a quantity: it is not in the order.",
    ]


def test_r28_what_was_typed_for_an_item_that_left_the_list_meanwhile_is_not_lost(
    shop: Shop, desk: Client
) -> None:
    fields = fields_of(desk.get(shop.address).text) | {f"quantity-{shop.butter.pk}": "4"}
    shop.customer.specific_items.filter(item=shop.butter).update(is_active=False)

    desk.post(shop.address, fields | {"do": "save"})

    assert asked(newest()) == {"00481": 6, "00977": 4}


def test_draft_is_edited_at_the_prices_and_with_the_suggestions_of_now(shop: Shop, desk: Client) -> None:
    draft = shop.draft(milk=6, cheese=1)
    type(shop.milk).objects.filter(pk=shop.milk.pk).update(list_price=3)
    address = f"/commandes/{draft}/modifier/"
    fields = fields_of(desk.get(address).text)

    desk.post(address, fields | {"do": "save", f"quantity-{shop.milk.pk}": "12", "note": "more"})

    draft.refresh_from_db()
    assert (draft.status, draft.note) == ("draft", "more")
    assert [(line.quantity, line.unit_price) for line in draft.lines.all()] == [(12, 3), (1, 9)]
    assert draft.lines.first().figures == (12, 3, 4, 6, 6)


def test_r28_who_saves_a_draft_second_is_shown_what_changed_and_keeps_what_he_typed(
    shop: Shop, desk: Client, manager: User, signed_in: Callable[[User], Client]
) -> None:
    draft = shop.draft(milk=6, butter=1)
    address = f"/commandes/{draft}/modifier/"
    first, second = fields_of(desk.get(address).text), fields_of(desk.get(address).text)
    signed_in(manager).post(
        address, first | {"do": "save", f"quantity-{shop.milk.pk}": "18", "note": "first"}
    )

    refused = desk.post(address, second | {"do": "confirm", f"quantity-{shop.butter.pk}": "2"})
    stored = asked(draft)
    desk.post(address, fields_of(refused.text) | {"do": "confirm"})

    assert refused.status_code == 422
    assert [tuple(each) for each in refused.context["meanwhile"]] == [
        ("Note", "", "first", None),
        ("00481 Milk", "6", "18", None),
    ]
    assert refused.context["last_change"].user == manager
    assert stored == {"00481": 18, "00977": 1}
    draft.refresh_from_db()
    assert (draft.status, draft.note, asked(draft)) == ("confirmed", "first", {"00481": 18, "00977": 2})


def test_r28_what_was_typed_for_a_draft_that_was_confirmed_meanwhile_is_shown(
    shop: Shop, desk: Client
) -> None:
    draft = shop.draft(milk=6)
    address = f"/commandes/{draft}/modifier/"
    fields = fields_of(desk.get(address).text)
    Order.objects.filter(pk=draft.pk).update(status="confirmed", expected_on=localdate())
    typed = {f"quantity-{shop.milk.pk}": "12", f"quantity-{shop.butter.pk}": "two", "note": "Before 9"}

    refused = desk.post(address, fields | typed | {"do": "save"})

    assert (refused.status_code, refused.context["said"]) == (
        422,
        f"{draft} is no longer a draft: it can't be edited.",
    )
    assert [(each.label, each.stored, each.typed) for each in refused.context["typed"]] == [
        ("Note", "", "Before 9"),
        ("00481 Milk", "6", "12"),
        ("00977 Butter", "0", "two"),
    ]
    assert asked(draft) == {"00481": 6}


def test_draft_that_was_confirmed_meanwhile_as_it_is_typed_only_says_so(shop: Shop, desk: Client) -> None:
    draft = shop.draft(milk=6)
    address = f"/commandes/{draft}/modifier/"
    fields = fields_of(desk.get(address).text)
    Order.objects.filter(pk=draft.pk).update(status="confirmed", expected_on=localdate())

    answer = desk.post(address, fields | {"do": "save"}, follow=True)

    assert answer.redirect_chain == [(f"/commandes/{draft}/", 302)]
    assert said(answer) == [f"{draft} is no longer a draft: it can't be edited."]


# What `opened` of a form that somebody tampered with may hold, for the milk of a shop.
DAMAGED = [
    *('{"note": "\\ud800", "quantities": {}}', '{"note": 1, "quantities": {}}', '{"note": ""}', "[]", "x"),
    *(
        '{"note": "", "quantities": {"MILK": SAID}}'.replace("SAID", said)
        for said in ('"1E+9999999"', '"1E-9999999"', '"NaN"', '"-1"', '"0"', '"1e9"', "true", "[1]", '"x"')
    ),
    '{"note": "", "quantities": {"x": "1"}}',
]


@pytest.mark.parametrize("damaged", DAMAGED)
def test_r28_form_whose_opening_is_damaged_is_refused(damaged: str, shop: Shop, desk: Client) -> None:
    draft = shop.draft(milk=6)
    opened = damaged.replace("MILK", str(shop.milk.pk))
    fields = fields_of(desk.get(f"/commandes/{draft}/modifier/").text) | {"opened": opened}

    edited = desk.post(f"/commandes/{draft}/modifier/", fields | {"do": "save"})
    confirmed = desk.post(f"/commandes/{draft}/confirmer/", {"opened": opened}, follow=True)

    draft.refresh_from_db()
    assert edited.status_code == 422
    assert edited.context["form"].errors == {"opened": ["This form is damaged. Open it again."]}
    assert said(confirmed) == ["This page is damaged. Open it again."]
    assert (draft.status, asked(draft)) == ("draft", {"00481": 6})


def test_draft_is_thrown_away_once_that_is_confirmed(shop: Shop, desk: Client) -> None:
    draft = shop.draft(milk=6)
    address = f"/commandes/{draft}/jeter/"

    question = desk.get(address)
    still_there = Order.objects.filter(pk=draft.pk).exists()
    answer = desk.post(address)

    assert "Its 1 line is lost with it." in question.text
    assert still_there
    assert answer.url == f"/clients/{shop.customer.pk}/commandes/"
    assert not Order.objects.filter(pk=draft.pk).exists()


def test_order_that_is_no_draft_is_not_thrown_away(shop: Shop, desk: Client) -> None:
    order = make_order({shop.milk: 1}, customer=shop.customer)

    question = desk.get(f"/commandes/{order}/jeter/", follow=True)
    answer = desk.post(f"/commandes/{order}/jeter/", follow=True)

    assert question.redirect_chain == [(f"/commandes/{order}/", 302)]
    assert said(question) == [f"{order} is no longer a draft: it is confirmed."]
    assert said(answer) == [f"{order} is confirmed already."]
    assert Order.objects.filter(pk=order.pk).exists()
