"""When an item was put on a customer's list, and by whom: unknown of those that are there already."""

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("par", "0006_counts_follow_their_visit"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "customeritem",
            "added_by",
            models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="added by",
            ),
        ),
        # With its default at once, it would give today to the rows that are there.
        migrations.AddField(
            "customeritem",
            "added_at",
            models.DateTimeField(editable=False, null=True, verbose_name="added on"),
        ),
        migrations.AlterField(
            "customeritem",
            "added_at",
            models.DateTimeField(
                db_default=TransactionNow(), editable=False, null=True, verbose_name="added on"
            ),
        ),
    ]
