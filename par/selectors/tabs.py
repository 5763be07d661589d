"""What the tabs of a customer count, on each of his pages."""

from typing import NamedTuple

from django.db import connection

from customers.models import Customer

_COUNTS = """
SELECT
  (SELECT count(*) FROM par_customeritem WHERE customer_id = %(customer)s AND is_active),
  (SELECT count(*) FROM par_shelfcount WHERE customer_id = %(customer)s AND state = 'completed'),
  (SELECT count(*) FROM par_order WHERE customer_id = %(customer)s)
"""


class TabCounts(NamedTuple):
    """A customer's active specific items, his standing counts, and his orders, whatever became of them."""

    specific_items: int
    shelf_counts: int
    orders: int


def tab_counts(customer: Customer) -> TabCounts:
    """Return them in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"customer": customer.pk})
        return TabCounts(*cursor.fetchone())
