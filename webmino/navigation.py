"""The links of the header: drawn once for those who see the same ones, then marked where one is."""

import re
from collections.abc import Set
from functools import lru_cache

from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

# What a link leaves for its mark where it is drawn for every page: its address, and whether it is exact. No
# template and no address holds these characters.
_LEFT = re.compile("\x00(exact|under)\x00([^\x00]*)\x00")


def drawn_navigation(rights: Set[str], path: str) -> SafeString:
    """Return the links that these permissions open, in the reader's language, marked as at `path`."""
    parts = _drawn_for_every_page(get_language(), frozenset(rights))
    drawn = list(parts)
    for place in range(1, len(parts), 3):
        kind, address = parts[place : place + 2]
        drawn[place], drawn[place + 1] = "", mark_of(address, path, exact=kind == "exact")
    return mark_safe("".join(drawn))  # noqa: S308 - a template's, and our marks


def mark_of(address: str, path: str, *, exact: bool) -> SafeString:
    """Return the aria-current attribute of a link to `address` on the page at `path`: itself, or under it."""
    if path == address:
        return SafeString(' aria-current="page"')
    if path.startswith(address) and not exact:
        return SafeString(' aria-current="true"')
    return SafeString("")


def mark_to_come(address: str, *, exact: bool) -> SafeString:
    """Return what stands for the mark of a link until the page is known."""
    return format_html("\x00{}\x00{}\x00", "exact" if exact else "under", address)


@lru_cache(maxsize=100)
def _drawn_for_every_page(language: str | None, rights: frozenset[str]) -> tuple[str, ...]:
    """Return the links in pieces: text, then the kind and the address of a mark, then text, and so on.

    The template is told nothing but the rights, so that nothing else of who asked first is remembered.
    """
    return tuple(_LEFT.split(get_template("includes/nav.html").render({"rights": rights})))
