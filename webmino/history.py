"""Who changed what, when, and what it was before: kept by triggers, so that no write goes around it."""

import pghistory


def keeps_changes() -> tuple[pghistory.Tracker, ...]:
    """Return the trackers for `pghistory.track`: the row as it was before each change or deletion.

    What it became is the next such row, or the row itself. Its creation is told by its own columns, so
    that an import of many rows writes them once.
    """
    return pghistory.UpdateEvent(row="OLD"), pghistory.DeleteEvent()
