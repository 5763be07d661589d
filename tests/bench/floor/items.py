"""One item over many months, and a salesperson's sales by item."""

from decimal import Decimal

import psycopg

from tests.bench.floor.html import Options, comparison, link, money, table, text
from tests.bench.floor.html import page as html
from tests.bench.floor.sales import SIZE, days

ITEM = """
SELECT month, amount FROM analytics_itemmonth
WHERE item_id = %(item)s AND month BETWEEN %(before_first)s AND %(last)s
"""
# Of the month that is not over: what was sold of it a year before until the same day.
ITEM_BEFORE = """
SELECT coalesce(sum(amount), 0) FROM analytics_saleline
WHERE item_id = %(item)s AND sold_on BETWEEN %(cut)s AND %(before_last)s
"""
BY_ITEM = """
WITH sold AS (
    SELECT item_id, coalesce(sum(amount) FILTER (WHERE month >= %(first)s), 0) AS now,
        coalesce(sum(amount) FILTER (WHERE month < %(cut)s), 0) AS before
    FROM analytics_salespersonitemmonth
    WHERE salesperson_id = %(salesperson)s
        AND (month BETWEEN %(first)s AND %(last)s OR month >= %(before_first)s AND month < %(cut)s)
    GROUP BY 1
), cut AS (
    SELECT item_id, sum(amount) AS amount FROM analytics_saleline
    JOIN customers_customer AS customer ON customer.id = customer_id
    WHERE sold_on BETWEEN %(cut)s AND %(before_last)s AND customer.salesperson_id = %(salesperson)s GROUP BY 1
)
SELECT item.id, item.code, item.name_fr, sold.now, sold.before + coalesce(cut.amount, 0),
    count(*) OVER (), sum(sold.now) OVER (), sum(sold.before + coalesce(cut.amount, 0)) OVER ()
FROM sold LEFT JOIN cut USING (item_id) JOIN par_item AS item ON item.id = sold.item_id
ORDER BY sold.now DESC, item.id DESC LIMIT {size}
"""
CELLS = """
SELECT item_id, month, amount FROM analytics_salespersonitemmonth
WHERE salesperson_id = %(salesperson)s AND item_id = ANY(%(items)s) AND month BETWEEN %(first)s AND %(last)s
"""
BY_MONTH = """
SELECT month, sum(amount) FROM analytics_salespersonitemmonth
WHERE salesperson_id = %(salesperson)s AND month BETWEEN %(first)s AND %(last)s GROUP BY 1
"""


def _values(asked: dict[str, str]) -> dict:
    values = days(asked)
    return values | {"cut": values["before_last"].replace(day=1)}


def page(connection: psycopg.Connection, asked: dict[str, str]) -> str:
    values = _values(asked) | {"item": int(asked["item"])}
    options = Options(connection)
    code, name = connection.execute(
        "SELECT code, name_fr FROM par_item WHERE id = %(item)s", values
    ).fetchone()
    sold = dict(connection.execute(ITEM, values).fetchall())
    cut = connection.execute(ITEM_BEFORE, values).fetchone()[0]
    months = values["edges"]
    before = sum((sold.get(m.replace(year=m.year - 1), 0) for m in months[:-1]), Decimal(cut))
    total = sum((sold.get(month, 0) for month in months), Decimal(0))
    cells = [link(f"/analyses/clients/?item={code}&month={m}", money(sold.get(m))) for m in months]
    row = [text(code), text(name), *cells, *comparison(total, before)]
    heads = ["Item", "Description", *map(str, months), "Total", "An passé", "Écart", "%"]
    return html(options.html, table(heads, [row, row]))


def salesperson_page(connection: psycopg.Connection, asked: dict[str, str]) -> str:
    values = _values(asked) | {"salesperson": int(asked["salesperson"])}
    options = Options(connection)
    rows = connection.execute(BY_ITEM.format(size=SIZE), values).fetchall()
    found = connection.execute(CELLS, values | {"items": [row[0] for row in rows]}).fetchall()
    cells = {(item, month): amount for item, month, amount in found}
    totals = dict(connection.execute(BY_MONTH, values).fetchall())
    months = values["edges"]
    shown = [
        [text(code), text(name),
         *(link(f"/analyses/clients/?item={code}&month={m}", money(cells.get((key, m)))) for m in months),
         *comparison(now, before)]
        for key, code, name, now, before, *_ in rows
    ]  # fmt: skip
    count, now, before = rows[0][5:] if rows else (0, Decimal(0), Decimal(0))
    foot = ["", "Total", *(money(totals.get(month)) for month in months), *comparison(now, before)]
    heads = ["Item", "Description", *map(str, months), "Total", "An passé", "Écart", "%"]
    return html(options.html, f"<p>{count}</p>", table(heads, [*shown, foot]))
