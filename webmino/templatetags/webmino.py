"""What templates say often: where one is, telephone numbers and postal codes, days, numbers."""

from django import template
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from webmino.drawn_charts import drawn_shapes
from webmino.drawn_filters import drawn_boxes, drawn_filters, drawn_options
from webmino.drawn_rows import drawn_body, drawn_heads, drawn_rows
from webmino.navigation import drawn_navigation, mark_of, mark_to_come
from webmino.phones import dialled_phone, written_phone
from webmino.postal_codes import written_postal_code
from webmino.roles import role_of
from webmino.ways import way_kept
from webmino.wording import days, number, price

register = template.Library()
register.filter("drawn_boxes", drawn_boxes)
register.filter("drawn_filters", drawn_filters)
register.filter("drawn_body", drawn_body)
register.filter("drawn_heads", drawn_heads)
register.filter("drawn_options", drawn_options)
register.filter("drawn_rows", drawn_rows)
register.filter("drawn_shapes", drawn_shapes)
register.filter("phone", written_phone)
register.filter("postal_code", written_postal_code)
register.filter("days", days)
register.filter("number", number)
register.filter("price", price)
register.filter("role", role_of)


@register.simple_tag(takes_context=True)
def current(context: template.Context, address: str, *, exact: bool = False) -> SafeString:
    """Return the aria-current attribute of a link to `address` when the page is it, or under it.

    Links that are drawn for every page are marked when it is known.
    """
    request = context.get("request")
    if request is None:
        return mark_to_come(address, exact=exact)
    return mark_of(address, request.path, exact=exact)


@register.simple_tag(takes_context=True)
def way_back(context: template.Context) -> QueryDict:
    """Return the parameter that leads back to the list from which a record was opened, to pass it on."""
    return way_kept(context["request"])


@register.filter
def phone_link(text: str) -> SafeString | str:
    """A telephone number as it is written in Canada, as a link that dials it; else the text as typed."""
    address = dialled_phone(text)
    if not address:
        return text
    return format_html('<a class="text-nowrap" href="{}">{}</a>', address, written_phone(text))


@register.simple_tag(takes_context=True)
def navigation(context: template.Context) -> SafeString:
    """Return the links of the header, which holds them twice: in a bar, and in a menu where it is narrow."""
    request = context["request"]
    return drawn_navigation(request.user.get_all_permissions(), request.path)


@register.tag
def once_per_language(parser: template.base.Parser, token: template.base.Token) -> "OncePerLanguage":
    """Draw what is between this and `endonce_per_language` once for each language: each page has the same.

    It sees no variable of the page, so that nothing of who asked first is remembered.
    """
    drawn = parser.parse(("endonce_per_language",))
    parser.delete_first_token()
    return OncePerLanguage(drawn)


class OncePerLanguage(template.Node):
    """What a template draws once for each language."""

    def __init__(self, nodelist: template.NodeList) -> None:
        self.nodelist = nodelist
        self.drawn: dict[str | None, SafeString] = {}

    def render(self, context: template.Context) -> SafeString:
        language = get_language()
        if language not in self.drawn:
            self.drawn[language] = self.nodelist.render(context.new())
        return self.drawn[language]
