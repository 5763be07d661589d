"""Clients mobiles: the sheets of a count and of an order, without script (R15, R16, R28)."""

import datetime
import re
import uuid
from decimal import Decimal
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils.timezone import localdate

from customers.models import Customer
from followups.models import FollowUp
from par.models import CustomerItem, Order, ShelfCount
from tests.factories import (
    make_customer_item,
    make_item,
    make_shelf_count,
    make_user,
)
from tests.par.mobile.pages import page, submission_in, text_of, value_of
from webmino.roles import Role

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def test_a_count_is_kept_in_the_draft_and_opens_again_as_it_was(phone: Client, customer: Customer) -> None:
    """R15: empty is not counted, 0 is 0; it survives closing the page."""
    milk, butter, cream = (make_customer_item(customer=customer, par_quantity=5).item for _ in range(3))
    submission = submission_in(phone.get(page(customer, "count")).content.decode())

    phone.post(
        page(customer, "count"),
        {
            "submission": submission,
            f"quantity-{milk.pk}": "12,5",
            f"quantity-{butter.pk}": "0",
            "then": "close",
        },
    )
    again = phone.get(page(customer, "count"))

    assert [value_of(again, item) for item in (milk, butter, cream)] == ["12.5", "0", ""]
    assert submission_in(again.content.decode()) == submission
    assert "2 / 3 counted" in text_of(again)


@pytest.mark.parametrize("name", ["count", "order"])
def test_an_item_of_any_name_is_written_as_text(phone: Client, customer: Customer, name: str) -> None:
    """In its line, and in what the buttons and the link to its analysis say."""
    odd = """<b>&"' %s %(item)s"""
    item = make_item(code=f"{odd}/é", name_en=odd, name_fr=odd, unit=odd, pack_size=6)
    make_customer_item(customer=customer, item=item, par_quantity=5)

    html = phone.get(page(customer, name)).content.decode()

    line = html.split('<ol class="phone-lines">')[1].split("</ol>")[0]
    (link,) = re.findall('href="([^"]*)"', line)
    said = re.findall('aria-label="([^"]*)"', line)
    unit = "case" if name == "order" else ""
    assert "<b>" not in line
    assert f"{odd} {odd}/é · {odd}" in " ".join(unescape(re.sub("<[^>]+>", " ", line)).split())
    assert [unescape(words) for words in said] == [
        f"Analysis of {odd}",
        f"One {unit} less: {odd}".replace("  ", " "),
        f"One {unit} more: {odd}".replace("  ", " "),
    ]
    assert parse_qs(urlsplit(unescape(link)).query) == {
        "item": [f"{odd}/é"],
        "from": [page(customer, name)],
    }


def test_two_pages_of_one_count_send_what_each_changed(phone: Client, customer: Customer) -> None:
    milk, butter = (make_customer_item(customer=customer).item for _ in range(2))
    submission = submission_in(phone.get(page(customer, "count")).content.decode())
    sent = {"submission": submission, "then": "close"}

    sent |= {f"before-{milk.pk}": "", f"before-{butter.pk}": ""}
    phone.post(page(customer, "count"), sent | {f"quantity-{milk.pk}": "3", f"quantity-{butter.pk}": ""})
    phone.post(page(customer, "count"), sent | {f"quantity-{milk.pk}": "", f"quantity-{butter.pk}": "4"})

    lines = ShelfCount.objects.get().lines
    assert dict(lines.values_list("item", "quantity")) == {milk.pk: 3, butter.pk: 4}


def test_the_draft_answers_a_script_with_the_suggestions(phone: Client, customer: Customer) -> None:
    """R19: the figures are those of the one function."""
    milk = make_customer_item(customer=customer, item=make_item(pack_size=6), par_quantity=Decimal(12)).item

    answer = phone.post(
        page(customer, "draft"), {"submission": str(uuid.uuid4()), f"quantity-{milk.pk}": "3"}
    ).json()

    assert answer["suggestions"] == {str(milk.pk): "12 − 3 − 0 = 9 → case of 6: 12"}
    assert (answer["counted"], answer["faults"]) == (1, {})


@pytest.mark.parametrize("typed", ["-1", "trois", "1e9", "12345678901", "1.2345"])
def test_what_is_no_quantity_is_said_beside_its_item_and_the_rest_is_kept(
    phone: Client, customer: Customer, typed: str
) -> None:
    """R28."""
    milk, butter = (make_customer_item(customer=customer).item for _ in range(2))
    sent = {"submission": str(uuid.uuid4()), f"quantity-{milk.pk}": typed, f"quantity-{butter.pk}": "4"}

    answer = phone.post(page(customer, "draft"), sent).json()
    refused = phone.post(page(customer, "count"), sent | {"then": "visit"})

    assert list(answer["faults"]) == [str(milk.pk)]
    assert dict(ShelfCount.objects.get().lines.values_list("item", "quantity")) == {butter.pk: 4}
    assert refused.status_code == 422
    assert value_of(refused, milk) == typed
    assert FollowUp.objects.count() == 0


def test_a_slip_is_questioned_and_then_recorded_when_it_is_right(phone: Client, customer: Customer) -> None:
    milk = make_customer_item(customer=customer, par_quantity=Decimal(12)).item
    sent = {"submission": str(uuid.uuid4()), f"quantity-{milk.pk}": "37", "then": "visit"}

    questioned = phone.post(page(customer, "count"), sent)
    recorded = phone.post(page(customer, "count"), sent | {f"sure-{milk.pk}": "on"}, follow=True)

    assert questioned.status_code == 422
    assert "37 is a lot here. Correct it, or confirm that it is right." in text_of(questioned)
    assert "Visit recorded" in text_of(recorded)
    assert ShelfCount.objects.get().lines.get().quantity == 37


def test_an_order_is_filled_with_the_suggestions_of_the_count_in_hand(
    phone: Client, customer: Customer
) -> None:
    """R16, R19: others are at 0, and what has PAR 0 can be ordered."""
    milk = make_customer_item(customer=customer, item=make_item(pack_size=6), par_quantity=Decimal(12)).item
    butter = make_customer_item(customer=customer, par_quantity=Decimal(0)).item
    cream = make_customer_item(customer=customer, par_quantity=Decimal(4)).item
    sent = {"submission": str(uuid.uuid4()), f"quantity-{milk.pk}": "3", "then": "order"}

    order = phone.post(page(customer, "count"), sent, follow=True)

    assert [value_of(order, item) for item in (milk, butter, cream)] == ["12", "0", "0"]
    assert "12 − 3 − 0 = 9 → case of 6: 12" in text_of(order)


def test_r20_an_order_says_what_it_comes_to(phone: Client, customer: Customer) -> None:
    """An item of the catalogue is at its list price; what has no price is in no total, and counted."""
    listed = make_customer_item(customer=customer, price="1.25", item=make_item(list_price=9)).item
    unpriced, added = make_customer_item(customer=customer).item, make_item(list_price=2)
    typed = {f"quantity-{item.pk}": "3" for item in (listed, unpriced, added)}
    sent = typed | {"submission": str(uuid.uuid4()), "search": "1", "q": ""}

    opened = phone.get(page(customer, "order")).text
    shown = phone.post(page(customer, "order"), sent).text

    assert re.findall(r'data-asked="(.*?)"', shown) == ["1.250000", "", "2.000000"]
    assert re.findall(r"data-amount>(.*?)<", opened) == ["", ""]
    assert re.findall(r"data-amount>(.*?)<", shown) == ["$3.75", "—", "$6.00"]
    assert re.findall(r"data-(?:total|unpriced)>(.*?)<", opened) == ["$0.00", ""]
    assert re.findall(r"data-(?:total|unpriced)>(.*?)<", shown) == ["$9.75", "+ 1 item without a price"]


def test_without_a_count_an_order_says_which_count_it_rests_on(phone: Client, customer: Customer) -> None:
    """R16."""
    milk = make_customer_item(customer=customer, par_quantity=Decimal(12)).item
    day = localdate() - 3 * DAY
    make_shelf_count({milk: Decimal(2)}, customer=customer, counted_on=day)

    order = phone.get(page(customer, "order"))

    assert value_of(order, milk) == "10"
    assert f"suggested from the last count, of {day}" in text_of(order)


def test_any_item_of_the_catalogue_is_added_and_what_was_typed_stays(
    phone: Client, customer: Customer
) -> None:
    """R16."""
    milk = make_customer_item(customer=customer, par_quantity=Decimal(12)).item
    honey = make_item(name_en="Honey", name_fr="Miel", pack_size=4, list_price=Decimal("8.25"))
    make_item(name_en="Honey of before", name_fr="Miel d’avant", is_active=False)
    sent = {"submission": str(uuid.uuid4()), f"quantity-{milk.pk}": "7"}

    found = phone.post(page(customer, "order"), sent | {"q": "miel", "search": "1"})
    added = phone.post(page(customer, "order"), sent | {"add": str(honey.pk)})
    phone.post(page(customer, "order"), sent | {f"quantity-{honey.pk}": "4"})

    assert re.findall(r'name="add" value="(\d+)"', found.content.decode()) == [str(honey.pk)]
    assert [value_of(added, item) for item in (milk, honey)] == ["7", "4"]
    lines = Order.objects.get().lines.values_list("item", "quantity", "unit_price")
    assert set(lines) == {(milk.pk, 7, None), (honey.pk, 4, Decimal("8.25"))}


def test_an_empty_order_is_refused_and_points_to_the_visit(phone: Client, customer: Customer) -> None:
    """R16."""
    milk = make_customer_item(customer=customer).item

    refused = phone.post(
        page(customer, "order"), {"submission": str(uuid.uuid4()), f"quantity-{milk.pk}": "0", "note": "Vu"}
    )

    assert refused.status_code == 422
    assert "The order is empty" in text_of(refused)
    assert page(customer, "visit") in refused.content.decode()
    assert ">Vu</textarea>" in re.sub(r">\s+", ">", refused.content.decode())
    assert FollowUp.objects.count() == 0


def test_an_item_taken_off_the_list_while_one_counts_is_said_and_kept(
    phone: Client, customer: Customer
) -> None:
    milk = make_customer_item(customer=customer).item
    sent = {"submission": str(uuid.uuid4()), f"quantity-{milk.pk}": "3", "then": "close"}
    phone.post(page(customer, "count"), sent)
    CustomerItem.objects.update(is_active=False)

    again = phone.get(page(customer, "count"))

    assert value_of(again, milk) == "3"
    assert "taken off the list" in text_of(again)


def test_the_count_of_a_colleague_is_shown_and_not_merged(phone: Client, customer: Customer) -> None:
    """R15."""
    milk = make_customer_item(customer=customer).item
    colleague = make_user(Role.OFFICE, first_name="Chantal", last_name="Roy")
    make_shelf_count({milk: Decimal(8)}, customer=customer, state="draft", entered_by=colleague)

    count = phone.get(page(customer, "count"))

    assert "Chantal Roy has a count in hand" in text_of(count)
    assert value_of(count, milk) == ""


def test_what_another_typed_in_this_browser_is_not_sent_for_him(phone: Client, customer: Customer) -> None:
    """R25: a page that he left open says whose it is."""
    sent = {"submission": str(uuid.uuid4())}
    other = make_user(Role.REPRESENTATIVE)

    refused = phone.post(page(customer, "visit"), sent, headers={"X-Webmino-User": str(other.pk)})

    assert refused.status_code == 403
    assert FollowUp.objects.count() == 0


def test_a_draft_that_counts_nothing_leaves_an_order_on_the_last_count(
    phone: Client, customer: Customer
) -> None:
    """R16, R19: what the page suggests is what the order keeps."""
    milk = make_customer_item(customer=customer, par_quantity=Decimal(12)).item
    make_shelf_count({milk: Decimal(2)}, customer=customer, counted_on=localdate() - 3 * DAY)
    submission = submission_in(phone.get(page(customer, "count")).content.decode())
    phone.post(page(customer, "count"), {"submission": submission, "note": "Bonjour", "then": "order"})

    order = phone.get(page(customer, "order"))
    phone.post(
        page(customer, "order"), {"submission": submission, f"quantity-{milk.pk}": "10", "note": "Bonjour"}
    )

    assert value_of(order, milk) == "10"
    assert Order.objects.get().lines.get().figures == (12, 2, 0, 1, 10)
    assert ShelfCount.objects.drafts().count() == 0
