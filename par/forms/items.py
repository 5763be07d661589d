"""The form of an item: a new one, and one that is edited."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms.models import model_to_dict
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.forms import ChoiceField
from par.forms.fields import PriceField
from par.models import Item, ItemCategory
from webmino.forms import TOO_LARGE, ConstraintsBesideFields
from webmino.versions import VersionedForm
from webmino.wording import typed

FIELDS = [
    *("code", "barcode", "name_fr", "name_en"),
    *("category", "vendor", "unit", "pack_size", "list_price"),
]
AT_LEAST_ONE = _("A pack holds at least one unit.")


class ItemForm(ConstraintsBesideFields):
    """What the office writes of an item. Whether it is active is an action of its own."""

    constraint_fields = {
        "item_code_is_unique": "code",
        "item_has_a_code": "code",
        "item_pack_holds_a_unit": "pack_size",
        "item_list_price_is_not_negative": "list_price",
    }

    class Meta:
        model = Item
        fields = FIELDS
        field_classes = {"list_price": PriceField, "category": ChoiceField}
        error_messages = {"pack_size": {"min_value": AT_LEAST_ONE, "max_value": TOO_LARGE}}
        help_texts = {
            "name_en": _("Empty takes the French label."),
            "unit": _("What is counted: each, kg, litre."),
            "list_price": _("Of one unit, before taxes. Empty is no price, 0 is free."),
        }
        widgets = {
            "code": forms.TextInput({"class": "code-input"}),
            "barcode": forms.TextInput({"inputmode": "numeric"}),
            # A browser sends nothing for what is no number in a field of numbers: it would be lost unsaid.
            "pack_size": forms.TextInput({"inputmode": "numeric"}),
        }

    def __init__(self, data: QueryDict | None = None, **how: Any) -> None:
        super().__init__(data, **how)
        for name in FIELDS:
            self.fields[name].widget.attrs["autocomplete"] = "off"
        self.fields["name_en"].required = False
        category = cast("ChoiceField", self.fields["category"])
        category.queryset = ItemCategory.objects.all()
        category.empty_label = pgettext_lazy("feminine", "none")

    def clean_pack_size(self) -> int:
        pack_size = self.cleaned_data["pack_size"]
        if pack_size < 1:
            raise ValidationError(AT_LEAST_ONE)
        return pack_size

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("name_en"):
            cleaned["name_en"] = cleaned.get("name_fr", "")
        return cleaned

    @property
    def changed_fields(self) -> dict[str, Any]:
        """The columns that were changed, by their names; all of a new item's."""
        names = self.changed_data if self.instance.pk else FIELDS
        return {name: self.cleaned_data[name] for name in names if name in FIELDS}

    def focus_first_fault(self) -> None:
        """Put the cursor in the first field with a fault."""
        for name in self.fields:
            if name in self.errors:
                self.fields[name].widget.attrs["autofocus"] = True
                break


class ItemCategoryForm(ConstraintsBesideFields):
    """A category of items with its label in each language."""

    constraint_fields = {"item_category_code_is_unique": "code"}

    class Meta:
        model = ItemCategory
        fields = ("code", "name_fr", "name_en")


class ItemEditForm(VersionedForm, ItemForm):
    """An item as it stands, with the version at which the form was opened."""

    def __init__(self, data: QueryDict | None = None, *, item: Item, version: int) -> None:
        super().__init__(data, row=item, version=version, instance=item)

    @staticmethod
    def said_of(row: Any) -> dict[str, Any]:
        return model_to_dict(row, fields=FIELDS)

    def take_over(self, stored: Model, version: int) -> None:
        super().take_over(stored, version)
        price = self.said_of(stored)["list_price"]
        if "list_price" not in self.changed_data and price is not None:
            cast("QueryDict", self.data)["list_price"] = typed(price)

    def typed(self, name: str) -> str | None:
        """What was typed in a field, in words fit to show; None when it was left as it was."""
        if name not in self.changed_data or name not in FIELDS:
            return None
        value = self.cleaned_data[name]
        if name == "list_price" and value is not None:
            return typed(value)
        return "" if value is None else str(value)
