"""The triggers that keep CustomerParState and the last count of specific items, whatever writes.

Each takes all the rows of a statement at once, so that an import or a mass change costs one pass. Of two
transactions that write about one customer, the second waits at his row and its next statement sees what the
first one saved; who takes several rows takes items of the catalogue first, then customers, then the rest.

What a statement changed is told by EXCEPT, not by joining the rows before with those after: PostgreSQL keeps
the plan of a function's query, and the one of a join made for a single row takes minutes for 20,000.
"""

from django.db import migrations

# What the last count says of each specific item (R13). Writing it again runs the trigger of specific items,
# which looks at other columns and does nothing.
LAST_COUNTED = """
CREATE FUNCTION par_last_count(customer bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT one.id FROM par_shelfcount AS one
    WHERE one.customer_id = customer AND one.state = 'completed'
    ORDER BY one.counted_on DESC, one.completed_at DESC, one.id DESC
    LIMIT 1
$$;

CREATE FUNCTION par_refresh_last_counted(customer_ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE par_customeritem AS specific SET last_counted = known.quantity
    FROM (
        SELECT one.id, line.quantity
        FROM (SELECT id, par_last_count(id) AS last_count FROM unnest(customer_ids) AS id) AS customer
        JOIN par_customeritem AS one ON one.customer_id = customer.id
        LEFT JOIN par_shelfcountline AS line
            ON line.shelf_count_id = customer.last_count AND line.item_id = one.item_id
    ) AS known
    WHERE specific.id = known.id AND specific.last_counted IS DISTINCT FROM known.quantity;
END $$
"""

REFRESH = """
CREATE FUNCTION par_refresh_states(customer_ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF cardinality(customer_ids) = 0 THEN
        RETURN;
    END IF;
    PERFORM 1 FROM customers_customer WHERE id = ANY(customer_ids) ORDER BY id FOR NO KEY UPDATE;
    PERFORM par_refresh_last_counted(customer_ids);

    DELETE FROM par_customerparstate AS state
    WHERE state.customer_id = ANY(customer_ids)
      AND NOT EXISTS (
        SELECT FROM par_customeritem AS one
        WHERE one.customer_id = state.customer_id AND one.is_active
      );

    INSERT INTO par_customerparstate AS state (
        customer_id, is_active, salesperson_id, route_id, category_id, sorting_group_id,
        number_key, name_key, city_key, salesperson_key, route_key,
        last_count_id, last_count_on,
        specific_item_count, par_item_count, counted_count, below_par_count, out_of_stock_count,
        par_total, counted_par_total, counted_total, missing_total, missing_value, unpriced_count
    )
    SELECT
        customer.id, customer.is_active, customer.salesperson_id, customer.route_id,
        customer.category_id, customer.sorting_group_id,
        customer.number_key, customer.name_key, customer.city_key, salesperson.name_key, route.code_key,
        newest.id, newest.counted_on,
        totals.items, totals.with_par, totals.counted, totals.below_par, totals.out_of_stock,
        totals.par, totals.par_of_counted, totals.found,
        CASE WHEN totals.with_par = 0 THEN 0 ELSE totals.missing END,
        CASE
            WHEN totals.with_par = 0 OR totals.missing = 0 THEN 0
            ELSE totals.missing_value
        END,
        totals.unpriced
    FROM customers_customer AS customer
    JOIN LATERAL (
        SELECT
            count(*) AS items,
            count(*) FILTER (WHERE par_quantity > 0) AS with_par,
            count(last_counted) FILTER (WHERE par_quantity > 0) AS counted,
            count(*) FILTER (WHERE last_counted < par_quantity) AS below_par,
            count(*) FILTER (WHERE last_counted = 0 AND par_quantity > 0) AS out_of_stock,
            sum(par_quantity) AS par,
            coalesce(sum(par_quantity) FILTER (WHERE last_counted IS NOT NULL), 0) AS par_of_counted,
            sum(last_counted) FILTER (WHERE par_quantity > 0) AS found,
            sum(missing) FILTER (WHERE par_quantity > 0) AS missing,
            sum(round(missing * coalesce(one.price, item.list_price), 2)) FILTER (WHERE missing > 0)
                AS missing_value,
            count(*) FILTER (WHERE missing > 0 AND coalesce(one.price, item.list_price) IS NULL) AS unpriced
        FROM par_customeritem AS one
        JOIN par_item AS item ON item.id = one.item_id
        WHERE one.customer_id = customer.id AND one.is_active
        HAVING count(*) > 0
    ) AS totals ON true
    LEFT JOIN par_shelfcount AS newest ON newest.id = par_last_count(customer.id)
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
        last_count_id = excluded.last_count_id,
        last_count_on = excluded.last_count_on,
        specific_item_count = excluded.specific_item_count,
        par_item_count = excluded.par_item_count,
        counted_count = excluded.counted_count,
        below_par_count = excluded.below_par_count,
        out_of_stock_count = excluded.out_of_stock_count,
        par_total = excluded.par_total,
        counted_par_total = excluded.counted_par_total,
        counted_total = excluded.counted_total,
        missing_total = excluded.missing_total,
        missing_value = excluded.missing_value,
        unpriced_count = excluded.unpriced_count;
END $$
"""

# Specific items. Those that come to be at the list price hold the item: a price that is being changed by
# another transaction would be missed.
SPECIFIC_ITEMS = """
CREATE FUNCTION par_specific_items_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM par_item WHERE id IN (SELECT item_id FROM new_rows WHERE price IS NULL)
    ORDER BY id FOR SHARE;
    PERFORM par_refresh_states(ARRAY(SELECT DISTINCT customer_id FROM new_rows));
    RETURN NULL;
END $$;

CREATE FUNCTION par_specific_items_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM par_item WHERE id IN (
        SELECT item_id FROM (
            SELECT id, item_id, is_active FROM new_rows WHERE price IS NULL
            EXCEPT SELECT id, item_id, is_active FROM old_rows WHERE price IS NULL
        ) AS at_list_price
    ) ORDER BY id FOR SHARE;
    PERFORM par_refresh_states(ARRAY(
        SELECT DISTINCT customer_id FROM (
            (
                SELECT id, customer_id, item_id, par_quantity, price, is_active FROM new_rows
                EXCEPT SELECT id, customer_id, item_id, par_quantity, price, is_active FROM old_rows
            ) UNION ALL (
                SELECT id, customer_id, item_id, par_quantity, price, is_active FROM old_rows
                EXCEPT SELECT id, customer_id, item_id, par_quantity, price, is_active FROM new_rows
            )
        ) AS changed
    ));
    RETURN NULL;
END $$;

CREATE FUNCTION par_specific_items_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM par_refresh_states(ARRAY(SELECT DISTINCT customer_id FROM old_rows));
    RETURN NULL;
END $$;

CREATE TRIGGER par_state_added AFTER INSERT ON par_customeritem
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION par_specific_items_added();

CREATE TRIGGER par_state_changed AFTER UPDATE ON par_customeritem
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION par_specific_items_changed();

CREATE TRIGGER par_state_deleted AFTER DELETE ON par_customeritem
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION par_specific_items_deleted();
"""

# Shelf counts: drafts cost nothing, since nothing counts until they are completed.
COUNTS = """
CREATE FUNCTION par_counts_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM par_refresh_states(ARRAY(SELECT DISTINCT customer_id FROM new_rows WHERE state = 'completed'));
    RETURN NULL;
END $$;

CREATE FUNCTION par_counts_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM par_refresh_states(ARRAY(
        SELECT DISTINCT customer_id FROM (
            (
                SELECT id, customer_id, state, counted_on, completed_at FROM new_rows
                EXCEPT SELECT id, customer_id, state, counted_on, completed_at FROM old_rows
            ) UNION ALL (
                SELECT id, customer_id, state, counted_on, completed_at FROM old_rows
                EXCEPT SELECT id, customer_id, state, counted_on, completed_at FROM new_rows
            )
        ) AS changed
        WHERE state = 'completed'
    ));
    RETURN NULL;
END $$;

CREATE FUNCTION par_counts_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM par_refresh_states(ARRAY(SELECT DISTINCT customer_id FROM old_rows WHERE state = 'completed'));
    RETURN NULL;
END $$;

CREATE TRIGGER par_state_count_added AFTER INSERT ON par_shelfcount
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION par_counts_added();

CREATE TRIGGER par_state_count_changed AFTER UPDATE ON par_shelfcount
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION par_counts_changed();

CREATE TRIGGER par_state_count_deleted AFTER DELETE ON par_shelfcount
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION par_counts_deleted();
"""

LINES = """
CREATE FUNCTION par_refresh_states_of_counts(count_ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM par_refresh_states(ARRAY(
        SELECT DISTINCT customer_id FROM par_shelfcount WHERE id = ANY(count_ids) AND state = 'completed'
    ));
END $$;

CREATE FUNCTION par_count_lines_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM par_refresh_states_of_counts(ARRAY(SELECT DISTINCT shelf_count_id FROM new_rows));
    RETURN NULL;
END $$;

CREATE FUNCTION par_count_lines_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM par_refresh_states_of_counts(
        ARRAY(SELECT shelf_count_id FROM new_rows UNION SELECT shelf_count_id FROM old_rows)
    );
    RETURN NULL;
END $$;

CREATE FUNCTION par_count_lines_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM par_refresh_states_of_counts(ARRAY(SELECT DISTINCT shelf_count_id FROM old_rows));
    RETURN NULL;
END $$;

CREATE TRIGGER par_state_line_added AFTER INSERT ON par_shelfcountline
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION par_count_lines_added();

CREATE TRIGGER par_state_line_changed AFTER UPDATE ON par_shelfcountline
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION par_count_lines_changed();

CREATE TRIGGER par_state_line_deleted AFTER DELETE ON par_shelfcountline
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION par_count_lines_deleted();
"""

# The list price is what those pay who have no price of their own.
PRICES = """
CREATE FUNCTION par_items_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    repriced bigint[] := ARRAY(
        SELECT id FROM (
            SELECT id, list_price FROM new_rows EXCEPT SELECT id, list_price FROM old_rows
        ) AS changed
    );
BEGIN
    IF cardinality(repriced) > 0 THEN
        PERFORM par_refresh_states(ARRAY(
            SELECT DISTINCT customer_id FROM par_customeritem
            WHERE item_id = ANY(repriced) AND price IS NULL AND is_active
        ));
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER par_state_item_changed AFTER UPDATE ON par_item
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION par_items_changed();
"""

# Customers: an update copies what changed; a customer without specific items has no row and gets none (R10).
CUSTOMERS = """
CREATE FUNCTION par_customers_changed() RETURNS trigger LANGUAGE plpgsql AS $$
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

    UPDATE par_customerparstate AS state SET
        is_active = customer.is_active,
        salesperson_id = customer.salesperson_id,
        route_id = customer.route_id,
        category_id = customer.category_id,
        sorting_group_id = customer.sorting_group_id,
        number_key = customer.number_key,
        name_key = customer.name_key,
        city_key = customer.city_key,
        salesperson_key = salesperson.name_key,
        route_key = route.code_key
    FROM new_rows AS customer
    LEFT JOIN customers_salesperson AS salesperson ON salesperson.id = customer.salesperson_id
    LEFT JOIN customers_route AS route ON route.id = customer.route_id
    WHERE state.customer_id = customer.id
      AND (
        state.is_active, state.salesperson_id, state.route_id, state.category_id,
        state.sorting_group_id, state.number_key, state.name_key, state.city_key
      ) IS DISTINCT FROM (
        customer.is_active, customer.salesperson_id, customer.route_id, customer.category_id,
        customer.sorting_group_id, customer.number_key, customer.name_key, customer.city_key
      );
    RETURN NULL;
END $$;

CREATE FUNCTION par_customers_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM par_customerparstate WHERE customer_id IN (SELECT id FROM old_rows);
    RETURN NULL;
END $$;

CREATE TRIGGER par_state_customer_changed AFTER UPDATE ON customers_customer
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION par_customers_changed();

CREATE TRIGGER par_state_customer_deleted AFTER DELETE ON customers_customer
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION par_customers_deleted();
"""

# A renamed salesperson or route sorts elsewhere. Locking its customers first waits for the lists and counts
# that are being saved with the old name, and holds those that come until the new one is there.
NAMES = """
CREATE FUNCTION par_salespeople_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    renamed bigint[] := ARRAY(
        SELECT id FROM (SELECT id, name_key FROM new_rows EXCEPT SELECT id, name_key FROM old_rows) AS changed
    );
BEGIN
    PERFORM 1 FROM customers_customer WHERE salesperson_id = ANY(renamed) ORDER BY id FOR NO KEY UPDATE;
    UPDATE par_customerparstate AS state SET salesperson_key = new_rows.name_key
    FROM new_rows WHERE new_rows.id = ANY(renamed) AND state.salesperson_id = new_rows.id;
    RETURN NULL;
END $$;

CREATE FUNCTION par_routes_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    renamed bigint[] := ARRAY(
        SELECT id FROM (SELECT id, code_key FROM new_rows EXCEPT SELECT id, code_key FROM old_rows) AS changed
    );
BEGIN
    PERFORM 1 FROM customers_customer WHERE route_id = ANY(renamed) ORDER BY id FOR NO KEY UPDATE;
    UPDATE par_customerparstate AS state SET route_key = new_rows.code_key
    FROM new_rows WHERE new_rows.id = ANY(renamed) AND state.route_id = new_rows.id;
    RETURN NULL;
END $$;

CREATE TRIGGER par_state_salesperson_changed AFTER UPDATE ON customers_salesperson
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION par_salespeople_changed();

CREATE TRIGGER par_state_route_changed AFTER UPDATE ON customers_route
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION par_routes_changed();
"""

DROP = """
DROP TRIGGER par_state_route_changed ON customers_route;
DROP TRIGGER par_state_salesperson_changed ON customers_salesperson;
DROP TRIGGER par_state_customer_deleted ON customers_customer;
DROP TRIGGER par_state_customer_changed ON customers_customer;
DROP TRIGGER par_state_item_changed ON par_item;
DROP TRIGGER par_state_line_deleted ON par_shelfcountline;
DROP TRIGGER par_state_line_changed ON par_shelfcountline;
DROP TRIGGER par_state_line_added ON par_shelfcountline;
DROP TRIGGER par_state_count_deleted ON par_shelfcount;
DROP TRIGGER par_state_count_changed ON par_shelfcount;
DROP TRIGGER par_state_count_added ON par_shelfcount;
DROP TRIGGER par_state_deleted ON par_customeritem;
DROP TRIGGER par_state_changed ON par_customeritem;
DROP TRIGGER par_state_added ON par_customeritem;
DROP FUNCTION par_routes_changed(), par_salespeople_changed(), par_customers_deleted(),
    par_customers_changed(), par_items_changed(), par_count_lines_deleted(), par_count_lines_changed(),
    par_count_lines_added(), par_refresh_states_of_counts(bigint[]), par_counts_deleted(),
    par_counts_changed(), par_counts_added(), par_specific_items_deleted(), par_specific_items_changed(),
    par_specific_items_added(), par_refresh_states(bigint[]), par_refresh_last_counted(bigint[]),
    par_last_count(bigint);
"""

PARTS = (LAST_COUNTED, REFRESH, SPECIFIC_ITEMS, COUNTS, LINES, PRICES, CUSTOMERS, NAMES)


class Migration(migrations.Migration):
    dependencies = [("par", "0001_initial"), ("customers", "0004_reassignments")]

    operations = [migrations.RunSQL(";\n".join(sql.strip().rstrip(";") for sql in PARTS), DROP)]
