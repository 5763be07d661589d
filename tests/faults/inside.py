"""What is asked inside an installation, where `manage.py shell` runs it and prints the answer."""

import secrets
from itertools import islice

from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client

from customers.models import Customer, Salesperson
from followups.models import FollowUp, ServiceType
from tests.visit_states import kept_states, live_states
from webmino.models import User
from webmino.roles import Role

# Of fifty people, thirty are on the road.
ROLES = [Role.ADMINISTRATOR] * 2 + [Role.MANAGER] * 6 + [Role.OFFICE] * 12 + [Role.REPRESENTATIVE] * 30
# One in four reads English.
LANGUAGES = ["fr", "fr", "fr", "en"]


def make_people() -> list[dict[str, str]]:
    """Make fifty users; return the role, the language and the signed-in session of each."""
    salespeople = list(Salesperson.objects.active().order_by("code"))
    people = []
    for number, role in enumerate(ROLES):
        language = LANGUAGES[number % len(LANGUAGES)]
        user = User.objects.create(username=f"person{number}", language=language)
        user.groups.add(Group.objects.get(name=role.value))
        if role == Role.REPRESENTATIVE:
            # Every third one replaces a colleague as well.
            acts_for = islice(salespeople * 2, number % len(salespeople), None)
            user.salespeople.set(islice(acts_for, 2 if number % 3 == 0 else 1))
        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        people.append({"role": role.value, "language": language, "session": session})
    return people


def add_long_notes(customers: int, length: int) -> None:
    """Add customers with a follow-up, whose note of `length` characters compresses to half of it."""
    added = Customer.objects.bulk_create(
        Customer(number=f"N{n:05}", name=f"Épicerie {n}") for n in range(customers)
    )
    service_type = ServiceType.objects.active()[0]
    FollowUp.objects.bulk_create(
        FollowUp(customer=customer, service_type=service_type, note=secrets.token_hex(length // 2))
        for customer in added
    )


def wrong_visit_states() -> list[int]:
    """Return the customers whose row of the tracking table is not what their follow-ups say."""
    kept = {state["customer_id"]: state for state in kept_states()}
    live = {state["customer_id"]: state for state in live_states()}
    return [key for key in kept | live if kept.get(key) != live.get(key)]
