from django.db import migrations, models

from webmino.roles import EVERYBODY, Role, granting


class Migration(migrations.Migration):
    dependencies = [("analytics", "0002_summaries")]

    operations = [
        migrations.AlterModelOptions(
            name="saleline",
            options={
                "ordering": ["sold_on", "customer", "invoice", "line_no", "pk"],
                "permissions": [("view_analyses", "Sees the analyses of many customers at once")],
                "verbose_name": "sale line",
                "verbose_name_plural": "sale lines",
            },
        ),
        migrations.AddIndex(
            model_name="saleline",
            index=models.Index(fields=["sold_on", "id"], name="sale_line_by_day"),
        ),
        granting(
            "analytics",
            {
                "view_saleline": EVERYBODY,
                "view_analyses": (Role.REPRESENTATIVE, Role.MANAGER, Role.ADMINISTRATOR),
            },
        ),
    ]
