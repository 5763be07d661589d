"""Clients mobiles and the visits that wait: for whom (R25)."""

import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from followups.models import MobileCodes
from par.models import (
    WaitingVisit,
)
from tests.access.addresses import (
    BY_SUBMISSION,
    ON_THE_ROAD,
    REFUSED_BY_SUBMISSION,
    SENT_FROM_THE_ROAD,
    WAITING_VISITS,
)
from tests.access.company import Company, snapshot
from tests.factories import make_follow_up, make_item, make_order, make_shelf_count
from webmino.company import save_settings
from webmino.roles import Role

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", sorted(ON_THE_ROAD))
def test_a_page_of_the_road_is_for_who_sees_the_customer(company: Company, role: Role, name: str) -> None:
    client = company.client(role)

    own = client.get(reverse(name, args=[company.own.pk]))
    other = client.get(reverse(name, args=[company.other.pk]))

    assert "Own customer" in own.text
    assert ("Other customer" in other.text) == (role != Role.REPRESENTATIVE)
    assert (other.status_code == 404) == (role == Role.REPRESENTATIVE)


@pytest.mark.parametrize("name", sorted(SENT_FROM_THE_ROAD))
def test_nothing_is_sent_from_the_road_of_another_s_customer(company: Company, name: str) -> None:
    save_settings(MobileCodes(visit=company.service_type, order=company.service_type))
    item = company.items[company.other].item_id
    sent = {f"quantity-{item}": "3", "then": "visit", "submission": str(uuid.uuid4())}
    make_shelf_count(customer=company.other, state="draft", entered_by=company.user(Role.OFFICE))
    client = company.client(Role.REPRESENTATIVE)
    before = snapshot()

    answer = client.post(reverse(name, args=[company.other.pk]), sent)

    assert answer.status_code == 404
    assert snapshot() == before
    if name != "par:mobile-discard":
        company.client(Role.OFFICE).post(reverse(name, args=[company.other.pk]), sent)
        assert snapshot() != before


@pytest.mark.parametrize("name", sorted(BY_SUBMISSION))
def test_a_confirmation_is_for_its_author_and_without_amounts_of_another_s_customer(
    company: Company, role: Role, name: str
) -> None:
    sent: dict[str, Any] = {"entered_by": company.user(role), "customer": company.other}
    follow_up = make_follow_up(submission=uuid.uuid4(), note="note of the visit", **sent)
    make_order({make_item(list_price=Decimal("4321.09")): 1}, follow_up=follow_up, **sent)
    author = Client()
    author.force_login(sent["entered_by"])
    wanted = reverse(name, args=[follow_up.submission])

    shown = author.get(wanted).text

    assert "note of the visit" in shown
    assert ("321,09" in shown) == (role != Role.REPRESENTATIVE)
    assert [company.client(other).get(wanted).status_code for other in Role] == [404] * len(Role)


@pytest.mark.parametrize("name", sorted(REFUSED_BY_SUBMISSION))
def test_a_refusal_is_put_away_by_its_author_alone(company: Company, role: Role, name: str) -> None:
    refused = WaitingVisit.objects.create(
        customer=company.other,
        entered_by=company.user(role),
        happened_on="2020-01-02",
        submission=uuid.uuid4(),
        state="refused",
        refusal="twice",
        decided_at=timezone.now(),
    )
    author = Client()
    author.force_login(refused.entered_by)
    wanted = reverse(name, args=[refused.submission])
    others = [company.client(other) for other in Role if other != role]

    assert [client.post(wanted).status_code for client in others] == [404] * len(others)
    assert not WaitingVisit.objects.exclude(refusal_seen_at=None).exists()
    assert author.post(wanted).status_code == 302
    assert WaitingVisit.objects.exclude(refusal_seen_at=None).exists()


@pytest.mark.parametrize("name", sorted(WAITING_VISITS))
def test_visits_that_wait_are_for_managers(company: Company, role: Role, name: str) -> None:
    waiting = WaitingVisit.objects.create(
        customer=company.own,
        entered_by=company.user(Role.OFFICE),
        happened_on="2020-01-02",
        submission=uuid.uuid4(),
        note="note of the visit that waits",
    )
    client = company.client(role)
    wanted = reverse(name, args=[] if name.endswith("list") else [waiting.pk])
    may = role in {Role.MANAGER, Role.ADMINISTRATOR}
    before = snapshot()

    answer = client.get(wanted)
    client.post(wanted, {"reason": "no"})

    assert (answer.status_code == 403) == (not may)
    assert ("note of the visit that waits" in answer.text) == (may and name.endswith(("list", "detail")))
    if not may:
        assert snapshot() == before
