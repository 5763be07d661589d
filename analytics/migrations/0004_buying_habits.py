"""How regularly each customer buys each item, kept by triggers from the sale lines (R24)."""

import django.db.models.deletion
from django.db import migrations, models

import analytics.models.habits

# The figures of analytics/models/habits.py as they were when these functions were made.
#
# Of two transactions that sell to one customer, the second waits at his row and then sees what the first one
# saved. EXECUTE plans for the pairs that there are: one invoice, or a million lines of an import.
REFRESH = """
CREATE FUNCTION analytics_refresh_habits(customer_ids bigint[], item_ids bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF cardinality(customer_ids) = 0 THEN
        RETURN;
    END IF;
    PERFORM 1 FROM customers_customer WHERE id = ANY(customer_ids) ORDER BY id FOR NO KEY UPDATE;
    EXECUTE $sql$
        DELETE FROM analytics_buyinghabit AS habit
        USING unnest($1, $2) AS pair (customer_id, item_id)
        WHERE habit.customer_id = pair.customer_id AND habit.item_id = pair.item_id
          AND NOT EXISTS (
            SELECT FROM analytics_saleline AS line
            WHERE line.customer_id = pair.customer_id AND line.item_id = pair.item_id AND line.quantity > 0
          )
    $sql$ USING customer_ids, item_ids;
    EXECUTE $sql$
        WITH line AS (
            SELECT one.customer_id, one.item_id, one.sold_on, one.quantity, one.amount
            FROM unnest($1, $2) AS pair (customer_id, item_id)
            JOIN analytics_saleline AS one USING (customer_id, item_id)
        ),
        spaced AS (
            SELECT customer_id, item_id, sold_on,
                lag(sold_on) OVER (PARTITION BY customer_id, item_id ORDER BY sold_on) AS previous_on,
                row_number() OVER (PARTITION BY customer_id, item_id ORDER BY sold_on DESC) AS nth
            FROM line WHERE quantity > 0 GROUP BY customer_id, item_id, sold_on
        ),
        rhythm AS (
            SELECT customer_id, item_id, min(sold_on) AS first_on, max(sold_on) AS last_on, count(*) AS days,
                percentile_cont(ARRAY[0.5, 0.8]) WITHIN GROUP (ORDER BY sold_on - previous_on)
                    FILTER (WHERE nth <= 12)::numeric(12, 6)[] AS intervals
            FROM spaced GROUP BY customer_id, item_id
        ),
        habit AS (
            SELECT customer_id, item_id, first_on, last_on, days,
                CASE WHEN days >= 4 THEN round(intervals[1])::integer END AS usual_interval,
                CASE WHEN days >= 4 THEN
                    greatest(14, ceil(3 * intervals[1]), ceil(2 * intervals[2]))::integer
                END AS patience
            FROM rhythm
        ),
        silence AS (
            SELECT customer_id, item_id, range_agg(daterange(previous_on, sold_on, '()')) AS past
            FROM spaced JOIN habit USING (customer_id, item_id)
            WHERE sold_on - previous_on > patience
            GROUP BY customer_id, item_id
        ),
        bought AS (
            SELECT customer_id, item_id, sum(amount) AS amount
            FROM line JOIN habit USING (customer_id, item_id)
            WHERE sold_on > last_on - 365 AND sold_on <= last_on
            GROUP BY customer_id, item_id
        )
        INSERT INTO analytics_buyinghabit AS kept (
            customer_id, item_id, first_on, last_on, purchase_day_count, yearly_amount,
            usual_interval, silent_from, past_silences
        )
        SELECT customer_id, item_id, first_on, last_on, days, bought.amount,
            usual_interval,
            CASE WHEN patience IS NOT NULL THEN least(last_on + patience + 1, '9999-12-31') END,
            coalesce(silence.past, '{}')
        FROM habit JOIN bought USING (customer_id, item_id) LEFT JOIN silence USING (customer_id, item_id)
        ORDER BY customer_id, item_id
        ON CONFLICT (customer_id, item_id) DO UPDATE SET
            first_on = excluded.first_on,
            last_on = excluded.last_on,
            purchase_day_count = excluded.purchase_day_count,
            yearly_amount = excluded.yearly_amount,
            usual_interval = excluded.usual_interval,
            silent_from = excluded.silent_from,
            past_silences = excluded.past_silences
    $sql$ USING customer_ids, item_ids;
END $$
"""


def keep(name: str, event: str, tables: str, pairs: str) -> str:
    """Return the trigger of an event that makes the habits of `pairs`, a query, anew."""
    return f"""
CREATE FUNCTION analytics_habits_{name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM analytics_refresh_habits(
        coalesce(array_agg(customer_id), '{{}}'), coalesce(array_agg(item_id), '{{}}')
    ) FROM ({pairs}) AS pair;
    RETURN NULL;
END $$;

CREATE TRIGGER sales_habit_{name} AFTER {event} ON analytics_saleline
REFERENCING {tables}
FOR EACH STATEMENT EXECUTE FUNCTION analytics_habits_{name}()
"""


NEW, OLD = "SELECT customer_id, item_id FROM new_rows", "SELECT customer_id, item_id FROM old_rows"
TRIGGERS = (
    keep("added", "INSERT", "NEW TABLE AS new_rows", f"{NEW} GROUP BY 1, 2"),
    keep("changed", "UPDATE", "OLD TABLE AS old_rows NEW TABLE AS new_rows", f"{NEW} UNION {OLD}"),
    keep("deleted", "DELETE", "OLD TABLE AS old_rows", f"{OLD} GROUP BY 1, 2"),
    """
CREATE FUNCTION analytics_habits_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM analytics_buyinghabit;
    RETURN NULL;
END $$;

CREATE TRIGGER sales_habit_emptied AFTER TRUNCATE ON analytics_saleline
FOR EACH STATEMENT EXECUTE FUNCTION analytics_habits_emptied()
""",
    """
CREATE FUNCTION analytics_rebuild_habits() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    LOCK TABLE customers_customer IN EXCLUSIVE MODE;
    LOCK TABLE analytics_saleline IN SHARE MODE;
    DELETE FROM analytics_buyinghabit;
    PERFORM analytics_refresh_habits(
        coalesce(array_agg(customer_id), '{}'), coalesce(array_agg(item_id), '{}')
    ) FROM (SELECT DISTINCT customer_id, item_id FROM analytics_saleline) AS pair;
END $$
""",
)

DROP = """
DROP TRIGGER sales_habit_emptied ON analytics_saleline;
DROP TRIGGER sales_habit_deleted ON analytics_saleline;
DROP TRIGGER sales_habit_changed ON analytics_saleline;
DROP TRIGGER sales_habit_added ON analytics_saleline;
DROP FUNCTION analytics_rebuild_habits(), analytics_habits_emptied(), analytics_habits_deleted(),
    analytics_habits_changed(), analytics_habits_added(), analytics_refresh_habits(bigint[], bigint[]);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("analytics", "0003_who_sees_analyses"),
        ("customers", "0004_reassignments"),
        ("par", "0004_waiting_visits"),
    ]

    operations = [
        migrations.CreateModel(
            name="BuyingHabit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_on", models.DateField()),
                ("last_on", models.DateField(verbose_name="last purchase")),
                ("purchase_day_count", models.PositiveIntegerField()),
                (
                    "yearly_amount",
                    models.DecimalField(decimal_places=2, max_digits=26, verbose_name="bought in a year"),
                ),
                ("usual_interval", models.PositiveIntegerField(null=True, verbose_name="usual interval")),
                ("silent_from", models.DateField(null=True)),
                ("past_silences", analytics.models.habits.DateMultiRangeField()),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="par.item",
                    ),
                ),
            ],
            options={
                "verbose_name": "buying habit",
                "verbose_name_plural": "buying habits",
                "indexes": [
                    models.Index(
                        condition=models.Q(("silent_from__isnull", False)),
                        fields=["last_on"],
                        include=("silent_from", "customer"),
                        name="habit_by_last_purchase",
                    ),
                    models.Index(fields=["item"], name="habit_of_item"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("customer", "item"), name="customer_has_a_habit_of_an_item_once"
                    )
                ],
            },
        ),
        migrations.RunSQL(";\n".join(sql.strip().rstrip(";") for sql in (REFRESH, *TRIGGERS)), DROP),
    ]
