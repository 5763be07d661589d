"""Clients mobiles: the round of the day, by route and stop, and what it says (R14, R18)."""

import datetime
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from customers.models import Customer, Salesperson
from par.models import WaitingVisit
from par.selectors.mobile import next_on_the_round, round_of
from par.services.visits import refuse_visit
from tests.factories import (
    make_customer,
    make_follow_up,
    make_route,
    make_salesperson,
    make_service_type,
)
from tests.par.mobile.pages import names_on, page, text_of
from webmino.models import User

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def test_the_round_is_by_route_and_stop_with_the_routes_of_today_first(
    phone: Client, salesperson: Salesperson
) -> None:
    """R14."""
    today = make_route(code="R-2", weekday=localdate().isoweekday())
    other = make_route(code="R-1", weekday=(localdate() + DAY).isoweekday())
    stops = {"B": (today, 2), "A": (today, 1), "C": (other, 1), "D": (None, None)}
    for name, (route, stop) in stops.items():
        make_customer(name=name, route=route, stop=stop, salesperson=salesperson)
    make_customer(name="Inactive", route=today, salesperson=salesperson, is_active=False)
    make_customer(name="Another’s", route=today, salesperson=make_salesperson())

    response = phone.get(reverse("par:mobile-customer-list"))

    assert names_on(response) == ["A", "B", "C", "D"]


@pytest.mark.parametrize("stop", [None, 3])
def test_r14_next_skips_nobody_whose_number_sorts_like_another_s(
    stop: int | None, representative: User, salesperson: Salesperson
) -> None:
    route = make_route()
    for number in ("08", "007", "7", "07"):
        make_customer(number=number, route=route, stop=stop, salesperson=salesperson)

    following = round_of(representative, on=localdate()).first()
    walked = []
    while following and len(walked) < 9:
        walked.append(following.number)
        following = next_on_the_round(representative, following, on=localdate())

    assert walked == ["007", "7", "07", "08"]


def test_the_round_says_what_is_late(phone: Client, salesperson: Salesperson) -> None:
    """R14: the last visit, what is late and what is overdue, at a glance."""
    customer = make_customer(salesperson=salesperson, visit_every_days=7)
    visit = make_service_type(counts_as_visit=True)
    make_follow_up(
        customer=customer,
        service_type=visit,
        happened_on=localdate() - 23 * DAY,
        next_action="Rappeler",
        next_action_on=localdate() - DAY,
    )

    marks = text_of(phone.get(reverse("par:mobile-customer-list")))

    assert "23 d ⚠ late ! action overdue" in marks


def test_who_acts_for_several_salespeople_chooses_and_is_remembered(
    phone: Client, representative: User, salesperson: Salesperson
) -> None:
    """R14."""
    replaced = make_salesperson()
    replaced.users.add(representative)
    make_customer(name="Mine", salesperson=salesperson)
    make_customer(name="Of whom I replace", salesperson=replaced)
    address = reverse("par:mobile-customer-list")
    everybody = names_on(phone.get(address))

    phone.get(address, {"salesperson": replaced.code})

    assert everybody == ["Mine", "Of whom I replace"]
    assert names_on(phone.get(address)) == ["Of whom I replace"]
    assert names_on(phone.get(address, {"salesperson": ""})) == everybody


def test_the_round_is_searched_whatever_the_accents(phone: Client, salesperson: Salesperson) -> None:
    make_customer(name="Épicerie Chez Léa", salesperson=salesperson)
    make_customer(name="Dépanneur", salesperson=salesperson)

    found = phone.get(reverse("par:mobile-customer-list"), {"q": "epicerie lea"})

    assert names_on(found) == ["Épicerie Chez Léa"]


def test_r14_the_next_customer_may_have_a_number_that_sorts_alike(
    representative: User, salesperson: Salesperson
) -> None:
    route = make_route()
    for number in ("7", "007", "07"):
        make_customer(number=number, route=route, salesperson=salesperson)
    first, *others = round_of(representative, on=localdate())

    second = next_on_the_round(representative, first, on=localdate())
    assert second
    third = next_on_the_round(representative, second, on=localdate())
    assert third

    assert [second, third] == others
    assert next_on_the_round(representative, third, on=localdate()) is None


def test_r18_the_round_says_which_visits_wait_and_which_were_refused_and_why(
    phone: Client, customer: Customer, manager: User
) -> None:
    """Until he puts it away, for 14 days at most."""
    Customer.objects.update(is_active=False)
    for _visit in range(3):
        phone.post(page(customer, "visit"), {"submission": str(uuid.uuid4())})
    waiting, refused, old = WaitingVisit.objects.all()
    for visit in (refused, old):
        refuse_visit(visit, by=manager, reason="Visité deux fois")
    WaitingVisit.objects.filter(pk=old.pk).update(decided_at=timezone.now() - 15 * DAY)
    round_address = reverse("par:mobile-customer-list")

    said = phone.get(round_address)
    phone.post(reverse("par:mobile-refusal-seen", args=[refused.submission]))
    again = phone.get(round_address)

    addresses = [reverse("par:mobile-recorded", args=[one.submission]) for one in (waiting, refused, old)]
    assert [address in said.text for address in addresses] == [True, True, False]
    assert f"{manager} refused your visit. Visité deux fois" in text_of(said)
    assert [address in again.text for address in addresses] == [True, False, False]
