"""Whole days, both ends included."""

import datetime
from typing import NamedTuple

DAY = datetime.timedelta(days=1)


class Period(NamedTuple):
    """Days from `first` to `last`, both included."""

    first: datetime.date
    last: datetime.date

    @classmethod
    def ending(cls, last: datetime.date, *, days: int) -> "Period":
        """The `days` days that end with `last`."""
        if last.toordinal() < days:  # the calendar begins there
            return cls(datetime.date.min, last)
        return cls(last - (days - 1) * DAY, last)
