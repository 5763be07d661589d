"""Serve a real installation, empty the first time.

`manage.py` gives this command the environment `environment.of_command("serve")`.
"""

from collections.abc import Iterator

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.urls import reverse
from django.utils.translation import gettext as _

from webmino import database, demo, first_run, serving
from webmino.management.serving_command import ServingCommand, at_least_one

OF_THIS_MACHINE = {"localhost", "127.0.0.1", "[::1]"}


class Command(ServingCommand):
    """Say where the first administrator is made as long as there is none."""

    help = "Serves Webmino, empty the first time. Settings come from the environment; the README lists them."
    # The path of the page where the first administrator is made; empty once there is one.
    first_run_path = ""
    is_of_demo = False

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--host",
            default=serving.LOOPBACK,
            help="127.0.0.1, this machine alone, by default; 0.0.0.0 for all",
        )
        parser.add_argument(
            "--workers", type=at_least_one, default=serving.WORKERS, help="processes that serve; 2 by default"
        )
        parser.add_argument(
            "--threads", type=at_least_one, default=serving.THREADS, help="threads of each; 4 by default"
        )

    def check_database(self) -> None:
        if database.is_of_another_program():
            raise CommandError(
                _(
                    "This database holds another program's tables: it is left alone. "
                    "Set DATABASE_URL to an empty database."
                )
            )
        if database.was_upgraded_further():
            raise CommandError(
                _("A newer release of Webmino prepared this database: it is left alone. Install that one.")
            )

    def fill_database(self) -> None:
        self.is_of_demo = demo.was_filled_by_demo()
        if first_run.is_needed():
            self.first_run_path = reverse("first-run", args=[first_run.new_token()])

    def welcome(self, address: str, *, is_loopback: bool) -> None:
        # No question to the database: its connection would be shared with the processes that serve.
        address = public_address() or address
        self.say(_("Webmino is ready: %(address)s") % {"address": address})
        if self.first_run_path:
            self.say(
                _("Nobody administers it yet. This address, which works once, makes the first administrator:")
            )
            self.say(address.rstrip("/") + self.first_run_path)
        if self.is_of_demo:
            self.say(_("The demo filled this database: everybody knows the password of its accounts."))
        for warning in warnings(is_loopback=is_loopback):
            self.say(warning)


def public_address() -> str:
    """Return the address that browsers know where a proxy stands in front; empty where none does."""
    if not settings.BEHIND_PROXY:
        return ""
    scheme = "https" if settings.HTTPS else "http"
    return f"{scheme}://{settings.ALLOWED_HOSTS[0].removeprefix('.')}/"


def warnings(*, is_loopback: bool) -> Iterator[str]:
    """Say what of the settings is probably not meant, a sentence each."""
    if settings.HTTPS and not settings.BEHIND_PROXY:
        yield _(
            "WEBMINO_HTTPS=1 sends browsers to https, which needs a proxy in front: "
            "set WEBMINO_BEHIND_PROXY=1 too."
        )
    if is_loopback:
        return
    if not settings.HTTPS:
        yield _("Nothing is encrypted: the network sees passwords. Put a proxy with a certificate in front.")
    if set(settings.ALLOWED_HOSTS) <= OF_THIS_MACHINE:
        yield _(
            "Only browsers of this machine are answered: set ALLOWED_HOSTS to the names and addresses "
            "that the others will use."
        )
