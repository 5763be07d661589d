"""Who writes what sums are kept of: an import alone, everybody else beside each other.

Triggers add what a statement changed to rows that many customers share. Each statement holds its customers,
then writes each sum by its key, so that of two statements one waits for the other. An import is several
statements: it holds the sums of one while it waits for those of the next, and who wrote meanwhile would wait
for it.
"""

from django.core.exceptions import ValidationError
from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _
from psycopg.errors import LockNotAvailable

# The advisory lock: a number that nothing else uses.
LOCK = 2_718_281
# How long who works at a page waits for an import: a short one is over by then, a long one takes minutes.
PATIENCE = "3s"


def write_alone() -> None:
    """Wait for who writes now, and let nobody else until the transaction ends; for several statements."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def write_beside_others() -> None:
    """Let no import begin until the transaction ends; to be called before anything else is held.

    Raises ValidationError when one runs, which takes nothing away from the transaction.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [LOCK])
            # What comes after waits as long as it did before.
            cursor.execute("SET LOCAL lock_timeout TO DEFAULT")
    except OperationalError as error:
        if not isinstance(error.__cause__, LockNotAvailable):
            raise
        raise ValidationError(_("An import is running; try again in a few minutes.")) from error
