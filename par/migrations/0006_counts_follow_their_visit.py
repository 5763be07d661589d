"""A count is of the day of its follow-up: corrected there, it moves with it (R13)."""

from django.db import migrations

# Who corrects a follow-up holds its customer, as who writes a count does.
CREATE = """
CREATE FUNCTION par_follow_ups_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE par_shelfcount SET counted_on = NEW.happened_on WHERE follow_up_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER par_count_follows AFTER UPDATE OF happened_on ON followups_followup
FOR EACH ROW WHEN (OLD.happened_on <> NEW.happened_on) EXECUTE FUNCTION par_follow_ups_moved();
"""

DROP = """
DROP TRIGGER par_count_follows ON followups_followup;
DROP FUNCTION par_follow_ups_moved();
"""


class Migration(migrations.Migration):
    dependencies = [("par", "0005_follow_ups_in_par_mode"), ("followups", "0008_changes_without_joins")]

    operations = [migrations.RunSQL(CREATE, DROP)]
