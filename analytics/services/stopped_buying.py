"""What becomes of a customer who stopped buying an item (R24)."""

import uuid

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from analytics.models import BuyingHabit, StopFollowUp
from analytics.selectors.stopped_buying import stopped_buying
from followups.models import FollowUp, ServiceType
from followups.selectors.follow_ups import default_done_by
from followups.services.follow_ups import record_follow_up
from webmino.models import User


@transaction.atomic
def follow_up_on_habit(
    habit: BuyingHabit, *, by: User, service_type: ServiceType, submission: uuid.UUID
) -> FollowUp:
    """Record a follow-up of today that says what the customer stopped buying, and return it.

    `submission` is the page's: the same habit sent twice from it is one follow-up. Raises ValidationError,
    by field, as `record_follow_up` does, and when the customer has bought the item again since.
    """
    if not stopped_buying(BuyingHabit.objects.filter(pk=habit.pk), on=localdate()).exists():
        words = _("Nothing was recorded: %(customer)s has bought %(item)s again, or it is out of season now.")
        raise ValidationError(words % {"customer": habit.customer, "item": habit.item})
    said = _("No longer buys %(item)s: last bought on %(day)s, usually every %(interval)s days.") % {
        "item": habit.item,
        "day": date_format(habit.last_on),
        "interval": habit.usual_interval,
    }
    follow_up = record_follow_up(
        habit.customer,
        by=by,
        submission=uuid.uuid5(submission, str(habit.pk)),
        service_type=service_type,
        happened_on=localdate(),
        done_by=default_done_by(habit.customer, by),
        note=said,
    )
    StopFollowUp.objects.get_or_create(follow_up=follow_up, defaults={"item": habit.item})
    return follow_up
