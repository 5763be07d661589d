"""The tab « Items spécifiques » of a customer: his PAR list, edited like a sheet (R11)."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from customers.models import Customer
from par.forms.par_lists import AddItemForm, Meanwhile, Sheet
from par.models import CustomerItem, Item
from par.selectors.catalogue import items_to_add
from par.selectors.par_lists import lines_of, list_changes, par_list
from par.services.par_lists import add_to_par_list, save_par_list
from webmino.audience import SignedInRequest, permitted, signed_in
from webmino.forms import sent
from webmino.versions import CHANGED_MEANWHILE
from webmino.ways import tab_walk_from, way_kept

# Changes that the page tells; a list of three hundred lines may have many.
CHANGES = 500
# The parameter that shows the lines that are not active too.
INACTIVE = "inactive"


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def par_list_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """A customer's specific items; a sheet for who may change them, saved as one.

    Who saves second is told what the first one changed, and keeps what he typed (R28).
    """
    customer = customer_seen(request, pk)
    if request.method == "POST" and not may_edit(request):
        raise PermissionDenied
    sheet = Sheet(par_list(customer), sent(request))
    meanwhile: list[Meanwhile] = []
    if sheet.is_valid():
        try:
            saved = save_par_list(customer, by=request.user, edit=sheet.edit)
        except ValidationError as error:
            sheet = Sheet(par_list(customer), sent(request))
            if error.code == CHANGED_MEANWHILE:
                meanwhile = sheet.meanwhile()
                sheet.take_over()
            sheet.refuse(error)
        else:
            messages.success(request, _what_was_saved(saved))
            return redirect(list_address(request, customer))
    status = 422 if sheet.errors else 200
    return _page(
        request, "par_list", customer, status=status, meanwhile=meanwhile, **_sheet_context(request, sheet)
    )


@permitted("par.add_customeritem")
@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def par_list_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Search the catalogue, and put what is found on the customer's list, at once.

    Asked for by the tab as one types, what is found alone. What can't be added so is said in the tab.
    """
    customer = customer_seen(request, pk)
    form = AddItemForm(sent(request))
    if form.is_valid():
        item, par, price = (form.cleaned_data[name] for name in ("item", "par", "price"))
        try:
            line = add_to_par_list(customer, item, by=request.user, par_quantity=par, price=price)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("%(item)s is on the list.") % {"item": line.item})
            return redirect(list_address(request, customer, added=str(line.pk)))
    params = request.POST if form.is_bound else request.GET
    q = params.get("q", "")
    found = items_to_add(q)
    context: dict[str, Any] = {
        "form": form,
        "q": q,
        "found": _with_lines(customer, found.items),
        "finds_more": found.has_more,
        "searched": bool(q.strip()),
        "refused": form.refused,
        "shows_inactive": INACTIVE in params,
        "back": list_address(request, customer),
    }
    if form.errors:
        context |= _sheet_context(request, Sheet(par_list(customer))) | {"meanwhile": []}
        return _page(request, "par_list", customer, status=422, **context)
    return _page(request, "par_list_found" if request.htmx else "par_list_add", customer, **context)


@signed_in
@require_safe
@vary_on_headers("HX-Request")
def par_list_changes(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who changed what of the list, newest first (R4); asked for by the tab, the table alone."""
    customer = customer_seen(request, pk)
    changes = list_changes(customer, newest=CHANGES)
    template = "par_list_changes_table" if request.htmx else "par_list_changes"
    return _page(request, template, customer, changes=changes, limit=CHANGES)


def customer_seen(request: SignedInRequest, pk: int) -> Customer:
    """The customer; one whom the user does not see answers 404 (R25)."""
    return get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)


def may_edit(request: SignedInRequest) -> bool:
    """Whether he changes lists; a representative reads them (R25)."""
    return request.user.has_perm("par.change_customeritem")


def list_address(request: SignedInRequest, customer: Customer, **params: str) -> str:
    """The tab of the customer, with the way back and the lines that it showed."""
    query = way_kept(request)
    if INACTIVE in request.GET or INACTIVE in request.POST:
        query[INACTIVE] = "1"
    for name, value in params.items():
        query[name] = value
    return reverse("par:par-list", args=[customer.pk], query=query)


def _with_lines(customer: Customer, items: Iterable[Item]) -> list[dict[str, Any]]:
    """The items, each with its line on the customer's list; None when it is not there."""
    lines = {line.item_id: line for line in lines_of(customer)}
    return [{"item": item, "line": lines.get(item.pk)} for item in items]


def _sheet_context(request: SignedInRequest, sheet: Sheet) -> dict[str, Any]:
    """What the tab shows of a sheet."""
    return {
        "sheet": sheet,
        "listing": sheet.listing,
        "may_edit": may_edit(request),
        "shows_inactive": INACTIVE in request.GET or INACTIVE in request.POST,
        "focused": sheet.focused(),
    }


def _page(
    request: SignedInRequest, template: str, customer: Customer, *, status: int = 200, **context: Any
) -> HttpResponse:
    was_added = request.method != "POST" and "added" in request.GET
    context = {"q": "", "found": None, "searched": False, "refused": {}} | context
    walk = tab_walk_from(request, "par:par-list", keep=[INACTIVE])
    context |= {"customer": customer, "walk": walk, "was_added": was_added}
    return render(request, f"par/{template}.html", context, status=status)


def _what_was_saved(saved: list[CustomerItem]) -> str:
    if not saved:
        return _("Nothing was changed: the list is as it was.")
    said = ngettext("%(count)s line was saved.", "%(count)s lines were saved.", len(saved))
    return said % {"count": len(saved)}
