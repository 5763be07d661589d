"""PAR mode, and the shelf count of one customer."""

import datetime

import psycopg

from tests.bench.floor.html import Options, link, money, table, text
from tests.bench.floor.html import page as html
from tests.bench.floor.tracking import count_of, rows_of

HEADS = ("No", "Nom", "Ville", "Vendeur", "Route", "Dernier relevé", "PAR > 0", "Comptés", "Sous PAR",
         "Ruptures", "Non comptés", "Σ PAR", "Σ compté", "Manquant", "Valeur", "En commande", "Dernier suivi",
         "Prochaine action", "Dernière commande", "Analyse")  # fmt: skip
ROWS = """
SELECT state.customer_id, customer.number, customer.name, customer.city, state.salesperson_id,
    state.route_id, state.last_count_on, state.last_count_id, state.par_item_count, state.counted_count,
    state.below_par_count, state.out_of_stock_count, state.not_counted_count, state.par_total,
    state.counted_total, state.missing_total, state.missing_value, state.last_follow_up_on,
    state.next_action_on, visits.last_visit_on, latest.number, latest.ordered_on
FROM par_customerparstate AS state
JOIN customers_customer AS customer ON customer.id = state.customer_id
LEFT JOIN followups_customervisitstate AS visits ON visits.customer_id = state.customer_id
LEFT JOIN LATERAL (
    SELECT number, ordered_on FROM par_order AS one
    WHERE one.customer_id = state.customer_id AND one.status IN ('confirmed', 'delivered', 'invoiced')
    ORDER BY ordered_on DESC, id DESC LIMIT 1
) AS latest ON true
WHERE {where} ORDER BY {order} LIMIT {limit}
"""
ON_ORDER = """
SELECT ordered.customer_id, sum(line.quantity)
FROM par_order AS ordered JOIN par_orderline AS line ON line.order_id = ordered.id
JOIN par_customeritem AS listed ON listed.customer_id = ordered.customer_id
    AND listed.item_id = line.item_id AND listed.is_active
WHERE ordered.customer_id = ANY(%s) AND ordered.status = 'confirmed' GROUP BY 1
"""
COUNT = "SELECT count(*) FROM (SELECT FROM par_customerparstate AS state WHERE {where} {limit}) AS found"
SHELF = """
SELECT item.id, item.code, item.name_fr, item.unit, item.pack_size, listed.par_quantity,
    listed.last_counted, coalesce(waiting.quantity, 0)
FROM par_customeritem AS listed JOIN par_item AS item ON item.id = listed.item_id
LEFT JOIN (
    SELECT line.item_id, sum(line.quantity) AS quantity
    FROM par_order AS ordered JOIN par_orderline AS line ON line.order_id = ordered.id
    WHERE ordered.customer_id = %(customer)s AND ordered.status = 'confirmed' GROUP BY 1
) AS waiting USING (item_id)
WHERE listed.customer_id = %(customer)s AND listed.is_active ORDER BY listed.position, item.code_key
"""


def page(connection: psycopg.Connection, asked: dict[str, str]) -> str:
    options = Options(connection)
    rows = rows_of(connection, ROWS, {"column": "missing_total", "way": "down"} | asked)
    on_order = dict(connection.execute(ON_ORDER, [[row[0] for row in rows]]).fetchall())
    count = count_of(connection, COUNT, asked)
    return html(
        options.html,
        f"<p>{count}</p>",
        table(HEADS, (_cells(row, options, on_order.get(row[0])) for row in rows)),
    )


def _cells(row: tuple, options: Options, on_order: object) -> list[str]:
    key, number, name, city, salesperson, route, counted_on, count = row[:8]
    figures = [text(value) for value in row[8:16]]
    value, last_on, due, visit_on, order, ordered_on = row[16:]
    address = f"/clients/{key}/?from=%2Fsuivi-visites%2Fpar%2F%3Fat%3D{key}"
    return [
        link(f"/suivi-visites/par/{key}/", "▸") + link(address, text(number)), link(address, text(name)),
        text(city), options.names["salesperson"].get(salesperson, "—"),
        options.codes["route"].get(route, "—"),
        link(f"/releves/{count}/", text(counted_on)), *figures, money(value),
        link(f"/commandes/?customer={key}", text(on_order)), f"{text(last_on)} ({text(visit_on)})", text(due),
        link(f"/commandes/{order}/", text(ordered_on)),
        link(f"/clients/{key}/analyse/?from=%2Fsuivi-visites%2Fpar%2F%3Fat%3D{key}", "Analyse"),
    ]  # fmt: skip


def count_page(connection: psycopg.Connection, asked: dict[str, str]) -> str:
    """RELEVÉ: the items of the customer, each with its box and with what is suggested under it."""
    customer = int(asked["customer"])
    name = connection.execute("SELECT name FROM customers_customer WHERE id = %s", [customer]).fetchone()[0]
    rows = connection.execute(SHELF, {"customer": customer}).fetchall()
    today = datetime.date.today()  # noqa: DTZ011 - the floor knows no zone
    items = "".join(
        f'<li>{text(label)} {text(code)} {text(unit)} {pack}<p>PAR {par}</p>'
        f'<input name=counted_{key} inputmode=decimal data-par={par} data-pack={pack} data-way={way}>'
        f"<p>{text(counted)}</p></li>"
        for key, code, label, unit, pack, par, counted, way in rows
    )  # fmt: skip
    return html(f"<h1>{text(name)}</h1><form method=post>{today}<ol>{items}</ol></form>")
