"""Addresses of pages that a list links to from each of its rows."""

from functools import lru_cache
from typing import Any

from django.urls import reverse

# Addresses that are remembered: Django looks through all the patterns for each.
REMEMBERED = 20_000


@lru_cache(maxsize=REMEMBERED)
def path_of(name: str, *args: Any) -> str:
    """Return what `reverse` does."""
    return reverse(name, args=args)
