"""The form of an order at the desk, and why one is cancelled."""

import re
import uuid
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple, cast

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.models import Customer
from par.forms.fields import QuantityField, shown_quantity
from par.models import Item, Order
from par.order_amounts import Asked, Subtotal, subtotal_of
from par.replenishment import ZERO
from par.selectors.order_rows import OrderRow, order_rows
from par.selectors.orders import Content, content_of
from par.services.orders import EMPTY_ORDER
from par.slips import is_questioned
from par.wording import quantity_in_words
from webmino.forms import LinesField
from webmino.models import LABEL_LENGTH
from webmino.wording import typed as typed_number

QUANTITY_OF = re.compile(r"quantity-(\d{1,18})")
ADDED = re.compile(r"(\d{1,18})(?::([^;]*))?")
# What its buttons do; Enter in a field presses the first, which is `enter`.
ENTER, SEARCH, SAVE, CONFIRM = "enter", "search", "save", "confirm"
# The code of the error that nothing is asked for.
EMPTY = "empty"


class Difference(NamedTuple):
    """What somebody else changed in a draft while the form was open, in words.

    `typed` is None where the field was left as it was opened.
    """

    label: str
    opened: str
    stored: str
    typed: str | None


class OrderForm(forms.Form):
    """What an order asks for. Buttons that search or add an item show it anew, with what was typed.

    `opened` is what a draft asked for when the form was opened; a new order has a `submission` instead.
    `added` are the items beside the customer's list, as keys with what was typed: `12:6;15:`. `accepted`
    are the quantities that look like slips and were shown as such: sent again, they are meant.
    """

    note = LinesField(
        label=gettext_lazy("note"), required=False, widget=forms.Textarea({"rows": 2}), strip=True
    )
    opened = forms.CharField(required=False, widget=forms.HiddenInput({"data-kept": True}))
    submission = forms.UUIDField(required=False, widget=forms.HiddenInput)
    added = forms.CharField(required=False, widget=forms.HiddenInput({"data-kept": True}))
    accepted = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, typed: QueryDict | None, *, customer: Customer, order: Order | None = None) -> None:
        said = QueryDict() if typed is None else typed
        does = said.get("do", "")
        self.q = said.get("q", "").replace("\0", "").strip()
        if does == ENTER:
            does = SEARCH if self.q else SAVE
        self.saves, self.confirms, self.searches = does in (SAVE, CONFIRM), does == CONFIRM, does == SEARCH
        self.just_added = said.get("add", "")
        beside = _typed_for(said) | added_items(";".join([said.get("added", ""), self.just_added]))
        self.rows = order_rows(customer, order, added=beside)
        self.keys_added = set(added_items(said.get("added", "")))
        self._ask_for_a_case(beside)
        self.slips: list[OrderRow] = []
        opened = content_of(order).packed() if order else ""
        initial = {"note": order.note if order else "", "opened": opened, "submission": uuid.uuid4()}
        super().__init__(typed if self.saves else None, auto_id="order-%s", initial=initial)
        # Without it, a new order that is sent twice would be two.
        self.fields["submission"].required = order is None
        for row in self.rows:
            self.fields[self.name_of(row)] = self._quantity_field(row)
            self.initial[self.name_of(row)] = beside.get(row.item.pk) or row.asked
        if not self.saves:
            self.initial.update({name: said[name] for name in self.fields if name in said})
        on_list = {row.item.pk for row in self.rows if row.par is not None}
        self.initial["added"] = ";".join(
            f"{key}:{typed}" if typed else str(key) for key, typed in beside.items() if key not in on_list
        )

    @staticmethod
    def name_of(row: OrderRow) -> str:
        return f"quantity-{row.item.pk}"

    @property
    def lines(self) -> Iterable[tuple[OrderRow, BoundField, Asked]]:
        """Each row with its field, and what it shows as asked for."""
        fields = [(row, self[self.name_of(row)]) for row in self.rows]
        return [(row, field, Asked(row.price, shown_quantity(field))) for row, field in fields]

    @property
    def faults(self) -> list[BoundField]:
        """The fields of quantities that hold what is none."""
        names = map(self.name_of, self.rows)
        return [self[name] for name in names if name in self.errors]

    @property
    def is_empty(self) -> bool:
        """Whether it was refused since it asks for nothing: that is a visit (R16)."""
        return self.has_error(NON_FIELD_ERRORS, EMPTY)

    @property
    def subtotal(self) -> Subtotal:
        """What it comes to as it is shown, before taxes."""
        return subtotal_of(asked for _row, _field, asked in self.lines)

    @property
    def asked(self) -> list[tuple[Item, Decimal]]:
        """Items and quantities of a valid form; those at 0 are not asked for."""
        quantities = ((row.item, self.cleaned_data[self.name_of(row)]) for row in self.rows)
        return [(item, quantity) for item, quantity in quantities if quantity]

    @property
    def content(self) -> dict[str, Any]:
        """What the services of orders take."""
        return {"asked": self.asked, "note": self.cleaned_data["note"], "confirmed": self.confirms}

    @property
    def left_out(self) -> list[Item]:
        """The items that a valid form added, and asks nothing of."""
        return [
            row.item
            for row in self.rows
            if row.par is None and row.item.pk in self.keys_added and not self.cleaned_data[self.name_of(row)]
        ]

    def clean_opened(self) -> Content | None:
        packed = self.cleaned_data["opened"]
        try:
            return Content.unpacked(packed) if packed else None
        except ValueError as error:
            raise ValidationError(_("This form is damaged. Open it again.")) from error

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.faults:
            self.faults[0].field.widget.attrs["autofocus"] = True
        if not self.errors and not self.asked:
            raise ValidationError(EMPTY_ORDER, code=EMPTY)
        if not self.errors:
            self._question_slips(cleaned)
        return cleaned

    def renew_submission(self) -> None:
        """Let the same form make another order when it is sent again."""
        self._say("submission", str(uuid.uuid4()))

    def differences_from(self, order: Order) -> list[Difference]:
        """Return how what was sent differs from an order that can't be edited any more; it may be faulty."""
        stored = content_of(order)
        note = (self["note"].value() or "").strip()
        said = [] if note == stored.note else [Difference(_("Note"), "", stored.note, note)]
        for row, field, asked in self.lines:
            now = stored.quantities.get(row.item.pk, ZERO)
            typed = str(field.value() or "").strip()
            if (asked.quantity if typed else ZERO) != now:
                said.append(Difference(str(row.item), "", quantity_in_words(now), typed or "0"))
        return said

    def take_over(self, order: Order) -> list[Difference]:
        """Go on from what somebody else saved meanwhile, and return what he changed.

        What was left as it was opened takes what is stored now; what was typed is kept, to be sent again.
        """
        stored = content_of(order)
        opened, typed = self.cleaned_data["opened"] or stored, self.cleaned_data
        said = []
        if opened.note != stored.note:
            left = typed["note"] == opened.note
            said.append(Difference(_("Note"), opened.note, stored.note, None if left else typed["note"]))
            if left:
                self._say("note", stored.note)
        for row in self.rows:
            before, now = (content.quantities.get(row.item.pk, ZERO) for content in (opened, stored))
            if before == now:
                continue
            quantity = typed[self.name_of(row)] or ZERO
            left = quantity == before
            before_and_now = (quantity_in_words(before), quantity_in_words(now))
            said.append(
                Difference(str(row.item), *before_and_now, None if left else quantity_in_words(quantity))
            )
            if left:
                self._say(self.name_of(row), typed_number(now))
        self._say("opened", stored.packed())
        return said

    def _ask_for_a_case(self, beside: dict[int, str]) -> None:
        """Let the item that is added now start at one case, as it does on the phone."""
        for row in self.rows:
            if str(row.item.pk) == self.just_added and not beside.get(row.item.pk):
                beside[row.item.pk] = str(row.item.pack_size)

    def _quantity_field(self, row: OrderRow) -> QuantityField:
        field = QuantityField(label=str(row.item), required=False)
        field.widget.attrs |= {"class": "quantity-input", "data-quantity": row.item.pk}
        if self.just_added == str(row.item.pk):
            field.widget.attrs["autofocus"] = True
        return field

    def _question_slips(self, cleaned: dict[str, Any]) -> None:
        """Ask once about quantities far above the PAR or the last count: they may be meant (R28)."""
        accepted = cleaned.get("accepted", "").split(";")
        slips = [
            row
            for row in self.rows
            if is_questioned(cleaned[self.name_of(row)] or ZERO, row.par, row.counted)
        ]
        said = {row.item.pk: f"{row.item.pk}:{cleaned[self.name_of(row)]}" for row in slips}
        self.slips = [row for row in slips if said[row.item.pk] not in accepted]
        if self.slips:
            self._say("accepted", ";".join(said.values()))
            raise ValidationError(_("Are these quantities right?"), code="slips")

    def _say(self, name: str, value: Any) -> None:
        data = cast("QueryDict", self.data).copy()
        data[name] = value
        self.data = data

    def only_questions(self) -> bool:
        """Whether nothing is wrong but quantities to be confirmed."""
        return bool(self.slips) and set(self.errors) == {NON_FIELD_ERRORS}


class OrderCancelForm(forms.Form):
    """Why an order is cancelled (R4)."""

    reason = forms.CharField(
        label=gettext_lazy("reason"),
        max_length=LABEL_LENGTH,
        widget=forms.TextInput({"autocomplete": "off", "autofocus": True}),
    )


def _typed_for(said: QueryDict) -> dict[int, str]:
    """The items that something is typed for: one that was taken off the list meanwhile is not lost."""
    found = ((QUANTITY_OF.fullmatch(name), said.get(name, "").strip()) for name in said)
    return {int(match[1]): typed for match, typed in found if match and typed not in ("", "0")}


def added_items(text: str) -> dict[int, str]:
    """The keys of items that a form names, each with what was typed for it."""
    found = (ADDED.fullmatch(part) for part in text.split(";"))
    return {int(match[1]): match[2] or "" for match in found if match}
