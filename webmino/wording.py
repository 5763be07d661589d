"""Figures in few words, in the reader's language."""

from django.utils.translation import gettext


def days(count: int | None) -> str:
    """A number of days in few letters, « 23 j »; a dash for None."""
    return "—" if count is None else gettext("%(count)s d") % {"count": count}
