"""The lines of a visit's pages, on a phone."""

from django import template
from django.utils.safestring import SafeString

from par.forms.mobile import CountForm, OrderForm
from par.phone_lines import CountLines, OrderLines

register = template.Library()


@register.simple_tag(takes_context=True)
def count_lines(context: template.Context, form: CountForm) -> SafeString:
    """The items of a count, each with its quantity."""
    return CountLines(context["customer"], context["request"].path).drawn(form.lines())


@register.simple_tag(takes_context=True)
def order_lines(context: template.Context, form: OrderForm) -> SafeString:
    """The items of an order, each with its quantity and what it comes to."""
    return OrderLines(context["customer"], context["request"].path).drawn(form.lines())
