"""Paramètres administratifs › Réaffectation: many customers to another salesperson or route at once (R5)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from customers.administration.reassigning import reassign, undo
from customers.administration.reassignment_forms import ConfirmForm, ReassignmentForm
from customers.administration.selectors import SHOWN, preview_of, rows_before, still_given
from customers.models import Customer, Reassignment
from webmino.audience import SignedInRequest, permitted

# Reassignments that the page lists, the newest.
LISTED = 20
# Customers whom a message names; the others are counted.
NAMED = 10


@permitted("customers.reassign_customer")
@require_safe
def reassignment_list(request: SignedInRequest) -> HttpResponse:
    """The form of a new reassignment, filled in by the address, and the latest ones."""
    return _form_page(request, ReassignmentForm(initial=request.GET.dict(), user=request.user))


@permitted("customers.reassign_customer")
@require_http_methods(["GET", "HEAD", "POST"])
def reassignment_preview(request: SignedInRequest) -> HttpResponse:
    """Whom the reassignment of the address would change; sent by POST, it is made as it was shown."""
    form = ReassignmentForm(request.GET, user=request.user)
    if not form.is_valid():
        return _form_page(request, form)
    confirm = ConfirmForm(request.POST)
    if request.method == "POST" and (made := _made(request, form, confirm)):
        return redirect("customers:reassignment-detail", made.pk)
    preview = preview_of(form.customers(), form.gives)
    context = {
        "preview": preview,
        "reassignment": Reassignment.giving(form.gives),
        "confirm_form": ConfirmForm.showing(preview.shown),
        "left_out": confirm.left_out,
        "more": preview.count - len(preview.rows),
    }
    return render(request, "customers/reassignment_preview.html", context)


@permitted("customers.reassign_customer")
@require_safe
def reassignment_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """What a reassignment changed, and the way to undo it."""
    reassignment = get_object_or_404(_reassignments(), pk=pk)
    rows = rows_before(reassignment).select_related("pgh_obj", "salesperson", "route")[:SHOWN]
    context = {
        "reassignment": reassignment,
        "rows": rows,
        "more": reassignment.customer_count - len(rows),
    }
    return render(request, "customers/reassignment_detail.html", context)


@permitted("customers.reassign_customer")
@require_http_methods(["GET", "HEAD", "POST"])
def reassignment_undo(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask, then give the customers back what they had, but for those who were reassigned since."""
    reassignment = get_object_or_404(_reassignments(), pk=pk)
    if request.method == "POST":
        _undo(request, reassignment)
    elif not reassignment.undone_at:
        count = still_given(reassignment).count()
        left = reassignment.customer_count - count
        context = {"reassignment": reassignment, "count": count, "left": left}
        return render(request, "customers/reassignment_undo.html", context)
    return redirect("customers:reassignment-detail", pk)


def _undo(request: SignedInRequest, reassignment: Reassignment) -> None:
    """Undo the reassignment, and say whom it gave back and who stays, or why it does not."""
    try:
        count = undo(reassignment, by=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return
    said = ngettext(
        "%(count)s customer has again what he had before.",
        "%(count)s customers have again what they had before.",
        count,
    )
    messages.success(request, said % {"count": count})
    if left := reassignment.customer_count - count:
        said = ngettext(
            "%(count)s was reassigned again since, and stays as he is.",
            "%(count)s were reassigned again since, and stay as they are.",
            left,
        )
        messages.warning(request, said % {"count": left})


def _made(request: SignedInRequest, form: ReassignmentForm, confirm: ConfirmForm) -> Reassignment | None:
    """Make the reassignment as the preview showed it; None when nothing is. Either is said."""
    shown = confirm.cleaned_data["shown"] if confirm.is_valid() else {}
    try:
        reassignment, changed, came = reassign(
            form.customers(), gives=form.gives, shown=shown, left_out=confirm.left_out, by=request.user
        )
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return None
    count = reassignment.customer_count
    said = ngettext("%(count)s customer was reassigned.", "%(count)s customers were reassigned.", count)
    messages.success(request, said % {"count": count})
    if changed:
        said = _("Changed by somebody else since the preview, so left as they are: %(customers)s.")
        messages.warning(request, said % {"customers": _names(changed)})
    if came:
        said = _("Not in the preview, so left as they are: %(customers)s.")
        messages.warning(request, said % {"customers": _names(came)})
    return reassignment


def _names(customers: list[Customer]) -> str:
    """The first of the customers, and how many others there are."""
    named = ", ".join(map(str, customers[:NAMED]))
    others = len(customers) - NAMED
    if others <= 0:
        return named
    said = ngettext("%(named)s and %(count)s other", "%(named)s and %(count)s others", others)
    return said % {"named": named, "count": others}


def _reassignments() -> QuerySet[Reassignment]:
    return Reassignment.objects.select_related("made_by", "undone_by", "salesperson", "route")


def _form_page(request: SignedInRequest, form: ReassignmentForm) -> HttpResponse:
    """Show the form; 422 when it says something that can't be done."""
    context = {"form": form, "reassignments": _reassignments()[:LISTED]}
    status = 422 if form.is_bound else 200
    return render(request, "customers/reassignment_list.html", context, status=status)
