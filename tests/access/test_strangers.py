"""Without an account: the sign-in page and nothing else (R25). An address that is not known here fails."""

import pytest
from django.test import Client

from tests.access.addresses import (
    ACCOUNT,
    ANALYSES,
    ANALYSIS_OF_A_CUSTOMER,
    BY_SECRET,
    BY_SUBMISSION,
    CATALOGUE,
    CUSTOMER_FORMS,
    IN_BATCH,
    INVOICING,
    LISTS,
    OF_A_COUNT,
    OF_A_CUSTOMER,
    OF_A_FOLLOW_UP,
    OF_A_SAVED_VIEW,
    OF_AN_ORDER,
    ORDERS_OF_A_CUSTOMER,
    PAR_LIST_FORMS,
    PAR_LISTS,
    PART_OF_A_CUSTOMER,
    POST_ONLY,
    PUBLIC,
    REFUSED_BY_SUBMISSION,
    REOPEN,
    RESTORE,
    SALE_LINES,
    SAVED_VIEWS,
    SENT_FROM_THE_ROAD,
    SETTINGS,
    STEPS_OF_AN_ORDER,
    STOPPED_BUYING,
    WAITING_VISITS,
    WRITES_OF_A_CUSTOMER,
    named_addresses,
)
from tests.access.company import Company, address, entry, order_address, order_sent, snapshot

pytestmark = pytest.mark.django_db


def test_every_address_is_known_here() -> None:
    of_a_customer = set(OF_A_CUSTOMER) | set(WRITES_OF_A_CUSTOMER) | PART_OF_A_CUSTOMER
    of_a_follow_up = set(OF_A_FOLLOW_UP) | REOPEN | set(RESTORE) | OF_A_COUNT
    of_a_customer |= set(PAR_LISTS) | set(PAR_LIST_FORMS)
    of_orders = set(ORDERS_OF_A_CUSTOMER) | set(OF_AN_ORDER) | set(STEPS_OF_AN_ORDER) | INVOICING
    of_settings = of_orders | SETTINGS | ACCOUNT | SAVED_VIEWS | OF_A_SAVED_VIEW
    of_items = set(CATALOGUE) | IN_BATCH
    of_the_road = SENT_FROM_THE_ROAD | BY_SUBMISSION | REFUSED_BY_SUBMISSION | WAITING_VISITS
    known = (
        PUBLIC
        | BY_SECRET
        | set(LISTS)
        | of_a_customer
        | set(CUSTOMER_FORMS)
        | of_a_follow_up
        | of_settings
        | of_items
        | of_the_road
        | set(ANALYSES)
        | set(SALE_LINES)
        | set(STOPPED_BUYING)
        | set(ANALYSIS_OF_A_CUSTOMER)
    )

    assert set(named_addresses()) == known


@pytest.mark.parametrize(
    "name",
    sorted(
        {
            *LISTS,
            *STOPPED_BUYING,
            *ANALYSES,
            *SALE_LINES,
            *ANALYSIS_OF_A_CUSTOMER,
            *OF_A_CUSTOMER,
            *CUSTOMER_FORMS,
            *PAR_LISTS,
            *PAR_LIST_FORMS,
            *SETTINGS,
            *ACCOUNT,
            *SAVED_VIEWS,
            *CATALOGUE,
            *IN_BATCH,
        }
        - POST_ONLY
    ),
)
def test_a_stranger_is_sent_to_sign_in(company: Company, name: str) -> None:
    wanted = address(name, company, company.own)

    answer = Client().get(wanted)

    assert answer.status_code == 302
    assert answer.url == f"/connexion/?next={wanted}"


@pytest.mark.parametrize(
    "name",
    sorted(
        {
            *WRITES_OF_A_CUSTOMER,
            *CUSTOMER_FORMS,
            *PAR_LISTS,
            *PAR_LIST_FORMS,
            *POST_ONLY,
            *CATALOGUE,
            *IN_BATCH,
        }
    ),
)
def test_a_stranger_writes_nothing(company: Company, name: str) -> None:
    before = snapshot()

    answer = Client().post(address(name, company, company.own), entry(company.own, company))

    assert answer.url == "/connexion/?next=/"
    assert snapshot() == before


@pytest.mark.parametrize(
    "name", sorted({*ORDERS_OF_A_CUSTOMER, *OF_AN_ORDER, *STEPS_OF_AN_ORDER, *INVOICING})
)
def test_a_stranger_learns_nothing_of_an_order(company: Company, name: str) -> None:
    before = snapshot()

    answers = [
        Client().get(order_address(name, company.own)),
        Client().post(order_address(name, company.own), order_sent(company.own)),
    ]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert {answer.url.split("?")[0] for answer in answers} == {"/connexion/"}
    assert snapshot() == before
