"""What the templates of analyses draw and say."""

from django import template
from django.utils.timezone import localdate

from analytics.models import BuyingHabit
from analytics.tables.customers import drawn_specific_items
from analytics.tables.drawing import drawn_rows
from webmino.wording import days

register = template.Library()
register.filter("drawn_rows", drawn_rows)
register.filter("drawn_specific_items", drawn_specific_items)
register.filter("in_days", days)


@register.filter
def days_silent(habit: BuyingHabit) -> str:
    """Days since the last purchase, today: « 48 j »."""
    return days(habit.days_silent(on=localdate()))
