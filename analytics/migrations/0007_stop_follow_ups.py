"""Which follow-ups were recorded about what a customer stopped buying (R24)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("analytics", "0006_search_of_invoices"),
        ("followups", "0008_changes_without_joins"),
        ("par", "0008_refusals_seen"),
    ]

    operations = [
        migrations.CreateModel(
            name="StopFollowUp",
            fields=[
                (
                    "follow_up",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="followups.followup",
                        verbose_name="follow-up",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="par.item",
                        verbose_name="item",
                    ),
                ),
            ],
            options={
                "verbose_name": "follow-up about a stop",
                "verbose_name_plural": "follow-ups about stops",
                "default_permissions": (),
            },
        ),
    ]
