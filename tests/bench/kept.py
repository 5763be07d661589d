"""Whether what triggers keep equals what it summarizes, read row by row."""

import psycopg

STATES = """
SELECT customer_id, max(happened_on), count(*), count(*) FILTER (WHERE type.counts_as_visit),
    min(next_action_on) FILTER (WHERE next_action_done_at IS NULL)
FROM followups_followup JOIN followups_servicetype AS type ON type.id = service_type_id
WHERE cancelled_at IS NULL GROUP BY 1
"""
SHELVES = """
SELECT customer_id, count(*) FILTER (WHERE par_quantity > 0),
    count(*) FILTER (WHERE par_quantity > 0 AND last_counted IS NOT NULL),
    count(*) FILTER (WHERE par_quantity > 0 AND last_counted < par_quantity), sum(par_quantity),
    sum(greatest(par_quantity - last_counted, 0)) FILTER (WHERE par_quantity > 0)
FROM par_customeritem WHERE is_active GROUP BY 1
"""
LAST_COUNTED = """
SELECT listed.id, line.quantity FROM par_customeritem AS listed
LEFT JOIN LATERAL (
    SELECT id FROM par_shelfcount AS one
    WHERE one.customer_id = listed.customer_id AND one.state = 'completed'
    ORDER BY counted_on DESC, completed_at DESC, id DESC LIMIT 1
) AS newest ON true
LEFT JOIN par_shelfcountline AS line ON line.shelf_count_id = newest.id AND line.item_id = listed.item_id
"""
MONTH = "date_trunc('month', sold_on::timestamp)::date"
YEAR = "extract(year FROM sold_on)::integer"
SUMS = "count(*), sum(quantity), sum(amount) FROM analytics_saleline"

# By name: what is kept, and the same of what it summarizes.
PAIRS = {
    "visit states": (
        "SELECT customer_id, last_on, follow_up_count::bigint, visit_count::bigint, next_action_on"
        " FROM followups_customervisitstate",
        STATES,
    ),
    "PAR states": (
        "SELECT customer_id, par_item_count::bigint, counted_count::bigint, below_par_count::bigint,"
        " par_total, missing_total FROM par_customerparstate",
        SHELVES,
    ),
    "last counted": ("SELECT id, last_counted FROM par_customeritem", LAST_COUNTED),
    "items by month": (
        "SELECT item_id, month, line_count::bigint, quantity, amount FROM analytics_itemmonth",
        f"SELECT item_id, {MONTH}, {SUMS} GROUP BY 1, 2",
    ),
    "salespeople by item and month": (
        "SELECT salesperson_id, item_id, month, line_count::bigint, quantity, amount"
        " FROM analytics_salespersonitemmonth",
        f"SELECT salesperson_id, item_id, {MONTH}, {SUMS}"
        " JOIN customers_customer AS customer ON customer.id = customer_id GROUP BY 1, 2, 3",
    ),
    "invoices by day": (
        "SELECT customer_id, invoice, sold_on, line_count::bigint, quantity, amount"
        " FROM analytics_invoiceday",
        f"SELECT customer_id, invoice, sold_on, {SUMS} GROUP BY 1, 2, 3",
    ),
    "company by day": (
        "SELECT day, line_count::bigint, quantity, amount FROM analytics_companyday",
        f"SELECT sold_on, {SUMS} GROUP BY 1",
    ),
    "customers by year": (
        "SELECT customer_id, year::integer, line_count::bigint, quantity, amount FROM analytics_customeryear",
        f"SELECT customer_id, {YEAR}, {SUMS} GROUP BY 1, 2",
    ),
    "spellings of cities": (
        "SELECT city_key, city, sum(customer_count) FROM customers_cityspelling GROUP BY 1, 2",
        "SELECT city_key, city, count(*) FROM customers_customer WHERE city_key IS NOT NULL GROUP BY 1, 2",
    ),
}


def differences(connection: psycopg.Connection) -> dict[str, int]:
    """Return by name how many rows are only kept or only live; nothing where they are the same."""
    found = {}
    for name, (kept, live) in PAIRS.items():
        words = f"""
            SELECT count(*) FROM (
                (({kept}) EXCEPT ({live})) UNION ALL (({live}) EXCEPT ({kept}))
            ) AS differing
        """  # noqa: S608 - the words of this module
        count = connection.execute(words.encode()).fetchone()[0]
        if count:
            found[name] = count
    return found
