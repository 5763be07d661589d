"""The catalogue: its list, the record of an item, and what the office does to one."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from par.filters.items import ItemFilterSet
from par.forms.items import ItemEditForm, ItemForm
from par.models import Item
from par.selectors.catalogue import ItemLookups, lists_with
from par.services.items import create_item, set_item_active, update_item
from par.tables.items import ITEMS_COUNTED, ItemTable
from webmino.audience import SignedInRequest, permitted
from webmino.forms import sent
from webmino.history import Change, changes_of, changes_since
from webmino.listings import Listing
from webmino.table_pages import TablePage
from webmino.versions import CHANGED_MEANWHILE, with_version
from webmino.ways import walk_from, way_from, way_kept

# Customers whom a page of an item's record lists.
PAGE_LENGTH = 50


class ItemList(TablePage):
    """The catalogue, the same for everybody."""

    title = _("Items")
    counted = ITEMS_COUNTED
    table_class = ItemTable
    filterset_class = ItemFilterSet
    default_sort = "code"
    views_key = "par:item-list"
    template_name = "par/item_list.html"

    def get_queryset(self) -> models.QuerySet:
        return Item.objects.all()

    def get_lookups(self) -> ItemLookups:
        return ItemLookups()

    def complete(self, rows: list[Item], listing: Listing) -> list[Item]:
        self.lookups.item_categories.attach(rows, "category")
        return rows

    def row_address(self, row: Item) -> str:
        return reverse("par:item-detail", args=[row.pk])


@permitted("par.view_item")
@require_safe
def item_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """An item, the customers whom the user sees who have it on their list (R25), and its changes."""
    item = _item(pk)
    context = {
        "item": item,
        "page": Paginator(lists_with(item, user=request.user), PAGE_LENGTH).get_page(request.GET.get("page")),
        "changes": changes_of(item),
        "walk": way_from(request),
    }
    return render(request, "par/item_detail.html", context)


@permitted("par.add_item")
@require_http_methods(["GET", "HEAD", "POST"])
def item_create(request: SignedInRequest) -> HttpResponse:
    """Create an item."""
    form = ItemForm(sent(request))
    if created := _saved(form, partial(create_item, by=request.user)):
        messages.success(request, gettext("Item %(item)s was created.") % {"item": created})
        return redirect(_record(request, created))
    walk = walk_from(request)
    return _form_page(request, form, back=walk.back if walk else reverse("par:item-list"))


@permitted("par.change_item")
@require_http_methods(["GET", "HEAD", "POST"])
def item_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Edit an item. Who saves second is told what changed, and keeps what he typed (R28)."""
    item, version = _versioned(pk)
    form = ItemEditForm(sent(request), item=item, version=version)
    save = partial(update_item, item, by=request.user)
    if updated := _saved(form, save, version=form.sent_version):
        messages.success(request, gettext("Item %(item)s was saved.") % {"item": updated})
        return redirect(_record(request, updated))
    meanwhile: list[tuple[str, Change, str | None]] = []
    if form.is_bound:
        # The form has written into its instance what was typed.
        item, version = _versioned(pk)
    if form.has_error(NON_FIELD_ERRORS, CHANGED_MEANWHILE):
        changes = changes_since(item, form.told_since(version))
        meanwhile = [(name, change, form.typed(name)) for name, change in changes.items()]
        form.take_over(item, version)
    return _form_page(request, form, item=item, meanwhile=meanwhile, back=_record(request, item))


@permitted("par.change_item")
@require_http_methods(["GET", "HEAD", "POST"])
def item_deactivate(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what follows from taking an item out of the catalogue, and do it once that is confirmed."""
    item = _item(pk)
    if request.method == "POST":
        set_item_active(item, active=False, by=request.user)
        messages.success(request, gettext("%(item)s is now inactive.") % {"item": item})
    elif item.is_active:
        list_count = lists_with(item, user=request.user).count()
        context = {"item": item, "list_count": list_count, "walk": walk_from(request)}
        return render(request, "par/item_deactivate.html", context)
    return redirect(_record(request, item))


@permitted("par.change_item")
@require_POST
def item_reactivate(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put an item in the catalogue again."""
    item = set_item_active(_item(pk), active=True, by=request.user)
    messages.success(request, gettext("%(item)s is active again.") % {"item": item})
    return redirect(_record(request, item))


def _item(pk: int) -> Item:
    return get_object_or_404(Item.objects.select_related("category"), pk=pk)


def _versioned(pk: int) -> tuple[Item, int]:
    return with_version(Item(pk=pk), partial(_item, pk))


def _saved(form: ItemForm, save: Callable[..., Item], **how: Any) -> Item | None:
    """Save what a form holds that is valid; None when nothing is saved."""
    if not form.is_valid():
        return None
    try:
        return save(**how, **form.changed_fields)
    except ValidationError as error:
        form.add_error(None, error)
        return None


def _record(request: SignedInRequest, item: Item) -> str:
    """The item's record, with the way back to the list that it was opened from."""
    return reverse("par:item-detail", args=[item.pk], query=way_kept(request))


def _form_page(request: SignedInRequest, form: ItemForm, **context: Any) -> HttpResponse:
    """Show the form; 422 when it was sent and nothing is saved."""
    context = {"form": form, "item": None, "meanwhile": []} | context
    form.focus_first_fault()
    status = 422 if form.is_bound else 200
    return render(request, "par/item_form.html", context, status=status)
