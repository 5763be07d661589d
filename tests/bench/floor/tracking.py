"""Visit tracking: a page of kept states by key, the counts of the period for its rows, and the count."""

import datetime
from typing import Any

import psycopg

from tests.bench.floor.html import Options, link, table, text
from tests.bench.floor.html import page as html

SIZE = 50
PERIOD = 29
COUNTED_UP_TO = 10_001
HEADS = ("No", "Nom", "Téléphone", "Ville", "Vendeur", "Route", "Dernier suivi", "Code", "Par", "Note",
         "Depuis", "Suivis / visites", "Prochaine action", "Échéance", "Analyse")  # fmt: skip
CAN_BE_EMPTY = {"city_key", "salesperson_key", "route_key", "next_action_on"}

ROWS = """
SELECT state.customer_id, customer.number, customer.name, customer.phone, customer.city,
    state.salesperson_id, state.route_id, state.last_on, state.last_service_type_id, done.done_by_id,
    done.note, state.late_from, next.next_action, state.next_action_on, state.{column}
FROM followups_customervisitstate AS state
JOIN customers_customer AS customer ON customer.id = state.customer_id
JOIN followups_followup AS done ON done.id = state.last_follow_up_id
LEFT JOIN followups_followup AS next ON next.id = state.next_action_follow_up_id
WHERE {where} ORDER BY {order} LIMIT {limit}
"""
COUNTS = """
SELECT customer_id, count(*), count(*) FILTER (WHERE counts_as_visit)
FROM followups_followup JOIN followups_servicetype AS type ON type.id = service_type_id
WHERE customer_id = ANY(%s) AND happened_on BETWEEN %s AND %s AND cancelled_at IS NULL GROUP BY 1
"""
COUNT = (
    "SELECT count(*) FROM (SELECT FROM followups_customervisitstate AS state WHERE {where} {limit}) AS found"
)


def page(connection: psycopg.Connection, asked: dict[str, str]) -> str:
    today = datetime.date.today()  # noqa: DTZ011 - the floor knows no zone
    options = Options(connection)
    rows = rows_of(connection, ROWS, asked)
    period = today - datetime.timedelta(days=PERIOD), today
    found = connection.execute(COUNTS, [[row[0] for row in rows], *period])
    counts = {customer: (follow_ups, visits) for customer, follow_ups, visits in found}
    count = count_of(connection, COUNT, asked)
    return html(
        options.html,
        f"<p>{count}</p>",
        table(HEADS, (_cells(row, options, counts.get(row[0], (0, 0)), today) for row in rows)),
    )


def conditions(asked: dict[str, str]) -> tuple[str, list[Any]]:
    """Which states are listed, the cursor apart."""
    parts, values = ["state.is_active"], []
    for name in ("salesperson", "category"):
        if name in asked:
            parts.append(f"state.{name}_id = %s")
            values.append(int(asked[name]))
    return " AND ".join(parts), values


def rows_of(connection: psycopg.Connection, text: str, asked: dict[str, str]) -> list[tuple]:
    """A page of 50 rows and one more, which says whether another page follows; the last page backwards.

    Rows without a value come last both ways: they are a range of the index of their own.
    """
    where, values = conditions(asked)
    column, is_last = asked.get("column", "last_on"), asked.get("page") == "last"
    down = (asked.get("way") == "down") != is_last
    order = f"state.{column} {'DESC' if down else 'ASC'}, state.customer_id {'DESC' if down else 'ASC'}"
    filled, empty = f"{where} AND state.{column} IS NOT NULL", f"{where} AND state.{column} IS NULL"
    parts = [(filled, values)]
    if column in CAN_BE_EMPTY:
        parts = [(empty, values), (filled, values)] if is_last else [(filled, values), (empty, values)]
    if "value" in asked:
        sign = "<" if down else ">"
        beyond = f"{filled} AND (state.{column}, state.customer_id) {sign} (%s, %s)"
        parts[0] = (beyond, [*values, asked["value"], int(asked["pk"])])
    rows: list[tuple] = []
    for condition, its_values in parts:
        if len(rows) <= SIZE:
            words = text.format(column=column, where=condition, order=order, limit=SIZE + 1 - len(rows))
            rows += connection.execute(words, its_values, prepare=True).fetchall()
    return rows[:SIZE][::-1] if is_last else rows[:SIZE]


def count_of(connection: psycopg.Connection, text: str, asked: dict[str, str]) -> int:
    """The exact count when something narrows the list, else up to 10,000."""
    where, values = conditions(asked)
    limit = "" if values else f"LIMIT {COUNTED_UP_TO}"
    return connection.execute(text.format(where=where, limit=limit), values).fetchone()[0]


def _cells(row: tuple, options: Options, counts: tuple[int, int], today: datetime.date) -> list[str]:
    (key, number, name, phone, city, salesperson, route, last_on, code, by, note, late_from, action, due,
     _value) = row  # fmt: skip
    address = f"/clients/{key}/?from=%2Fsuivi-visites%2F%3Fat%3D{key}"
    since = f"{(today - last_on).days} j"
    return [
        link(address, text(number)), link(address, text(name)), link(f"tel:{phone}", text(phone)),
        text(city), options.names["salesperson"].get(salesperson, "—"),
        options.codes["route"].get(route, "—"),
        f"<time datetime={last_on}>{last_on}</time>", options.codes["code"][code],
        options.names["salesperson"].get(by, "importé"),
        f'<span title="{text(note)}">{text(note)[:60]}</span>',
        f"<b>⚠ {since}</b>" if late_from and late_from <= today else since, f"{counts[0]} / {counts[1]}",
        text(action), f"<b>⚠ {due}</b>" if due and due < today else text(due),
        link(f"/clients/{key}/analyse/?from=%2Fsuivi-visites%2F%3Fat%3D{key}", "Analyse"),
    ]  # fmt: skip
