"""Customers and their follow-ups: seen and written by whom (R25)."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from customers.models import Customer
from followups.models import FollowUp
from tests.access.addresses import (
    CUSTOMER_FORMS,
    EVERYBODY,
    EXPORTS,
    LISTS,
    OF_A_CUSTOMER,
    OF_A_FOLLOW_UP,
    REOPEN,
    RESTORE,
    WITHOUT_A_FILE,
    WRITES_OF_A_CUSTOMER,
)
from tests.access.company import OTHER_NOTE, OWN_NOTE, Company, address, entry, snapshot
from webmino.history import version_of
from webmino.roles import Role

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", sorted(LISTS))
def test_a_list_holds_what_its_reader_sees(company: Company, role: Role, name: str) -> None:
    page = company.client(role).get(address(name, company)).content.decode()

    assert "Own customer" in page
    assert ("Other customer" in page) == (role != Role.REPRESENTATIVE)


@pytest.mark.parametrize("name", sorted(set(LISTS) - WITHOUT_A_FILE))
def test_a_file_is_for_who_may_take_tables_away(company: Company, role: Role, name: str) -> None:
    answer = company.client(role).get(address(name, company), {"export": "xlsx"})

    assert answer.streaming == (role in EXPORTS)
    assert answer.status_code == (200 if role in EXPORTS else 403)


@pytest.mark.parametrize("name", sorted(OF_A_CUSTOMER))
def test_a_record_is_for_who_sees_the_customer(company: Company, role: Role, name: str) -> None:
    client = company.client(role)

    own = client.get(address(name, company, company.own))
    other = client.get(address(name, company, company.other))

    assert OWN_NOTE in own.content.decode()
    assert OTHER_NOTE not in own.content.decode()
    if role == Role.REPRESENTATIVE:
        assert other.status_code == 404
        assert OTHER_NOTE not in other.content.decode()
        assert "Other customer" not in other.content.decode()
    else:
        assert OTHER_NOTE in other.content.decode()


@pytest.mark.parametrize("name", sorted(WRITES_OF_A_CUSTOMER))
def test_a_write_reaches_only_a_customer_whom_one_sees(company: Company, role: Role, name: str) -> None:
    client = company.client(role)
    before = snapshot()

    client.post(address(name, company, company.other), entry(company.other, company))
    after_other = snapshot()
    client.post(address(name, company, company.own), entry(company.own, company))

    assert (after_other == before) == (role == Role.REPRESENTATIVE)
    assert snapshot() != after_other


@pytest.mark.parametrize("name", sorted(OF_A_FOLLOW_UP))
def test_a_follow_up_is_for_who_sees_its_customer(company: Company, role: Role, name: str) -> None:
    client = company.client(role)

    own = client.get(reverse(name, args=[company.own.follow_ups.get().pk]), follow=True)
    other = client.get(reverse(name, args=[company.other.follow_ups.get().pk]), follow=True)

    assert "Own customer" in own.content.decode()
    assert ("Other customer" in other.content.decode()) == (role != Role.REPRESENTATIVE)
    assert (other.status_code == 404) == (role == Role.REPRESENTATIVE)


@pytest.mark.parametrize(
    "name", sorted({*OF_A_FOLLOW_UP, *REOPEN, *RESTORE} - {"followups:follow-up-detail"})
)
def test_a_follow_up_of_another_s_customer_is_not_written(company: Company, name: str) -> None:
    follow_up = company.other.follow_ups.get()
    if name in REOPEN:
        FollowUp.objects.update(next_action_done_at=timezone.now())
    client = company.client(Role.REPRESENTATIVE)
    before = snapshot()

    client.post(
        reverse(name, args=[follow_up.pk]),
        entry(company.other, company) | {"version": "0", "to": "2099-01-01"},
    )

    assert snapshot() == before


@pytest.mark.parametrize("role", sorted(RESTORE["followups:follow-up-restore"] ^ EVERYBODY))
def test_restoring_what_another_cancelled_is_for_managers(company: Company, role: Role) -> None:
    follow_up = company.own.follow_ups.get()
    FollowUp.objects.update(cancelled_at=timezone.now(), cancel_reason="mistake")
    client, manager = company.client(role), company.client(Role.MANAGER)
    before = snapshot()

    client.post(reverse("followups:follow-up-restore", args=[follow_up.pk]))
    refused = snapshot()
    manager.post(reverse("followups:follow-up-restore", args=[follow_up.pk]))

    assert refused == before
    assert not FollowUp.objects.get(pk=follow_up.pk).is_cancelled


@pytest.mark.parametrize("name", sorted(CUSTOMER_FORMS))
def test_customers_are_made_and_corrected_by_the_office_and_up(
    company: Company, role: Role, name: str
) -> None:
    Customer.objects.update(is_active=name != "customers:customer-reactivate")
    before = list(Customer.objects.order_by("pk").values())
    wanted = reverse(name, args=[] if name.endswith("create") else [company.own.pk])

    answer = company.client(role).post(
        wanted,
        {"number": "NEW", "name": "New customer", "language": "fr", "version": version_of(company.own)},
    )

    changed = list(Customer.objects.order_by("pk").values()) != before
    assert changed == (role in CUSTOMER_FORMS[name])
    assert (answer.status_code == 403) == (role not in CUSTOMER_FORMS[name])


def test_a_customer_whom_one_does_not_see_is_not_written_though_one_may_edit(company: Company) -> None:
    user = company.user(Role.REPRESENTATIVE)
    user.user_permissions.add(Permission.objects.get(codename="change_customer"))
    client = Client()
    client.force_login(user)
    sent = {"number": "NEW", "name": "New name", "language": "fr", "version": version_of(company.other)}
    names = sorted(set(CUSTOMER_FORMS) - {"customers:customer-create"})
    before = snapshot()

    refused = [client.post(address(name, company, company.other), sent).status_code for name in names]

    assert refused == [404, 404, 404]
    assert snapshot() == before
    sent["version"] = version_of(company.own)
    assert client.post(address("customers:customer-edit", company, company.own), sent).status_code == 302


def test_an_action_is_not_reached_through_another_customer(company: Company) -> None:
    client = company.client(Role.REPRESENTATIVE)
    before = snapshot()

    client.post(address("followups:action-done", company, company.own), entry(company.other, company))

    assert snapshot() == before
