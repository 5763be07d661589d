"""RELEVÉ, COMMANDER and VISITE: what is typed in the store, and its sending (R15–R18)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from customers.models import Customer
from followups.services.follow_ups import SUBMISSION_USED
from par.forms.mobile import QUANTITY, CountForm, OrderForm, VisitForm
from par.forms.orders import added_items
from par.models import Item, WaitingVisit
from par.selectors.catalogue import Found, items_to_add
from par.selectors.in_the_store import InTheStore
from par.selectors.visits import was_his_lately
from par.services.counts import RECORDED, discard_draft, save_draft
from par.services.visits import record_visit
from par.views.visit_ids import close_visit, opened_visit
from par.wording import suggestion_in_words
from webmino.audience import SignedInRequest, permitted
from webmino.forms import sent

# Header of a request: the key of the user who typed it.
SENDER = "X-Webmino-User"
# The key of an item has fewer digits; more are nobody's.
DIGITS_OF_A_KEY = 18


@permitted("par.add_shelfcount")
@require_http_methods(["GET", "HEAD", "POST"])
def mobile_count(request: SignedInRequest, pk: int) -> HttpResponse:
    """RELEVÉ. Its buttons record the visit, go on to the order, or leave the count open (`then`)."""
    store = visited(request, pk, with_draft=True)
    form = count_form(request, store)
    if request.method == "POST" and form.is_valid():
        answers = _recorded if request.POST.get("then") == "visit" else _drafted
        if answer := answers(request, store, form):
            return answer
    return _page(request, "par/mobile_count.html", store, form)


@permitted("par.add_shelfcount")
@require_POST
def mobile_draft(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep in the draft what was typed since the last time; answer what a script shows of it, as JSON.

    What is no quantity is said beside its item, and the others are kept.
    """
    store = visited(request, pk)
    if not store.is_seen:
        return JsonResponse({"message": _no_longer_his()}, status=409)
    form = count_form(request, store)
    form.is_valid()
    if "submission" in form.errors:
        return JsonResponse({"message": _("Open this page again.")}, status=422)
    try:
        _save(request, store, form)
    except ValidationError as error:
        said = {"message": error.messages[0]}
        if error.code == RECORDED:
            said["address"] = reverse("par:mobile-recorded", args=[form.cleaned_data["submission"]])
        return JsonResponse(said, status=409)
    return JsonResponse(_saved(InTheStore(store.customer, request.user), form))


@permitted("par.add_shelfcount")
@require_http_methods(["GET", "HEAD", "POST"])
def mobile_discard(request: SignedInRequest, pk: int) -> HttpResponse:
    """Throw an open count away, once it is confirmed."""
    store = visited(request, pk, with_draft=True)
    if request.method == "POST":
        discard_draft(store.customer, by=request.user)
        if not store.is_seen:
            return redirect("par:mobile-customer-list")
        return redirect("par:mobile-customer", store.customer.pk)
    return render(request, "par/mobile_discard.html", {"customer": store.customer, "store": store})


@permitted("par.add_shelfcount")
@require_http_methods(["GET", "HEAD", "POST"])
def mobile_visit(request: SignedInRequest, pk: int) -> HttpResponse:
    """VISITE, with the open count when there is one."""
    store = visited(request, pk, with_draft=True)
    form = VisitForm(sent(request), initial=_opening(request, store))
    if request.method == "POST" and form.is_valid() and (answer := _recorded(request, store, form)):
        return answer
    return _page(request, "par/mobile_visit.html", store, form)


@permitted("par.add_order")
@require_http_methods(["GET", "HEAD", "POST"])
def mobile_order(request: SignedInRequest, pk: int) -> HttpResponse:
    """COMMANDER: what is suggested, changed as one likes, with the open count when there is one.

    Looking for an item and adding it draw the page anew, with what was typed.
    """
    store = visited(request, pk)
    form = order_form(request, store)
    if {"search", "add"} & request.POST.keys():
        if not store.is_seen:
            raise Http404
        form.begin_with_a_pack(request.POST.get("add", ""))
        form.name_added()
        found = items_to_add(request.POST.get("q", "")) if "search" in request.POST else None
        return _page(request, "par/mobile_order.html", store, form, found=found, status=200)
    if request.method == "POST" and form.is_valid() and (answer := _recorded(request, store, form)):
        return answer
    return _page(request, "par/mobile_order.html", store, form)


def visited(request: SignedInRequest, pk: int, *, with_draft: bool = False) -> InTheStore:
    """Return a customer whom the user sees, or saw lately: what he sends of him is kept (R18).

    `with_draft`: one whom he saw lately may also be opened, while a count of him is in hand.

    What a script sends says whose it is: in a browser where another has signed in, it is not his.
    """
    if request.headers.get(SENDER, str(request.user.pk)) != str(request.user.pk):
        raise PermissionDenied
    store = InTheStore(get_object_or_404(Customer.objects.with_assignment(), pk=pk), request.user)
    is_open = store.is_seen or request.method == "POST" or (with_draft and store.draft)
    if not is_open or not (store.is_seen or was_his_lately(store.customer, request.user)):
        raise Http404
    return store


def count_form(request: SignedInRequest, store: InTheStore) -> CountForm:
    """Return the form of the user's open count, else of one that begins."""
    sheet = store.sheet_to_count
    items = {line.item.pk: line.item for line in sheet} | store.taken_off(
        _typed(request, empty=store.is_seen)
    )
    return CountForm(
        sent(request), drafted=store.drafted, items=items, sheet=sheet, initial=_opening(request, store)
    )


def order_form(request: SignedInRequest, store: InTheStore) -> OrderForm:
    """Return the form of an order, of what the customer's list suggests and what was added (R16, R19)."""
    sheet = store.sheet_to_order
    items = {line.item.pk: line.item for line in sheet}
    items |= {item.pk: item for item in Item.objects.filter(pk__in=_typed(request) - items.keys())}
    return OrderForm(sent(request), items=items, sheet=sheet, initial=_opening(request, store))


def _page(
    request: SignedInRequest,
    template: str,
    store: InTheStore,
    form: VisitForm,
    *,
    found: Found | None = None,
    status: int | None = None,
) -> HttpResponse:
    """Show the form; 422 when it was sent and refused. A script, which asks for JSON, is told why."""
    if form.is_refused and not status and _asks_for_json(request):
        return JsonResponse(form.refusal(), status=422)
    context = {"customer": store.customer, "store": store, "form": form, "found": found}
    return render(request, template, context, status=status or (422 if form.is_bound else 200))


def _recorded(request: SignedInRequest, store: InTheStore, form: VisitForm) -> HttpResponse | None:
    """Record the visit and answer with its confirmation; None, with the reason in the form, when refused.

    A script, which asks for JSON, is told where the confirmation is, and whether it waits for a manager.
    """
    visit = form.visit()
    try:
        recorded = record_visit(store.customer, by=request.user, visit=visit)
    except ValidationError as error:
        form.add_error(None, error.messages)
        if getattr(error, "code", None) == SUBMISSION_USED:
            form.renew_submission()
        return None
    close_visit(request, store.customer, visit.submission)
    waits = isinstance(recorded, WaitingVisit)
    said = _("Kept for a manager: %(customer)s.") if waits else _("Recorded: %(customer)s.")
    messages.success(request, said % {"customer": store.customer})
    address = reverse("par:mobile-recorded", args=[visit.submission])
    if _asks_for_json(request):
        return JsonResponse({"address": address, "waits": waits})
    return redirect(address)


def _drafted(request: SignedInRequest, store: InTheStore, form: CountForm) -> HttpResponse | None:
    """Keep what was typed in the draft, and go on to where the button leads; None when it is refused."""
    if not store.is_seen:
        form.add_error(None, _no_longer_his())
        return None
    try:
        _save(request, store, form)
    except ValidationError as error:
        form.add_error(None, error.messages)
        if getattr(error, "code", None) == RECORDED:
            form.renew_submission()
        return None
    page = "par:mobile-order" if request.POST.get("then") == "order" else "par:mobile-customer"
    return redirect(page, store.customer.pk)


def _save(request: SignedInRequest, store: InTheStore, form: CountForm) -> None:
    save_draft(
        store.customer,
        by=request.user,
        submission=form.cleaned_data["submission"],
        quantities=form.changed_quantities(),
        note=form.cleaned_data.get("note") if "note" in form.data else None,
    )


def _saved(store: InTheStore, form: CountForm) -> dict[str, Any]:
    """What a script shows of a draft that was kept: how many items are counted, and each suggestion."""
    return {
        "submission": str(store.draft.submission) if store.draft else "",
        "counted": len(store.counted),
        "suggestions": {line.item.pk: suggestion_in_words(line.suggestion) for line in store.sheet_to_count},
        "faults": form.faults(),
    }


def _opening(request: SignedInRequest, store: InTheStore) -> dict[str, Any]:
    """What each form of a visit begins with; a form that was sent has its own."""
    if request.method == "POST":
        return {}
    note = store.draft.note if store.draft else ""
    return {"submission": opened_visit(request, store), "note": note}


def _typed(request: SignedInRequest, *, empty: bool = True) -> set[int]:
    """The keys of the items that the page sends, be they on the list or added to an order.

    `empty`: also those whose quantity is, which who sees the customer no more did not type (R25).
    """
    sent = request.POST.items()
    names = [
        name.removeprefix(QUANTITY) for name, value in sent if name.startswith(QUANTITY) and (value or empty)
    ]
    names.append(request.POST.get("add", ""))
    keys = {int(name) for name in names if name.isascii() and name.isdigit() and len(name) <= DIGITS_OF_A_KEY}
    return keys | added_items(request.POST.get("added", "")).keys()


def _asks_for_json(request: SignedInRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def _no_longer_his() -> str:
    return _(
        "This customer is no longer on your list, or is inactive. What you typed stays here: "
        "send the visit, and a manager will accept it."
    )
