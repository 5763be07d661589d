"""One company for the tests of a file."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.access.company import Company
from webmino.roles import Role


@pytest.fixture(scope="module")
def company(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Company]:
    """One for all the tests: what they write is taken back, each in its part of the transaction."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Company()
        transaction.set_rollback(True)


@pytest.fixture(params=list(Role))
def role(request: pytest.FixtureRequest) -> Role:
    return request.param
