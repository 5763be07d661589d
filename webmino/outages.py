"""When the database can't answer: how that is told from a fault of ours, and logged."""

import logging
from enum import Enum

from psycopg import OperationalError


class Outage(Enum):
    """Why the database can't answer: it is down, starting or out of reach; or it has no room left."""

    SILENT = "silent"
    FULL = "full"


# By the beginnings of PostgreSQL's codes: connections, a server that ends or starts, too many connections.
CODES_OF_SILENCE = ("08", "57P", "53300")
# The disk, the memory, or a limit that somebody set to one of them.
CODES_OF_FULLNESS = ("53",)


def outage_behind(error: BaseException | None) -> Outage | None:
    """Return why the database can't answer where `error` comes from that; None for any other fault.

    What goes wrong while an outage is being coped with is the outage's.
    """
    while error is not None:
        # Of the driver: Django's own error comes from it, and some are raised as they are.
        if isinstance(error, OperationalError) and (outage := _outage_of(error.sqlstate)):
            return outage
        error = error.__cause__ or error.__context__
    return None


def _outage_of(code: str | None) -> Outage | None:
    # Without a code, no server was there to give one.
    if code is None or code.startswith(CODES_OF_SILENCE):
        return Outage.SILENT
    return Outage.FULL if code.startswith(CODES_OF_FULLNESS) else None


def in_one_line(error: BaseException) -> str:
    """Return what `error` says, without the hints and the context that may follow."""
    return str(error).partition("\n")[0] or type(error).__name__


class OutagesInOneLine(logging.Filter):
    """Leaves the traceback out of what is logged of an outage: every request would repeat it."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if error is not None and outage_behind(error):
            record.msg, record.args = "%s (%s)", (record.getMessage(), in_one_line(error))
            record.exc_info = record.exc_text = None
        return True
