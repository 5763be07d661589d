"""How cities are written, counted by triggers."""

from django.db import migrations, models

# A row that another transaction holds is left to it: counts of several rows add up.
COUNT = """
CREATE FUNCTION customers_count_spellings(city_keys text[], cities text[], changes bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    spelling record;
    free bigint;
BEGIN
    FOR spelling IN
        SELECT city_key, city, sum(change) AS change
        FROM unnest(city_keys, cities, changes) AS one (city_key, city, change)
        WHERE city_key IS NOT NULL
        GROUP BY 1, 2 HAVING sum(change) <> 0
    LOOP
        SELECT id INTO free FROM customers_cityspelling AS kept
        WHERE kept.city_key = spelling.city_key AND kept.city = spelling.city
        LIMIT 1 FOR UPDATE SKIP LOCKED;
        IF FOUND THEN
            UPDATE customers_cityspelling SET customer_count = customer_count + spelling.change
            WHERE id = free;
        ELSE
            INSERT INTO customers_cityspelling (city_key, city, customer_count)
            VALUES (spelling.city_key, spelling.city, spelling.change);
        END IF;
    END LOOP;
END $$;
"""

TRIGGERS = """
CREATE FUNCTION customers_spellings_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM customers_count_spellings(array_agg(city_key), array_agg(city::text), array_agg(1::bigint))
    FROM new_rows;
    RETURN NULL;
END $$;

CREATE FUNCTION customers_spellings_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM customers_count_spellings(array_agg(city_key), array_agg(city), array_agg(change))
    FROM (
        SELECT city_key, city::text, 1::bigint AS change FROM new_rows
        UNION ALL SELECT city_key, city::text, -1 FROM old_rows
    ) AS moved;
    RETURN NULL;
END $$;

CREATE FUNCTION customers_spellings_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM customers_count_spellings(array_agg(city_key), array_agg(city::text), array_agg(-1::bigint))
    FROM old_rows;
    RETURN NULL;
END $$;

CREATE FUNCTION customers_spellings_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM customers_cityspelling;
    RETURN NULL;
END $$;

CREATE TRIGGER city_spelling_added AFTER INSERT ON customers_customer
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION customers_spellings_added();

CREATE TRIGGER city_spelling_changed AFTER UPDATE ON customers_customer
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION customers_spellings_changed();

CREATE TRIGGER city_spelling_deleted AFTER DELETE ON customers_customer
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION customers_spellings_deleted();

CREATE TRIGGER city_spelling_emptied AFTER TRUNCATE ON customers_customer
FOR EACH STATEMENT EXECUTE FUNCTION customers_spellings_emptied();

INSERT INTO customers_cityspelling (city_key, city, customer_count)
SELECT city_key, city, count(*) FROM customers_customer WHERE city_key IS NOT NULL GROUP BY 1, 2;
"""

DROP = """
DROP TRIGGER city_spelling_emptied ON customers_customer;
DROP TRIGGER city_spelling_deleted ON customers_customer;
DROP TRIGGER city_spelling_changed ON customers_customer;
DROP TRIGGER city_spelling_added ON customers_customer;
DROP FUNCTION customers_spellings_emptied(), customers_spellings_deleted(), customers_spellings_changed(),
    customers_spellings_added(), customers_count_spellings(text[], text[], bigint[]);
"""


class Migration(migrations.Migration):
    dependencies = [("customers", "0004_reassignments")]

    operations = [
        migrations.CreateModel(
            name="CitySpelling",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("city_key", models.TextField(db_collation="C")),
                ("city", models.CharField(max_length=1000)),
                ("customer_count", models.IntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["city_key"], name="city_spelling")],
            },
        ),
        migrations.RunSQL(f"{COUNT.strip()}\n{TRIGGERS.strip()}", DROP),
    ]
