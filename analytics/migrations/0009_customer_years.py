"""What each customer bought in a year, kept by triggers from the sale lines.

They come after those of 0002, by their names: whose statement wrote lines holds their customers by then, so that
nobody else writes the years of these.
"""

import django.db.models.deletion
from django.db import migrations, models

LINE = "customer_id, extract(year FROM sold_on)::integer AS year"
ADDED = f"SELECT {LINE}, 1 AS line_count, quantity, amount FROM new_rows"
ALL = f"SELECT {LINE}, 1 AS line_count, quantity, amount FROM analytics_saleline"
TAKEN = f"SELECT {LINE}, -1 AS line_count, -quantity AS quantity, -amount AS amount FROM old_rows"


def add(lines: str) -> str:
    """Return the statements that add `lines`, a query such as `ADDED`; EXECUTE plans for those there are."""
    return f"""
    EXECUTE $sql$
        INSERT INTO analytics_customeryear AS kept (customer_id, year, line_count, quantity, amount)
        SELECT customer_id, year, sum(line_count), sum(quantity), sum(amount) FROM ({lines}) AS line
        GROUP BY 1, 2
        HAVING sum(line_count) <> 0 OR sum(quantity) <> 0 OR sum(amount) <> 0
        ORDER BY 1, 2
        ON CONFLICT (customer_id, year) DO UPDATE SET
            line_count = kept.line_count + excluded.line_count,
            quantity = kept.quantity + excluded.quantity,
            amount = kept.amount + excluded.amount
    $sql$;
    DELETE FROM analytics_customeryear WHERE line_count = 0;
"""


def keep(name: str, event: str, tables: str, done: str) -> str:
    """Return the trigger that does something after each statement of an event."""
    return f"""
CREATE FUNCTION analytics_years_{name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {done}
    RETURN NULL;
END $$;

CREATE TRIGGER sales_year_{name} AFTER {event} ON analytics_saleline
{tables} FOR EACH STATEMENT EXECUTE FUNCTION analytics_years_{name}()
"""


OLD, NEW = "OLD TABLE AS old_rows", "NEW TABLE AS new_rows"
KEPT = (
    keep("added", "INSERT", f"REFERENCING {NEW}", add(ADDED)),
    keep("changed", "UPDATE", f"REFERENCING {OLD} {NEW}", add(f"{ADDED} UNION ALL {TAKEN}")),
    keep("deleted", "DELETE", f"REFERENCING {OLD}", add(TAKEN)),
    keep("emptied", "TRUNCATE", "", "DELETE FROM analytics_customeryear;"),
    f"""
CREATE FUNCTION analytics_rebuild_customer_years() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    LOCK TABLE customers_customer IN EXCLUSIVE MODE;
    LOCK TABLE analytics_saleline IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM analytics_customeryear;
    {add(ALL)}
END $$
""",
    "SELECT analytics_rebuild_customer_years()",
)

DROP = """
DROP TRIGGER sales_year_emptied ON analytics_saleline;
DROP TRIGGER sales_year_deleted ON analytics_saleline;
DROP TRIGGER sales_year_changed ON analytics_saleline;
DROP TRIGGER sales_year_added ON analytics_saleline;
DROP FUNCTION analytics_rebuild_customer_years(), analytics_years_emptied(), analytics_years_deleted(),
    analytics_years_changed(), analytics_years_added();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("analytics", "0008_habits_from_lines_read_once"),
        ("customers", "0005_city_spellings"),
    ]

    operations = [
        migrations.CreateModel(
            name="CustomerYear",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line_count", models.IntegerField()),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=20)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=26)),
                ("year", models.PositiveSmallIntegerField()),
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
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["year", "amount", "customer"],
                        include=("line_count", "quantity"),
                        name="customer_year_by_amount",
                    ),
                    models.Index(
                        condition=models.Q(("line_count", 0)),
                        fields=["line_count"],
                        name="customer_year_emptied",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("customer", "year"), name="customer_has_a_year_once")
                ],
            },
        ),
        migrations.RunSQL(";\n".join(sql.strip().rstrip(";") for sql in KEPT), DROP),
    ]
