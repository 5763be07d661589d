"""What a count says of an item: figures and words (R11, R13)."""

from decimal import Decimal
from typing import Any

import pytest

from par.shelf import finding, missing, surplus


@pytest.mark.parametrize(
    ("par_and_counted", "lacking_and_beyond", "look", "words"),
    [
        ((None, 2), (None, None), "unlisted", "hors liste"),
        ((0, None), (0, None), "unstocked", "ne tient pas, peut acheter"),
        ((0, 0), (0, 0), "unstocked", "ne tient pas, peut acheter"),
        ((0, 3), (0, 3), "surplus", "excédent 3"),
        ((12, None), (None, None), "unknown", "non compté"),
        ((12, 0), (12, 0), "out", "rupture, manque 12"),
        ((12, "9.5"), ("2.5", 0), "below", "manque 2,5"),
        ((12, 12), (0, 0), "full", "au PAR"),
        ((12, 15), (0, 3), "surplus", "excédent 3"),
    ],
)
def test_r11_r13_what_was_found_of_an_item(
    par_and_counted: tuple[Any, Any], lacking_and_beyond: tuple[Any, Any], look: str, words: str
) -> None:
    given = decimals(par_and_counted)

    found = finding(*given)

    assert (missing(*given), surplus(*given)) == decimals(lacking_and_beyond)
    assert (found.look, found.words) == (look, words)


def decimals(values: tuple[Any, Any]) -> tuple[Decimal | None, Decimal | None]:
    one, other = (None if value is None else Decimal(str(value)) for value in values)
    return one, other
