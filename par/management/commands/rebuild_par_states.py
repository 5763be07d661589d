"""`manage.py rebuild_par_states`: repair what is kept for PAR mode."""

from typing import Any

from django.core.management.base import BaseCommand

from par.services.par_states import rebuild_par_states


class Command(BaseCommand):
    help = "Make anew what triggers keep of each customer's PAR list and last count, to repair a fault."

    def handle(self, *args: Any, **options: Any) -> None:
        count = rebuild_par_states()
        self.stdout.write(f"{count} customers with at least one active specific item.")
