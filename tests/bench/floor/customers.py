"""One customer's record, with the newest follow-ups and the form that enters one."""

import psycopg

from tests.bench.floor.html import page as html
from tests.bench.floor.html import table, text

RECORD = """
SELECT customer.number, customer.name, customer.address, customer.city, customer.region,
    customer.postal_code, customer.phone, customer.email, customer.note, customer.stop,
    customer.visit_every_days, salesperson.name, route.code, category.name_fr, sorting_group.name_fr,
    state.last_on, state.late_from, state.follow_up_count,
    (SELECT count(*) FROM par_customeritem WHERE customer_id = customer.id AND is_active),
    (SELECT count(*) FROM par_shelfcount WHERE customer_id = customer.id AND state = 'completed'),
    (SELECT count(*) FROM par_order WHERE customer_id = customer.id)
FROM customers_customer AS customer
LEFT JOIN customers_salesperson AS salesperson ON salesperson.id = customer.salesperson_id
LEFT JOIN customers_route AS route ON route.id = customer.route_id
LEFT JOIN customers_customercategory AS category ON category.id = customer.category_id
LEFT JOIN customers_sortinggroup AS sorting_group ON sorting_group.id = customer.sorting_group_id
LEFT JOIN followups_customervisitstate AS state ON state.customer_id = customer.id
WHERE customer.id = %s
"""
FOLLOW_UPS = """
SELECT follow_up.id, happened_on, type.code, type.name_fr, coalesce(salesperson.name, 'importé'), note,
    next_action, next_action_on, next_action_done_at, cancelled_at, cancel_reason
FROM followups_followup AS follow_up JOIN followups_servicetype AS type ON type.id = service_type_id
LEFT JOIN customers_salesperson AS salesperson ON salesperson.id = done_by_id
WHERE customer_id = %s ORDER BY happened_on DESC, created_at DESC, follow_up.id DESC LIMIT 20
"""
CHOICES = """
SELECT 'type', id, code || ' ' || name_fr FROM followups_servicetype WHERE is_active
UNION ALL SELECT 'salesperson', id, name FROM customers_salesperson WHERE is_active
"""
HEADS = ("Date", "Code", "Type", "Par", "Note", "Action", "Le", "Fait", "Annulé", "Raison")


def page(connection: psycopg.Connection, asked: dict[str, str]) -> str:
    key = int(asked["customer"])
    record = connection.execute(RECORD, [key]).fetchone()
    rows = connection.execute(FOLLOW_UPS, [key]).fetchall()
    options = "".join(
        f"<option value={choice} class={kind}>{text(name)}"
        for kind, choice, name in connection.execute(CHOICES).fetchall()
    )
    facts = "".join(f"<dd>{text(fact)}</dd>" for fact in record)
    return html(
        f"<dl>{facts}</dl><form><select>{options}</select></form>",
        table(HEADS, ([text(value) for value in row[1:]] for row in rows)),
    )
