"""The triggers that keep CustomerVisitState, whatever writes the rows that it summarizes.

Each takes all the rows of a statement at once, so that an import or a mass reassignment costs one pass.
"""

from django.db import migrations

# Lock the customers first: of two transactions that write follow-ups of one customer, the second waits
# here and its next statement sees what the first one saved.
REFRESH = """
CREATE FUNCTION followups_refresh_visit_state(customer_ids bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM customers_customer WHERE id = ANY(customer_ids) ORDER BY id FOR NO KEY UPDATE;

    DELETE FROM followups_customervisitstate AS state
    WHERE state.customer_id = ANY(customer_ids)
      AND NOT EXISTS (
        SELECT FROM followups_followup AS one
        WHERE one.customer_id = state.customer_id AND one.cancelled_at IS NULL
      );

    INSERT INTO followups_customervisitstate AS state (
        customer_id, is_active, salesperson_id, route_id, category_id, sorting_group_id,
        number_key, name_key, city_key, salesperson_key, route_key,
        last_follow_up_id, last_on, last_service_type_id, last_done_by_id, last_entered_by_id,
        follow_up_count, visit_count, last_visit_on, late_from,
        next_action_follow_up_id, next_action_on
    )
    SELECT
        customer.id, customer.is_active, customer.salesperson_id, customer.route_id,
        customer.category_id, customer.sorting_group_id,
        customer.number_key, customer.name_key, customer.city_key, salesperson.name_key, route.code_key,
        newest.id, newest.happened_on, newest.service_type_id, newest.done_by_id, newest.entered_by_id,
        totals.follow_ups, totals.visits, totals.last_visit_on,
        coalesce(totals.last_visit_on, customer.created_on) + customer.visit_every_days + 1,
        action.id, action.next_action_on
    FROM customers_customer AS customer
    JOIN LATERAL (
        SELECT one.id, one.happened_on, one.service_type_id, one.done_by_id, one.entered_by_id
        FROM followups_followup AS one
        WHERE one.customer_id = customer.id AND one.cancelled_at IS NULL
        ORDER BY one.happened_on DESC, one.created_at DESC, one.id DESC
        LIMIT 1
    ) AS newest ON true
    CROSS JOIN LATERAL (
        SELECT
            count(*) AS follow_ups,
            count(*) FILTER (WHERE type.counts_as_visit) AS visits,
            max(one.happened_on) FILTER (WHERE type.counts_as_visit) AS last_visit_on
        FROM followups_followup AS one
        JOIN followups_servicetype AS type ON type.id = one.service_type_id
        WHERE one.customer_id = customer.id AND one.cancelled_at IS NULL
    ) AS totals
    LEFT JOIN LATERAL (
        SELECT one.id, one.next_action_on
        FROM followups_followup AS one
        WHERE one.customer_id = customer.id AND one.cancelled_at IS NULL
          AND one.next_action_done_at IS NULL AND one.next_action_on IS NOT NULL
        ORDER BY one.next_action_on, one.id
        LIMIT 1
    ) AS action ON true
    LEFT JOIN customers_salesperson AS salesperson ON salesperson.id = customer.salesperson_id
    LEFT JOIN customers_route AS route ON route.id = customer.route_id
    WHERE customer.id = ANY(customer_ids)
    ON CONFLICT (customer_id) DO UPDATE SET
        is_active = excluded.is_active,
        salesperson_id = excluded.salesperson_id,
        route_id = excluded.route_id,
        category_id = excluded.category_id,
        sorting_group_id = excluded.sorting_group_id,
        number_key = excluded.number_key,
        name_key = excluded.name_key,
        city_key = excluded.city_key,
        salesperson_key = excluded.salesperson_key,
        route_key = excluded.route_key,
        last_follow_up_id = excluded.last_follow_up_id,
        last_on = excluded.last_on,
        last_service_type_id = excluded.last_service_type_id,
        last_done_by_id = excluded.last_done_by_id,
        last_entered_by_id = excluded.last_entered_by_id,
        follow_up_count = excluded.follow_up_count,
        visit_count = excluded.visit_count,
        last_visit_on = excluded.last_visit_on,
        late_from = excluded.late_from,
        next_action_follow_up_id = excluded.next_action_follow_up_id,
        next_action_on = excluded.next_action_on;
END $$
"""

# Follow-ups: the customers that the statement touched, before and after.
FOLLOW_UPS = """
CREATE FUNCTION followups_follow_ups_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM followups_refresh_visit_state(ARRAY(SELECT DISTINCT customer_id FROM new_rows));
    RETURN NULL;
END $$;

CREATE FUNCTION followups_follow_ups_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM followups_refresh_visit_state(
        ARRAY(SELECT customer_id FROM new_rows UNION SELECT customer_id FROM old_rows)
    );
    RETURN NULL;
END $$;

CREATE FUNCTION followups_follow_ups_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM followups_refresh_visit_state(ARRAY(SELECT DISTINCT customer_id FROM old_rows));
    RETURN NULL;
END $$;

CREATE TRIGGER visit_state_added AFTER INSERT ON followups_followup
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION followups_follow_ups_added();

CREATE TRIGGER visit_state_changed AFTER UPDATE ON followups_followup
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION followups_follow_ups_changed();

CREATE TRIGGER visit_state_deleted AFTER DELETE ON followups_followup
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION followups_follow_ups_deleted();
"""

# Customers: an update copies what changed; a customer without follow-ups has no row and gets none (R6).
CUSTOMERS = """
CREATE FUNCTION followups_customers_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Hold the names of those that customers are given to now: one that is being changed would be missed.
    PERFORM 1 FROM customers_salesperson WHERE id IN (
        SELECT new_rows.salesperson_id FROM new_rows JOIN old_rows USING (id)
        WHERE new_rows.salesperson_id IS DISTINCT FROM old_rows.salesperson_id
    ) ORDER BY id FOR SHARE;
    PERFORM 1 FROM customers_route WHERE id IN (
        SELECT new_rows.route_id FROM new_rows JOIN old_rows USING (id)
        WHERE new_rows.route_id IS DISTINCT FROM old_rows.route_id
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
    JOIN old_rows AS before ON before.id = customer.id
    LEFT JOIN customers_salesperson AS salesperson ON salesperson.id = customer.salesperson_id
    LEFT JOIN customers_route AS route ON route.id = customer.route_id
    WHERE state.customer_id = customer.id
      AND (
        before.is_active, before.salesperson_id, before.route_id, before.category_id,
        before.sorting_group_id, before.number_key, before.name_key, before.city_key,
        before.created_on, before.visit_every_days
      ) IS DISTINCT FROM (
        customer.is_active, customer.salesperson_id, customer.route_id, customer.category_id,
        customer.sorting_group_id, customer.number_key, customer.name_key, customer.city_key,
        customer.created_on, customer.visit_every_days
      );
    RETURN NULL;
END $$;

CREATE FUNCTION followups_customers_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM followups_customervisitstate WHERE customer_id IN (SELECT id FROM old_rows);
    RETURN NULL;
END $$;

CREATE TRIGGER visit_state_customer_changed AFTER UPDATE ON customers_customer
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION followups_customers_changed();

CREATE TRIGGER visit_state_customer_deleted AFTER DELETE ON customers_customer
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION followups_customers_deleted();
"""

# A renamed salesperson or route sorts elsewhere. Locking its customers first waits for the follow-ups
# that are being saved with the old name, and holds those that come until the new one is there.
NAMES = """
CREATE FUNCTION followups_salespeople_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    renamed bigint[] := ARRAY(
        SELECT new_rows.id FROM new_rows JOIN old_rows USING (id)
        WHERE new_rows.name_key IS DISTINCT FROM old_rows.name_key
    );
BEGIN
    PERFORM 1 FROM customers_customer WHERE salesperson_id = ANY(renamed) ORDER BY id FOR NO KEY UPDATE;
    UPDATE followups_customervisitstate AS state SET salesperson_key = new_rows.name_key
    FROM new_rows WHERE new_rows.id = ANY(renamed) AND state.salesperson_id = new_rows.id;
    RETURN NULL;
END $$;

CREATE FUNCTION followups_routes_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    renamed bigint[] := ARRAY(
        SELECT new_rows.id FROM new_rows JOIN old_rows USING (id)
        WHERE new_rows.code_key IS DISTINCT FROM old_rows.code_key
    );
BEGIN
    PERFORM 1 FROM customers_customer WHERE route_id = ANY(renamed) ORDER BY id FOR NO KEY UPDATE;
    UPDATE followups_customervisitstate AS state SET route_key = new_rows.code_key
    FROM new_rows WHERE new_rows.id = ANY(renamed) AND state.route_id = new_rows.id;
    RETURN NULL;
END $$;

CREATE TRIGGER visit_state_salesperson_changed AFTER UPDATE ON customers_salesperson
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION followups_salespeople_changed();

CREATE TRIGGER visit_state_route_changed AFTER UPDATE ON customers_route
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION followups_routes_changed();
"""

# Whether a code counts as a visit changes once in a while: hold all writers of follow-ups meanwhile,
# since one that is not yet visible could have the code.
SERVICE_TYPES = """
CREATE FUNCTION followups_service_types_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    recounted bigint[] := ARRAY(
        SELECT new_rows.id FROM new_rows JOIN old_rows USING (id)
        WHERE new_rows.counts_as_visit <> old_rows.counts_as_visit
    );
BEGIN
    IF cardinality(recounted) > 0 THEN
        LOCK TABLE followups_followup IN SHARE ROW EXCLUSIVE MODE;
        PERFORM followups_refresh_visit_state(ARRAY(
            SELECT DISTINCT customer_id FROM followups_followup WHERE service_type_id = ANY(recounted)
        ));
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER visit_state_service_type_changed AFTER UPDATE ON followups_servicetype
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION followups_service_types_changed();
"""

DROP = """
DROP TRIGGER visit_state_service_type_changed ON followups_servicetype;
DROP TRIGGER visit_state_route_changed ON customers_route;
DROP TRIGGER visit_state_salesperson_changed ON customers_salesperson;
DROP TRIGGER visit_state_customer_deleted ON customers_customer;
DROP TRIGGER visit_state_customer_changed ON customers_customer;
DROP TRIGGER visit_state_deleted ON followups_followup;
DROP TRIGGER visit_state_changed ON followups_followup;
DROP TRIGGER visit_state_added ON followups_followup;
DROP FUNCTION followups_service_types_changed(), followups_routes_changed(),
    followups_salespeople_changed(), followups_customers_deleted(), followups_customers_changed(),
    followups_follow_ups_deleted(), followups_follow_ups_changed(), followups_follow_ups_added(),
    followups_refresh_visit_state(bigint[]);
"""


class Migration(migrations.Migration):
    dependencies = [("followups", "0001_initial"), ("customers", "0001_initial")]

    operations = [
        migrations.RunSQL(
            ";\n".join(
                sql.strip().rstrip(";") for sql in (REFRESH, FOLLOW_UPS, CUSTOMERS, NAMES, SERVICE_TYPES)
            ),
            DROP,
        )
    ]
