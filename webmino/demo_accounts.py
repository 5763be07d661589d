"""The accounts of the demo. They exist in the demo's database only, and its sign-in page shows them."""

from typing import NamedTuple

from webmino.roles import Role


class DemoAccount(NamedTuple):
    username: str
    role: Role


DEMO_PASSWORD = "webmino"  # noqa: S105 - known to everybody, in a database that holds nothing real
DEMO_ACCOUNTS = (
    DemoAccount("admin", Role.ADMINISTRATOR),
    DemoAccount("gestion", Role.MANAGER),
    DemoAccount("bureau", Role.OFFICE),
    DemoAccount("rep1", Role.REPRESENTATIVE),
    DemoAccount("rep2", Role.REPRESENTATIVE),
)
