"""Makes the demo's service types and follow-ups."""

import datetime
from collections.abc import Sequence
from random import Random

from django.db import connection

from customers.models import Customer
from followups.demo import loose_ends, rhythm, words
from followups.demo.office import Office
from followups.models import FollowUp, MobileCodes, ServiceType
from webmino.company import save_settings


def fill(random: Random, today: datetime.date) -> None:
    """Make the service types, and the follow-ups of the customers that are there."""
    types = make_service_types()
    save_settings(MobileCodes(visit=types["VIS"], order=types["CMD"]))
    customers = list(Customer.objects.select_related("category", "sorting_group", "route", "salesperson"))
    followed = [one for one in customers if rhythm.is_contacted(one, today)]
    last_days = rhythm.last_days(random, followed, today)
    office = Office(random, today, types)
    by_customer = [office.history(one, last_days[one.pk]) for one in followed]
    last = [history[-1] for history in by_customer if history and history[-1].customer.is_active]
    loose_ends.leave_tasks(random, today, last)
    follow_ups = [one for history in by_customer for one in history]
    follow_ups += loose_ends.cancelled_mistakes(office, follow_ups, customers)
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
