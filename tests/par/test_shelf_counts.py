"""The counts of a customer: the tab, the page of one, cancelling and restoring (R4, R13)."""

import datetime
import re
from collections.abc import Callable
from typing import Any

import pghistory
import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from followups.services.corrections import edit_follow_up
from par.models import CustomerParState, ShelfCount
from par.services.count_corrections import cancel_count, cancel_visit_and_count, restore_count
from tests.factories import (
    make_customer,
    make_customer_item,
    make_follow_up,
    make_item,
    make_order,
    make_salesperson,
    make_shelf_count,
    make_user,
)
from tests.lists import queries_of, said
from tests.par_states import kept_states, live_states
from webmino.history import version_of
from webmino.models import User
from webmino.roles import Role

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 3, 31, 16, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def desk(manager: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(manager)


def counted_by(user: User, quantity: int = 3, **fields: Any) -> ShelfCount:
    """A count of a customer of the representative's salesperson, who has one item with PAR 12."""
    customer = fields.pop("customer", None)
    if customer is None:
        customer = make_customer(salesperson=user.salespeople.first())
        make_customer_item(customer=customer, par_quantity=12)
    item = customer.specific_items.get().item
    return make_shelf_count({item: quantity}, customer=customer, entered_by=user, **fields)


def text_of(page: str) -> list[list[str]]:
    """The text of each row of the first table."""
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    rows = [re.split(r"</t[dh]>", row)[:-1] for row in body.split("</tr>")[:-1]]
    return [[" ".join(re.sub(r"<[^>]+>", "", cell).split()) for cell in row] for row in rows]


def test_the_tab_lists_counts_newest_first_with_what_they_hold(desk: Client) -> None:
    author = make_user(Role.REPRESENTATIVE, first_name="Mélanie", last_name="Côté")
    customer = make_customer()
    milk, bread = make_item(), make_item()
    old = make_shelf_count(
        {milk: 1}, customer=customer, counted_on=datetime.date(2026, 1, 2), entered_by=None, note="Tablette"
    )
    visit = make_follow_up(customer=customer, happened_on=datetime.date(2026, 3, 4))
    make_shelf_count(
        {milk: 0, bread: None},
        customer=customer,
        counted_on=datetime.date(2026, 3, 4),
        entered_by=author,
        follow_up=visit,
    )
    cancelled = make_shelf_count({milk: 9}, customer=customer, counted_on=datetime.date(2026, 2, 3))
    ShelfCount.objects.filter(pk=cancelled.pk).update(
        state="cancelled", cancelled_at=timezone.now(), cancel_reason="mauvais magasin"
    )
    make_shelf_count({milk: 5})

    page = desk.get(f"/clients/{customer.pk}/releves/")

    assert text_of(page.text) == [
        [*("2026-03-04", "Mélanie Côté", "terminé", "1 / 2", "—"), f"{visit.service_type.code}, 2026-03-04"],
        [
            *("2026-02-03", str(cancelled.entered_by)),
            *("annulé : mauvais magasin", "1 / 1", "—", "—"),
        ],
        ["2026-01-02", "importé", "terminé", "1 / 1", "Tablette", "—"],
    ]
    assert f'href="/releves/{old.pk}/"' in page.text


def test_the_tab_says_that_nothing_was_counted(desk: Client) -> None:
    page = desk.get(f"/clients/{make_customer().pk}/releves/").text

    assert "n’a jamais été relevée" in page


def test_r13_a_count_shows_its_lines_in_shelf_order_against_the_par_of_its_day(desk: Client) -> None:
    customer = make_customer()
    bread, milk, jam, butter, gone = (make_item() for _ in range(5))
    for position, (item, par) in enumerate([(bread, 10), (milk, 12), (jam, 4), (butter, 0)], start=1):
        make_customer_item(customer=customer, item=item, par_quantity=par, position=5 - position)
    count = make_shelf_count({bread: 0, milk: "13.5", jam: None, butter: 0, gone: 2}, customer=customer)
    customer.specific_items.update(par_quantity=99)

    page = desk.get(f"/releves/{count.pk}/").text

    assert text_of(page) == [
        [f"{butter.code} {butter.name}", "0", "0", "· ne tient pas, peut acheter"],
        [f"{jam.code} {jam.name}", "4", "non compté", "? non compté"],
        [f"{milk.code} {milk.name}", "12", "13,5", "▲ excédent 1,5"],
        [f"{bread.code} {bread.name}", "10", "0", "✕ rupture, manque 10"],
        [f"{gone.code} {gone.name}", "—", "2", "· hors liste"],
    ]


def test_r4_a_cancelled_count_gives_way_to_the_one_before_and_comes_back(manager: User) -> None:
    author = make_user(Role.REPRESENTATIVE)
    author.salespeople.add(make_salesperson())
    before = counted_by(author, 9, counted_on=timezone.localdate() - DAY)
    last = counted_by(author, 3, customer=before.customer)

    cancelled = cancel_count(last, by=author, reason=" wrong shelf ")
    state = CustomerParState.objects.get()

    assert (cancelled.state, cancelled.cancelled_by, cancelled.cancel_reason) == (
        "cancelled",
        author,
        "wrong shelf",
    )
    assert (state.last_count_id, state.missing_total) == (before.pk, 3)
    assert kept_states() == live_states()

    restored = restore_count(last, by=manager)
    state = CustomerParState.objects.get()

    assert (restored.state, restored.cancelled_at, restored.cancel_reason) == ("completed", None, "")
    assert (state.last_count_id, state.missing_total) == (last.pk, 9)
    assert kept_states() == live_states()


def test_r4_the_author_cancels_the_same_day_and_managers_later(representative: User, manager: User) -> None:
    """The company's day: 23:59 in Toronto is already the next day in UTC."""
    evening = datetime.datetime(2026, 3, 31, 23, 59, tzinfo=datetime.timezone(datetime.timedelta(hours=-4)))
    with time_machine.travel(NOON, tick=False):
        own, left, another_s = (
            counted_by(representative),
            counted_by(representative),
            counted_by(make_user(Role.REPRESENTATIVE)),
        )

    with time_machine.travel(evening, tick=False):
        cancelled = cancel_count(own, by=representative, reason="mistake")
        with pytest.raises(ValidationError, match="auteur"):
            cancel_count(another_s, by=representative, reason="mistake")
        restored = restore_count(own, by=representative)
    with time_machine.travel(evening + DAY, tick=False):
        with pytest.raises(ValidationError, match="auteur"):
            cancel_count(left, by=representative, reason="mistake")
        later = cancel_count(left, by=manager, reason="mistake")
        with pytest.raises(ValidationError, match="auteur"):
            restore_count(left, by=representative)

    assert (cancelled.state, restored.state, later.state) == ("cancelled", "completed", "cancelled")


def test_r4_what_another_cancelled_is_restored_by_a_manager(representative: User, manager: User) -> None:
    count = counted_by(representative)
    cancel_count(count, by=manager, reason="mistake")

    with pytest.raises(ValidationError, match="auteur"):
        restore_count(count, by=representative)

    assert restore_count(count, by=manager).state == "completed"


@pytest.mark.parametrize("reason", ["", "  ", "x" * 1001])
def test_r4_a_count_is_cancelled_for_a_reason(manager: User, reason: str) -> None:
    count = make_shelf_count()

    with pytest.raises(ValidationError) as refused:
        cancel_count(count, by=manager, reason=reason)

    assert list(refused.value.message_dict) == ["reason"]
    assert ShelfCount.objects.get().state == "completed"


def test_r4_a_count_is_not_cancelled_twice_nor_a_draft_once(manager: User) -> None:
    count = make_shelf_count()
    draft = make_shelf_count(state="draft")
    cancel_count(count, by=manager, reason="mistake")

    for refused, reason in ((count, "annulé par"), (draft, "pas encore terminé")):
        with pytest.raises(ValidationError, match=reason):
            cancel_count(refused, by=manager, reason="again")
    with pytest.raises(ValidationError, match="pas annulé"):
        restore_count(draft, by=manager)

    assert ShelfCount.objects.get(pk=count.pk).cancel_reason == "mistake"


def test_r4_a_count_is_cancelled_and_restored_on_its_page(desk: Client, manager: User) -> None:
    count = make_shelf_count({make_item(): 1})
    page = f"/releves/{count.pk}/"

    refused = desk.post(f"{page}annuler/", {"reason": ""})
    cancelled = desk.post(f"{page}annuler/", {"reason": "mauvais magasin"}, follow=True)
    again = desk.get(f"{page}annuler/", follow=True)
    restored = desk.post(f"{page}retablir/", follow=True)

    assert refused.status_code == 422
    assert said(cancelled) == ["Le relevé est annulé."]
    assert f"par {manager} : mauvais magasin".replace(" :", "\xa0:") in cancelled.text
    assert said(again) == ["Ce relevé est annulé, ou vous ne pouvez plus l’annuler."]
    assert said(restored) == ["Le relevé est rétabli."]
    assert ["brouillon" in row or "annulé" in row for row in map(" ".join, text_of(cancelled.text))] == [
        False
    ]
    assert "mauvais magasin" in restored.text  # among its changes


def test_r13_cancelling_says_which_count_becomes_the_last_one(desk: Client) -> None:
    author = make_user(Role.REPRESENTATIVE)
    only = counted_by(author)
    customer = only.customer

    def page(count: ShelfCount) -> str:
        return desk.get(f"/releves/{count.pk}/annuler/").text

    alone = page(only)
    newer = counted_by(author, customer=customer, counted_on=only.counted_on + DAY)

    assert "on ne saura plus rien de la tablette" in alone
    assert f"Le relevé du {only.counted_on} redevient le dernier." in page(newer)
    assert "Ce n’est pas le dernier relevé" in page(only)


def test_pages_of_a_count_are_those_of_the_tab_of_counts(desk: Client) -> None:
    count = counted_by(make_user(Role.REPRESENTATIVE))

    pages = [desk.get(f"/releves/{count.pk}/{rest}").text for rest in ("", "annuler/")]

    for page in pages:
        active = re.findall(r'<a class="nav-link active" href="([^"?]*)[^"]*" aria-current', page)
        assert active == [f"/clients/{count.customer_id}/releves/"]


def test_r4_cancelling_a_visit_offers_to_cancel_its_count(desk: Client) -> None:
    count = make_shelf_count(follow_up=make_follow_up())
    alone = make_follow_up()

    asked = desk.get(f"/suivis/{count.follow_up_id}/annuler/").text
    not_asked = desk.get(f"/suivis/{alone.pk}/annuler/").text

    assert 'name="with_count"' in asked
    assert f'action="/suivis/{count.follow_up_id}/annuler-avec-releve/"' in asked
    assert 'name="with_count"' not in not_asked


@pytest.mark.parametrize(
    ("ticked", "state", "messages"),
    [({}, "completed", 1), ({"with_count": "on"}, "cancelled", 2)],
)
def test_r4_the_count_is_cancelled_with_its_visit_when_it_is_ticked(
    desk: Client, ticked: dict[str, str], state: str, messages: int
) -> None:
    count = make_shelf_count(follow_up=make_follow_up())

    answer = desk.post(
        f"/suivis/{count.follow_up_id}/annuler-avec-releve/", {"reason": "mistake"} | ticked, follow=True
    )

    count.refresh_from_db()
    assert count.follow_up.is_cancelled
    assert (count.state, len(said(answer))) == (state, messages)
    assert count.cancel_reason == ("mistake" if ticked else "")


def test_r4_a_visit_without_a_reason_stays_and_so_does_its_count(desk: Client) -> None:
    count = make_shelf_count(follow_up=make_follow_up())

    answer = desk.post(f"/suivis/{count.follow_up_id}/annuler-avec-releve/", {"with_count": "on"})

    count.refresh_from_db()
    assert answer.status_code == 422
    assert re.search(r'name="with_count"[^>]* checked', answer.text)
    assert (count.follow_up.is_cancelled, count.state) == (False, "completed")


def test_r4_who_may_not_cancel_the_count_cancels_neither_with_it(representative: User) -> None:
    count = counted_by(make_user(Role.OFFICE), follow_up=make_follow_up(entered_by=representative))

    with pytest.raises(ValidationError, match="auteur"):
        cancel_visit_and_count(count.follow_up, by=representative, reason="mistake")

    count.refresh_from_db()
    assert (count.follow_up.is_cancelled, count.state) == (False, "completed")


def test_r4_restoring_a_visit_leaves_its_count_cancelled(desk: Client, manager: User) -> None:
    count = make_shelf_count(follow_up=make_follow_up())
    cancel_visit_and_count(count.follow_up, by=manager, reason="mistake")

    desk.post(f"/suivis/{count.follow_up_id}/retablir/")

    count.refresh_from_db()
    assert (count.follow_up.is_cancelled, count.state) == (False, "cancelled")


def test_the_pages_take_one_number_of_queries_whatever_they_list(desk: Client) -> None:
    def addresses(count: int) -> tuple[str, str]:
        customer = make_customer()
        items = [make_customer_item(customer=customer).item for _ in range(count)]
        for n in range(count):
            made = make_shelf_count(
                dict.fromkeys(items, 1),
                customer=customer,
                counted_on=datetime.date(2026, 1, n + 1),
                follow_up=make_follow_up(customer=customer),
            )
        return f"/clients/{customer.pk}/releves/", f"/releves/{made.pk}/"

    one, three = addresses(1), addresses(3)
    desk.get(one[0])

    assert [queries_of(lambda page=page: desk.get(page)) for page in one] == [
        queries_of(lambda page=page: desk.get(page)) for page in three
    ]


@pytest.mark.parametrize("state", ["completed", "cancelled"])
def test_r13_a_count_moves_with_the_day_of_its_visit_and_the_order_keeps_its_own(
    state: str, manager: User, representative: User
) -> None:
    today = timezone.localdate()
    older = counted_by(representative, 5, counted_on=today - DAY)
    visit = make_follow_up(customer=older.customer, entered_by=representative)
    count = counted_by(representative, 2, customer=older.customer, follow_up=visit)
    order = make_order(customer=older.customer, follow_up=visit)
    if state == "cancelled":
        cancel_count(count, by=manager, reason="mistake")

    with pghistory.context(user=manager.pk):
        edit_follow_up(visit, by=manager, version=version_of(visit), happened_on=today - 2 * DAY)

    count.refresh_from_db()
    order.refresh_from_db()
    assert (count.counted_on, count.state) == (today - 2 * DAY, state)
    assert [event.counted_on for event in count.events.order_by("pk")][-1] == today
    assert CustomerParState.objects.get().counted_total == 5
    assert kept_states() == live_states()
    assert order.ordered_on == today


def test_r13_a_visit_whose_day_stays_leaves_its_count_as_it_is(representative: User, manager: User) -> None:
    visit = make_follow_up(entered_by=representative)
    make_customer_item(customer=visit.customer, par_quantity=12)
    count = counted_by(representative, customer=visit.customer, follow_up=visit)

    edit_follow_up(visit, by=manager, version=version_of(visit), note="Corrigé")

    count.refresh_from_db()
    assert count.counted_on == visit.happened_on
    assert list(count.events.all()) == []
