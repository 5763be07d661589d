"""`manage.py rebuild_sales_summaries`: repair what is kept for the analyses."""

from typing import Any

from django.core.management.base import BaseCommand

from analytics.services.summaries import rebuild_sales_summaries


class Command(BaseCommand):
    help = "Make anew the sums that triggers keep of sale lines, to repair a fault."

    def handle(self, *args: Any, **options: Any) -> None:
        count = rebuild_sales_summaries()
        self.stdout.write(f"{count} sale lines.")
