"""Telephone numbers as they are written in Canada."""

import re
from functools import lru_cache

import phonenumbers

_CANADA_CODE = 1
_AS_IN_CANADA = phonenumbers.NumberFormat(pattern=r"(\d{3})(\d{3})(\d{4})", format=r"\1 \2-\3")
# The library knows « ext. » and « x », not how an extension is said here.
# Numbers that are remembered: reading one takes as long as a row of a list, and pages are opened again.
REMEMBERED = 20_000
_EXTENSION = re.compile(r"\bposte\b", re.IGNORECASE)


def parsed_phone(text: str) -> phonenumbers.PhoneNumber | None:
    """Return the number that `text` is; None when it is not one, or lacks its area code."""
    try:
        number = phonenumbers.parse(_EXTENSION.sub("ext", text), "CA")
    except phonenumbers.NumberParseException:
        return None
    reason = phonenumbers.is_possible_number_with_reason(number)
    return number if reason == phonenumbers.ValidationResult.IS_POSSIBLE else None


@lru_cache(maxsize=REMEMBERED)
def written_phone(text: str) -> str:
    """Return « 418 555-0123 » or « 418 555-0123 poste 12 », however it was typed; else the text."""
    number = parsed_phone(text)
    if number is None:
        return text
    if number.country_code != _CANADA_CODE:
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    extension, number.extension = number.extension, None
    written = phonenumbers.format_by_pattern(number, phonenumbers.PhoneNumberFormat.NATIONAL, [_AS_IN_CANADA])
    return f"{written} poste {extension}" if extension else written


def digits_of_line(text: str) -> str:
    """Return the digits that two spellings of one line share: « 4185550123 », without the 1 before, the
    extension after, or punctuation; those of another country begin with its code.

    All the digits of what is not one whole number.
    """
    number = parsed_phone(text)
    if number is None:
        return re.sub(r"\D", "", text)
    country = "" if number.country_code == _CANADA_CODE else str(number.country_code)
    return country + phonenumbers.national_significant_number(number)


@lru_cache(maxsize=REMEMBERED)
def dialled_phone(text: str) -> str:
    """Return the address that dials the number, `tel:+1-418-555-0123`; empty when it is not one."""
    number = parsed_phone(text)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.RFC3966) if number else ""
