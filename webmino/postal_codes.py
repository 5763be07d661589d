"""Postal codes as they are written in Canada."""

import re

# Canada Post never uses D, F, I, O, Q and U, which are misread, nor W and Z at the beginning.
_POSTAL_CODE = re.compile(r"([ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z])[\s-]*(\d[ABCEGHJ-NPRSTV-Z]\d)", re.ASCII)
_SHAPE = re.compile(r"[A-Z]\d[A-Z][\s-]*\d[A-Z]\d", re.ASCII)
_CANADA = {"CA", "CAN", "CANADA"}


def written_postal_code(text: str) -> str:
    """Return « G6V 1A1 » however it was typed; what is no Canadian code stays as it is."""
    match = _POSTAL_CODE.fullmatch(text.strip().upper())
    return f"{match[1]} {match[2]}" if match else text


def is_wrong_postal_code(text: str, *, country: str) -> bool:
    """Whether `text` is meant for a Canadian code and can't be one.

    It is meant so when the country is Canada, or when no country is given and it has the shape of one.
    """
    typed = text.strip().upper()
    meant = bool(_SHAPE.fullmatch(typed)) if not country.strip() else country.strip().upper() in _CANADA
    return bool(typed) and meant and not _POSTAL_CODE.fullmatch(typed)
