"""The data of the benchmark, made by SQL with a fixed seed: the same size gives the same rows as of a day."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from tests.bench.sizes import (
    ASSORTMENT,
    CATEGORIES,
    CITIES,
    FOLLOW_UP_DAYS,
    INVOICE_LINES,
    PAR_ITEMS,
    ROUTES,
    SALES_DAYS,
    SALESPEOPLE,
    SERVICE_TYPES,
    Size,
)

SEED = 0.42
# Large tables, whose indexes are quicker made anew than kept while rows come in.
LARGE = ("followups_followup", "par_shelfcountline", "par_customeritem", "analytics_saleline")

CODE_TABLES = """
INSERT INTO customers_salesperson (code, name, team, is_active)
SELECT 'V' || n, (ARRAY['Mélanie','Éric','Chantal','Luc','Zoé'])[1 + n % 5] || ' '
    || (ARRAY['Côté','Roy','Gagnon','Bouchard','Ouellet','Lévesque','Pelletier'])[1 + n % 7] || ' ' || n,
    'Équipe ' || n % 5, true
FROM generate_series(1, {salespeople}) AS n;
INSERT INTO customers_route (code, name, weekday, salesperson_id)
SELECT 'R-' || lpad(n::text, 3, '0'), 'Route ' || n, 1 + n % 5, 1 + n % {salespeople}
FROM generate_series(1, {routes}) AS n;
INSERT INTO customers_customercategory (code, name_fr, name_en)
SELECT 'C' || n, 'Catégorie ' || n, 'Category ' || n FROM generate_series(1, {categories}) AS n;
INSERT INTO customers_sortinggroup (code, name_fr, name_en)
SELECT g, 'Groupe ' || g, 'Group ' || g FROM unnest(ARRAY['A','B','C','D']) AS g;
INSERT INTO followups_servicetype (code, name_fr, name_en, channel, counts_as_visit, is_active, position)
SELECT 'S' || n, 'Suivi ' || n, 'Follow-up ' || n,
    (ARRAY['visit','phone','email','other'])[1 + n % 4], n % 2 = 0, true, n
FROM generate_series(1, {service_types}) AS n;
INSERT INTO followups_mobilecodes (id, visit_id, order_id) VALUES (1, 4, 8);
INSERT INTO par_itemcategory (code, name_fr, name_en)
SELECT 'F' || n, 'Famille ' || n, 'Family ' || n FROM generate_series(1, {categories}) AS n;
INSERT INTO par_item (
    code, name_fr, name_en, unit, pack_size, list_price, barcode, vendor, is_active, category_id
)
SELECT lpad(n::text, 5, '0'), 'Biscuits au beurre ' || n, 'Butter biscuits ' || n, 'caisse', 1 + n % 12,
    (1 + n % 900) / 10.0, '', 'Fournisseur ' || n % 30, true, 1 + n % {categories}
FROM generate_series(1, {items}) AS n;
"""

CUSTOMERS = """
INSERT INTO customers_customer (
    number, name, is_active, address, city, region, postal_code, country, phone, email, language, note,
    stop, visit_every_days, created_on, category_id, route_id, salesperson_id, sorting_group_id
)
SELECT lpad(n::text, 6, '0'),
    (ARRAY['Épicerie','Dépanneur','Marché','Boucherie','Fromagerie'])[1 + n % 5] || ' '
    || (ARRAY['Chez Léa','du Coin','Lambert','des Érables','Saint-Jean','de la Gare'])[1 + n % 6] || ' ' || n,
    n % 47 <> 0, n || ', rue Principale',
    (ARRAY['Lévis','Québec','Beauport','Saguenay','Rimouski','Gaspé'])[1 + n % 6]
    || '-' || (n * 7919 % {cities}) / 6, 'QC', 'G1A 1A1', 'CA',
    '418 555-' || lpad((n % 10000)::text, 4, '0'), '', 'fr', '',
    1 + n % 90, (ARRAY[NULL, 14, 21, 28])[1 + n % 4], '{today}'::date - 900,
    1 + n * 31 % {categories}, 1 + n % {routes}, 1 + n % {salespeople}, 1 + n % 4
FROM generate_series(1, {customers}) AS n;
"""

# Three quarters of the customers have any, and a few of them most.
FOLLOW_UPS = """
INSERT INTO followups_followup (
    happened_on, note, next_action, next_action_on, next_action_done_at, created_at, cancel_reason,
    customer_id, done_by_id, route_id, salesperson_id, service_type_id
)
SELECT day, 'Tablette pleine, promotion acceptée ' || n,
    CASE WHEN acts THEN 'Rappeler' ELSE '' END, CASE WHEN acts THEN day + 10 END,
    CASE WHEN acts AND n % 5 > 0 AND day < '{today}'::date - 15 THEN day + interval '10 days' END,
    day + interval '15 hours' + n % 1000 * interval '1 second', '',
    customer, 1 + customer % {salespeople}, 1 + customer % {routes}, 1 + customer % {salespeople},
    1 + n % {service_types}
FROM (
    SELECT n, 1 + floor(0.75 * {customers} * power(random(), 2))::bigint AS customer,
        '{today}'::date - floor({follow_up_days} * random())::integer AS day, random() < 0.06 AS acts
    FROM generate_series(1, {follow_ups}) AS n
) AS made;
"""

# Half of the customers; each was counted twice, and half of those wait for an order.
SHELVES = """
INSERT INTO par_customeritem (par_quantity, price, position, is_active, customer_id, item_id)
SELECT CASE WHEN k % 10 = 0 THEN 0 ELSE 1 + (customer + k) % 24 END,
    CASE WHEN k % 7 = 0 THEN 1.25 + k END, k, true, customer,
    1 + (customer * 7919 + k * {stride}) % {items}
FROM generate_series(2, {customers}, 2) AS customer, generate_series(1, {par_items}) AS k;
INSERT INTO par_shelfcount (counted_on, state, note, created_at, completed_at, cancel_reason, customer_id)
SELECT day, 'completed', '', day + interval '10 hours', day + interval '10 hours', '', customer
FROM (
    SELECT customer, '{today}'::date - 1 - floor(40 * random())::integer - ago * 45 AS day
    FROM generate_series(2, {customers}, 2) AS customer, generate_series(0, 1) AS ago
) AS made;
INSERT INTO par_shelfcountline (quantity, par_quantity, item_id, shelf_count_id)
SELECT CASE WHEN random() < 0.1 THEN NULL ELSE floor((listed.par_quantity + 2) * random()) END,
    listed.par_quantity, listed.item_id, counted.id
FROM par_shelfcount AS counted JOIN par_customeritem AS listed USING (customer_id);
INSERT INTO par_order (
    ordered_on, expected_on, status, invoice, note, created_at, cancel_reason, customer_id, entered_by_id,
    salesperson_id, route_id
)
SELECT '{today}'::date - customer % 5, '{today}'::date + 3, 'confirmed', '', '',
    '{today}'::date - customer % 5 + interval '11 hours', '', customer,
    (SELECT id FROM webmino_user ORDER BY id LIMIT 1), 1 + customer % {salespeople}, 1 + customer % {routes}
FROM generate_series(4, {customers}, 4) AS customer;
INSERT INTO par_orderline (position, quantity, unit_price, item_id, order_id)
SELECT listed.position, 6, 2.5, listed.item_id, ordered.id
FROM par_order AS ordered JOIN par_customeritem AS listed USING (customer_id)
WHERE listed.position <= 5;
"""

SALES = """
INSERT INTO analytics_saleline (
    sold_on, invoice, line_no, quantity, unit_price, amount, customer_id, item_id
)
SELECT day, 'F' || invoice, line_no, quantity, 2.5 + item % 40, round(quantity * (2.5 + item % 40), 2),
    customer, item
FROM (
    SELECT invoice, line_no, customer, day, 1 + floor(24 * random())::numeric AS quantity,
        1 + (customer * 7919 + floor({assortment} * power(random(), 2))::bigint * {stride}) % {items} AS item
    FROM (
        SELECT invoice, 1 + floor({customers} * power(random(), 2))::bigint AS customer,
            '{today}'::date - floor({sales_days} * random())::integer AS day
        FROM generate_series(1, {sale_lines} / {invoice_lines}) AS invoice
    ) AS invoices, generate_series(1, {invoice_lines}) AS line_no
) AS made;
"""

# What triggers would have kept line by line.
KEPT = (
    "INSERT INTO customers_cityspelling (city_key, city, customer_count)"
    " SELECT city_key, city, count(*) FROM customers_customer GROUP BY 1, 2",
    "SELECT followups_refresh_visit_state(ARRAY(SELECT id FROM customers_customer))",
    "SELECT par_refresh_states(ARRAY(SELECT id FROM customers_customer))",
    "SELECT analytics_rebuild_summaries(), analytics_rebuild_customer_years(), analytics_rebuild_habits()",
)


def statements(size: Size, today: str) -> list[tuple[str, str]]:
    """Return what fills an empty database: what is made, and the SQL that makes it."""
    values = {
        "today": today,
        "salespeople": SALESPEOPLE,
        "routes": ROUTES,
        "categories": CATEGORIES,
        "service_types": SERVICE_TYPES,
        "cities": CITIES,
        "items": size.items,
        "customers": size.customers,
        "follow_ups": size.follow_ups,
        "follow_up_days": FOLLOW_UP_DAYS,
        "par_items": PAR_ITEMS,
        "sale_lines": size.sale_lines,
        "sales_days": SALES_DAYS,
        "invoice_lines": INVOICE_LINES,
        "assortment": ASSORTMENT,
        # No two of a customer's items are alike: it shares no factor with their number.
        "stride": 131,
    }
    parts = [
        ("codes and items", CODE_TABLES),
        ("customers", CUSTOMERS),
        ("follow-ups", FOLLOW_UPS),
        ("PAR lists, counts and orders", SHELVES),
        ("sale lines", SALES),
    ]
    return [(name, text.format(**values)) for name, text in parts]


def fill(connection: psycopg.Connection, size: Size, today: str) -> Iterator[str]:
    """Fill an empty database, and yield what is being made. `connection` is a superuser's, autocommit.

    Rows come in without triggers; what these keep is made at the end, and compared before anything is timed.
    """
    connection.execute("SET session_replication_role = replica")
    connection.execute("SET maintenance_work_mem = '1GB'")
    connection.execute("SELECT setseed(%s)", [SEED])
    with without_indexes(connection):
        for name, text in statements(size, today):
            yield name
            connection.execute(text.encode())
        yield "indexes"
    connection.execute("SET session_replication_role = origin")
    connection.execute("ANALYZE")
    for text in KEPT:
        yield " ".join(text.split()[1:3])
        connection.execute(text.encode())
    connection.execute("VACUUM (ANALYZE)")


@contextmanager
def without_indexes(connection: psycopg.Connection) -> Iterator[None]:
    """Take the indexes of large tables away meanwhile, but for those of keys and constraints."""
    found = connection.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
        " WHERE indrelid = ANY(%s::regclass[]) AND NOT indisunique ORDER BY 1",
        [list(LARGE)],
    ).fetchall()
    for name, _definition in found:
        connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    yield
    for _name, definition in found:
        connection.execute(definition.encode())
