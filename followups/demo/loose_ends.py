"""What is still to do at the demo's customers, and the mistakes that were cancelled."""

import datetime
from collections.abc import Iterable, Sequence
from random import Random

from django.utils.timezone import make_aware

from customers.demo.filling import weekday_before
from customers.models import Customer
from followups.demo import rhythm, words
from followups.demo.office import MINUTE, Office, set_task
from followups.demo.rhythm import DAY, working_day_from
from followups.demo.writing import Notebook
from followups.models import FollowUp

# Customers with an action that is overdue, and with one that is due within two weeks from today.
OVERDUE = 25
UPCOMING = 40


def leave_tasks(random: Random, today: datetime.date, last: Sequence[FollowUp]) -> None:
    """Give some of `last`, each the newest of its customer, an action that nobody has done yet."""
    with_task = {task.code for task in words.TASKS}
    ages = {
        one.customer_id: (today - one.happened_on).days
        for one in last
        if one.service_type.code in with_task and not one.next_action
    }
    follow_ups = {one.customer_id: one for one in last}
    overdue = random.sample([key for key, age in ages.items() if 6 <= age <= 45], OVERDUE)
    for key in overdue:
        due = today - random.randint(1, min(ages[key] - 3, 21)) * DAY
        leave_task(random, follow_ups[key], due)
    recent = [key for key, age in ages.items() if age <= 30 and key not in overdue]
    for n, key in enumerate(random.sample(recent, UPCOMING)):
        leave_task(random, follow_ups[key], working_day_from(today + n % 12 * DAY))


def leave_task(random: Random, follow_up: FollowUp, due: datetime.date) -> None:
    """Give the follow-up an open action. Raises ValueError when its code leaves nothing to do."""
    task = Notebook(random, follow_up.customer).task(follow_up.service_type.code)
    if task is None:
        raise ValueError(f"no task for the code {follow_up.service_type.code}")
    set_task(follow_up, task, due)


def cancelled_mistakes(
    office: Office, follow_ups: Iterable[FollowUp], customers: Iterable[Customer]
) -> list[FollowUp]:
    """Return unsaved mistakes, each cancelled for a reason and beside the follow-up that put it right."""
    customers = list(customers)
    recent = [
        one
        for one in follow_ups
        if one.entered_by and one.done_by and 7 <= (office.today - one.happened_on).days <= 140
    ]
    mistakes = []
    for mistake in words.MISTAKES:
        right = office.random.choice([one for one in recent if one.service_type.code in mistake.of_codes])
        customer = neighbour(office, right, customers) if mistake.is_of_neighbour else right.customer
        mistakes.append(made_before(office, right, mistake, customer))
    return mistakes


def neighbour(office: Office, right: FollowUp, customers: Iterable[Customer]) -> Customer:
    """Return another customer of the route on that day, one that nobody follows if there is."""
    others = [
        one
        for one in customers
        if one.route_id == right.customer.route_id
        and one != right.customer
        and one.created_on <= right.happened_on
    ]
    never_followed = [one for one in others if not rhythm.is_contacted(one, office.today)]
    return office.random.choice(never_followed or others)


def made_before(office: Office, right: FollowUp, mistake: words.Mistake, customer: Customer) -> FollowUp:
    """Return what was entered for `customer` five minutes before `right` was, and cancelled."""
    entered_at = right.created_at - 5 * MINUTE
    next_day = working_day_from(right.happened_on + DAY)
    seen_by_manager_at = make_aware(datetime.datetime.combine(next_day, datetime.time(9, 10)))
    return FollowUp(
        customer=customer,
        service_type=office.types[mistake.code or right.service_type.code],
        happened_on=weekday_before(right.happened_on - mistake.days_before * DAY),
        done_by=right.done_by,
        note=right.note,
        salesperson=customer.salesperson,
        route=customer.route,
        entered_by=right.entered_by,
        created_at=entered_at,
        cancelled_at=seen_by_manager_at if mistake.by_manager else entered_at + 3 * MINUTE,
        cancelled_by=office.users["gestion"] if mistake.by_manager else right.entered_by,
        cancel_reason=mistake.reason,
    )
