"""The widgets that forms have most of, as HTML: what Django's templates draw, without a template for each.

A page with a field for each of twenty items spent a third of its time in templates of one line.
"""

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from django.utils.formats import localize
from django.utils.safestring import SafeData, SafeString, mark_safe

# What a template of a widget is told of it.
Widget = Mapping[str, Any]


def drawn_input(widget: Widget) -> SafeString:
    value = widget["value"]
    written = "" if value is None else f' value="{_escaped(value)}"'
    opening = f'<input type="{_text(widget["type"])}" name="{_text(widget["name"])}"'
    return mark_safe(f"{opening}{written}{_attributes(widget)}>")  # noqa: S308 - escaped


def drawn_textarea(widget: Widget) -> SafeString:
    opening = f'<textarea name="{_text(widget["name"])}"{_attributes(widget)}>'
    value = _text(widget["value"]) if widget["value"] else ""
    return mark_safe(f"{opening}\n{value}</textarea>")  # noqa: S308 - escaped


def drawn_select(widget: Widget) -> SafeString:
    parts = [f'<select name="{_text(widget["name"])}"{_attributes(widget)}>']
    for group, options, _place in widget["optgroups"]:
        if group:
            parts.append(f'\n  <optgroup label="{_text(group)}">')
        parts += [
            f'\n  <option value="{_escaped(option["value"])}"{_attributes(option)}>'
            f"{_text(option['label'])}</option>\n"
            for option in options
        ]
        if group:
            parts.append("\n  </optgroup>")
    return mark_safe("".join([*parts, "\n</select>"]))  # noqa: S308 - escaped


def _attributes(widget: Widget) -> str:
    """Return the attributes as HTML: True is the name alone, False is none."""
    return "".join(
        f" {_text(name)}" if value is True else f' {_text(name)}="{_escaped(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


def _text(value: Any) -> str:
    """Return what a template shows of a value: a number in the reader's language, and all of it escaped."""
    return _escaped(value if isinstance(value, str) else localize(value))


def _escaped(value: Any) -> str:
    """Return a value as text, escaped unless it is safe already."""
    text = value if isinstance(value, str) else str(value)
    return text if isinstance(text, SafeData) else escape(text)


_INPUTS = ("text", "number", "email", "url", "password", "hidden", "date", "datetime", "time", "checkbox")
# By the name of the template that each stands for.
DRAWN: dict[str, Callable[[Widget], SafeString]] = {
    f"django/forms/widgets/{name}.html": draw
    for name, draw in (
        *((kind, drawn_input) for kind in ("input", *_INPUTS)),
        ("textarea", drawn_textarea),
        ("select", drawn_select),
    )
}
