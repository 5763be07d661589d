"""The follow-ups of a customer: all of them, and what is entered and ticked in the panel of his record."""

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from customers.models import Customer
from followups.forms.follow_ups import FollowUpFilterForm, FollowUpForm
from followups.models import FollowUp
from followups.selectors.follow_ups import names_of_lines, with_names
from followups.services.follow_ups import SUBMISSION_USED, mark_action_done, record_follow_up
from webmino.audience import SignedInRequest, permitted, signed_in
from webmino.ways import tab_walk_from, way_kept

PAGE_LENGTH = 50


@signed_in
@require_safe
@vary_on_headers("HX-Request")
def follow_up_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """All the follow-ups of a customer; asked for by the panel's filter, the panel anew."""
    customer = _customer(request, pk)
    if request.htmx:
        return panel(request, customer)
    names = names_of_lines()
    filter_form = FollowUpFilterForm(request.GET, names)
    follow_ups = filter_form.chosen(FollowUp.objects.filter(customer=customer))
    page = Paginator(follow_ups.newest_first(), PAGE_LENGTH).get_page(request.GET.get("page"))
    page.object_list = with_names(page.object_list, names)
    context = {
        "customer": customer,
        "filter_form": filter_form,
        "page": page,
        "walk": tab_walk_from(request, "followups:follow-up-list", keep=filter_form.fields),
    }
    return render(request, "followups/follow_up_list.html", context)


@permitted("followups.add_followup")
@require_POST
def follow_up_create(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record a follow-up (R3). With faults, nothing is saved and what was typed comes back (R28)."""
    customer = _customer(request, pk)
    form = FollowUpForm(request.POST, customer=customer, user=request.user)
    if form.is_valid():
        try:
            follow_up = record_follow_up(customer, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
            if form.has_error(NON_FIELD_ERRORS, SUBMISSION_USED):
                form.renew_submission()
        else:
            messages.success(request, _("Follow-up recorded: %(follow_up)s.") % {"follow_up": follow_up})
            return answer(request, customer)
    messages.error(request, _("Nothing was recorded. See what is wrong in the form."))
    return panel(request, customer, form, status=422)


@permitted("followups.change_followup")
@require_POST
def action_done(request: SignedInRequest, pk: int) -> HttpResponse:
    """Mark as done the next action of the customer's follow-up whose key is `follow_up`."""
    customer = _customer(request, pk)
    key = request.POST.get("follow_up", "")
    follow_up = get_object_or_404(FollowUp, customer=customer, pk=key if key.isdecimal() else 0)
    try:
        mark_action_done(follow_up, by=request.user)
    except ValidationError as error:
        messages.info(request, error.messages[0])
    else:
        messages.success(request, _("Done: %(action)s.") % {"action": follow_up.next_action})
    return answer(request, customer)


def _customer(request: SignedInRequest, pk: int) -> Customer:
    return get_object_or_404(Customer.objects.visible_to(request.user).with_assignment(), pk=pk)


def answer(request: SignedInRequest, customer: Customer) -> HttpResponse:
    """The panel anew for the page that holds it; without script, the page that the form was on."""
    return panel(request, customer) if request.htmx else redirect(page_before(request, customer))


def page_before(request: SignedInRequest, customer: Customer) -> str:
    """Return the page that `next` names and that one came from; without it, the customer's record."""
    params = request.POST if request.method == "POST" else request.GET
    page = params.get("next", "")
    if url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure()):
        return page
    return reverse("customers:customer-detail", args=[customer.pk], query=way_kept(request))


def panel(
    request: SignedInRequest, customer: Customer, form: FollowUpForm | None = None, status: int = 200
) -> HttpResponse:
    """The panel alone for the page that holds it; without script, the whole record with it."""
    template = "followups/follow_up_panel_alone.html" if request.htmx else "customers/customer_detail.html"
    return render(request, template, {"customer": customer, "follow_up_form": form}, status=status)
