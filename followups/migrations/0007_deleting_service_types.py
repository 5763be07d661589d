from django.db import migrations

from webmino.roles import Role, granting


class Migration(migrations.Migration):
    dependencies = [
        ("followups", "0006_follow_ups_by_day"),
    ]

    operations = [granting("followups", {"delete_servicetype": (Role.ADMINISTRATOR,)})]
