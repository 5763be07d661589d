"""Who may do what with orders and counts: the one place that says it, for buttons and services (R4, R25)."""

import datetime

from django.core.exceptions import PermissionDenied

from followups.access import may_change_later
from par.models import Order, ShelfCount
from webmino.models import User

Status = Order.Status
# Where an order can still be cancelled: what is invoiced was sold.
CANCELLABLE = (Status.DRAFT, Status.CONFIRMED, Status.DELIVERED)


def may_write_orders(user: User) -> bool:
    """Whether the user writes, confirms and delivers orders at the desk."""
    return user.has_perm("par.change_order")


def check_may_write(user: User) -> None:
    """Raise PermissionDenied for who writes no orders."""
    if not may_write_orders(user):
        raise PermissionDenied


def may_cancel(order: Order, user: User, *, on: datetime.date) -> bool:
    """Whether the user may cancel an order of a customer whom he sees, on the day `on`.

    Its author, on the company's day on which he entered it; who may change later, anybody's on any day;
    nobody one that is invoiced. Source: R4.
    """
    if order.status not in CANCELLABLE or not user.has_perm("par.add_order"):
        return False
    return may_change_later(user) or (order.entered_by_id == user.pk and order.entered_on == on)


def may_cancel_count(count: ShelfCount, user: User, *, on: datetime.date) -> bool:
    """Whether the user may cancel a completed count of a customer whom he sees, on the day `on`.

    Its author, on the company's day on which it was completed; who may change later, anybody's on any day.
    Source: R4.
    """
    if count.state != ShelfCount.State.COMPLETED or not user.has_perm("par.add_shelfcount"):
        return False
    return may_change_later(user) or (count.entered_by_id == user.pk and count.completed_on == on)


def may_restore_count(count: ShelfCount, user: User, *, on: datetime.date) -> bool:
    """Whether the user may make a cancelled count stand again, on the day `on`.

    Its author, when he himself cancelled it, on the company's day on which it was completed; who may change
    later, anybody's on any day. Source: R4.
    """
    if count.state != ShelfCount.State.CANCELLED or not user.has_perm("par.add_shelfcount"):
        return False
    is_his_own = count.entered_by_id == count.cancelled_by_id == user.pk
    return may_change_later(user) or (is_his_own and count.completed_on == on)
