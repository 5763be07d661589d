"""Quantities that look like a slip are questioned."""

from decimal import Decimal

import pytest

from par.slips import is_questioned, questioned_above


@pytest.mark.parametrize(
    ("par", "last_counted", "limit"),
    [
        (12, None, 36),
        (12, 3, 30),
        (12, 50, 36),
        (0, 2, 20),
        (None, 2, 20),
        (0, 0, None),
        (None, None, None),
    ],
)
def test_a_quantity_is_questioned_over_three_times_the_par_or_ten_times_the_last_count(
    par: int | None, last_counted: int | None, limit: int | None
) -> None:
    figures = (None if each is None else Decimal(each) for each in (par, last_counted))

    assert questioned_above(*figures) == limit


def test_the_limit_itself_is_not_questioned() -> None:
    par, last_counted = Decimal(12), None

    assert [is_questioned(Decimal(quantity), par, last_counted) for quantity in (36, 37)] == [False, True]
    assert not is_questioned(Decimal(999), None, None)
