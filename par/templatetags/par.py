"""What the templates of this application say often: quantities, prices, amounts, suggestions."""

from collections.abc import Iterable

from django import template
from django.utils.timezone import localdate

from followups.models import FollowUp
from par.addresses import units_on_order
from par.models import Order
from par.selectors.tabs import tab_counts
from par.wording import amount_in_words, price_in_words, quantity_in_words, suggestion_in_words

register = template.Library()
register.filter("quantity", quantity_in_words)
register.filter("price", price_in_words)
register.filter("amount", amount_in_words)
register.filter("suggestion", suggestion_in_words)
register.simple_tag(tab_counts)
register.simple_tag(units_on_order)


@register.filter
def has_passed_its_delivery(order: Order) -> bool:
    """Whether the delivery of an order was expected before today, and nobody marked it delivered."""
    return order.has_passed_its_delivery(on=localdate())


@register.simple_tag
def orders_of(follow_ups: Iterable[FollowUp]) -> dict[int, Order]:
    """Return the orders that were taken at these follow-ups, by the follow-up's key, in one query."""
    orders = Order.objects.filter(follow_up__in=[follow_up.pk for follow_up in follow_ups])
    return {order.follow_up_id: order for order in orders if order.follow_up_id}
