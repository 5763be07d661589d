"""An analysis of more customers than a page counts: they are « 10 000+ », and all of them can be reached."""

import datetime

import pytest
from django.db import connection
from django.test import Client

from tests.factories import make_item
from tests.lists import rows_of_page
from webmino.listings import COUNTED_UP_TO
from webmino.models import User
from webmino.paging import Cursor

pytestmark = pytest.mark.django_db
ADDRESS = "/analyses/clients/"
MANY = COUNTED_UP_TO + 60


@pytest.fixture
def desk(manager: User) -> Client:
    """A manager, and customers of whom the n-th bought for n dollars today."""
    today = datetime.date.today()  # noqa: DTZ011 - the year is what the page is asked for
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO customers_customer (
                number, name, is_active, address, city, region, postal_code, country, phone, email,
                language, note, created_on
            )
            SELECT n, 'Épicerie ' || n, true, '', '', 'QC', '', 'CA', '', '', 'fr', '', %s
            FROM generate_series(1, %s) AS n
            """,
            [today, MANY],
        )
        cursor.execute(
            """
            INSERT INTO analytics_saleline (
                sold_on, invoice, line_no, quantity, unit_price, amount, customer_id, item_id
            )
            SELECT %s, number, 1, 1, number::integer, number::integer, id, %s FROM customers_customer
            """,
            [today, make_item().pk],
        )
    client = Client()
    client.force_login(manager)
    return client


def test_many_customers_are_counted_up_to_a_limit_and_all_reached(desk: Client) -> None:
    year = {"unit": "year", "period_from": f"{datetime.date.today().year}-01-01"}  # noqa: DTZ011
    after = {"after": Cursor(COUNTED_UP_TO, 0).encoded()}

    first = desk.get(ADDRESS, year)
    last = desk.get(ADDRESS, year | {"page": "last"})
    narrowed = desk.get(ADDRESS, year | {"q": "épicerie"})

    assert first.context["count_in_words"] == "10\xa0000+ clients"
    assert narrowed.context["count_in_words"] == "10\xa0060 clients"
    assert [row.compared.total for row in first.context["table"].data][:2] == [MANY, MANY - 1]
    assert [row.compared.total for row in last.context["table"].data] == list(range(10, 0, -1))
    assert (last.context["pages"]["next"], last.context["pages"]["previous"] is None) == (None, False)
    assert [row.compared.total for row in rows_of_page(desk, ADDRESS, **year, **after)] == list(
        range(60, 10, -1)
    )
