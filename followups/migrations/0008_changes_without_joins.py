"""The triggers of CustomerVisitState on rows that change tell what changed by EXCEPT.

They joined the rows before with those after. PostgreSQL keeps the plan of a function's query, and the one of
that join made for a single row is a loop in a loop: in a session that had saved one customer, reassigning
10,000 took 98 seconds.
"""

from django.db import migrations

CUSTOMERS = """
CREATE OR REPLACE FUNCTION followups_customers_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Hold the names of those that customers are given to now: one that is being changed would be missed.
    PERFORM 1 FROM customers_salesperson WHERE id IN (
        SELECT salesperson_id FROM (
            SELECT id, salesperson_id FROM new_rows EXCEPT SELECT id, salesperson_id FROM old_rows
        ) AS given
    ) ORDER BY id FOR SHARE;
    PERFORM 1 FROM customers_route WHERE id IN (
        SELECT route_id FROM (
            SELECT id, route_id FROM new_rows EXCEPT SELECT id, route_id FROM old_rows
        ) AS given
    ) ORDER BY id FOR SHARE;

    UPDATE followups_customervisitstate AS state SET
        is_active = customer.is_active,
        salesperson_id = customer.salesperson_id,
        route_id = customer.route_id,
        category_id = customer.category_id,
        sorting_group_id = customer.sorting_group_id,
        number_key = customer.number_key,
        name_key = customer.name_key,
        city_key = customer.city_key,
        salesperson_key = salesperson.name_key,
        route_key = route.code_key,
        late_from = coalesce(state.last_visit_on, customer.created_on) + customer.visit_every_days + 1
    FROM new_rows AS customer
    LEFT JOIN customers_salesperson AS salesperson ON salesperson.id = customer.salesperson_id
    LEFT JOIN customers_route AS route ON route.id = customer.route_id
    WHERE state.customer_id = customer.id
      AND (
        state.is_active, state.salesperson_id, state.route_id, state.category_id,
        state.sorting_group_id, state.number_key, state.name_key, state.city_key,
        state.late_from
      ) IS DISTINCT FROM (
        customer.is_active, customer.salesperson_id, customer.route_id, customer.category_id,
        customer.sorting_group_id, customer.number_key, customer.name_key, customer.city_key,
        coalesce(state.last_visit_on, customer.created_on) + customer.visit_every_days + 1
      );
    RETURN NULL;
END $$
"""

NAMES = """
CREATE OR REPLACE FUNCTION followups_salespeople_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    renamed bigint[] := ARRAY(
        SELECT id FROM (SELECT id, name_key FROM new_rows EXCEPT SELECT id, name_key FROM old_rows) AS changed
    );
BEGIN
    PERFORM 1 FROM customers_customer WHERE salesperson_id = ANY(renamed) ORDER BY id FOR NO KEY UPDATE;
    UPDATE followups_customervisitstate AS state SET salesperson_key = new_rows.name_key
    FROM new_rows WHERE new_rows.id = ANY(renamed) AND state.salesperson_id = new_rows.id;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION followups_routes_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    renamed bigint[] := ARRAY(
        SELECT id FROM (SELECT id, code_key FROM new_rows EXCEPT SELECT id, code_key FROM old_rows) AS changed
    );
BEGIN
    PERFORM 1 FROM customers_customer WHERE route_id = ANY(renamed) ORDER BY id FOR NO KEY UPDATE;
    UPDATE followups_customervisitstate AS state SET route_key = new_rows.code_key
    FROM new_rows WHERE new_rows.id = ANY(renamed) AND state.route_id = new_rows.id;
    RETURN NULL;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("followups", "0007_deleting_service_types"),
        ("customers", "0004_reassignments"),
    ]

    # The functions before did the same, so that going back leaves these.
    operations = [
        migrations.RunSQL(";\n".join(sql.strip() for sql in (CUSTOMERS, NAMES)), migrations.RunSQL.noop)
    ]
