"""Who invoices orders, and takes it back (R23, R25)."""

from django.db import migrations

from webmino.roles import MANAGER_AND_UP, granting


class Migration(migrations.Migration):
    dependencies = [("analytics", "0004_buying_habits")]

    operations = [
        granting(
            "analytics",
            {
                "add_saleline": MANAGER_AND_UP,
                "delete_saleline": MANAGER_AND_UP,
            },
        )
    ]
