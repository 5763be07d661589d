"""Which lines were moved among the others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from par.shelf_order import moved


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", ""),
        ("ABCD", "ABCD", ""),
        ("ABCD", "DABC", "D"),
        ("ABCD", "BCDA", "A"),
        ("AB", "ACB", ""),
        ("ABC", "AC", ""),
        ("ABCDE", "EBCDA", "AE"),
    ],
)
def test_the_fewest_lines_that_change_place_are_moved(before: str, after: str, expected: str) -> None:
    assert moved(before, after) == set(expected)


@given(st.permutations("ABCDEFG"))
def test_without_the_lines_that_were_moved_the_order_is_as_it_was(after: list[str]) -> None:
    gone = moved("ABCDEFG", after)

    assert [key for key in after if key not in gone] == [key for key in "ABCDEFG" if key not in gone]
