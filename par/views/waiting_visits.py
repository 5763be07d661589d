"""Visits that wait for a manager: what was sent, and its acceptance or refusal (R18)."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from par.models import WaitingVisit
from par.order_amounts import subtotal_of
from par.selectors.visits import lines_of_waiting
from par.services.visits import accept_visit, refuse_visit
from webmino.audience import SignedInRequest, permitted

# As many as fit on a page; what is decided makes place.
SHOWN = 200


class RefusalForm(forms.Form):
    """Why a visit does not count. How long it may be is for the service to say."""

    reason = forms.CharField(
        label=gettext_lazy("reason"), error_messages={"required": gettext_lazy("Say why it is refused.")}
    )


@permitted("par.view_waitingvisit")
@require_safe
def waiting_visit_list(request: SignedInRequest) -> HttpResponse:
    """The visits that wait, oldest first."""
    waiting = WaitingVisit.objects.visible_to(request.user).waiting()
    visits = waiting.select_related("customer__salesperson", "entered_by")[:SHOWN]
    return render(request, "par/waiting_visit_list.html", {"visits": visits})


@permitted("par.view_waitingvisit")
@require_safe
def waiting_visit_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """What was sent, and what can be done with it."""
    return _page(request, _waiting_visit(request, pk), RefusalForm())


@permitted("par.change_waitingvisit")
@require_POST
def waiting_visit_accept(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record it in the name of who made it."""
    waiting, form = _waiting_visit(request, pk), RefusalForm()
    try:
        accept_visit(waiting, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return _page(request, _waiting_visit(request, pk), form, status=422)
    messages.success(request, _("The visit to %(customer)s is recorded.") % {"customer": waiting.customer})
    return redirect("par:waiting-visit-list")


@permitted("par.change_waitingvisit")
@require_POST
def waiting_visit_refuse(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let it count nowhere, for a reason."""
    waiting, form = _waiting_visit(request, pk), RefusalForm(request.POST)
    if not form.is_valid():
        return _page(request, waiting, form, status=422)
    try:
        refuse_visit(waiting, by=request.user, reason=form.cleaned_data["reason"])
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, _waiting_visit(request, pk), form, status=422)
    messages.success(request, _("The visit to %(customer)s is refused.") % {"customer": waiting.customer})
    return redirect("par:waiting-visit-list")


def _waiting_visit(request: SignedInRequest, pk: int) -> WaitingVisit:
    visits = WaitingVisit.objects.visible_to(request.user)
    people = ("customer__salesperson", "entered_by", "decided_by", "follow_up__service_type")
    return get_object_or_404(visits.select_related(*people), pk=pk)


def _page(
    request: SignedInRequest, waiting: WaitingVisit, form: RefusalForm, status: int = 200
) -> HttpResponse:
    lines = lines_of_waiting(waiting)
    subtotal = subtotal_of(line.asked for line in lines)
    context = {"waiting": waiting, "form": form, "lines": lines, "subtotal": subtotal}
    return render(request, "par/waiting_visit_detail.html", context, status=status)
