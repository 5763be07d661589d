"""A customer's analysis, and the customers of a year against the year before."""

import datetime
from decimal import Decimal
from typing import Any

import psycopg

from tests.bench.floor.html import Options, comparison, link, money, table, text
from tests.bench.floor.html import page as html

SIZE = 50
COUNTED_UP_TO = 10_001
ITEMS = """
SELECT item.id, item.code, item.name_fr, coalesce(listed.price, item.list_price), listed.par_quantity,
    listed.last_counted, listed.missing, habit.last_on, habit.silent_from
FROM par_customeritem AS listed JOIN par_item AS item ON item.id = listed.item_id
LEFT JOIN analytics_buyinghabit AS habit
    ON habit.customer_id = listed.customer_id AND habit.item_id = listed.item_id
WHERE listed.customer_id = %(customer)s AND listed.is_active ORDER BY listed.position, item.code_key
"""
CELLS = """
SELECT item_id, width_bucket(sold_on, %(edges)s::date[]), sum(amount)
FROM analytics_saleline WHERE customer_id = %(customer)s AND sold_on BETWEEN %(first)s AND %(last)s
GROUP BY 1, 2
"""
BEFORE = """
SELECT item_id, sum(amount) FROM analytics_saleline
WHERE customer_id = %(customer)s AND sold_on BETWEEN %(before_first)s AND %(before_last)s GROUP BY 1
"""
TOP = """
WITH top AS (
    SELECT customer_id, amount FROM analytics_customeryear
    WHERE year = %(year)s ORDER BY amount DESC, customer_id DESC LIMIT {size}
)
SELECT customer.id, customer.number, customer.name, top.amount, (
    SELECT coalesce(sum(amount), 0) FROM analytics_invoiceday AS day
    WHERE day.customer_id = top.customer_id AND day.sold_on BETWEEN %(before_first)s AND %(before_last)s
)
FROM top JOIN customers_customer AS customer ON customer.id = top.customer_id ORDER BY top.amount DESC
"""
TOTALS = """
SELECT coalesce(sum(amount) FILTER (WHERE day >= %(first)s), 0),
    coalesce(sum(amount) FILTER (WHERE day <= %(before_last)s), 0)
FROM analytics_companyday
WHERE day BETWEEN %(first)s AND %(last)s OR day BETWEEN %(before_first)s AND %(before_last)s
"""
BUYERS = """
SELECT count(*) FROM (
    SELECT DISTINCT customer_id FROM analytics_invoiceday
    WHERE sold_on BETWEEN %(first)s AND %(last)s OR sold_on BETWEEN %(before_first)s AND %(before_last)s
    ORDER BY customer_id DESC LIMIT {limit}
) AS found
"""


def days(asked: dict[str, str]) -> dict[str, Any]:
    """The days of a page, ends included, those a year before, and the firsts of its months."""
    first, last = map(datetime.date.fromisoformat, (asked["first"], asked["last"]))
    months, month = [], first
    while month <= last:
        months.append(month)
        month = (month + datetime.timedelta(days=31)).replace(day=1)
    return {
        "first": first,
        "last": last,
        "before_first": first.replace(year=first.year - 1),
        "before_last": last.replace(
            year=last.year - 1, day=min(last.day, 28) if last.month == 2 else last.day
        ),
        "edges": months,
    }


def customer_page(connection: psycopg.Connection, asked: dict[str, str]) -> str:
    """His list with what was counted and last sold, then item × month beside the year before."""
    values = days(asked) | {"customer": int(asked["customer"])}
    name = connection.execute(
        "SELECT name FROM customers_customer WHERE id = %(customer)s", values
    ).fetchone()
    listed = connection.execute(ITEMS, values).fetchall()
    cells = {(item, place): amount for item, place, amount in connection.execute(CELLS, values).fetchall()}
    before = dict(connection.execute(BEFORE, values).fetchall())
    places = range(1, len(values["edges"]) + 1)
    kept = {row[0]: row for row in listed}
    rows = [_sold(kept[key], cells, before, places) for key in kept]
    totals = [sum((cells.get((key, place), 0) for key in kept), Decimal(0)) for place in places]
    earlier = sum(before.values(), Decimal(0))
    bars = "".join(
        f'<rect x="{place * 12}" width="10" height="{total}"/>' for place, total in enumerate(totals)
    )
    return html(
        f"<h1>{text(name[0])}</h1>",
        table(("Item", "Description", "Prix", "PAR", "Compté", "Manquant", "Dernière vente", "Arrêt"),
              ([text(value) for value in row[1:]] for row in listed)),
        f"<svg>{bars}</svg>",
        table(["Item", "Description", *map(str, values["edges"]), "Total", "An passé", "Écart", "%"],
              [*rows, ["", "Total", *map(money, totals), *comparison(sum(totals), earlier)]]),
    )  # fmt: skip


def _sold(item: tuple, cells: dict, before: dict, places: range) -> list[str]:
    key, code, name = item[:3]
    sold = [cells.get((key, place)) for place in places]
    shown = [link(f"/analyses/lignes/?item={code}&place={place}", money(value)) if value is not None else "—"
             for place, value in zip(places, sold, strict=True)]  # fmt: skip
    total = sum((value for value in sold if value is not None), Decimal(0))
    return [text(code), text(name), *shown, *comparison(total, before.get(key, Decimal(0)))]


def top_page(connection: psycopg.Connection, asked: dict[str, str]) -> str:
    """The 50 customers who bought most in a year, the totals of all, and how many there are up to 10,000."""
    values = days(asked)
    values["year"] = values["first"].year
    options = Options(connection)
    rows = connection.execute(TOP.format(size=SIZE), values).fetchall()
    now, before = connection.execute(TOTALS, values).fetchone()
    count = connection.execute(BUYERS.format(limit=COUNTED_UP_TO), values).fetchone()[0]
    shown = [
        [link(f"/clients/{key}/analyse/", text(number)), link(f"/clients/{key}/analyse/", text(name)),
         money(amount),
         *comparison(amount, earlier)]
        for key, number, name, amount, earlier in rows
    ]  # fmt: skip
    return html(
        options.html,
        f"<p>{count}</p>",
        table(
            ("No", "Client", "Année", "Total", "An passé", "Écart", "%"),
            [*shown, ["", "Total", money(now), *comparison(now, before)]],
        ),
    )
