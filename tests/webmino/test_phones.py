"""Telephone numbers, however they are typed."""

import pytest

from webmino.phones import dialled_phone, digits_of_line, written_phone


@pytest.mark.parametrize(
    ("typed", "written", "dialled"),
    [
        ("(418)5550123", "418 555-0123", "tel:+1-418-555-0123"),
        ("1 418 555 0123", "418 555-0123", "tel:+1-418-555-0123"),
        ("418-555-0123 x12", "418 555-0123 poste 12", "tel:+1-418-555-0123;ext=12"),
        ("418 555-0123 poste 12", "418 555-0123 poste 12", "tel:+1-418-555-0123;ext=12"),
        ("011 33 1 42 68 53 00", "+33 1 42 68 53 00", "tel:+33-1-42-68-53-00"),
    ],
)
def test_a_number_is_written_one_way_and_can_be_dialled(typed: str, written: str, dialled: str) -> None:
    assert (written_phone(typed), dialled_phone(typed)) == (written, dialled)


@pytest.mark.parametrize("typed", ["555-0123", "demander Luc", "418 555-0123 ou 555-0124", "", "12"])
def test_what_is_no_whole_number_stays_as_typed_and_is_not_dialled(typed: str) -> None:
    assert (written_phone(typed), dialled_phone(typed)) == (typed, "")


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("1 (418) 555-0123 poste 12", "4185550123"),
        ("011 33 1 42 68 53 00", "33142685300"),
        ("418 555-0123 ou 555-0124", "41855501235550124"),
        ("demander Luc", ""),
    ],
)
def test_a_line_is_told_by_its_digits(typed: str, digits: str) -> None:
    assert digits_of_line(typed) == digits


def test_a_written_number_is_written_the_same_again() -> None:
    assert written_phone(written_phone("418-555-0123 x12")) == "418 555-0123 poste 12"
