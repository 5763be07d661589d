"""Writes the follow-ups of a customer as people did: who went, who entered it, what was left to do."""

import datetime
from collections.abc import Sequence
from random import Random

from django.utils.timezone import make_aware

from customers.demo.filling import former_assignment, reassigned_on, weekday_before
from customers.models import Customer, Route, Salesperson
from followups.demo import rhythm, words
from followups.demo.rhythm import DAY, Contact
from followups.demo.writing import Notebook
from followups.models import FollowUp, ServiceType
from webmino.models import User

# Before, the follow-ups were kept elsewhere, and were imported.
IN_USE = 365 * DAY
TASKS = 0.06  # of the contacts left something to do, which was done since
DONE_BY_HAND = 0.25  # of these tasks
BY_ANOTHER_SALESPERSON = 0.03
REPLACEMENT = {"V01": "V03", "V02": "V01", "V03": "V04", "V04": "V03", "V05": "V06", "V06": "V05"}
MINUTE = datetime.timedelta(minutes=1)


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


def set_task(follow_up: FollowUp, task: words.Task, due: datetime.date) -> None:
    """Say in the follow-up what is to be done and when, before the weekend if `due` is in one."""
    follow_up.note = task.note
    follow_up.next_action = task.action
    follow_up.next_action_on = weekday_before(due)
