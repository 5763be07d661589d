"""The demo's follow-ups show every state that the screens have, in the promised numbers."""

import datetime
from collections.abc import Callable
from random import Random

import pytest
from django.db.models import F, Q
from django.test import Client
from django.utils.timezone import localtime

from customers.demo import fill as fill_customers
from customers.demo.filling import reassigned_on
from customers.models import Customer, Salesperson
from followups.demo import fill as fill_follow_ups
from followups.demo.words import SERVICE_TYPES
from followups.models import CustomerVisitState, FollowUp, ServiceType
from tests.lists import figures_of_page, listed_at
from webmino.demo import make_accounts
from webmino.models import User
from webmino.table_pages import TablePage

DAY = datetime.timedelta(days=1)


def promised_counts(today: datetime.date) -> dict[str, int]:
    """Count in the database what the demo promises for every day on which it may be filled."""
    states = CustomerVisitState.objects.all()
    return {
        "customers with an action overdue": states.filter(next_action_on__lt=today).count(),
        "customers with an action due": states.filter(
            next_action_on__range=(today, today + 14 * DAY)
        ).count(),
        "open actions": FollowUp.objects.with_open_action().count(),
        "cancelled": FollowUp.objects.exclude(cancelled_at=None).count(),
        "customers never followed": Customer.objects.filter(visit_state=None).count(),
        "inactive customers with follow-ups": states.filter(is_active=False).count(),
        "codes": ServiceType.objects.count(),
    }


PROMISED = {
    "customers with an action overdue": 25,
    "customers with an action due": 40,
    "open actions": 65,
    "cancelled": 15,
    "customers never followed": 20,
    "inactive customers with follow-ups": 12,
    "codes": 15,
}


def test_the_demo_has_the_promised_numbers(demo_day: datetime.date) -> None:
    assert promised_counts(demo_day) == PROMISED
    assert 7000 < FollowUp.objects.count() < 9000


@pytest.mark.django_db
@pytest.mark.parametrize(
    "today",
    [
        datetime.date(2027, 1, 4),  # after the holidays
        datetime.date(2027, 8, 1),  # a Sunday, after the summer break
    ],
)
def test_the_demo_keeps_its_promises_on_other_days(today: datetime.date) -> None:
    make_accounts()
    random = Random(1)

    fill_customers(random, today)
    fill_follow_ups(random, today)

    assert promised_counts(today) == PROMISED
    assert FollowUp.objects.filter(happened_on__gte=today).count() == 0


def test_nothing_is_dated_after_the_day_before(demo_day: datetime.date) -> None:
    later = FollowUp.objects.filter(
        Q(happened_on__gte=demo_day)
        | Q(created_at__date__gte=demo_day)
        | Q(next_action_done_at__date__gte=demo_day)
        | Q(cancelled_at__date__gte=demo_day)
    )

    assert list(later) == []
    assert FollowUp.objects.filter(happened_on=demo_day - DAY).count() > 0
    assert FollowUp.objects.filter(happened_on__lt=F("customer__created_on")).count() == 0


def test_it_was_entered_on_working_days_in_office_hours(demo_day: datetime.date) -> None:
    moments = [localtime(one) for one in FollowUp.objects.values_list("created_at", flat=True)]
    days = set(FollowUp.objects.values_list("happened_on", flat=True))

    assert {day.isoweekday() for day in days} == {1, 2, 3, 4, 5}
    assert {day for day in days if (day.month, day.day) in {(12, 25), (1, 1)}} == set()
    assert min(moment.time() for moment in moments) >= datetime.time(8, 0)
    assert max(moment.time() for moment in moments) <= datetime.time(17, 30)


def test_some_customers_are_late_and_some_have_been_silent_for_long(demo_day: datetime.date) -> None:
    states = CustomerVisitState.objects.filter(is_active=True)

    late = states.filter(late_from__lte=demo_day).count()
    silent = {days: states.filter(last_on__lt=demo_day - days * DAY).count() for days in (60, 90)}

    assert 20 < late < 80
    assert silent[60] >= 20
    assert silent[90] >= 10


def test_r2_each_code_is_used_and_the_inactive_one_only_long_ago(demo_day: datetime.date) -> None:
    used = set(FollowUp.objects.values_list("service_type__code", flat=True))
    inactive = FollowUp.objects.filter(service_type__is_active=False)

    assert used == {one.code for one in SERVICE_TYPES}
    assert {one.service_type.code for one in inactive.select_related("service_type")} == {"TLC"}
    assert max(one.happened_on for one in inactive) < demo_day - 365 * DAY


def test_r3_done_actions_were_closed_by_a_later_follow_up_of_the_customer_or_by_hand(
    demo_day: datetime.date,
) -> None:
    done = FollowUp.objects.exclude(next_action_done_at=None).select_related("closed_by")

    closed = [one for one in done if one.closed_by]
    by_hand = [one for one in done if not one.closed_by]

    assert [
        one
        for one in closed
        if one.closed_by.customer_id != one.customer_id or one.closed_by.created_at <= one.created_at
    ] == []
    assert len(closed) > 200
    assert len(by_hand) > 20


def test_r3_the_office_is_shown_as_the_user_and_salespeople_by_their_name(demo_day: datetime.date) -> None:
    by_office = FollowUp.objects.filter(entered_by__username__in=["bureau", "gestion"])
    by_representatives = FollowUp.objects.filter(entered_by__username__startswith="rep", cancelled_at=None)
    imported = FollowUp.objects.filter(entered_by=None)

    assert set(by_office.values_list("done_by", flat=True)) == {None}
    assert set(by_representatives.values_list("done_by__code", flat=True)) == {"V01", "V03", "V04"}
    assert imported.count() > 1000


def test_r4_a_cancelled_follow_up_says_who_and_why(demo_day: datetime.date) -> None:
    cancelled = FollowUp.objects.exclude(cancelled_at=None)

    only_cancelled = Customer.objects.filter(visit_state=None, follow_ups__isnull=False)

    assert cancelled.filter(Q(cancel_reason="") | Q(cancelled_by=None)).count() == 0
    assert cancelled.filter(cancelled_at__lt=F("created_at")).count() == 0
    assert only_cancelled.count() > 0


def test_r5_follow_ups_before_a_reassignment_keep_the_salesperson_and_route_of_their_day(
    demo_day: datetime.date,
) -> None:
    gone = Salesperson.objects.get(is_active=False)
    moved_on = reassigned_on(demo_day)

    of_gone = FollowUp.objects.filter(salesperson=gone)
    of_montmagny = FollowUp.objects.filter(customer__city="Montmagny")

    assert of_gone.count() > 200
    assert max(one.happened_on for one in of_gone) < moved_on
    assert set(of_gone.values_list("customer__salesperson__code", flat=True)) == {"V01", "V03", None}
    assert set(
        of_montmagny.filter(happened_on__lt=moved_on).values_list("salesperson__code", "route__code")
    ) == {("V03", "R-05")}
    assert set(
        of_montmagny.filter(happened_on__gte=moved_on).values_list("salesperson__code", "route__code")
    ) == {("V01", "R-03")}


def test_some_days_have_several_and_some_visits_another_salesperson(demo_day: datetime.date) -> None:
    pairs = list(FollowUp.objects.standing().values_list("customer", "happened_on"))
    by_another = FollowUp.objects.exclude(done_by=None).exclude(done_by=F("salesperson"))

    assert len(pairs) - len(set(pairs)) > 100
    assert by_another.count() > 50


def test_two_notes_in_three_are_written_and_complete(demo_day: datetime.date) -> None:
    follow_ups = list(FollowUp.objects.all())

    written = [one.note for one in follow_ups if one.note]
    unfinished = [text for text in written if "{" in text or text != text.strip() or text[0].islower()]

    assert unfinished == []
    assert 0.6 < len(written) / len(follow_ups) < 0.75
    assert len(set(written)) > 1000


@pytest.mark.parametrize("username", ["gestion", "rep1"])
def test_figures_of_the_home_page_are_those_of_the_tables_that_they_open(
    demo_day: datetime.date,
    username: str,
    signed_in: Callable[[User], Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(TablePage, "page_size", 1)
    client = signed_in(User.objects.get(username=username))
    shown = figures_of_page(client, "/")

    assert [(address, listed_at(client, address, figure)) for address, figure in shown] == shown
    assert sum(figure != 0 for _address, figure in shown) > 15
