"""The boxes of a filter as HTML: in a template, hundreds of cities and routes take longer than the rows."""

from html import escape

from django.utils.safestring import SafeString, mark_safe

from webmino.filters import Control


def drawn_boxes(control: Control) -> SafeString:
    """Return a box to tick for each choice of a menu."""
    name = escape(control.name)
    boxes = [
        f'<label><input type="checkbox" name="{name}" value="{escape(str(value))}"'
        f"{' checked' if checked else ''}> {escape(str(label))}</label>"
        for value, label, checked in control.choices
    ]
    # Values and labels are escaped above.
    return mark_safe("\n".join(boxes))  # noqa: S308
