"""What templates say often: where one is, a telephone number and a number of days."""

from typing import Any

import phonenumbers
from django import template
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from webmino.table_pages import way_kept

register = template.Library()

NORTH_AMERICA = 1
AS_IN_CANADA = phonenumbers.NumberFormat(pattern=r"(\d{3})(\d{3})(\d{4})", format=r"\1 \2-\3")


@register.simple_tag(takes_context=True)
def current(context: template.Context, address: str, *, exact: bool = False) -> SafeString:
    """Return the aria-current attribute of a link to `address` when the page is it, or under it."""
    request = context.get("request")
    path = request.path if request else ""
    if path == address:
        return format_html(' aria-current="{}"', "page")
    if path.startswith(address) and not exact:
        return format_html(' aria-current="{}"', "true")
    return SafeString("")


@register.simple_tag(takes_context=True)
def way_back(context: template.Context) -> QueryDict:
    """Return the parameter that leads back to the list from which a record was opened, to pass it on."""
    return way_kept(context["request"])


@register.filter
def phone(text: str) -> str:
    """A telephone number as it is written in Canada, 418 555-0123; what is no number stays as typed."""
    number = _parsed(text)
    return _written(number) if number else text


@register.filter
def phone_link(text: str) -> SafeString | str:
    """The same, as a link that dials it."""
    number = _parsed(text)
    if not number:
        return text
    address = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.RFC3966)
    return format_html('<a class="text-nowrap" href="{}">{}</a>', address, _written(number))


@register.filter
def days(count: int | None) -> str:
    """A number of days in few letters, « 23 j »; a dash for None."""
    return "—" if count is None else gettext("%(count)s d") % {"count": count}


def _parsed(text: str) -> Any:
    try:
        number = phonenumbers.parse(text, "CA")
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_possible_number(number) else None


def _written(number: Any) -> str:
    if number.country_code == NORTH_AMERICA:
        written = phonenumbers.format_by_pattern(
            number, phonenumbers.PhoneNumberFormat.NATIONAL, [AS_IN_CANADA]
        )
    else:
        written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return written
