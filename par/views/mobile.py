"""Clients mobiles: the round of a representative, a customer in the store, and what a visit became (R14)."""

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST, require_safe

from customers.models import Customer
from followups.models import FollowUp
from par.models import Order, ShelfCount, ShelfCountLine, WaitingVisit
from par.selectors.in_the_store import InTheStore
from par.selectors.mobile import (
    left_in_hand,
    legs_of,
    next_on_the_round,
    round_of,
    salespeople_to_choose,
    stop_at,
)
from par.selectors.shelf_counts import lines_in_shelf_order
from par.services.visits import as_recorded, put_refusal_away, recorded_visit
from webmino.audience import SignedInRequest, permitted

PAGE_LENGTH = 100
CHOSEN = "mobile_salesperson"
LONGEST_SEARCH = 200
# As many of his visits that wait as are named on a round, which says how many there are.
OWN_SHOWN = 20


@permitted("par.add_shelfcount")
@require_safe
def mobile_customer_list(request: SignedInRequest) -> HttpResponse:
    """The user's customers by route and stop; the salesperson that he chooses is remembered."""
    today = localdate()
    salespeople = list(salespeople_to_choose(request.user))
    if "salesperson" in request.GET:
        request.session[CHOSEN] = request.GET["salesperson"]
    chosen = next((one for one in salespeople if one.code == request.session.get(CHOSEN)), None)
    search = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    customers = round_of(request.user, on=today, salesperson=chosen, search=search)
    own = WaitingVisit.objects.filter(entered_by=request.user).select_related("customer")
    page = Paginator(customers, PAGE_LENGTH).get_page(request.GET.get("page"))
    context = {
        "salespeople": salespeople,
        "chosen": chosen,
        "search": search,
        "page": page,
        "legs": legs_of(page.object_list, on=today),
        "today": today,
        "waiting": WaitingVisit.objects.visible_to(request.user).waiting().count(),
        "left_in_hand": left_in_hand(request.user),
        "own_waiting": own.waiting()[:OWN_SHOWN],
        "refusals": own.refusals_to_tell(request.user).select_related("decided_by"),
    }
    return render(request, "par/mobile_customer_list.html", context)


@permitted("par.add_shelfcount")
@require_safe
def mobile_customer(request: SignedInRequest, pk: int) -> HttpResponse:
    """A customer in the store: how to reach him, what is due, and the three buttons."""
    customer = visible_customer(request, pk)
    store = InTheStore(customer, request.user)
    context = {"customer": customer, "stop": stop_at(customer, on=localdate()), "store": store}
    return render(request, "par/mobile_customer.html", context)


@permitted("par.add_shelfcount")
@require_safe
def mobile_recorded(request: SignedInRequest, submission: uuid.UUID) -> HttpResponse:
    """What a visit became: the same page for whoever sent it, however often.

    Of a customer whom he sees no more, it is what he sent: neither PAR nor amounts, nor a later edit (R25).
    """
    recorded = recorded_visit(submission)
    if recorded is None or recorded.entered_by_id != request.user.pk:
        raise Http404
    customer = recorded.customer
    store = InTheStore(customer, request.user)
    following = next_on_the_round(request.user, customer, on=localdate()) if store.is_seen else None
    context: dict[str, Any] = {"customer": customer, "store": store, "next_customer": following}
    if isinstance(recorded, WaitingVisit):
        return render(request, "par/mobile_waiting.html", context | {"waiting": recorded})
    shelf_count = getattr(recorded, "shelf_count", None)
    order = Order.objects.filter(follow_up=recorded).with_totals().first()
    context |= {
        "follow_up": recorded,
        "said": recorded if store.is_seen else as_recorded(recorded),
        "shelf_count": shelf_count,
        "counted": _counted(shelf_count, store) if shelf_count else [],
        "order": order,
        "is_cancelled": store.is_seen and _is_cancelled(recorded, order),
        "ordered": list(order.lines.select_related("item")) if order else [],
    }
    return render(request, "par/mobile_recorded.html", context)


@permitted("par.add_shelfcount")
@require_POST
def mobile_refusal_seen(request: SignedInRequest, submission: uuid.UUID) -> HttpResponse:
    """Let the round of who sent a visit say no more that it was refused."""
    refused = WaitingVisit.objects.filter(entered_by=request.user, state=WaitingVisit.State.REFUSED)
    put_refusal_away(get_object_or_404(refused, submission=submission))
    return redirect("par:mobile-customer-list")


def _is_cancelled(follow_up: FollowUp, order: Order | None) -> bool:
    return follow_up.is_cancelled or (order is not None and order.status == Order.Status.CANCELLED)


def _counted(shelf_count: ShelfCount, store: InTheStore) -> QuerySet[ShelfCountLine]:
    """The lines of a count; that an item was not counted says that it is on the list (R25)."""
    lines = lines_in_shelf_order(shelf_count)
    return lines if store.is_seen else lines.exclude(quantity=None)


def visible_customer(request: SignedInRequest, pk: int) -> Customer:
    """Return a customer whom the user sees; for another, raise Http404 (R25)."""
    return get_object_or_404(Customer.objects.visible_to(request.user).with_assignment(), pk=pk)
