"""Makes the demo's service types and follow-ups."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from random import Random

from django.db import connection
from django.utils.timezone import make_aware

from customers.demo.filling import former_assignment, reassigned_on, weekday_before
from customers.models import Customer, Route, Salesperson
from followups.demo import rhythm, words
from followups.demo.rhythm import DAY, Contact, working_day_from
from followups.demo.writing import Notebook
from followups.models import FollowUp, ServiceType
from webmino.models import User

# Before, the follow-ups were kept elsewhere, and were imported.
IN_USE = 365 * DAY
TASKS = 0.06  # of the contacts leave something to do, which was done since
DONE_BY_HAND = 0.25  # of these tasks
BY_ANOTHER_SALESPERSON = 0.03
# Customers with an action that is overdue, and with one that is due within two weeks from today.
OVERDUE = 25
UPCOMING = 40
REPLACEMENT = {"V01": "V03", "V02": "V01", "V03": "V04", "V04": "V03", "V05": "V06", "V06": "V05"}
MINUTE = datetime.timedelta(minutes=1)


def fill(random: Random, today: datetime.date) -> None:
    """Make the service types, and the follow-ups of the customers that are there."""
    types = make_service_types()
    customers = list(Customer.objects.select_related("category", "sorting_group", "route", "salesperson"))
    followed = [one for one in customers if rhythm.is_contacted(one, today)]
    last_days = rhythm.last_days(random, followed, today)
    office = Office(random, today, types)
    by_customer = [office.history(one, last_days[one.pk]) for one in followed]
    office.leave_to_do([one for one in by_customer if one and one[-1].customer.is_active])
    follow_ups = [one for history in by_customer for one in history]
    follow_ups += office.cancelled(follow_ups, customers)
    save(follow_ups)


def make_service_types() -> dict[str, ServiceType]:
    """Save the service types, by code."""
    rows = [
        ServiceType(**one._asdict(), position=10 * n) for n, one in enumerate(words.SERVICE_TYPES, start=1)
    ]
    return {one.code: one for one in ServiceType.objects.bulk_create(rows)}


def save(follow_ups: Sequence[FollowUp]) -> None:
    """Save follow-ups in the order in which they were entered, those that close others' actions included."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('followups_followup', 'id')) FROM generate_series(1, %s)",
            [len(follow_ups)],
        )
        keys = [key for (key,) in cursor.fetchall()]
    in_order = sorted(follow_ups, key=lambda one: (one.created_at, one.customer_id))
    for follow_up, key in zip(in_order, keys, strict=True):
        follow_up.pk = key
    FollowUp.objects.bulk_create(in_order)


class Office:
    """Everybody who wrote follow-ups, and what they had to know."""

    def __init__(self, random: Random, today: datetime.date, types: dict[str, ServiceType]) -> None:
        self.random = random
        self.today = today
        self.types = types
        self.in_use_since = today - IN_USE
        self.reassigned_on = reassigned_on(today)
        self.routes = {one.code: one for one in Route.objects.all()}
        self.salespeople = {one.code: one for one in Salesperson.objects.all()}
        self.users = {one.username: one for one in User.objects.all()}
        self.user_of: dict[str, User] = {}
        for person in Salesperson.objects.prefetch_related("users"):
            for user in person.users.all():
                self.user_of[person.code] = user

    def history(self, customer: Customer, last: datetime.date) -> list[FollowUp]:
        """Return the customer's unsaved follow-ups until `last`, included, oldest first."""
        notebook = Notebook(self.random, customer)
        contacts = rhythm.contacts(self.random, customer, self.today, last)
        history = [self.follow_up(customer, contact, notebook) for contact in contacts]
        history.sort(key=lambda one: one.created_at)
        for n, follow_up in enumerate(history):
            if self.random.random() < TASKS:
                self.give_task_and_do_it(follow_up, notebook, history[n + 1 :])
        return history

    def follow_up(self, customer: Customer, contact: Contact, notebook: Notebook) -> FollowUp:
        """Return an unsaved follow-up, with the salesperson and the route of that day (R5)."""
        salesperson, route = self.assignment(customer, contact.day)
        done_by = None if contact.by_office else self.who_went(salesperson, route)
        return FollowUp(
            customer=customer,
            service_type=self.types[contact.code],
            happened_on=contact.day,
            done_by=done_by,
            note=notebook.note(contact.code, contact.day),
            salesperson=salesperson,
            route=route,
            entered_by=self.who_entered(contact.day, done_by, salesperson),
            created_at=self.moment(customer, contact.day, is_at_desk=done_by is None),
        )

    def assignment(self, customer: Customer, day: datetime.date) -> tuple[Salesperson | None, Route | None]:
        """Return the salesperson and the route that the customer had on that day."""
        if day >= self.reassigned_on:
            return customer.salesperson, customer.route
        salesperson, route = former_assignment(customer.name)
        return self.salespeople.get(salesperson), self.routes.get(route)

    def who_went(self, salesperson: Salesperson | None, route: Route | None) -> Salesperson | None:
        """Return the customer's salesperson, now and then another; the route's when he has none."""
        if salesperson is None:
            return route.salesperson if route else None
        if self.random.random() < BY_ANOTHER_SALESPERSON:
            return self.salespeople[REPLACEMENT[salesperson.code]]
        return salesperson

    def who_entered(
        self, day: datetime.date, done_by: Salesperson | None, salesperson: Salesperson | None
    ) -> User | None:
        """Return the account that entered it, one that saw the customer; None when it was imported."""
        if day < self.in_use_since:
            return None
        if done_by is None:
            return self.users["gestion" if self.random.random() < 0.1 else "bureau"]
        user = self.user_of.get(done_by.code)
        sees_customer = salesperson is not None and self.user_of.get(salesperson.code) == user
        return user if sees_customer else None

    def moment(self, customer: Customer, day: datetime.date, *, is_at_desk: bool) -> datetime.datetime:
        """Return when it was entered: in office hours, on the road in the order of the stops."""
        stop = customer.stop or 10
        minutes = self.random.randrange(500) if is_at_desk else 20 * stop + self.random.randrange(60)
        opening = datetime.datetime.combine(day, datetime.time(8, 15, self.random.randrange(60)))
        return make_aware(opening + minutes * MINUTE)

    def give_task_and_do_it(self, follow_up: FollowUp, notebook: Notebook, later: Sequence[FollowUp]) -> None:
        """Give the follow-up an action that was done, mostly with a later one of the customer."""
        days = self.random.randint(3, 12)
        closing = next((one for one in later if one.happened_on > follow_up.happened_on), None)
        task = notebook.task(follow_up.service_type.code)
        if closing is None or task is None:
            return
        set_task(follow_up, task, follow_up.happened_on + days * DAY)
        follow_up.next_action_done_at = closing.created_at
        follow_up.next_action_done_by = closing.entered_by
        if self.random.random() < DONE_BY_HAND and closing.entered_by:
            follow_up.next_action_done_at += self.random.randint(1, 20) * MINUTE
        else:
            follow_up.closed_by = closing

    def leave_to_do(self, histories: Iterable[Sequence[FollowUp]]) -> None:
        """Give the last follow-up of some customers an action that nobody has done yet."""
        last = [history[-1] for history in histories]
        can_have_task = {task.code for task in words.TASKS}
        last = [one for one in last if one.service_type.code in can_have_task and not one.next_action]
        old_enough = [one for one in last if 6 <= (self.today - one.happened_on).days <= 45]
        overdue = self.random.sample(old_enough, OVERDUE)
        for follow_up in overdue:
            age = (self.today - follow_up.happened_on).days
            due = self.today - self.random.randint(1, min(age - 3, 21)) * DAY
            self.leave_task(follow_up, due)
        chosen = {one.customer_id for one in overdue}
        recent = [
            one for one in last if one.customer_id not in chosen and (self.today - one.happened_on).days <= 30
        ]
        for n, follow_up in enumerate(self.random.sample(recent, UPCOMING)):
            self.leave_task(follow_up, working_day_from(self.today + n % 12 * DAY))

    def leave_task(self, follow_up: FollowUp, due: datetime.date) -> None:
        task = Notebook(self.random, follow_up.customer).task(follow_up.service_type.code)
        if task is None:
            raise ValueError(f"no task for the code {follow_up.service_type.code}")
        set_task(follow_up, task, due)

    def cancelled(self, follow_ups: Sequence[FollowUp], customers: Iterable[Customer]) -> list[FollowUp]:
        """Return unsaved mistakes, each cancelled for a reason and beside the follow-up that put it right."""
        on_route = defaultdict(list)
        for customer in customers:
            on_route[customer.route_id].append(customer)
        recent = [
            one
            for one in follow_ups
            if one.entered_by and one.done_by and 7 <= (self.today - one.happened_on).days <= 140
        ]
        mistakes = []
        for mistake in words.MISTAKES:
            fit = [one for one in recent if one.service_type.code in mistake.of_codes]
            right = self.random.choice(fit)
            customer = right.customer
            if mistake.is_of_neighbour:
                customer = self.neighbour(customer, on_route[customer.route_id], right.happened_on)
            mistakes.append(self.mistake(right, mistake, customer))
        return mistakes

    def neighbour(self, customer: Customer, on_route: Iterable[Customer], day: datetime.date) -> Customer:
        """Return another of the route who was a customer on that day, one that nobody follows if there is."""
        others = [one for one in on_route if one != customer and one.created_on <= day]
        never_followed = [one for one in others if not rhythm.is_contacted(one, self.today)]
        return self.random.choice(never_followed or others)

    def mistake(self, right: FollowUp, mistake: words.Mistake, customer: Customer) -> FollowUp:
        """Return what was entered first for `customer`, cancelled before `right` was entered."""
        entered_at = right.created_at - 5 * MINUTE
        by_manager = mistake.by_manager
        next_day = working_day_from(right.happened_on + DAY)
        seen_by_manager_at = make_aware(datetime.datetime.combine(next_day, datetime.time(9, 10)))
        return FollowUp(
            customer=customer,
            service_type=self.types[mistake.code or right.service_type.code],
            happened_on=weekday_before(right.happened_on - mistake.days_before * DAY),
            done_by=right.done_by,
            note=right.note,
            salesperson=customer.salesperson,
            route=customer.route,
            entered_by=right.entered_by,
            created_at=entered_at,
            cancelled_at=seen_by_manager_at if by_manager else entered_at + 3 * MINUTE,
            cancelled_by=self.users["gestion"] if by_manager else right.entered_by,
            cancel_reason=mistake.reason,
        )


def set_task(follow_up: FollowUp, task: words.Task, due: datetime.date) -> None:
    follow_up.note = task.note
    follow_up.next_action = task.action
    follow_up.next_action_on = due if due.isoweekday() <= 5 else due - 2 * DAY
