"""`manage.py rebuild_visit_states`: repair what is kept for the tracking table."""

from typing import Any

from django.core.management.base import BaseCommand

from followups.services.visit_states import rebuild_visit_states


class Command(BaseCommand):
    help = "Make anew what triggers keep of each customer's follow-ups, to repair a fault."

    def handle(self, *args: Any, **options: Any) -> None:
        count = rebuild_visit_states()
        self.stdout.write(f"{count} customers with at least one standing follow-up.")
