"""How regularly each customer buys each item, from his lines read once (R24).

Of 5 million lines, joining each pair of customer and item to its lines took longer than anybody waits.
"""

from django.db import migrations

# The figures of analytics/models/habits.py as they were when these functions were made. {lines} are the rows
# of analytics_saleline that count. A day on which more was given back than bought is none of purchase where no
# line of it is above zero; its amount counts.
HABITS = """
INSERT INTO analytics_buyinghabit AS kept (
    customer_id, item_id, first_on, last_on, purchase_day_count, yearly_amount,
    usual_interval, silent_from, past_silences
)
WITH day AS (
    SELECT customer_id, item_id, sold_on, bool_or(quantity > 0) AS bought, sum(amount) AS amount
    FROM {lines} GROUP BY customer_id, item_id, sold_on
),
spaced AS (
    SELECT *, sold_on - lag(sold_on) OVER forwards AS pause, row_number() OVER backwards AS nth,
        max(sold_on) FILTER (WHERE bought) OVER (PARTITION BY customer_id, item_id) AS last_on
    FROM day
    WINDOW forwards AS (PARTITION BY customer_id, item_id, bought ORDER BY sold_on),
        backwards AS (PARTITION BY customer_id, item_id, bought ORDER BY sold_on DESC)
),
rhythm AS (
    SELECT customer_id, item_id, last_on,
        min(sold_on) FILTER (WHERE bought) AS first_on, count(*) FILTER (WHERE bought) AS days,
        sum(amount) FILTER (WHERE sold_on > last_on - 365 AND sold_on <= last_on) AS yearly_amount,
        percentile_cont(ARRAY[0.5, 0.8]) WITHIN GROUP (ORDER BY pause)
            FILTER (WHERE bought AND nth <= 12)::numeric(12, 6)[] AS pauses
    FROM spaced WHERE last_on IS NOT NULL GROUP BY customer_id, item_id, last_on
),
habit AS (
    SELECT *, CASE WHEN days >= 4 THEN round(pauses[1])::integer END AS usual_interval,
        CASE WHEN days >= 4 THEN greatest(14, ceil(3 * pauses[1]), ceil(2 * pauses[2]))::integer END
            AS patience
    FROM rhythm
),
silence AS (
    SELECT customer_id, item_id, range_agg(daterange(sold_on - pause, sold_on, '()')) AS past
    FROM spaced JOIN habit USING (customer_id, item_id)
    WHERE bought AND pause > patience
    GROUP BY customer_id, item_id
)
SELECT customer_id, item_id, first_on, habit.last_on, days, yearly_amount, usual_interval,
    CASE WHEN patience IS NOT NULL THEN least(habit.last_on + patience + 1, '9999-12-31') END,
    coalesce(past, '{{}}')
FROM habit LEFT JOIN silence USING (customer_id, item_id)
ORDER BY customer_id, item_id
ON CONFLICT (customer_id, item_id) DO UPDATE SET
    first_on = excluded.first_on,
    last_on = excluded.last_on,
    purchase_day_count = excluded.purchase_day_count,
    yearly_amount = excluded.yearly_amount,
    usual_interval = excluded.usual_interval,
    silent_from = excluded.silent_from,
    past_silences = excluded.past_silences
"""

# Of two transactions that sell to one customer, the second waits at his row and then sees what the first one
# saved. EXECUTE plans for the pairs that there are: one invoice, or a million lines of an import.
REFRESH = f"""
CREATE OR REPLACE FUNCTION analytics_refresh_habits(customer_ids bigint[], item_ids bigint[]) RETURNS void
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
        {
    HABITS.format(
        lines="unnest($1, $2) AS pair (customer_id, item_id)"
        " JOIN analytics_saleline USING (customer_id, item_id)"
    )
}
    $sql$ USING customer_ids, item_ids;
END $$
"""

REBUILD = f"""
CREATE OR REPLACE FUNCTION analytics_rebuild_habits() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    LOCK TABLE customers_customer IN EXCLUSIVE MODE;
    LOCK TABLE analytics_saleline IN SHARE MODE;
    DELETE FROM analytics_buyinghabit;
    {HABITS.format(lines="analytics_saleline")};
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("analytics", "0007_stop_follow_ups")]

    # The rows are what they were: going back, the functions stay.
    operations = [migrations.RunSQL(f"{REFRESH};{REBUILD}", migrations.RunSQL.noop)]
