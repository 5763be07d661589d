"""Postal codes, however they are typed."""

import pytest

from webmino.postal_codes import is_wrong_postal_code, written_postal_code


@pytest.mark.parametrize("typed", ["g6v1a1", "G6V 1A1", " g6v-1a1 ", "G6V  1a1"])
def test_a_canadian_code_is_written_one_way(typed: str) -> None:
    assert written_postal_code(typed) == "G6V 1A1"


@pytest.mark.parametrize("typed", ["02139", "sw1a 1aa", "", "G6V", "D6V 1A1"])
def test_what_is_no_canadian_code_stays_as_typed(typed: str) -> None:
    assert written_postal_code(typed) == typed


@pytest.mark.parametrize(
    ("typed", "country", "wrong"),
    [
        ("G6V 1A1", "CA", False),
        ("g6v1a1", "canada", False),
        ("G6V 1AO", "CA", True),  # the letter O
        ("D6V 1A1", "CA", True),
        ("02139", "CA", True),
        ("G6V 1", "Canada", True),
        ("02139", "US", False),
        ("D6V 1A1", "US", False),
        ("02139", "", False),
        ("D6V 1A1", "", True),
        ("", "CA", False),
    ],
)
def test_a_code_is_wrong_when_it_is_meant_for_canada_and_cannot_be(
    typed: str, country: str, wrong: bool
) -> None:
    assert is_wrong_postal_code(typed, country=country) == wrong
