"""An order's page and documents, what becomes of it, and the lists of orders (R4, R19, R20, R25, R26)."""

import datetime
import io
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.utils.timezone import localdate
from openpyxl import Workbook, load_workbook
from pypdf import PdfReader

from followups.services.checks import locked
from par.models import Order
from par.services.orders import place_order
from tests.factories import (
    make_customer,
    make_customer_item,
    make_follow_up,
    make_item,
    make_order,
    make_route,
    make_salesperson,
    make_shelf_count,
    make_user,
)
from tests.lists import numbers_of_queries, queries_of_page, rows_of_file, rows_of_page, said, workbook_of
from webmino.company import CompanySettings
from webmino.models import User
from webmino.roles import Role

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
LONG_AGO = datetime.datetime(2026, 1, 1, 12, tzinfo=datetime.UTC)


@pytest.fixture
def desk(office: User, signed_in: Callable[[User], Client]) -> Client:
    office.language = "en"
    office.save()
    return signed_in(office)


@pytest.fixture
def salesman(representative: User, signed_in: Callable[[User], Client]) -> Client:
    representative.language = "en"
    representative.save()
    return signed_in(representative)


def pdf_text(client: Client, order: Order) -> str:
    answer = client.get(f"/commandes/{order}.pdf")
    assert answer["Content-Type"] == "application/pdf"
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    return text.replace("\xa0", " ")


def workbook(client: Client, order: Order) -> Workbook:
    return load_workbook(io.BytesIO(client.get(f"/commandes/{order}.xlsx").content))


def lines_of_workbook(client: Client, order: Order) -> list[tuple[object, ...]]:
    """The lines under the head, and the subtotal."""
    rows = list(workbook(client, order).worksheets[0].values)
    head = next(at for at, row in enumerate(rows) if row[0] == "Code")
    return rows[head + 1 :]


def shelf(**fields: object) -> tuple[object, object]:
    """A customer with milk, short of 5 in cases of 6: 12 less 3 counted and 4 on order."""
    customer = make_customer(language="en", **fields)
    milk = make_item(code="00481", name_en="Milk", pack_size=6, list_price=Decimal("2.50"))
    make_customer_item(customer=customer, item=milk, par_quantity=12)
    make_shelf_count({milk: 3}, customer=customer)
    make_order({milk: 4}, customer=customer, expected_on=localdate() + DAY)
    return customer, milk


def test_r19_suggestion_is_the_same_on_the_page_in_the_pdf_and_in_excel(desk: Client, office: User) -> None:
    customer, milk = shelf()
    order = place_order(locked(customer), by=office, asked=[(milk, Decimal(12))])

    page = desk.get(f"/commandes/{order}/").text
    paper = pdf_text(desk, order)
    line, subtotal, *_rest = lines_of_workbook(desk, order)

    assert "12 − 3 − 4 = 5 → case of 6: 6" in page
    assert "instead of 6" in page
    assert "12 − 3 − 4 = 5 → case of 6: 6" in paper
    sum_in_words = "12 − 3 − 4 = 5 → case of 6: 6"
    assert line == ("00481", "Milk", None, 12, 3, 4, 6, sum_in_words, 12, 2.5, 30)
    assert subtotal[-2:] == ("Subtotal before taxes", 30)
    assert ("$30.00" in page, "$30.00" in paper) == (True, True)


def test_r19_what_is_delivered_is_subtracted_no_more(desk: Client, office: User) -> None:
    customer, _milk = shelf()
    address = f"/clients/{customer.pk}/commandes/nouvelle/"
    before = desk.get(address).text

    desk.post(f"/commandes/{Order.objects.get()}/livrer/")

    assert "12 − 3 − 4 = 5 → case of 6: 6" in before
    assert "12 − 3 − 0 = 9 → case of 6: 12" in desk.get(address).text


def test_r20_free_is_an_amount_and_no_price_is_said_and_in_no_total(desk: Client) -> None:
    customer = make_customer(language="en")
    items = [make_item(list_price=price, name_en="x") for price in (Decimal("1.25"), Decimal(0), None)]
    order = make_order(dict.fromkeys(items, 2), customer=customer)

    page = desk.get(f"/commandes/{order}/").text
    paper = pdf_text(desk, order)
    *lines, subtotal, unpriced = lines_of_workbook(desk, order)

    assert [line[-2:] for line in lines] == [(1.25, 2.5), (0, 0), ("no price", None)]
    assert subtotal[-1] == 2.5
    said_everywhere = "1 line without a price is not in the subtotal."
    assert (said_everywhere in page, said_everywhere in paper, unpriced[0]) == (True, True, said_everywhere)
    assert ("$0.00" in page, "$0.00" in paper) == (True, True)


def test_r20_documents_are_in_the_customers_language_whoever_asks(desk: Client) -> None:
    item = make_item(code="=1", name_fr="Œufs frais à l’érable", name_en="Eggs", list_price=Decimal("1234.5"))
    french = make_order({item: 2}, customer=make_customer(language="fr", name="L’Œuf d’Été"))
    english = make_order({item: 2}, customer=make_customer(language="en"))

    assert "L’Œuf d’Été" in pdf_text(desk, french)
    assert "Œufs frais à l’érable" in pdf_text(desk, french)
    assert "2 469,00" in pdf_text(desk, french)
    assert "Eggs" in pdf_text(desk, english)
    assert "2,469.00" in pdf_text(desk, english)
    assert lines_of_workbook(desk, french)[0][:2] == ("=1", "Œufs frais à l’érable")


def test_documents_say_who_sells(desk: Client) -> None:
    CompanySettings(name="Distribution Boréale", address="12, rue du Quai\nLévis").save()
    order = make_order({make_item(): 1}, customer=make_customer(language="en"))

    paper = pdf_text(desk, order)
    rows = [row[0] for row in workbook(desk, order).worksheets[0].values]

    assert "Distribution Boréale" in paper
    assert "12, rue du Quai" in paper
    assert rows[:4] == [f"Order {order}", "Distribution Boréale", "12, rue du Quai", "Lévis"]


def test_long_order_goes_on_over_numbered_pages_with_its_head_on_each(desk: Client) -> None:
    items = [make_item(name_en=f"Item {n} " + "very long label " * 40, list_price=1) for n in range(30)]
    items.append(make_item(name_en="W" * 1000))
    order = make_order(dict.fromkeys(items, 1), customer=make_customer(language="en"), note="word " * 2000)

    pages = PdfReader(io.BytesIO(desk.get(f"/commandes/{order}.pdf").content)).pages

    count = len(pages)
    texts = [page.extract_text() for page in pages]
    assert count > 5
    assert [f"page {number} of {count}" in text for number, text in enumerate(texts, 1)] == [True] * count
    assert ["Unit price" in text for text in texts[:3]] == [True] * 3
    assert [any(f"Item {n} " in text for text in texts) for n in range(30)] == [True] * 30


def test_page_of_an_order_links_to_its_follow_up_and_that_one_to_the_order(desk: Client) -> None:
    customer = make_customer()
    follow_up = make_follow_up(customer=customer)
    order = make_order({make_item(): 1}, customer=customer, follow_up=follow_up)

    page = desk.get(f"/commandes/{order}/").text
    panel = desk.get(f"/clients/{customer.pk}/").text

    assert f'href="/suivis/{follow_up.pk}/"' in page
    assert f'href="/commandes/{order}/"' in panel


def test_panel_finds_the_orders_of_its_lines_in_one_query(desk: Client) -> None:
    customer = make_customer()

    def add(more: int) -> None:
        for _each in range(more):
            follow_up = make_follow_up(customer=customer)
            make_order({make_item(): 1}, customer=customer, follow_up=follow_up)

    counts = []
    for more in (1, 4):
        add(more)
        counts.append(queries_of_page(desk, f"/clients/{customer.pk}/"))

    assert counts[0] == counts[1]


def test_draft_is_confirmed_at_the_prices_of_now(desk: Client) -> None:
    item = make_item(list_price=2)
    draft = make_order({item: 3}, status="draft", expected_on=None)
    opened = desk.get(f"/commandes/{draft}/").context["opened"]
    type(item).objects.update(list_price=5)

    answer = desk.post(f"/commandes/{draft}/confirmer/", {"opened": opened}, follow=True)

    draft.refresh_from_db()
    assert (draft.status, draft.ordered_on, draft.expected_on) == (
        "confirmed",
        localdate(),
        localdate() + 2 * DAY,
    )
    assert draft.lines.get().amount == 15
    assert said(answer) == [
        "Prices changed since the draft: the order has those of today.",
        f"Order {draft} is confirmed. Expected on {draft.expected_on}.",
    ]


def test_order_that_is_confirmed_twice_says_so_and_changes_nothing(desk: Client) -> None:
    draft = make_order({make_item(): 3}, status="draft", expected_on=None)
    opened = desk.get(f"/commandes/{draft}/").context["opened"]
    desk.post(f"/commandes/{draft}/confirmer/", {"opened": opened})
    before = Order.objects.values().get()

    answer = desk.post(f"/commandes/{draft}/confirmer/", {"opened": opened}, follow=True)

    assert said(answer)[-1] == f"{draft} is confirmed already."
    assert Order.objects.values().get() == before


def test_draft_that_somebody_changed_meanwhile_is_not_confirmed_unseen(desk: Client) -> None:
    draft = make_order({make_item(): 3}, status="draft", expected_on=None)
    opened = desk.get(f"/commandes/{draft}/").context["opened"]
    draft.lines.update(quantity=300)

    answer = desk.post(f"/commandes/{draft}/confirmer/", {"opened": opened}, follow=True)

    assert said(answer) == ["This draft was changed in the meantime. Nothing is saved yet."]
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_order_is_delivered_and_not_after_all(desk: Client) -> None:
    order = make_order({make_item(): 3})
    address = f"/commandes/{order}/livrer/"

    statuses = []
    for sent in ({}, {}, {"undo": "1"}):
        answer = desk.post(address, sent, follow=True)
        order.refresh_from_db()
        statuses.append((order.status, said(answer)))

    assert statuses == [
        ("delivered", [f"Order {order} is delivered."]),
        ("delivered", [f"{order} is delivered already."]),
        ("confirmed", [f"Order {order} is marked as not delivered."]),
    ]


def test_r4_order_is_cancelled_for_a_reason_and_its_visit_stays(desk: Client, office: User) -> None:
    customer = make_customer()
    follow_up = make_follow_up(customer=customer)
    order = make_order({make_item(): 1}, customer=customer, follow_up=follow_up, entered_by=office)
    address = f"/commandes/{order}/annuler/"

    refused = desk.post(address, {"reason": " "})
    desk.post(address, {"reason": "wrong customer"})

    order.refresh_from_db()
    follow_up.refresh_from_db()
    assert refused.status_code == 422
    assert (order.status, order.cancel_reason, order.cancelled_by) == ("cancelled", "wrong customer", office)
    assert (follow_up.is_cancelled, order.follow_up) == (False, follow_up)
    assert "wrong customer" in desk.get(f"/commandes/{order}/").text


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        *((page, [404, 405]) for page in ("/", ".pdf", ".xlsx")),
        *((page, [405, 404]) for page in ("/confirmer/", "/livrer/")),
        *((page, [404, 404]) for page in ("/modifier/", "/annuler/", "/jeter/")),
    ],
)
def test_number_that_no_text_can_be_is_of_no_order(page: str, expected: list[int], desk: Client) -> None:
    address = f"/commandes/CMD%00{page}"

    answers = [desk.get(address), desk.post(address)]

    assert [answer.status_code for answer in answers] == expected


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        (Role.REPRESENTATIVE, {"his own of today"}),
        (Role.OFFICE, {"his own of today"}),
        (Role.MANAGER, {"his own of today", "his own of another day", "another's of today"}),
        (Role.ADMINISTRATOR, {"his own of today", "his own of another day", "another's of today"}),
    ],
)
def test_r4_author_cancels_the_same_day_and_managers_later(
    role: Role, offered: set[str], signed_in: Callable[[User], Client]
) -> None:
    user, salesperson = make_user(role), make_salesperson()
    user.salespeople.add(salesperson)
    customer, author = make_customer(salesperson=salesperson), make_user(Role.OFFICE)
    client, new_year = signed_in(user), datetime.datetime(2026, 1, 1, 12, tzinfo=datetime.UTC)
    orders = {
        "his own of today": make_order({make_item(): 1}, customer=customer, entered_by=user),
        "his own of another day": make_order(
            {make_item(): 1}, customer=customer, entered_by=user, created_at=new_year
        ),
        "another's of today": make_order({make_item(): 1}, customer=customer, entered_by=author),
    }

    shown = {name for name, order in orders.items() if "/annuler/" in client.get(f"/commandes/{order}/").text}
    for order in orders.values():
        client.post(f"/commandes/{order}/annuler/", {"reason": "mistake"})

    cancelled = set(Order.objects.filter(status="cancelled"))
    assert shown == offered
    assert cancelled == {orders[name] for name in offered}


def test_r23_invoiced_order_is_not_cancelled(desk: Client) -> None:
    order = make_order({make_item(): 1}, status="invoiced", invoice="F-1")

    desk.post(f"/commandes/{order}/annuler/", {"reason": "mistake"})

    order.refresh_from_db()
    assert order.status == "invoiced"


def test_r25_documents_need_no_permission_to_export_but_the_customer(
    salesman: Client, representative: User
) -> None:
    own = make_order({make_item(): 1}, customer=make_customer(salesperson=representative.salespeople.get()))
    other = make_order({make_item(): 1}, customer=make_customer(salesperson=make_salesperson()))

    answers = {
        suffix: [salesman.get(f"/commandes/{order}{suffix}").status_code for order in (own, other)]
        for suffix in ("/", ".pdf", ".xlsx")
    }

    assert answers == {"/": [200, 404], ".pdf": [200, 404], ".xlsx": [200, 404]}


def test_r5_order_keeps_the_salesperson_and_route_of_its_day(desk: Client, office: User) -> None:
    before, route = make_salesperson(name="Mélanie"), make_route(code="R-OLD")
    customer = make_customer(salesperson=before, route=route)
    order = place_order(locked(customer), by=office, asked=[(make_item(), Decimal(1))])
    customer.salesperson, customer.route = make_salesperson(name="Luc"), make_route()
    customer.save()

    page = desk.get(f"/commandes/{order}/").text
    listed = desk.get("/commandes/", {"salesperson": before.code, "route": "R-OLD"})

    assert ("Mélanie" in page, "Luc" in page) == (True, False)
    assert [row.record for row in listed.context["table"].rows] == [order]


@pytest.mark.parametrize(
    ("status", "days", "told"),
    [
        ("confirmed", -1, True),
        ("confirmed", 0, False),
        ("confirmed", 1, False),
        ("delivered", -1, False),
        ("invoiced", -1, False),
        ("cancelled", -1, False),
        ("draft", None, False),
    ],
)
def test_r19_a_delivery_that_passed_without_being_marked_is_told(
    desk: Client, status: str, days: int | None, told: bool
) -> None:
    cancelled = {"cancelled_at": LONG_AGO, "cancel_reason": "twice"} if status == "cancelled" else {}
    order = make_order(
        {make_item(): 1},
        status=status,
        invoice="F-1" if status == "invoiced" else "",
        expected_on=None if days is None else localdate() + days * DAY,
        **cancelled,
    )
    addresses = ("/commandes/", f"/commandes/{order}/", f"/clients/{order.customer_id}/commandes/")

    pages = [desk.get(address).text for address in addresses]

    assert ["expected delivery passed" in page for page in pages] == [told] * 3


def test_list_chooses_by_each_filter(desk: Client) -> None:
    here, there = make_customer(name="Épicerie Léa", city="Lévis"), make_customer(city="Québec")
    coming = make_order({make_item(): 1}, customer=here, expected_on=localdate() + DAY)
    old = make_order({make_item(): 1}, customer=there, ordered_on=localdate() - 40 * DAY)
    draft = make_order({make_item(): 1}, customer=there, status="draft", expected_on=None)

    def found(**params: str) -> set[Order]:
        return set(rows_of_page(desk, "/commandes/", **params))

    assert found() == {coming, old, draft}
    assert found(q="epicerie lea") == {coming}
    assert found(q=str(old)) == {old}
    assert found(status="draft") == {draft}
    assert found(coming="only") == {coming}
    assert found(city="levis") == {coming}
    assert found(period_to=(localdate() - 30 * DAY).isoformat()) == {old}


def test_r26_file_holds_rows_and_totals_of_the_screen(
    manager: User, signed_in: Callable[[User], Client]
) -> None:
    manager.language = "en"
    manager.save()
    client = signed_in(manager)
    customer = make_customer(number="000124", name="Épicerie Léa")
    order = make_order({make_item(list_price=Decimal("1.25")): 2, make_item(): 1}, customer=customer)
    make_order({make_item(list_price=100): 1}, status="draft", expected_on=None)

    head, row = rows_of_file(client, "/commandes/", q="000124")
    facts = dict(workbook_of(client, "/commandes/").worksheets[-1].values)
    page = client.get("/commandes/").text

    told = dict(zip(head, row, strict=True))
    assert (told["Order"], told["No."], told["Status"], told["Lines"]) == (
        str(order),
        "000124",
        "confirmed",
        2,
    )
    assert (told["Lines without a price"], told["Subtotal before taxes"]) == (1, 2.5)
    assert facts["Orders in the total, without drafts and cancelled ones"] == 1
    assert facts["Subtotal before taxes"] == 2.5
    assert "1 order in all, without drafts and cancelled ones: $2.50 before taxes." in page


def test_list_takes_as_many_queries_for_many_orders_as_for_one(desk: Client) -> None:
    def add(more: int) -> None:
        for _each in range(more):
            make_order({make_item(): 1}, customer=make_customer(salesperson=make_salesperson()))

    one, many = numbers_of_queries(desk, "/commandes/", add)

    assert one == many


def test_tab_lists_the_orders_of_the_customer_and_counts_them(desk: Client) -> None:
    customer = make_customer()
    orders = [make_order({make_item(list_price=3): 2}, customer=customer) for _each in range(2)]
    other = make_order({make_item(): 1})

    page = desk.get(f"/clients/{customer.pk}/commandes/")

    assert list(page.context["page"].object_list) == orders[::-1]
    assert other.number not in page.text
    assert '<span class="tab-count">2</span>' in page.text


def test_customer_whom_one_does_not_see_has_no_tab(salesman: Client) -> None:
    customer = make_customer(salesperson=make_salesperson())

    assert salesman.get(f"/clients/{customer.pk}/commandes/").status_code == 404
