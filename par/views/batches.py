"""Items spécifiques en lot: what is changed on the lists of many customers at once, and taken back."""

from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from customers.models import Customer
from customers.querysets import CustomerQuerySet
from customers.tables import CUSTOMERS_COUNTED
from followups.filters import CustomersByFollowUpFilterSet
from followups.selectors.visit_tracking import VisitTrackingLookups
from par.forms.batches import BatchForm, ItemSearch
from par.models import Batch
from par.selectors.batches import lines_of, plan_of, takings_of
from par.services.batches import make_batch, undo_batch
from webmino.audience import SignedInRequest, permitted

# Rows that a preview shows of what changes and of what is refused; batches and lines of a page.
SHOWN, SHOWN_REFUSED = 100, 20
PAGE_LENGTH = 100
# A batch is of whichever customers its maker chose: to read and undo it, one has to see them all (R25).
MAY_CHANGE_IN_BATCH = ("par.change_par_in_bulk", "customers.view_all_customers")


@dataclass(frozen=True)
class Choice:
    """The customers that an address chooses, by the filters of the tracking page (R7)."""

    request: SignedInRequest

    @cached_property
    def filters(self) -> CustomersByFollowUpFilterSet:
        user = self.request.user
        return CustomersByFollowUpFilterSet(
            self.request.GET,
            Customer.objects.visible_to(user),
            request=self.request,
            lookups=VisitTrackingLookups(user),
        )

    @cached_property
    def customers(self) -> CustomerQuerySet:
        return cast("CustomerQuerySet", self.filters.rows())

    @cached_property
    def count(self) -> int:
        return self.customers.count()

    @property
    def list_address(self) -> str:
        """The list of these customers: the tracking page's, where their last follow-up chooses them."""
        by_follow_up = self.filters.asks_follow_ups
        page = "followups:visit-tracking" if by_follow_up else "customers:customer-list"
        return reverse(page, query=self.filters.chosen())

    @property
    def count_in_words(self) -> str:
        return CUSTOMERS_COUNTED % {
            "count": self.count,
            "written": number_format(self.count, force_grouping=True),
        }


@permitted(*MAY_CHANGE_IN_BATCH)
@require_safe
def batch_create(request: SignedInRequest) -> HttpResponse:
    """Which customers, which items and what is done with them: all of it is in the address."""
    return _form_page(request, Choice(request), BatchForm(initial=request.GET.dict()))


@permitted(*MAY_CHANGE_IN_BATCH)
@require_http_methods(["GET", "HEAD", "POST"])
def batch_preview(request: SignedInRequest) -> HttpResponse:
    """What the batch of the address would change; sent by POST, it is made as it was shown."""
    choice, form = Choice(request), BatchForm(request.GET)
    if not (form.is_valid() and choice.filters.is_valid() and form.allows(choice.count)):
        return _form_page(request, choice, form)
    if request.method == "POST" and (made := _made(request, choice, form)):
        return redirect("par:batch-detail", made.pk)
    plan = plan_of(form.work, list(choice.customers.values_list("pk", flat=True)))
    lines, refused = plan.lines[:SHOWN], plan.refused[:SHOWN_REFUSED]
    shown = {line.customer for line in lines} | {customer for customer, _item in refused}
    names = Customer.objects.in_bulk(shown)
    context = {
        "choice": choice,
        "plan": plan,
        "rows": [(names[line.customer], line) for line in lines],
        "refused": [(names[customer], item) for customer, item in refused],
        "more": len(plan.lines) - len(lines),
        "more_refused": len(plan.refused) - len(refused),
    }
    return render(request, "par/batch_preview.html", context)


@permitted(*MAY_CHANGE_IN_BATCH)
@require_safe
def batch_list(request: SignedInRequest) -> HttpResponse:
    """The batches, the newest first."""
    page = Paginator(_batches().prefetch_related("items"), PAGE_LENGTH).get_page(request.GET.get("page"))
    return render(request, "par/batch_list.html", {"page": page})


@permitted(*MAY_CHANGE_IN_BATCH)
@require_safe
def batch_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """What a batch changed, and the way to undo it; what stayed when it was undone comes first."""
    batch = get_object_or_404(_batches(), pk=pk)
    context = {
        "batch": batch,
        "left": batch.lines.filter(was_undone=False).count(),
        "page": Paginator(lines_of(batch), PAGE_LENGTH).get_page(request.GET.get("page")),
    }
    return render(request, "par/batch_detail.html", context)


@permitted(*MAY_CHANGE_IN_BATCH)
@require_http_methods(["GET", "HEAD", "POST"])
def batch_undo(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask, then give back what the batch changed, but for what was changed since."""
    batch = get_object_or_404(_batches(), pk=pk)
    if request.method == "POST":
        _undo(request, batch)
    elif not batch.undone_at:
        takings = takings_of(batch)
        count = sum(taking.stands for taking in takings)
        changed_since = [taking.line for taking in takings if not taking.stands]
        context = {
            "batch": batch,
            "count": count,
            "left": len(changed_since),
            "changed_since": lines_of(batch).filter(pk__in=changed_since[:SHOWN]),
            "more": len(changed_since[SHOWN:]),
        }
        return render(request, "par/batch_undo.html", context)
    return redirect("par:batch-detail", pk)


def _made(request: SignedInRequest, choice: Choice, form: BatchForm) -> Batch | None:
    """Make the batch as the preview showed it; None when it is not made. Either is said."""
    try:
        batch = make_batch(
            choice.customers, work=form.work, shown=request.POST.get("shown", ""), by=request.user
        )
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return None
    messages.success(request, _lines_said(batch.line_count))
    return batch


def _lines_said(count: int) -> str:
    said = ngettext("%(count)s line was changed.", "%(count)s lines were changed.", count)
    return said % {"count": number_format(count, force_grouping=True)}


def _undo(request: SignedInRequest, batch: Batch) -> None:
    """Undo the batch, and say what it gave back and what stays, or why it does not."""
    try:
        count, left = undo_batch(batch, by=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return
    said = ngettext(
        "%(count)s line is again what it was before.",
        "%(count)s lines are again what they were before.",
        count,
    )
    messages.success(request, said % {"count": number_format(count, force_grouping=True)})
    if left:
        said = ngettext(
            "%(count)s line was changed since, and stays as it is.",
            "%(count)s lines were changed since, and stay as they are.",
            left,
        )
        messages.warning(request, said % {"count": number_format(left, force_grouping=True)})


def _batches() -> QuerySet[Batch]:
    return Batch.objects.select_related("made_by", "undone_by")


def _form_page(request: SignedInRequest, choice: Choice, form: BatchForm) -> HttpResponse:
    """Show the form; 422 when it says something that can't be done."""
    context: dict[str, Any] = {"form": form, "choice": choice, "search": ItemSearch(request.GET)}
    is_wrong = form.is_bound or not choice.filters.is_valid()
    return render(request, "par/batch_form.html", context, status=422 if is_wrong else 200)
