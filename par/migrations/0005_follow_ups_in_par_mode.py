"""What PAR mode sorts by of a customer's follow-ups, copied from what is kept of them (R8, R12).

A trigger on the rows of CustomerVisitState copies the two days, whatever wrote the follow-ups. A row that
comes to be in PAR mode takes them as it is made: who writes either has locked the customer.
"""

from django.db import migrations, models

# The rows that differ alone are written: a row has thirty indexes.
COPY = """
CREATE FUNCTION par_copy_follow_ups(customer_ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF cardinality(customer_ids) = 0 THEN
        RETURN;
    END IF;
    UPDATE par_customerparstate AS state SET
        last_follow_up_on = known.last_on,
        next_action_on = known.next_action_on
    FROM (
        SELECT one.customer_id, visit.last_on, visit.next_action_on
        FROM par_customerparstate AS one
        LEFT JOIN followups_customervisitstate AS visit ON visit.customer_id = one.customer_id
        WHERE one.customer_id = ANY(customer_ids)
    ) AS known
    WHERE state.customer_id = known.customer_id
      AND (state.last_follow_up_on, state.next_action_on)
          IS DISTINCT FROM (known.last_on, known.next_action_on);
END $$;

ALTER FUNCTION par_refresh_states(bigint[]) RENAME TO par_refresh_figures;

CREATE FUNCTION par_refresh_states(customer_ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM par_refresh_figures(customer_ids);
    PERFORM par_copy_follow_ups(customer_ids);
END $$
"""

VISIT_STATES = """
CREATE FUNCTION par_visit_states_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM par_copy_follow_ups(ARRAY(SELECT customer_id FROM new_rows));
    RETURN NULL;
END $$;

CREATE FUNCTION par_visit_states_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM par_copy_follow_ups(ARRAY(
        SELECT customer_id FROM (
            SELECT customer_id, last_on, next_action_on FROM new_rows
            EXCEPT SELECT customer_id, last_on, next_action_on FROM old_rows
        ) AS changed
    ));
    RETURN NULL;
END $$;

CREATE FUNCTION par_visit_states_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM par_copy_follow_ups(ARRAY(SELECT customer_id FROM old_rows));
    RETURN NULL;
END $$;

CREATE TRIGGER par_state_visit_state_added AFTER INSERT ON followups_customervisitstate
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION par_visit_states_added();

CREATE TRIGGER par_state_visit_state_changed AFTER UPDATE ON followups_customervisitstate
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION par_visit_states_changed();

CREATE TRIGGER par_state_visit_state_deleted AFTER DELETE ON followups_customervisitstate
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION par_visit_states_deleted()
"""

FILL = "SELECT par_copy_follow_ups(ARRAY(SELECT customer_id FROM par_customerparstate))"

DROP = """
DROP TRIGGER par_state_visit_state_deleted ON followups_customervisitstate;
DROP TRIGGER par_state_visit_state_changed ON followups_customervisitstate;
DROP TRIGGER par_state_visit_state_added ON followups_customervisitstate;
DROP FUNCTION par_visit_states_deleted(), par_visit_states_changed(), par_visit_states_added(),
    par_refresh_states(bigint[]), par_copy_follow_ups(bigint[]);
ALTER FUNCTION par_refresh_figures(bigint[]) RENAME TO par_refresh_states
"""


class Migration(migrations.Migration):
    dependencies = [
        ("followups", "0008_changes_without_joins"),
        ("par", "0004_waiting_visits"),
    ]

    operations = [
        migrations.AddField(
            model_name="customerparstate",
            name="last_follow_up_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="customerparstate",
            name="next_action_on",
            field=models.DateField(null=True),
        ),
        migrations.AddIndex(
            model_name="customerparstate",
            index=models.Index(
                models.OrderBy(models.F("last_follow_up_on")),
                models.OrderBy(models.F("customer")),
                name="par_last_follow_up_up",
            ),
        ),
        migrations.AddIndex(
            model_name="customerparstate",
            index=models.Index(
                models.F("salesperson"),
                models.OrderBy(models.F("last_follow_up_on")),
                models.OrderBy(models.F("customer")),
                name="par_sp_last_follow_up_up",
            ),
        ),
        migrations.AddIndex(
            model_name="customerparstate",
            index=models.Index(
                models.OrderBy(models.F("last_follow_up_on"), descending=True, nulls_last=True),
                models.OrderBy(models.F("customer"), descending=True),
                name="par_last_follow_up_down",
            ),
        ),
        migrations.AddIndex(
            model_name="customerparstate",
            index=models.Index(
                models.F("salesperson"),
                models.OrderBy(models.F("last_follow_up_on"), descending=True, nulls_last=True),
                models.OrderBy(models.F("customer"), descending=True),
                name="par_sp_last_follow_up_down",
            ),
        ),
        migrations.AddIndex(
            model_name="customerparstate",
            index=models.Index(
                models.OrderBy(models.F("next_action_on")),
                models.OrderBy(models.F("customer")),
                name="par_action_up",
            ),
        ),
        migrations.AddIndex(
            model_name="customerparstate",
            index=models.Index(
                models.F("salesperson"),
                models.OrderBy(models.F("next_action_on")),
                models.OrderBy(models.F("customer")),
                name="par_sp_action_up",
            ),
        ),
        migrations.AddIndex(
            model_name="customerparstate",
            index=models.Index(
                models.OrderBy(models.F("next_action_on"), descending=True, nulls_last=True),
                models.OrderBy(models.F("customer"), descending=True),
                name="par_action_down",
            ),
        ),
        migrations.AddIndex(
            model_name="customerparstate",
            index=models.Index(
                models.F("salesperson"),
                models.OrderBy(models.F("next_action_on"), descending=True, nulls_last=True),
                models.OrderBy(models.F("customer"), descending=True),
                name="par_sp_action_down",
            ),
        ),
        migrations.RunSQL(";\n".join(sql.strip() for sql in (COPY, VISIT_STATES, FILL)), DROP),
    ]
