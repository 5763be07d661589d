"""The identifier of a visit: made when it is opened, and the same until the visit is recorded (R18)."""

import uuid

from customers.models import Customer
from par.selectors.in_the_store import InTheStore
from par.services.counts import was_recorded
from webmino.audience import SignedInRequest

OPENED = "opened_visits"
# Customers who are opened and not visited are forgotten beyond so many.
KEPT = 50


def opened_visit(request: SignedInRequest, store: InTheStore) -> uuid.UUID:
    """Return the identifier of the visit to a customer that the user has open, else of one that he opens.

    That of his draft, wherever he began it; else the session's, so that two pages are one visit, unless it
    was recorded meanwhile in another session.
    """
    if store.draft and store.draft.submission:
        return store.draft.submission
    opened, key = request.session.get(OPENED, {}), str(store.customer.pk)
    kept = uuid.UUID(opened[key]) if key in opened else uuid.uuid4()
    if key in opened and was_recorded(kept):
        kept = uuid.uuid4()
    others = [(other, visit) for other, visit in opened.items() if other != key]
    last_opened = dict([*others, (key, str(kept))][-KEPT:])
    # Who comes back to the page that he opened last writes nothing.
    if [*last_opened.items()] != [*opened.items()]:
        request.session[OPENED] = last_opened
    return kept


def close_visit(request: SignedInRequest, customer: Customer, submission: uuid.UUID) -> None:
    """Let the next visit to the customer be another one; when an old one was sent again, this one stays."""
    opened, key = request.session.get(OPENED, {}), str(customer.pk)
    if opened.get(key) == str(submission):
        del opened[key]
        request.session[OPENED] = opened
