"""What templates of lower applications ask about customers."""

from django import template

from customers.models import Salesperson
from webmino.models import User

register = template.Library()


@register.simple_tag
def salespeople_of(user: User) -> list[Salesperson]:
    """Return the salespeople whom a user acts for."""
    return list(user.salespeople.all())
