"""What the pages for the phone say of a customer."""

from urllib.parse import urlencode

from django import template
from django.utils.translation import get_language

from customers.models import Customer

register = template.Library()
# Languages that write the days of the week with a capital.
CAPITALS = "en"
# Opens the map application of a phone, on either kind.
MAPS = "https://www.google.com/maps/search/"


@register.filter
def in_a_sentence(weekday: str) -> str:
    """A day of the week as the language writes it in a sentence: « lundi », “Monday”."""
    return weekday if (get_language() or "").startswith(CAPITALS) else weekday.lower()


@register.simple_tag
def map_address(customer: Customer) -> str:
    """Return the address of a map that shows the customer; "" when nothing says where he is.

    The postal address finds the door; coordinates do where there is none.
    """
    parts = customer.address, customer.city, customer.region, customer.postal_code
    address = ", ".join(filter(None, parts))
    if not customer.address and customer.latitude is not None and customer.longitude is not None:
        address = f"{customer.latitude},{customer.longitude}"
    return f"{MAPS}?{urlencode({'api': 1, 'query': address})}" if address else ""
