"""What is held before an order or a count is written: items of the catalogue first, then the customer."""

from collections.abc import Iterable

from django.db import connection

from customers.models import Customer


def hold_items(items: Iterable[int], *, on_list_of: Customer | None = None) -> None:
    """Let nobody give these items, by their keys, another code until the end of the transaction.

    Those on a customer's list likewise, where a count gives each of them a line. Prices may change.
    A line that names an item takes this lock anyway, and would take it after its customer's: who changes
    an item holds it first, and then waits for its customers.
    """
    sql = """
        SELECT FROM par_item
        WHERE id IN (
            SELECT unnest(%s::bigint[]) UNION SELECT item_id FROM par_customeritem WHERE customer_id = %s
        )
        ORDER BY id FOR KEY SHARE
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(items), on_list_of.pk if on_list_of else None])


def hold_prices(items: Iterable[int]) -> None:
    """Let nobody change these items, by their keys, until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM par_item WHERE id = ANY(%s) ORDER BY id FOR SHARE", [sorted(items)])
