"""What every test may ask for."""

import datetime
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models.signals import post_migrate
from django.test import Client
from pytest_django import DjangoDbBlocker
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from customers.models import Salesperson
from tests.factories import make_user
from webmino.demo import fill_demo
from webmino.lookups import forget_shared_tables
from webmino.models import User
from webmino.roles import Role

# How long an example takes says how busy the machine is; the benchmark measures speed.
hypothesis.settings.register_profile("webmino", deadline=None)
hypothesis.settings.load_profile("webmino")

REPOSITORY = Path(__file__).resolve().parent.parent
# Begun first, whatever the number of their tests: begun last, one would leave a process without work.
LONGEST = [
    *("tests/faults", "tests/bench"),
    *("tests/browser/test_pages_in_french.py", "tests/browser/test_pages_in_english.py"),
    *("tests/webmino/test_serve_command.py", "tests/webmino/test_demo_command.py"),
    *("tests/browser/test_office_day.py", "tests/webmino/test_backup.py"),
    *("tests/test_real_analyses.py", "tests/analytics/test_real_sales.py", "tests/test_real_files.py"),
    *("tests/par/test_demo.py", "tests/webmino/test_exports.py"),
]


class ByFile(LoadFileScheduling):
    """Gives whole files to a process; those of faults together, with their installation that takes long."""

    def _split_scope(self, nodeid: str) -> str:
        return "tests/faults" if nodeid.startswith("tests/faults/") else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile:
    return ByFile(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest."""

    def place(item: pytest.Item) -> int:
        path = item.path.relative_to(REPOSITORY).as_posix()
        return next((n for n, name in enumerate(LONGEST) if path.startswith(name)), len(LONGEST))

    items.sort(key=place)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server of the tests when the last of them has run."""
    if not hasattr(config, "workerinput") and settings.configured:
        settings.EMBEDDED_SERVER.stop("immediate")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Give the roles back after a test that empties the tables: migrations made them, once."""
    with django_db_blocker.unblock():
        granted = list(
            Group.permissions.through.objects.values_list(
                "group__name", "permission__content_type__app_label", "permission__codename"
            )
        )
    last = [config for config in apps.get_app_configs() if config.models_module][-1]

    def restore(**_kwargs: object) -> None:
        Group.objects.bulk_create(
            (Group(name=role) for role in dict.fromkeys(role for role, *_ in granted)), ignore_conflicts=True
        )
        groups = dict(Group.objects.values_list("name", "pk"))
        permissions = {
            (app_label, codename): key
            for app_label, codename, key in Permission.objects.values_list(
                "content_type__app_label", "codename", "pk"
            )
        }
        through = Group.permissions.through
        through.objects.bulk_create(
            (
                through(group_id=groups[role], permission_id=permissions[app_label, codename])
                for role, app_label, codename in granted
            ),
            ignore_conflicts=True,
        )

    # Django sends it when tables were emptied, after it made the permissions of each application.
    post_migrate.connect(restore, sender=last, weak=False)


@pytest.fixture(autouse=True)
def forgotten_tables() -> Iterator[None]:
    """Let no test read the code tables of another, whose rows were never committed."""
    yield
    forget_shared_tables()


@pytest.fixture
def administrator(db: None) -> User:
    return make_user(Role.ADMINISTRATOR)


@pytest.fixture
def manager(db: None) -> User:
    return make_user(Role.MANAGER)


@pytest.fixture
def office(db: None) -> User:
    return make_user(Role.OFFICE)


@pytest.fixture
def representative(db: None) -> User:
    """A representative who acts for one salesperson, `representative.salespeople.get()`."""
    user = make_user(Role.REPRESENTATIVE)
    user.salespeople.add(Salesperson.objects.create(code=f"S-{user.pk}", name=f"Salesperson {user.pk}"))
    return user


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """A function that returns a browser in which a user has signed in."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture(scope="module")
def demo_day(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[datetime.date]:
    """The day on which the demo was filled, once for the tests of a module, which only read it."""
    today = datetime.date(2026, 11, 24)
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        time_machine.travel(datetime.datetime(2026, 11, 24, 15, tzinfo=datetime.UTC), tick=False),
    ):
        fill_demo()
        yield today
        transaction.set_rollback(True)


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """The folder of real files: WEBMINO_DATA, else the one beside the checkout."""
    folder = Path(os.environ.get("WEBMINO_DATA", REPOSITORY.parent / "shared" / "data"))
    if not folder.is_dir():
        message = f"No real files: {folder} is not a folder. Set WEBMINO_DATA to theirs."
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    return folder


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say the figures that a test recorded, whichever process ran it."""
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, value in report.user_properties:
            if name == "figures":
                terminalreporter.write_line(f"{report.nodeid}: {value}")
