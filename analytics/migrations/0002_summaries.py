"""The triggers that keep the sums of sale lines, whatever writes the lines or reassigns their customers.

Each adds what a statement changed, all its rows at once, so that an import costs one pass for each summary.
Two statements that write lines add to the same rows of a summary: all of them hold the customers first, by
key, then write the summaries one after another, each by its key, so that one waits for the other and both
sums are there. Who holds a customer knows whose he is until the end. A transaction of several statements
writes while nobody else does (`webmino/kept_sums.py`).

The sums are made by EXECUTE, which plans them for the rows that there are: PostgreSQL keeps the plan of a
function's other queries, and the one made for an invoice of one line would serve for a million.
"""

from django.db import migrations

MONTH = "date_trunc('month', line.sold_on::timestamp)::date"
OF_CUSTOMER = "JOIN customers_customer AS customer ON customer.id = line.customer_id"

# Of each summary: its key, what a line has for it, what makes it unique, and whose salesperson it is.
SUMMARIES = {
    "analytics_itemmonth": ("item_id, month", f"line.item_id, {MONTH}", "item_id, month", ""),
    "analytics_salespersonitemmonth": (
        "salesperson_id, item_id, month",
        f"customer.salesperson_id, line.item_id, {MONTH}",
        "coalesce(salesperson_id, 0), item_id, month",
        OF_CUSTOMER,
    ),
    "analytics_invoiceday": (
        "customer_id, invoice, sold_on",
        "line.customer_id, line.invoice, line.sold_on",
        "customer_id, invoice, sold_on",
        "",
    ),
    "analytics_companyday": ("day", "line.sold_on", "day", ""),
}

# Lines as they are added and taken away.
COLUMNS = "customer_id, item_id, sold_on, invoice"
ADDED = f"SELECT {COLUMNS}, 1 AS line_count, quantity, amount FROM new_rows"
ALL = f"SELECT {COLUMNS}, 1 AS line_count, quantity, amount FROM analytics_saleline"
TAKEN = f"SELECT {COLUMNS}, -1 AS line_count, -quantity AS quantity, -amount AS amount FROM old_rows"


def add_to(table: str, sums: str, *, using: str = "") -> str:
    """Return the statements that add `sums`, a query that lacks its grouping, to the rows of a summary."""
    key, _values, unique, _joined = SUMMARIES[table]
    order = ", ".join(str(at) for at, _name in enumerate(key.split(","), start=1))
    return f"""
    EXECUTE $sql$
        INSERT INTO {table} AS kept ({key}, line_count, quantity, amount)
        {sums}
        GROUP BY {order}
        HAVING sum(line_count) <> 0 OR sum(quantity) <> 0 OR sum(amount) <> 0
        ORDER BY {order}
        ON CONFLICT ({unique}) DO UPDATE SET
            line_count = kept.line_count + excluded.line_count,
            quantity = kept.quantity + excluded.quantity,
            amount = kept.amount + excluded.amount
    $sql${using};
    DELETE FROM {table} WHERE line_count = 0;
"""


def add_lines(table: str, lines: str) -> str:
    """Return the statements that add `lines`, a query such as `ADDED`, to a summary."""
    _key, values, _unique, joined = SUMMARIES[table]
    sums = f"""SELECT {values}, sum(line_count), sum(quantity), sum(amount)
        FROM ({lines}) AS line {joined}"""
    return add_to(table, sums)


def keep(name: str, customers: str, lines: str) -> str:
    """Return the function of a trigger that holds `customers`, a query, and adds `lines` everywhere."""
    return f"""
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    customer_ids bigint[] := ARRAY({customers});
BEGIN
    IF cardinality(customer_ids) = 0 THEN
        RETURN NULL;
    END IF;
    PERFORM 1 FROM customers_customer WHERE id = ANY(customer_ids) ORDER BY id FOR NO KEY UPDATE;
    {"".join(add_lines(table, lines) for table in SUMMARIES)}
    RETURN NULL;
END $$
"""


LINES = (
    keep("analytics_lines_added", "SELECT DISTINCT customer_id FROM new_rows", ADDED),
    keep(
        "analytics_lines_changed",
        "SELECT customer_id FROM new_rows UNION SELECT customer_id FROM old_rows",
        f"{ADDED} UNION ALL {TAKEN}",
    ),
    keep("analytics_lines_deleted", "SELECT DISTINCT customer_id FROM old_rows", TAKEN),
    f"""
CREATE FUNCTION analytics_lines_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {" ".join(f"DELETE FROM {table};" for table in SUMMARIES)}
    RETURN NULL;
END $$;

CREATE TRIGGER sales_line_added AFTER INSERT ON analytics_saleline
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION analytics_lines_added();

CREATE TRIGGER sales_line_changed AFTER UPDATE ON analytics_saleline
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION analytics_lines_changed();

CREATE TRIGGER sales_line_deleted AFTER DELETE ON analytics_saleline
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION analytics_lines_deleted();

CREATE TRIGGER sales_line_emptied AFTER TRUNCATE ON analytics_saleline
FOR EACH STATEMENT EXECUTE FUNCTION analytics_lines_emptied()
""",
)

# The lines of customers who are given to another salesperson are summed up once, then taken from the one and
# given to the other. They are passed as arrays, of which PostgreSQL knows the length: of the transition tables it
# knows no values, and would expect that their join is far larger than it is.
MOVED = f"""SELECT given.salesperson_id, moved.item_id, moved.month,
            sum(line_count), sum(quantity), sum(amount)
        FROM (
            SELECT one.giver, one.taker, line.item_id, {MONTH} AS month,
                count(*) AS lines, sum(line.quantity) AS units, sum(line.amount) AS total
            FROM unnest($1, $2, $3) AS one (customer_id, giver, taker)
            JOIN analytics_saleline AS line ON line.customer_id = one.customer_id
            GROUP BY 1, 2, 3, 4
        ) AS moved
        CROSS JOIN LATERAL (VALUES
            (moved.taker, moved.lines, moved.units, moved.total),
            (moved.giver, -moved.lines, -moved.units, -moved.total)
        ) AS given (salesperson_id, line_count, quantity, amount)"""
CUSTOMERS = f"""
CREATE FUNCTION analytics_customers_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    reassigned bigint[];
    givers bigint[];
    takers bigint[];
BEGIN
    EXECUTE $sql$
        SELECT array_agg(id), array_agg(old_rows.salesperson_id), array_agg(new_rows.salesperson_id)
        FROM old_rows JOIN new_rows USING (id)
        WHERE new_rows.salesperson_id IS DISTINCT FROM old_rows.salesperson_id
    $sql$ INTO reassigned, givers, takers;
    IF reassigned IS NULL THEN
        RETURN NULL;
    END IF;
    {add_to("analytics_salespersonitemmonth", MOVED, using=" USING reassigned, givers, takers")}
    RETURN NULL;
END $$;

CREATE TRIGGER sales_customer_changed AFTER UPDATE ON customers_customer
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION analytics_customers_changed()
"""

# Nobody holds a customer meanwhile, as who writes lines or customers does first; everybody reads on.
REBUILD = f"""
CREATE FUNCTION analytics_rebuild_summaries() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    LOCK TABLE customers_customer IN EXCLUSIVE MODE;
    LOCK TABLE analytics_saleline IN SHARE ROW EXCLUSIVE MODE;
    {"".join(f"DELETE FROM {table};{add_lines(table, ALL)}" for table in SUMMARIES)}
END $$
"""

DROP = """
DROP FUNCTION analytics_rebuild_summaries();
DROP TRIGGER sales_customer_changed ON customers_customer;
DROP TRIGGER sales_line_emptied ON analytics_saleline;
DROP TRIGGER sales_line_deleted ON analytics_saleline;
DROP TRIGGER sales_line_changed ON analytics_saleline;
DROP TRIGGER sales_line_added ON analytics_saleline;
DROP FUNCTION analytics_customers_changed(), analytics_lines_emptied(), analytics_lines_deleted(),
    analytics_lines_changed(), analytics_lines_added();
"""


class Migration(migrations.Migration):
    dependencies = [("analytics", "0001_initial"), ("customers", "0004_reassignments")]

    operations = [
        migrations.RunSQL(";\n".join(sql.strip().rstrip(";") for sql in (*LINES, CUSTOMERS, REBUILD)), DROP)
    ]
