"""A customer's PAR list in Excel: taken away, and brought back after a preview of what it would change."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from customers.models import Customer
from par.par_list_files.columns import HEADS, Column
from par.par_list_files.reading import FileRead, Refusal, read_par_list
from par.par_list_files.sealing import seal, unseal
from par.par_list_files.writing import par_list_sheets
from par.selectors.par_lists import par_list
from par.services.par_list_imports import Plan, apply_plan, plan_of
from par.views.par_lists import INACTIVE, customer_seen, list_address
from webmino import exports
from webmino.audience import SignedInRequest, permitted
from webmino.ways import walk_from

# Rows of each kind that the preview shows; the others are counted.
SHOWN = 500
CHANGES_LISTS = ("par.add_customeritem", "par.change_customeritem")


class UploadForm(forms.Form):
    """The file of a list."""

    file = forms.FileField(
        label=gettext_lazy("Excel file (.xlsx)"),
        widget=forms.FileInput({"accept": ".xlsx"}),
        error_messages={"required": gettext_lazy("Choose a file.")},
    )


@permitted(*CHANGES_LISTS)
@require_safe
def par_list_xlsx(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The list in Excel, for who may bring it back: it is a way to edit one customer's list, not a table."""
    customer = customer_seen(request, pk)
    report = exports.Report()
    sheets = par_list_sheets(
        par_list(customer), inactive=INACTIVE in request.GET, by=request.user, report=report
    )
    name = f"{slugify(_('Specific items'))}-{customer.number}-{localdate().isoformat()}.xlsx"
    return exports.xlsx_response(name, sheets, report=report)


@permitted(*CHANGES_LISTS)
@require_http_methods(["GET", "HEAD", "POST"])
def par_list_import(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask for a file, show what it would change, and change it once that is confirmed (R28)."""
    customer = customer_seen(request, pk)
    if "sealed" in request.POST:
        return _applied(request, customer)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        try:
            read = read_par_list(form.cleaned_data["file"])
        except ValidationError as error:
            form.add_error("file", error)
        else:
            return _preview(request, customer, read)
    return _page(request, customer, form)


def _applied(request: SignedInRequest, customer: Customer) -> HttpResponse:
    """Apply what was previewed; show the preview again when the list was changed in between."""
    form = UploadForm()
    try:
        sealed = unseal(request.POST["sealed"], customer=customer, user=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return _page(request, customer, form, status=422)
    try:
        plan = apply_plan(customer, sealed.rows, state=sealed.state, by=request.user)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
        return _preview(request, customer, FileRead(rows=sealed.rows), status=422)
    messages.success(request, _what_was_applied(plan))
    return redirect(list_address(request, customer))


def _preview(
    request: SignedInRequest, customer: Customer, read: FileRead, *, status: int = 200
) -> HttpResponse:
    plan = plan_of(customer, read.rows)
    code = str(HEADS[Column.CODE])
    refused = [
        *read.refused,
        *(Refusal(row.number, str(item), code, item.code, reason) for row, item, reason in plan.refused),
    ]
    context = {
        "customer": customer,
        "walk": walk_from(request),
        "plan": plan,
        "refused": sorted(refused, key=lambda each: each.row),
        "refused_rows": len({each.row for each in refused}),
        "ignored": ", ".join(read.ignored),
        "sealed": seal(read.rows, plan.state, customer=customer, user=request.user),
        "shown": SHOWN,
        "shows_inactive": INACTIVE in request.POST,
        "back": list_address(request, customer),
    }
    return render(request, "par/par_list_preview.html", context, status=status)


def _page(
    request: SignedInRequest, customer: Customer, form: UploadForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "customer": customer,
        "walk": walk_from(request),
        "form": form,
        "back": list_address(request, customer),
    }
    return render(request, "par/par_list_import.html", context, status=422 if form.errors else status)


def _what_was_applied(plan: Plan) -> str:
    added = ngettext("%(count)s item was added", "%(count)s items were added", len(plan.added))
    changed = ngettext("%(count)s line was changed", "%(count)s lines were changed", len(plan.changed))
    return f"{added % {'count': len(plan.added)}}, {changed % {'count': len(plan.changed)}}."
