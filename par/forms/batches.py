"""The form of a batch: which items, and what is done with them on the lists of the chosen customers."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Case, Q, QuerySet, Value, When
from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from customers.filters import LONGEST_SEARCH
from par.forms.fields import PriceField, QuantityField
from par.models import Batch, Item
from par.selectors.batches import Work
from webmino.functions import Fold

# Items of one batch; pairs of a customer and an item, which are read and written at once.
MOST_ITEMS = 100
MOST_PAIRS = 200_000


class ItemsField(forms.Field):
    """Items by their codes, which an address repeats; they come back in the order of their codes."""

    widget = forms.MultipleHiddenInput
    default_error_messages = {
        "required": _("Choose at least one item."),
        "unknown": _("%(code)s is not in the catalogue."),
        "too_many": _("Choose no more than %(most)s items at once."),
    }

    def to_python(self, value: Any) -> list[Item]:
        codes = dict.fromkeys(value or [])
        if len(codes) > MOST_ITEMS:
            raise ValidationError(
                self.error_messages["too_many"], code="too_many", params={"most": MOST_ITEMS}
            )
        items = items_coded(codes)
        if unknown := codes.keys() - {item.code for item in items}:
            params = {"code": min(unknown)}
            raise ValidationError(self.error_messages["unknown"], code="unknown", params=params)
        return items


def items_coded(codes: Any) -> list[Item]:
    """Return the items that have these codes, in their order; what is no code is left out."""
    # PostgreSQL refuses a text with the character NUL.
    return list(Item.objects.filter(code__in=[code for code in codes if "\x00" not in code]))


class BatchForm(forms.Form):
    """What is done with which items. It lives in the address, beside the filters that choose customers."""

    item = ItemsField()
    action = forms.ChoiceField(
        label=_("What is done"),
        choices=Batch.Action,
        initial=Batch.Action.ADD,
        widget=forms.RadioSelect,
    )
    par = QuantityField(
        label=_("PAR"),
        required=False,
        help_text=_("Left empty, a new one has 0 and one that comes back has what it had."),
    )
    price = PriceField(
        label=_("customer’s price"),
        required=False,
        help_text=_("Left empty, a new one has the list price and one that comes back has what it had."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        action = cleaned.get("action")
        if action == Batch.Action.PAR and cleaned.get("par") is None and "par" not in self.errors:
            self.add_error("par", _("Say which PAR; 0 when the customers do not stock it."))
        if action == Batch.Action.PRICE and cleaned.get("price") is None and "price" not in self.errors:
            self.add_error("price", _("Say which price; 0 is free."))
        return cleaned

    def allows(self, customer_count: int) -> bool:
        """Whether it can be done for so many customers; if not, the form says it."""
        pairs = customer_count * len(self.cleaned_data["item"])
        if pairs > MOST_PAIRS:
            words = gettext(
                "That is %(pairs)s lines, and %(most)s can be changed at once: choose fewer customers."
            )
            written = {"pairs": pairs, "most": MOST_PAIRS}
            said = {name: number_format(count, force_grouping=True) for name, count in written.items()}
            self.add_error(None, words % said)
        return self.is_valid()

    @property
    def work(self) -> Work:
        """What is to be done. A PAR or a price that its action has no use for is left."""
        cleaned = self.cleaned_data
        action = cleaned["action"]
        has_par = action in (Batch.Action.ADD, Batch.Action.PAR)
        has_price = action in (Batch.Action.ADD, Batch.Action.PRICE)
        return Work(
            action,
            cleaned["item"],
            cleaned["par"] if has_par else None,
            cleaned["price"] if has_price else None,
        )


class ItemSearch:
    """The items that an address has chosen for a batch, and those that its search finds to add."""

    FOUND = 30

    def __init__(self, params: QueryDict) -> None:
        self.text = params.get("item_q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]
        self.chosen = items_coded(params.getlist("item")[:MOST_ITEMS])
        found = list(self._others()[: self.FOUND + 1]) if self.text else []
        self.found, self.has_more = found[: self.FOUND], len(found) > self.FOUND

    def _others(self) -> QuerySet[Item]:
        """Those that match and are not chosen: first those whose label begins so, the inactive ones last."""
        folded = Fold(Value(self.text))
        begins = Q(name_fr_key__startswith=folded) | Q(name_en_key__startswith=folded)
        others = Item.objects.search(self.text).exclude(pk__in=[item.pk for item in self.chosen])
        place = Case(When(begins, then=Value(0)), default=Value(1))
        return others.order_by("-is_active", place, "code_key", "pk")
