"""The home page: what waits, and figures that are those of the tables that they open."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from customers.models import Customer, Salesperson
from followups.models import CustomerVisitState, FollowUp
from followups.selectors.home import LINES, weeks_until
from tests.factories import make_customer, make_follow_up, make_salesperson, make_service_type, make_user
from tests.lists import figures_of_page, listed_at, queries_of
from webmino.models import User
from webmino.periods import DAY
from webmino.roles import Role

pytestmark = pytest.mark.django_db
# A Wednesday; its week is from the 9th to the 15th.
TODAY = datetime.date(2026, 3, 11)
LONG_AGO = datetime.date(2020, 1, 1)


@pytest.fixture
def desk(manager: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(manager)


@pytest.fixture
def on_wednesday() -> Any:
    """It is noon of TODAY where the company is."""
    with time_machine.travel(datetime.datetime(2026, 3, 11, 16, tzinfo=datetime.UTC), tick=False):
        yield


def follow_up(days_ago: int = 0, **fields: Any) -> FollowUp:
    return make_follow_up(happened_on=timezone.localdate() - days_ago * DAY, **fields)


def action(due_in: int, **fields: Any) -> FollowUp:
    """A follow-up whose action is due in so many days."""
    return make_follow_up(next_action="call", next_action_on=timezone.localdate() + due_in * DAY, **fields)


def row_of(page: Any, salesperson: Salesperson | None) -> dict[str, Any]:
    """The values of a salesperson's row in the table of the page."""
    [row] = [row for row in page.context["by_salesperson"] if row["salesperson"] == salesperson]
    return {name: figure.value for name, figure in row["figures"].items()}


def named(page: Any) -> list[Salesperson | None]:
    return [row["salesperson"] for row in page.context["by_salesperson"]]


# What is listed


def test_r3_open_actions_are_due_until_today_the_first_one_first(desk: Client) -> None:
    today, overdue = action(0), action(-3)
    action(1)
    action(-1, next_action_done_at=timezone.now())
    action(-1, cancelled_at=timezone.now(), cancel_reason="mistake")

    context = desk.get("/").context

    assert list(context["due_actions"]) == [overdue, today]
    assert [context["figures"][name].value for name in ("overdue", "today")] == [1, 1]


def test_r9b_customers_are_late_for_a_visit_the_worst_first(desk: Client) -> None:
    call = make_service_type(counts_as_visit=False)
    late = follow_up(12, customer=make_customer(visit_every_days=10))
    called = follow_up(0, service_type=call, customer=make_customer(visit_every_days=10, created_on=LONG_AGO))
    follow_up(10, customer=make_customer(visit_every_days=10))
    follow_up(99, customer=make_customer(visit_every_days=10, is_active=False))
    follow_up(99)

    page = desk.get("/")

    listed = [state.customer for state in page.context["late_customers"]]
    assert listed == [called.customer, late.customer]
    assert page.context["figures"]["late"].value == 2
    assert '<td class="number overdue">2 j</td>' in page.text


def test_r6_a_late_customer_without_a_follow_up_is_among_those_never_followed_up(desk: Client) -> None:
    never = make_customer(visit_every_days=1, created_on=LONG_AGO)
    undone = follow_up(9, cancelled_at=timezone.now(), cancel_reason="mistake").customer
    follow_up()
    make_customer(is_active=False)

    context = desk.get("/").context

    assert list(context["never_followed_up"]) == [never, undone]
    assert context["figures"]["never"].value == 2
    assert list(context["late_customers"]) == []


def test_the_latest_follow_ups_stand_and_come_by_day_then_entry(desk: Client) -> None:
    customer = make_customer()
    older, newer = follow_up(0, customer=customer), follow_up(0, customer=customer)
    yesterday = follow_up(1)
    follow_up(0, cancelled_at=timezone.now(), cancel_reason="mistake")

    assert list(desk.get("/").context["recent_follow_ups"]) == [newer, older, yesterday]


def test_the_latest_follow_ups_are_found_however_many_customers_share_their_day(desk: Client) -> None:
    made = [follow_up(0) for _ in range(LINES + 4)]
    follow_up(1, customer=made[0].customer)
    last = follow_up(0, customer=made[0].customer)

    assert list(desk.get("/").context["recent_follow_ups"]) == [last, *made[:-LINES:-1]]


def test_lists_show_a_few_and_the_figure_counts_all(desk: Client) -> None:
    for _ in range(LINES + 1):
        make_customer()
        action(0, customer=make_customer(visit_every_days=1, created_on=LONG_AGO))
    FollowUp.objects.update(happened_on=LONG_AGO)

    context = desk.get("/").context

    names = ("due_actions", "late_customers", "never_followed_up", "recent_follow_ups")
    assert [len(context[name]) for name in names] == [LINES] * 4
    assert [context["figures"][name].value for name in ("today", "late", "never")] == [LINES + 1] * 3


# Weeks


@pytest.mark.parametrize("day", ["2026-03-09", "2026-03-11", "2026-03-15"])
def test_weeks_are_from_monday_to_sunday(day: str) -> None:
    weeks = weeks_until(datetime.date.fromisoformat(day), count=2)

    assert [(week.first.isoformat(), week.last.isoformat()) for week in weeks] == [
        ("2026-03-02", "2026-03-08"),
        ("2026-03-09", "2026-03-15"),
    ]


@pytest.mark.usefixtures("on_wednesday")
def test_visits_are_counted_by_week_and_weeks_without_any_show(desk: Client) -> None:
    for day in ("2026-03-09", "2026-03-11", "2026-03-08", "2025-12-22", "2025-12-21"):
        make_follow_up(happened_on=day)
    make_follow_up(happened_on=TODAY, service_type=make_service_type(counts_as_visit=False))
    make_follow_up(happened_on=TODAY, cancelled_at=timezone.now(), cancel_reason="mistake")

    page = desk.get("/")

    assert [bar.value for bar in page.context["chart"].bars] == [1, *[0] * 9, 1, 2]
    assert [visits.value for _week, visits in page.context["weeks"]] == [2, 1, *[0] * 9, 1]
    assert [page.context["figures"][name].value for name in ("week", "weeks")] == [2, 3]
    assert "du 2025-12-22 au 2026-03-15\xa0: 4 visites en tout" in page.text


@time_machine.travel(datetime.datetime(2026, 3, 16, 3, 30, tzinfo=datetime.UTC), tick=False)
def test_r27_the_week_is_that_of_the_company_s_day(desk: Client) -> None:
    make_follow_up(happened_on="2026-03-15")

    context = desk.get("/").context

    assert timezone.now().isoweekday() == 1
    assert context["weeks"][0][0].first == datetime.date(2026, 3, 9)
    assert context["figures"]["week"].value == 1


# Who sees what


def test_r25_a_representative_has_what_is_of_his_customers(
    representative: User, signed_in: Callable[[User], Client]
) -> None:
    for salesperson in (representative.salespeople.get(), make_salesperson(), None):
        name = "Own" if salesperson in representative.salespeople.all() else "Other"
        call = {"next_action": f"{name} action", "next_action_on": LONG_AGO, "note": f"{name} note"}
        customer = make_customer(name=name, salesperson=salesperson, visit_every_days=1)
        make_follow_up(customer=customer, **call)
        make_follow_up(customer=customer, happened_on=LONG_AGO)
        make_customer(name=f"{name} never", salesperson=salesperson)
    FollowUp.objects.update(happened_on=timezone.localdate() - 3 * DAY)

    page = signed_in(representative).get("/")

    figures = {name: figure.value for name, figure in page.context["figures"].items()}
    assert "Own never" in page.text
    assert "Own action" in page.text
    assert "Other" not in page.text
    assert page.context["by_salesperson"] == []
    assert figures == {
        "customers": 2,
        "late": 1,
        "overdue": 1,
        "today": 0,
        "never": 1,
        "week": figures["week"],
        "weeks": 2,
        "last_on": timezone.localdate() - 3 * DAY,
    }


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.REPRESENTATIVE}))
def test_who_sees_every_customer_has_them_by_salesperson(
    role: Role, signed_in: Callable[[User], Client]
) -> None:
    salesperson = make_salesperson()
    make_customer(salesperson=salesperson)

    page = signed_in(make_user(role)).get("/")

    assert named(page) == [salesperson]
    assert f"/clients/?salesperson={salesperson.code}&amp;status=active" in page.text


# By salesperson


def test_figures_go_by_the_salesperson_whom_a_customer_has_now(desk: Client) -> None:
    before, now = make_salesperson(), make_salesperson()
    customer = make_customer(salesperson=before, visit_every_days=1)
    action(-1, customer=customer, salesperson=before, done_by=before)
    FollowUp.objects.update(happened_on=timezone.localdate() - 9 * DAY)
    Customer.objects.update(salesperson=now)

    page = desk.get("/")

    assert row_of(page, before) == dict.fromkeys(row_of(page, before), 0) | {"last_on": None}
    assert row_of(page, now) | {"week": None} == {
        "customers": 1,
        "late": 1,
        "overdue": 1,
        "today": 0,
        "never": 0,
        "week": None,
        "weeks": 1,
        "last_on": timezone.localdate() - 9 * DAY,
    }


def test_the_worst_come_first_and_nobody_s_customers_have_a_row(desk: Client) -> None:
    calm, worst, bad = (make_salesperson(name=name) for name in ("A", "B", "C"))
    make_customer(salesperson=calm)
    for salesperson, count in ((worst, 2), (bad, 1), (None, 1)):
        for _ in range(count):
            follow_up(9, customer=make_customer(salesperson=salesperson, visit_every_days=1))

    assert named(desk.get("/")) == [worst, bad, None, calm]


def test_an_inactive_salesperson_has_a_row_as_long_as_there_is_something_to_count(desk: Client) -> None:
    gone, still, left = (make_salesperson(is_active=active) for active in (False, False, False))
    make_customer(salesperson=still)
    make_customer(salesperson=gone, is_active=False)
    action(-1, customer=make_customer(salesperson=left, is_active=False))
    new = make_salesperson()

    assert set(named(desk.get("/"))) == {still, left, new}


def test_the_last_row_is_the_sum_of_the_others(desk: Client) -> None:
    for salesperson in (make_salesperson(), make_salesperson(is_active=False), None):
        follow_up(9, customer=make_customer(salesperson=salesperson, visit_every_days=1))
        action(-1, customer=make_customer(salesperson=salesperson))
        action(0, customer=make_customer(salesperson=salesperson, is_active=False))
        make_customer(salesperson=salesperson)

    context = desk.get("/").context

    rows = [row["figures"] for row in context["by_salesperson"]]
    names = ("customers", "late", "overdue", "today", "never", "week", "weeks")
    sums = {name: sum(row[name].value for row in rows) for name in names}
    assert sums == {name: context["figures"][name].value for name in names}
    assert (sums["customers"], sums["late"], sums["overdue"], sums["never"]) == (9, 3, 3, 3)


# Each figure opens the table that shows it


def test_figures_are_those_of_the_tables_that_they_open(
    representative: User, manager: User, signed_in: Callable[[User], Client]
) -> None:
    own = representative.salespeople.get()
    tricky = make_salesperson(code="À & b/1 +2", is_active=False)
    visit, call = make_service_type(), make_service_type(counts_as_visit=False)
    for salesperson in (own, tricky, make_salesperson(), None):
        for is_active in (True, False):
            fields: dict[str, Any] = {"salesperson": salesperson, "is_active": is_active}
            make_customer(**fields)
            follow_up(20, customer=make_customer(**fields, visit_every_days=5), service_type=visit)
            busy = make_customer(**fields, visit_every_days=5)
            for due_in in (-9, -1, 0, 1, 9):
                action(due_in, customer=busy, service_type=call)
            follow_up(0, customer=busy, service_type=visit, cancelled_at=timezone.now(), cancel_reason="x")
            for days_ago in (0, 8, 27, 40, 90):
                follow_up(days_ago, customer=busy, service_type=visit)

    for user in (manager, representative):
        client = signed_in(user)
        shown = figures_of_page(client, "/")

        assert [(address, listed_at(client, address, figure)) for address, figure in shown] == shown
        assert sum(figure != 0 for _address, figure in shown) >= (40 if user == manager else 8)


# Queries, and pages with little on them


def test_one_number_of_queries_whatever_there_is(desk: Client, manager: User) -> None:
    def add(count: int) -> None:
        for _ in range(count):
            salesperson = make_salesperson()
            fields = {"salesperson": salesperson, "visit_every_days": 1}
            action(-1, customer=make_customer(**fields), done_by=salesperson, entered_by=manager)
            follow_up(9, customer=make_customer(**fields), entered_by=manager)
            make_customer(**fields)

    add(1)
    few = queries_of(lambda: desk.get("/"))
    add(LINES + 4)
    many = queries_of(lambda: desk.get("/"))

    assert few == many
    assert CustomerVisitState.objects.count() > LINES


def test_without_customers_an_administrator_reads_what_to_do_first(
    administrator: User, signed_in: Callable[[User], Client]
) -> None:
    page = signed_in(administrator).get("/").text

    assert "manage.py import_data" in page
    for address in ("/clients/nouveau/", "/parametres/types-de-service/", "/parametres/vendeurs/"):
        assert f'href="{address}"' in page.partition("<main")[2]


def test_without_customers_the_office_adds_one(office: User, signed_in: Callable[[User], Client]) -> None:
    page = signed_in(office).get("/").text

    assert 'href="/clients/nouveau/"' in page
    assert "import_data" not in page
    assert "/parametres/" not in page


def test_a_representative_without_a_salesperson_is_told_whom_to_ask(
    signed_in: Callable[[User], Client],
) -> None:
    make_customer(name="Other customer")

    page = signed_in(make_user(Role.REPRESENTATIVE)).get("/").text

    assert "Demandez à un administrateur" in page
    assert "Other customer" not in page


def test_a_representative_whose_salesperson_has_no_customer_is_told_so(
    representative: User, signed_in: Callable[[User], Client]
) -> None:
    make_customer(name="Other customer")

    page = signed_in(representative).get("/").text

    assert "Le bureau les lui attribue" in page
    assert "Other customer" not in page


def test_a_day_without_anything_to_do_says_so(desk: Client) -> None:
    follow_up()

    page = desk.get("/").text

    assert "Rien n’est à faire aujourd’hui." in page
    assert "Aucun client suivi n’attend sa visite" in page
    assert "Tous les clients actifs ont été suivis" in page


def test_signing_in_leads_home(signed_in: Callable[[User], Client], manager: User) -> None:
    make_customer()
    client = Client()
    manager.set_password("un lac gelé")
    manager.save()

    answer = client.post(
        "/connexion/", {"username": manager.username, "password": "un lac gelé"}, follow=True
    )

    assert answer.redirect_chain == [("/", 302)]
    assert '<a href="/" data-shortcut="g a" aria-current="page">Accueil</a>' in answer.text
