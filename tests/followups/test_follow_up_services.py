"""Recording follow-ups and closing actions, as every screen does it."""

import datetime
import threading
import uuid
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from customers.models import Customer
from followups.models import CustomerVisitState, FollowUp
from followups.selectors.follow_ups import default_done_by, salespeople_to_name
from followups.services.follow_ups import SUBMISSION_USED, mark_action_done, record_follow_up
from tests.factories import (
    make_customer,
    make_follow_up,
    make_route,
    make_salesperson,
    make_service_type,
)
from tests.processes import PATIENCE
from webmino.models import User

DAY = datetime.timedelta(days=1)


def record(customer: Customer, by: User, **fields: Any) -> FollowUp:
    """Record a follow-up of today; `fields` say what matters."""
    fields = {"submission": uuid.uuid4(), "happened_on": timezone.localdate()} | fields
    fields["service_type"] = fields.get("service_type") or make_service_type()
    return record_follow_up(customer, by=by, **fields)


def refusal(customer: Customer, by: User, **fields: Any) -> dict[str, list[str]]:
    """Return what is said, by field, of a follow-up that is refused."""
    with pytest.raises(ValidationError) as caught:
        record(customer, by, **fields)
    return caught.value.message_dict


@pytest.mark.django_db
def test_r3_it_holds_what_was_said(office: User) -> None:
    customer, salesperson, service_type = make_customer(), make_salesperson(), make_service_type()
    today = timezone.localdate()

    follow_up = record(
        customer,
        office,
        service_type=service_type,
        happened_on=today - DAY,
        done_by=salesperson,
        note="Full shelf",
        next_action="Call back",
        next_action_on=today + DAY,
    )

    kept = FollowUp.objects.get()
    assert kept == follow_up
    assert (kept.customer, kept.service_type, kept.happened_on) == (customer, service_type, today - DAY)
    assert (kept.done_by, kept.entered_by, kept.note) == (salesperson, office, "Full shelf")
    assert (kept.next_action, kept.next_action_on) == ("Call back", today + DAY)
    assert CustomerVisitState.objects.get().last_follow_up == follow_up


@pytest.mark.django_db
def test_r5_it_keeps_the_salesperson_and_the_route_of_the_moment(office: User) -> None:
    before, route = make_salesperson(), make_route()
    customer = make_customer(salesperson=before, route=route)

    follow_up = record(customer, office)
    Customer.objects.update(salesperson=make_salesperson(), route=make_route())

    follow_up.refresh_from_db()
    assert (follow_up.salesperson, follow_up.route) == (before, route)


@pytest.mark.django_db
def test_r5_a_reassignment_since_the_page_was_opened_is_what_it_keeps(office: User) -> None:
    customer, after = make_customer(salesperson=make_salesperson()), make_salesperson()
    Customer.objects.update(salesperson=after)

    follow_up = record(customer, office)

    assert follow_up.salesperson == after


@pytest.mark.django_db
def test_r2_a_code_that_is_no_longer_in_use_is_refused(office: User) -> None:
    said = refusal(make_customer(), office, service_type=make_service_type(is_active=False))

    assert list(said) == ["service_type"]
    assert FollowUp.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("now", "today"),
    [
        # Before and after midnight in Toronto, which is five hours behind UTC in November.
        (datetime.datetime(2026, 11, 25, 4, 59, tzinfo=datetime.UTC), datetime.date(2026, 11, 24)),
        (datetime.datetime(2026, 11, 25, 5, 0, tzinfo=datetime.UTC), datetime.date(2026, 11, 25)),
    ],
)
def test_r27_the_future_begins_at_midnight_where_the_company_is(
    office: User, now: datetime.datetime, today: datetime.date
) -> None:
    customer = make_customer()

    with time_machine.travel(now, tick=False):
        accepted = record(customer, office, happened_on=today)
        said = refusal(customer, office, happened_on=today + DAY)

    assert list(said) == ["happened_on"]
    assert FollowUp.objects.get() == accepted


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("what", "days_later", "field"),
    [("Call", None, "next_action_on"), ("", 1, "next_action"), ("Call", -1, "next_action_on")],
)
def test_r3_a_next_action_has_a_text_and_a_day_that_comes_after(
    office: User, what: str, days_later: int | None, field: str
) -> None:
    due_on = None if days_later is None else timezone.localdate() + days_later * DAY

    said = refusal(make_customer(), office, next_action=what, next_action_on=due_on)

    assert list(said) == [field]
    assert FollowUp.objects.count() == 0


# Who did it


@pytest.mark.django_db
def test_r3_a_representative_names_the_customers_salesperson_at_first(representative: User) -> None:
    his_own = representative.salespeople.get()
    replaced = make_salesperson()
    representative.salespeople.add(replaced)

    named = [
        default_done_by(make_customer(salesperson=salesperson), representative)
        for salesperson in (his_own, replaced)
    ]

    assert named == [his_own, replaced]


@pytest.mark.django_db
def test_r3_a_representative_who_acts_for_one_names_him_whoever_the_customers_is(
    representative: User,
) -> None:
    customers = [make_customer(salesperson=make_salesperson()), make_customer()]

    named = [default_done_by(customer, representative) for customer in customers]

    assert named == [representative.salespeople.get()] * 2


@pytest.mark.django_db
def test_r3_a_representative_who_acts_for_several_others_must_choose(representative: User) -> None:
    representative.salespeople.add(make_salesperson())
    customer = make_customer(salesperson=make_salesperson())

    named = default_done_by(customer, representative)
    said = refusal(customer, representative, done_by=named)

    assert named is None
    assert list(said) == ["done_by"]


@pytest.mark.django_db
def test_r3_the_office_names_nobody_at_first_and_is_shown_itself(office: User) -> None:
    salesperson = make_salesperson()
    office.salespeople.add(salesperson)
    customer = make_customer(salesperson=salesperson)

    follow_up = record(customer, office, done_by=default_done_by(customer, office))

    assert follow_up.done_by is None
    assert follow_up.author == str(office)


@pytest.mark.django_db
def test_r25_one_names_only_whom_one_may(representative: User, office: User) -> None:
    his_own = representative.salespeople.get()
    other, gone = make_salesperson(), make_salesperson(is_active=False)
    customer = make_customer(salesperson=his_own)

    by_representative = refusal(customer, representative, done_by=other)
    by_office = refusal(customer, office, done_by=gone)

    assert (list(by_representative), list(by_office)) == (["done_by"], ["done_by"])
    assert list(salespeople_to_name(representative)) == [his_own]
    assert set(salespeople_to_name(office)) == {his_own, other}
    assert FollowUp.objects.count() == 0


# Sent twice


@pytest.mark.django_db
def test_a_form_that_is_sent_twice_makes_one_follow_up(office: User) -> None:
    customer, submission, service_type = make_customer(), uuid.uuid4(), make_service_type()

    first = record(customer, office, submission=submission, service_type=service_type, note="first")
    second = record(customer, office, submission=submission, service_type=service_type, note="first")

    assert second == first
    assert FollowUp.objects.count() == 1


@pytest.mark.django_db
def test_a_resend_is_confirmed_although_its_code_was_closed_meanwhile(office: User) -> None:
    customer, submission, service_type = make_customer(), uuid.uuid4(), make_service_type()
    first = record(customer, office, submission=submission, service_type=service_type)
    service_type.is_active = False
    service_type.save()

    second = record(customer, office, submission=submission, service_type=service_type)

    assert second == first


@pytest.mark.django_db
def test_a_form_that_was_filled_anew_after_it_was_sent_is_not_taken_for_a_resend(office: User) -> None:
    customer, submission, service_type = make_customer(), uuid.uuid4(), make_service_type()
    record(customer, office, submission=submission, service_type=service_type, note="first")

    with pytest.raises(ValidationError) as caught:
        record(customer, office, submission=submission, service_type=service_type, note="second")

    assert caught.value.code == SUBMISSION_USED
    assert FollowUp.objects.get().note == "first"


@pytest.mark.django_db
def test_r25_a_submission_of_another_customer_or_user_tells_nothing_of_it(
    office: User, manager: User
) -> None:
    submission = uuid.uuid4()
    customer = make_customer()
    record(customer, office, submission=submission, note="secret")

    said = []
    for other_customer, user in [(make_customer(), office), (customer, manager)]:
        with pytest.raises(ValidationError) as caught:
            record(other_customer, user, submission=submission)
        said += caught.value.messages

    assert len(said) == 2
    assert all("secret" not in message for message in said)
    assert FollowUp.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("same_customer", [True, False])
def test_two_requests_at_once_with_one_submission_make_one_follow_up(same_customer: bool) -> None:
    salesperson, service_type, submission = make_salesperson(), make_service_type(), uuid.uuid4()
    user = User.objects.create_user("rep")
    user.salespeople.add(salesperson)
    first = make_customer(salesperson=salesperson)
    second = first if same_customer else make_customer(salesperson=salesperson)
    together = threading.Barrier(2, timeout=PATIENCE)
    made: list[object] = []

    def send(customer: Customer) -> None:
        try:
            together.wait()
            fields = {"submission": submission, "service_type": service_type, "done_by": salesperson}
            made.append(record(customer, user, **fields).pk)
        except ValidationError:
            made.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=[customer]) for customer in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)

    only = FollowUp.objects.get().pk
    assert sorted(made, key=str) == sorted([only, only if same_customer else "refused"], key=str)


# Closing actions


@pytest.mark.django_db
def test_r3_the_actions_that_are_ticked_are_done_and_the_link_is_kept(office: User) -> None:
    customer = make_customer()
    ticked, left = (
        make_follow_up(customer=customer, next_action=text, next_action_on=timezone.localdate())
        for text in ("Call back", "Bring samples")
    )

    follow_up = record(customer, office, closes=[ticked])

    ticked.refresh_from_db()
    left.refresh_from_db()
    assert (ticked.closed_by, ticked.next_action_done_by) == (follow_up, office)
    assert not ticked.has_open_action
    assert left.has_open_action
    assert list(follow_up.closed_actions.all()) == [ticked]


@pytest.mark.django_db
def test_what_is_ticked_closes_only_open_actions_of_this_customer(office: User, manager: User) -> None:
    customer, today = make_customer(), timezone.localdate()
    action = {"next_action": "Call", "next_action_on": today}
    done = make_follow_up(customer=customer, **action)
    mark_action_done(done, by=manager)
    cancelled = make_follow_up(
        customer=customer, **action, cancelled_at=timezone.now(), cancel_reason="mistake"
    )
    of_another = make_follow_up(**action)

    record(customer, office, closes=[done, cancelled, of_another])

    done.refresh_from_db()
    assert (done.next_action_done_by, done.closed_by) == (manager, None)
    assert list(FollowUp.objects.with_open_action()) == [of_another]
    assert FollowUp.objects.filter(closed_by__isnull=False).count() == 0


@pytest.mark.django_db
def test_r3_an_action_is_marked_as_done_once(office: User, manager: User) -> None:
    follow_up = make_follow_up(next_action="Call", next_action_on=timezone.localdate())

    mark_action_done(follow_up, by=office)
    with pytest.raises(ValidationError) as caught:
        mark_action_done(follow_up, by=manager)

    follow_up.refresh_from_db()
    assert follow_up.next_action_done_by == office
    assert str(office) in caught.value.messages[0]
    assert CustomerVisitState.objects.get().next_action_on is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields",
    [
        {},
        {
            "next_action": "Call",
            "next_action_on": datetime.date(2026, 1, 1),
            "cancelled_at": datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC),
            "cancel_reason": "mistake",
        },
    ],
    ids=["without an action", "cancelled"],
)
def test_what_has_no_open_action_is_not_marked_as_done(office: User, fields: dict[str, Any]) -> None:
    follow_up = make_follow_up(**fields)

    with pytest.raises(ValidationError):
        mark_action_done(follow_up, by=office)

    follow_up.refresh_from_db()
    assert follow_up.next_action_done_at is None


@pytest.mark.django_db
def test_r4_a_change_keeps_what_was_there_before(office: User) -> None:
    follow_up = make_follow_up(next_action="Call", next_action_on=timezone.localdate())

    mark_action_done(follow_up, by=office)

    before = FollowUp.pgh_event_models["update"].objects.get(pgh_obj=follow_up)  # type: ignore[attr-defined]
    assert (before.next_action, before.next_action_done_at) == ("Call", None)


@pytest.mark.django_db
def test_r5_a_follow_up_of_the_past_keeps_whom_the_customer_had_that_day(office: User) -> None:
    before, after = make_salesperson(), make_salesperson()
    customer = make_customer(salesperson=before)
    Customer.objects.update(salesperson=after)
    # The moment of a change is the database's clock: here, noon of the 20th in Toronto.
    customer.events.update(pgh_created_at=datetime.datetime(2026, 3, 20, 16, tzinfo=datetime.UTC))

    kept = {
        day: record(customer, office, happened_on=datetime.date(2026, 3, day)).salesperson
        for day in (15, 19, 20, 21)
    }

    assert kept == {15: before, 19: before, 20: after, 21: after}
