"""What every test may ask for."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from customers.models import Salesperson
from tests.factories import make_user
from webmino.models import User
from webmino.roles import Role

REPOSITORY = Path(__file__).resolve().parent.parent


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server of the tests when the last of them has run."""
    if not hasattr(config, "workerinput") and settings.configured:
        settings.EMBEDDED_SERVER.stop("immediate")


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


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """The folder of real files: WEBMINO_DATA, else the one beside the checkout."""
    folder = Path(os.environ.get("WEBMINO_DATA", REPOSITORY.parent / "shared" / "data"))
    if not folder.is_dir():
        message = f"No real files: {folder} is not a folder. Set WEBMINO_DATA to theirs."
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    return folder
