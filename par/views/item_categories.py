"""Paramètres administratifs › Catégories d’items: codes with a label in each language."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from par.forms.items import ItemCategoryForm
from par.models import Item, ItemCategory
from webmino.administration import AdministrationDelete, AdministrationForm, AdministrationList
from webmino.functions import count_of


class ItemCategoryPage:
    """What the pages of item categories share."""

    model: Any = ItemCategory
    addresses = "par:item-category"
    title = _("Item categories")
    create_title = _("New item category")

    def get_queryset(self) -> QuerySet:
        """Every category with `use_count`: the items that have it, inactive ones included."""
        return ItemCategory.objects.annotate(use_count=count_of(Item.objects.all(), "category"))


class ItemCategoryList(ItemCategoryPage, AdministrationList):
    template_name = "par/item_category_list.html"


class ItemCategoryEdit(ItemCategoryPage, AdministrationForm):
    template_name = "administration/form_of_code.html"
    form_class: Any = ItemCategoryForm


class ItemCategoryDelete(ItemCategoryPage, AdministrationDelete):
    refusal = _("Items use it: it can't be deleted.")
