"""Serve Webmino with invented data, from nothing but this checkout.

`manage.py` gives this command the environment `environment.OF_DEMO`.
"""

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from webmino import database, demo
from webmino.demo_accounts import DEMO_ACCOUNTS, DEMO_PASSWORD
from webmino.management.serving_command import ServingCommand


class Command(ServingCommand):
    """Fill an empty database the first time, and say the accounts."""

    help = "Serves Webmino on this machine with invented data. Ctrl-C stops it."

    def check_database(self) -> None:
        if database.is_used() and not demo.was_filled_by_demo():
            raise CommandError(
                _(
                    "This database holds data that the demo did not make: it is left alone. "
                    "Set WEBMINO_HOME to another folder, or DATABASE_URL to an empty database."
                )
            )

    def fill_database(self) -> None:
        if database.is_empty():
            self.say(_("Making the demo's data…"))
            demo.fill_demo()

    def welcome(self, address: str, *, is_loopback: bool) -> None:
        names = ", ".join(account.username for account in DEMO_ACCOUNTS)
        self.say(_("Webmino is ready: %(address)s") % {"address": address})
        self.say(
            _("Accounts: %(names)s. Password: %(password)s") % {"names": names, "password": DEMO_PASSWORD}
        )
        self.say(_("Ctrl-C stops it; what was entered is kept."))
