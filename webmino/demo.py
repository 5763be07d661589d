"""The demo's database: its accounts, what each application puts in it, and how it is told from a real one."""

from importlib import import_module
from random import Random

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.utils.timezone import localdate

from webmino.company import CompanySettings, save_settings
from webmino.demo_accounts import DEMO_ACCOUNTS, DEMO_PASSWORD
from webmino.models import DemoFill, User

# The same day gives the same demo.
SEED = 20260214
COMPANY = "Distribution Paquet inc."
ADDRESS = "1250, boulevard de la Rive-Sud\nLévis (Québec) G6W 5M6\n418 555-0140 · bureau@example.com"
FISCAL_YEAR_MONTH = 2
NAMES = {
    "admin": ("Isabelle", "Paquet"),
    "gestion": ("Martin", "Desjardins"),
    "bureau": ("Chantal", "Roy"),
    "rep1": ("Mélanie", "Côté"),
    "rep2": ("Karine", "Tremblay"),
}


def was_filled_by_demo() -> bool:
    """Whether what this database holds was made by `fill_demo`, and so may be thrown away.

    It need not be migrated.
    """
    return DemoFill._meta.db_table in connection.introspection.table_names() and DemoFill.objects.exists()


@transaction.atomic
def fill_demo() -> None:
    """Fill an empty database as of today, wholly or not at all, and mark it as the demo's.

    Raises IntegrityError when the accounts exist already.
    """
    random, today = Random(SEED), localdate()
    make_accounts()
    save_settings(CompanySettings(name=COMPANY, address=ADDRESS, fiscal_year_month=FISCAL_YEAR_MONTH))
    for name in settings.DEMO_DATA:
        import_module(name).fill(random, today)
    DemoFill.objects.create(filled_on=today)


def make_accounts() -> None:
    """Make the demo's users, each in the group of his role."""
    # Everybody may know the password: hashing it once does for all.
    password = make_password(DEMO_PASSWORD)
    for account in DEMO_ACCOUNTS:
        first_name, last_name = NAMES[account.username]
        user = User.objects.create(
            username=account.username,
            first_name=first_name,
            last_name=last_name,
            email=f"{account.username}@example.com",
            password=password,
        )
        user.groups.add(Group.objects.get(name=account.role.value))
