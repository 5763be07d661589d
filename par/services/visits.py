"""Recording visits of the road: one follow-up with its count and its order, in one transaction (R17, R18)."""

import datetime
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import cast

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.models import Customer
from followups.models import FollowUp, MobileCodes, ServiceType
from followups.selectors.follow_ups import default_done_by
from followups.services.checks import checked_reason, locked
from followups.services.follow_ups import SUBMISSION_USED, record_follow_up
from par.models import Item, WaitingVisit
from par.selectors.visits import may_visit
from par.services.counts import Quantities, complete_count, draft_of_visit
from par.services.locks import hold_items
from par.services.orders import EMPTY_ORDER, place_order
from webmino.history import row_at
from webmino.models import User

# The code of the error that the administrator chose no service type for such a visit.
NO_CODE = "no_code"


@dataclass(frozen=True)
class SentVisit:
    """What a representative sends from the store.

    `submission` was made when the visit was opened. `counted` adds to what his draft of this visit has.
    `asked` is what is ordered, in units by the item's key; None for a visit without an order (VISITE).
    `order_note` goes on the order's document, `note` stays with the follow-up.
    """

    submission: uuid.UUID
    happened_on: datetime.date
    counted: Quantities = field(default_factory=dict)
    asked: Mapping[int, Decimal] | None = None
    note: str = ""
    order_note: str = ""

    @property
    def has_order(self) -> bool:
        return self.asked is not None


@transaction.atomic
def record_visit(customer: Customer, *, by: User, visit: SentVisit) -> FollowUp | WaitingVisit:
    """Record a visit of the road once, however often it is sent, and return what it became (R18).

    The same visit sent again returns what the first one made; with something else in it, it is refused with
    the code SUBMISSION_USED. When the customer was meanwhile taken from `by`, or deactivated, the visit is
    kept for a manager to accept.
    Raises ValidationError when a rule refuses it, with the code NO_CODE when no service type was chosen for
    it; nothing is then saved.
    """
    hold_items({*visit.counted, *(visit.asked or ())}, on_list_of=customer)
    # Of two requests with one submission, the second waits here and then finds what the first one made.
    customer = locked(customer)
    if recorded := recorded_visit(visit.submission):
        return _the_same(recorded, customer, by, visit)
    if not may_visit(customer, by):
        return _kept_waiting(customer, by, visit)
    return _recorded(customer, by, visit)


@transaction.atomic
def accept_visit(waiting: WaitingVisit, *, by: User) -> FollowUp:
    """Record a visit that waited, in the name of who made it, and return its follow-up.

    Raises ValidationError when somebody decided already, or a rule refuses it; it then goes on waiting.
    """
    items = {*_quantities(waiting.counted), *(_ordered(waiting.asked) or ())}
    hold_items(items, on_list_of=waiting.customer)
    customer = locked(waiting.customer)
    waiting = _still_waiting(waiting)
    visit = SentVisit(
        submission=waiting.submission,
        happened_on=waiting.happened_on,
        counted=_quantities(waiting.counted),
        asked=_ordered(waiting.asked),
        note=waiting.note,
        order_note=waiting.order_note,
    )
    waiting.follow_up = _recorded(customer, waiting.entered_by, visit, accepted_by=by)
    waiting.state = WaitingVisit.State.ACCEPTED
    waiting.decided_at, waiting.decided_by = timezone.now(), by
    waiting.save()
    return waiting.follow_up


@transaction.atomic
def refuse_visit(waiting: WaitingVisit, *, by: User, reason: str) -> WaitingVisit:
    """Let a visit that waited count nowhere, and keep what it was and why.

    Raises ValidationError, by field where there is one; it then goes on waiting.
    """
    waiting = _still_waiting(waiting)
    waiting.state = WaitingVisit.State.REFUSED
    waiting.refusal = checked_reason(reason, empty=_("Say why it is refused."))
    waiting.decided_at, waiting.decided_by = timezone.now(), by
    waiting.save()
    return waiting


def put_refusal_away(waiting: WaitingVisit) -> None:
    """Tell no more on its author's round that a visit was refused."""
    waiting.refusal_seen_at = timezone.now()
    waiting.save(update_fields=["refusal_seen_at"])


def recorded_visit(submission: uuid.UUID) -> FollowUp | WaitingVisit | None:
    """Return what the visit of this submission became: a follow-up, else one that waits; None for neither."""
    follow_ups = FollowUp.objects.filter(submission=submission).select_related("shelf_count", "order")
    return follow_ups.first() or WaitingVisit.objects.filter(submission=submission).first()


def as_recorded(follow_up: FollowUp) -> FollowUp:
    """Return a follow-up as it was when it was recorded, whatever was corrected since."""
    # Of an event, which has the columns of its row.
    return cast("FollowUp", row_at(follow_up, 0))


def code_of_visit(*, has_order: bool) -> ServiceType:
    """Return the service type that a visit of the road records (R18).

    Raises ValidationError, with the code NO_CODE, when the administrator chose none.
    """
    codes = MobileCodes.current()
    code = codes.order if has_order else codes.visit
    if code is None:
        refusal = (
            _("No service type is chosen for orders of the road. An administrator chooses it.")
            if has_order
            else _("No service type is chosen for visits of the road. An administrator chooses it.")
        )
        raise ValidationError(refusal, code=NO_CODE)
    return code


def _recorded(customer: Customer, by: User, visit: SentVisit, *, accepted_by: User | None = None) -> FollowUp:
    follow_up = record_follow_up(
        customer,
        by=accepted_by or by,
        entered_by=by,
        submission=visit.submission,
        service_type=code_of_visit(has_order=visit.has_order),
        happened_on=visit.happened_on,
        done_by=default_done_by(customer, by),
        note=visit.note,
    )
    shelf_count = complete_count(
        customer, by=by, submission=visit.submission, quantities=visit.counted, follow_up=follow_up
    )
    if visit.asked is not None:
        items = _items_of(visit.asked)
        place_order(
            customer,
            by=by,
            asked=[(items[key], quantity) for key, quantity in visit.asked.items()],
            note=visit.order_note,
            ordered_on=visit.happened_on,
            counted=shelf_count,
            follow_up=follow_up,
            submission=visit.submission,
            # What waited was ordered while it was in the catalogue.
            keeps=visit.asked.keys() if accepted_by else (),
        )
    return follow_up


def _items_of(*quantities: Mapping[int, object] | None) -> dict[int, Item]:
    """Return the items that these quantities are of, by their keys."""
    return Item.objects.in_bulk({key for each in quantities for key in each or ()})


def _kept_waiting(customer: Customer, by: User, visit: SentVisit) -> WaitingVisit:
    """Keep a visit for a manager; what the user's draft of it had is in it, and the draft is gone."""
    if visit.asked is not None and not visit.asked:
        raise ValidationError(EMPTY_ORDER, code="empty")
    counted = dict(visit.counted)
    draft = draft_of_visit(customer, by, visit.submission)
    if draft:
        counted = dict(draft.lines.values_list("item", "quantity")) | counted
        draft.delete()
    return WaitingVisit.objects.create(
        customer=customer,
        entered_by=by,
        submission=visit.submission,
        happened_on=visit.happened_on,
        note=visit.note,
        order_note=visit.order_note,
        counted=_as_text(counted),
        asked=None if visit.asked is None else _as_text(visit.asked),
    )


def _still_waiting(waiting: WaitingVisit) -> WaitingVisit:
    waiting = (
        WaitingVisit.objects.select_for_update(of=("self",))
        .select_related("customer", "entered_by", "decided_by")
        .get(pk=waiting.pk)
    )
    if waiting.state != WaitingVisit.State.WAITING:
        raise ValidationError(
            _("%(who)s decided already: %(what)s."),
            params={"who": waiting.decided_by, "what": waiting.get_state_display()},
        )
    return waiting


def _the_same(
    recorded: FollowUp | WaitingVisit, customer: Customer, by: User, visit: SentVisit
) -> FollowUp | WaitingVisit:
    """Return what was recorded when `visit` says it again; refuse it when it says something else."""
    note = recorded.note if isinstance(recorded, WaitingVisit) else as_recorded(recorded).note
    counted, asked, order_note = _said_of(recorded)
    if (
        (recorded.customer_id, recorded.entered_by_id) == (customer.pk, by.pk)
        and note == visit.note
        and asked == visit.asked
        and order_note == visit.order_note.strip()
        and all(counted.get(key) == quantity for key, quantity in visit.counted.items())
    ):
        return recorded
    raise ValidationError(
        _("This visit was recorded already, with something else in it. Send it again to record another."),
        code=SUBMISSION_USED,
    )


def _said_of(recorded: FollowUp | WaitingVisit) -> tuple[Quantities, Mapping[int, Decimal] | None, str]:
    """Return what was recorded: the quantities counted, those ordered, and the note of the order."""
    if isinstance(recorded, WaitingVisit):
        return _quantities(recorded.counted), _ordered(recorded.asked), recorded.order_note.strip()
    shelf_count, order = getattr(recorded, "shelf_count", None), getattr(recorded, "order", None)
    counted = dict(shelf_count.lines.values_list("item", "quantity")) if shelf_count else {}
    asked = dict(order.lines.values_list("item", "quantity")) if order else None
    return counted, asked, order.note if order else ""


def _as_text(quantities: Quantities) -> dict[str, str | None]:
    return {str(key): None if quantity is None else str(quantity) for key, quantity in quantities.items()}


def _quantities(texts: Mapping[str, str | None]) -> dict[int, Decimal | None]:
    return {int(key): None if text is None else Decimal(text) for key, text in texts.items()}


def _ordered(texts: Mapping[str, str] | None) -> dict[int, Decimal] | None:
    return None if texts is None else {int(key): Decimal(text) for key, text in texts.items()}
