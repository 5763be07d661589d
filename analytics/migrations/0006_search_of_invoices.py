"""An index of the invoice numbers of sale lines, by which any part of one is found (R22)."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import migrations
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    dependencies = [("analytics", "0005_who_invoices")]

    operations = [
        migrations.AddIndex(
            model_name="saleline",
            index=GinIndex(OpClass(Upper("invoice"), "gin_trgm_ops"), name="sale_line_by_invoice"),
        ),
        # Without the index's own statistics it is not used; imports keep them afterwards.
        migrations.RunSQL("ANALYZE analytics_saleline", migrations.RunSQL.noop),
    ]
