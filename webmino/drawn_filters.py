"""The filters of a page as HTML: in a template, hundreds of cities and routes take longer than the rows.

What is drawn depends on nothing but the `Control` and the language, and most pages draw the same ones.
"""

from collections.abc import Iterable
from functools import lru_cache
from html import escape

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from webmino.filters import Control, FilterSet

# Filters that are remembered, each with what was chosen of it. One has up to a few hundred boxes: 100 KB.
REMEMBERED = 100


def drawn_filters(filters: FilterSet) -> SafeString:
    """Return the filters of a page, each as its template draws it."""
    language = get_language()
    # What somebody typed is hardly typed again.
    return SafeString(
        "".join(
            [
                _drawn(control) if control.value and not control.pairs else _remembered(control, language)
                for control in filters.controls()
            ]
        )
    )


def _drawn(control: Control) -> SafeString:
    return render_to_string("includes/filter_control.html", {"control": control})


@lru_cache(maxsize=REMEMBERED)
def _remembered(control: Control, _language: str | None) -> SafeString:
    return _drawn(control)


def drawn_boxes(control: Control) -> SafeString:
    """Return a box to tick for each choice of a menu."""
    name = escape(control.name)
    boxes = [
        f'<label><input type="checkbox" name="{name}" value="{escape(value)}"'
        f"{' checked' if checked else ''}> {escape(words)}</label>"
        for value, words, checked in control.choices
    ]
    # Values and words are escaped above.
    return SafeString("\n".join(boxes))


def drawn_options(choices: Iterable[tuple[str, str, bool]]) -> SafeString:
    """Return the options of a menu of which one is chosen, from the value and the words of each."""
    return SafeString(
        "\n".join(
            f'<option value="{escape(value)}"{" selected" if chosen else ""}>{escape(words)}</option>'
            for value, words, chosen in choices
        )
    )
