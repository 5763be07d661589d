"""Telephone numbers as they are written in Canada."""

import phonenumbers

_CANADA_CODE = 1
_AS_IN_CANADA = phonenumbers.NumberFormat(pattern=r"(\d{3})(\d{3})(\d{4})", format=r"\1 \2-\3")


def parsed_phone(text: str) -> phonenumbers.PhoneNumber | None:
    """Return the number that `text` is; None when it is not one."""
    try:
        number = phonenumbers.parse(text, "CA")
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_possible_number(number) else None


def written_phone(text: str) -> str:
    """Return « 418 555-0123 » however it was typed; what is no number stays as it is."""
    number = parsed_phone(text)
    if number is None:
        return text
    if number.country_code == _CANADA_CODE:
        national = phonenumbers.PhoneNumberFormat.NATIONAL
        return phonenumbers.format_by_pattern(number, national, [_AS_IN_CANADA])
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def dialled_phone(text: str) -> str:
    """Return the address that dials the number, `tel:+1-418-555-0123`; empty when it is not one."""
    number = parsed_phone(text)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.RFC3966) if number else ""
