"""The counts of a customer, one of them, and what cancels and restores it (R4, R13, R15)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from customers.models import Customer
from followups.models import FollowUp
from followups.views.corrections import follow_up_cancel
from par.access import may_cancel_count, may_restore_count
from par.forms.shelf_counts import CancelCountForm
from par.models import ShelfCount
from par.selectors.shelf_counts import counts_of, last_counts_of, lines_in_shelf_order
from par.services.count_corrections import cancel_count, cancel_visit_and_count, restore_count
from webmino.audience import SignedInRequest, permitted
from webmino.forms import sent
from webmino.history import changes_of
from webmino.models import User
from webmino.ways import tab_walk_from, walk_from, way_kept

PAGE_LENGTH = 50
# The tab of the customer's record whose pages these are.
TAB = "counts"


@permitted("par.view_shelfcount")
@require_safe
def shelf_count_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """The tab of a customer's counts, newest first."""
    customers = Customer.objects.visible_to(request.user).with_assignment()
    customer = get_object_or_404(customers, pk=pk)
    page = Paginator(counts_of(customer), PAGE_LENGTH).get_page(request.GET.get("page"))
    walk = tab_walk_from(request, "par:shelf-count-list")
    context = {"customer": customer, "page": page, "walk": walk}
    return render(request, "par/shelf_count_list.html", context)


@permitted("par.view_shelfcount")
@require_safe
def shelf_count_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """What a count found, line by line, against the PAR of its day (R13), and every change of it (R4)."""
    count = _count(request, pk)
    lines = list(lines_in_shelf_order(count))
    return _page(
        request,
        "detail",
        count,
        lines=lines,
        counted=sum(line.quantity is not None for line in lines),
        changes=changes_of(count),
        may_cancel=may_cancel_count(count, request.user, on=localdate()),
        may_restore=may_restore_count(count, request.user, on=localdate()),
    )


@permitted("par.add_shelfcount")
@require_http_methods(["GET", "HEAD", "POST"])
def shelf_count_cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask why, then cancel the count (R4)."""
    count = _count(request, pk)
    form = CancelCountForm(sent(request))
    if form.is_valid():
        try:
            cancel_count(count, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The count is cancelled."))
            return redirect(_address(request, count))
    if not form.is_bound and not may_cancel_count(count, request.user, on=localdate()):
        messages.error(request, _("This count is cancelled, or you can no longer cancel it."))
        return redirect(_address(request, count))
    last = last_counts_of(count.customer)
    return _page(
        request,
        "cancel",
        count,
        form=form,
        back=_address(request, count),
        is_last=last[:1] == [count],
        before=next(iter(last[1:]), None),
    )


@permitted("par.add_shelfcount")
@require_POST
def shelf_count_restore(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make a cancelled count stand again (R4)."""
    count = _count(request, pk)
    try:
        restore_count(count, by=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("The count is restored."))
    return redirect(_address(request, count))


@permitted("followups.change_followup")
@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def visit_cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Cancel a follow-up as its own page does, and its count too where that was ticked (R4)."""
    if not request.POST.get("with_count"):
        return follow_up_cancel(request, pk)

    def cancel(follow_up: FollowUp, *, by: User, reason: str) -> FollowUp:
        cancelled = cancel_visit_and_count(follow_up, by=by, reason=reason)
        messages.success(request, _("Its count is cancelled too."))
        return cancelled

    return follow_up_cancel(request, pk, cancel=cancel)


def _count(request: SignedInRequest, pk: int) -> ShelfCount:
    """The count with all that its page names; one of a customer whom he does not see is 404 (R25)."""
    counts = ShelfCount.objects.visible_to(request.user)
    related = ("customer", "entered_by", "cancelled_by", "follow_up__service_type")
    return get_object_or_404(counts.select_related(*related), pk=pk)


def _page(request: SignedInRequest, name: str, count: ShelfCount, **context: Any) -> HttpResponse:
    """Show what is asked or told of the count; 422 when a form of it was refused."""
    form: CancelCountForm | None = context.get("form")
    context |= {"count": count, "customer": count.customer, "tab": TAB, "walk": walk_from(request)}
    status = 422 if form and form.errors else 200
    return render(request, f"par/shelf_count_{name}.html", context, status=status)


def _address(request: SignedInRequest, count: ShelfCount) -> str:
    return reverse("par:shelf-count-detail", args=[count.pk], query=way_kept(request))
