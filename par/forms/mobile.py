"""What a representative types in the store: a count, an order, a note (R15–R17)."""

import datetime
import uuid
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple, cast

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from par.forms.fields import QuantityField, shown_quantity
from par.forms.orders import added_items
from par.models import Item
from par.order_amounts import Asked, Subtotal, subtotal_of
from par.replenishment import ZERO
from par.selectors.order_sheets import SheetLine
from par.selectors.visits import LATELY
from par.services.counts import was_recorded
from par.services.visits import SentVisit
from par.slips import questioned_above
from par.wording import quantity_in_words
from webmino.forms import LinesField

# Names of fields, before the key of an item.
QUANTITY, BEFORE, SURE = "quantity-", "before-", "sure-"
# The code of the error of a quantity that may be right.
QUESTIONED = "questioned"


class PhoneLine(NamedTuple):
    """An item in the store, with its fields.

    `sheet` is None for an item that is not, or no longer, on the customer's list. `limit` is what a quantity
    is questioned above; None: never. `asked` is what an order shows as asked for, at the price of today.
    """

    item: Item
    sheet: SheetLine | None
    quantity: BoundField
    before: BoundField | None
    sure: BoundField
    limit: Decimal | None
    is_questioned: bool
    asked: Asked


class VisitForm(forms.Form):
    """A visit without anything typed but a note (R17)."""

    note = LinesField(label=_("note of the visit"), required=False, widget=forms.Textarea({"rows": 2}))
    submission = forms.UUIDField(widget=forms.HiddenInput({"autocomplete": "off", "data-kept": True}))
    # When the button was pressed: what waited for the network is of that day.
    pressed_at = forms.DateTimeField(required=False, widget=forms.HiddenInput())

    # The submission that `renew_submission` put another in the place of, and the page of what it became.
    replaced = ""
    recorded = ""

    def renew_submission(self) -> None:
        """Make what was typed another visit when it is sent again."""
        self.replaced = str(self.cleaned_data["submission"])
        self.recorded = reverse("par:mobile-recorded", args=[self.replaced])
        data = cast("QueryDict", self.data).copy()
        data["submission"] = str(uuid.uuid4())
        self.data = data

    @property
    def is_refused(self) -> bool:
        """Whether it was sent, and something is wrong with it."""
        return self.is_bound and bool(self.errors)

    def refusal(self) -> dict[str, Any]:
        """Return what a script shows of a refused form: why, and what is wrong by its field."""
        faults = {name: str(errors[0]) for name, errors in self.errors.items() if name in self.fields}
        return {
            "reasons": [*self.non_field_errors()] or [gettext("See what is questioned or wrong below.")],
            "faults": faults,
            "questioned": [
                name.removeprefix(QUANTITY) for name in faults if self.has_error(name, QUESTIONED)
            ],
            "submission": self["submission"].value(),
            "replaced": self.replaced,
            "recorded": self.recorded,
        }

    @property
    def happened_on(self) -> datetime.date:
        """The company's day on which it was sent; today for a clock that is ahead or far behind."""
        pressed_at, now = self.cleaned_data["pressed_at"], timezone.now()
        is_likely = pressed_at is not None and now - LATELY <= pressed_at <= now
        return localdate(pressed_at if is_likely else now)

    def visit(self) -> SentVisit:
        """Return what is sent, once the form is valid."""
        return SentVisit(
            submission=self.cleaned_data["submission"],
            happened_on=self.happened_on,
            note=self.cleaned_data["note"],
        )


class SheetForm(VisitForm):
    """A visit with a quantity for each item, which may be questioned and then confirmed."""

    def __init__(self, data: QueryDict | None = None, *, items: Mapping[int, Item], **how: Any) -> None:
        self.sheet = {line.item.pk: line for line in how.pop("sheet")}
        self.items = items
        self.typed: dict[int, Decimal | None] = {}
        super().__init__(data, **how)
        for key, item in items.items():
            self.fields[f"{QUANTITY}{key}"] = QuantityField(label=str(item), required=False)
            self.fields[f"{SURE}{key}"] = forms.BooleanField(label=_("It is right"), required=False)

    def limit(self, key: int) -> Decimal | None:
        """Return the quantity of an item above which it is questioned; None: never."""
        line = self.sheet.get(key)
        return questioned_above(line.par, line.customer_item.last_counted) if line else None

    def quantity(self, key: int) -> Decimal | None:
        """Return what was typed, questioned or not; None where nothing was, or no quantity."""
        return self.typed.get(key)

    def clean(self) -> None:
        super().clean()
        self.typed = {key: self.cleaned_data.get(f"{QUANTITY}{key}") for key in self.items}
        slips = {
            key: quantity for key, quantity in self.typed.items() if quantity and self._is_slip(key, quantity)
        }
        # What was recorded changed what is usual there: what is sent again is not asked about (R18).
        submission = self.cleaned_data.get("submission")
        if not slips or (submission and was_recorded(submission)):
            return
        for key, quantity in slips.items():
            words = gettext("%(quantity)s is a lot here. Correct it, or confirm that it is right.")
            said = words % {"quantity": quantity_in_words(quantity)}
            self.add_error(f"{QUANTITY}{key}", forms.ValidationError(said, code=QUESTIONED))

    def _is_slip(self, key: int, quantity: Decimal) -> bool:
        """Whether a quantity looks like a slip, and was not said to be right."""
        limit = self.limit(key)
        return limit is not None and quantity > limit and not self.cleaned_data[f"{SURE}{key}"]

    def faults(self) -> dict[int, str]:
        """Return what is wrong with the quantities that are none, by the item's key."""
        names = ((key, f"{QUANTITY}{key}") for key in self.items)
        return {
            key: str(self.errors[name][0])
            for key, name in names
            if name in self.errors and not self.has_error(name, QUESTIONED)
        }

    def lines(self) -> Iterator[PhoneLine]:
        """Yield what the page shows of each item, in the order of the shelf."""
        for key, item in self.items.items():
            name, before, sure = f"{QUANTITY}{key}", f"{BEFORE}{key}", f"{SURE}{key}"
            sheet = self.sheet.get(key)
            price = sheet.price if sheet else item.list_price
            yield PhoneLine(
                item=item,
                sheet=sheet,
                quantity=self[name],
                before=self[before] if before in self.fields else None,
                sure=self[sure],
                limit=self.limit(key),
                is_questioned=self.has_error(name, QUESTIONED) or bool(self[sure].value()),
                asked=Asked(price, shown_quantity(self[name])),
            )


class CountForm(SheetForm):
    """A count: each item has what is in the draft, empty where it was not counted (R15).

    Beside each quantity stands what it was when the page was drawn: of two pages that type in one count,
    each sends what it changed.
    """

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        drafted: Mapping[int, Decimal | None],
        items: Mapping[int, Item],
        **how: Any,
    ) -> None:
        initial = how.pop("initial", {}) | {
            f"{name}{key}": drafted.get(key) for key in items for name in (QUANTITY, BEFORE)
        }
        super().__init__(data, items=items, initial=initial, **how)
        for key in items:
            self.fields[f"{BEFORE}{key}"] = QuantityField(required=False, widget=forms.HiddenInput())

    def changed_quantities(self) -> dict[int, Decimal | None]:
        """Return the quantities that were typed on this page, by the item's key; None: emptied."""
        faults = self.faults()
        return {
            key: self.quantity(key)
            for key in self.items
            if key not in faults and f"{QUANTITY}{key}" in self.data and self._is_changed(key)
        }

    def _is_changed(self, key: int) -> bool:
        """Whether a quantity is not what the page was drawn with; one that does not say was typed."""
        before = f"{BEFORE}{key}"
        return before not in self.data or self.quantity(key) != self.cleaned_data.get(before)

    def visit(self) -> SentVisit:
        plain = super().visit()
        return SentVisit(
            plain.submission, plain.happened_on, counted=self.changed_quantities(), note=plain.note
        )


class OrderForm(SheetForm):
    """An order: each item has what is suggested, others 0; any item of the catalogue can be added (R16).

    `added` are the items beside the customer's list, as keys with what was typed: `12:6;15:`. The browser
    keeps it, and the page is drawn from it anew.
    """

    added = forms.CharField(required=False, widget=forms.HiddenInput({"data-kept": True}))
    order_note = LinesField(
        label=_("note of the order"),
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Printed on the order."),
    )
    q = forms.CharField(
        label=_("add an item"),
        required=False,
        max_length=200,
        widget=forms.TextInput({"placeholder": _("Code, name or bar code"), "enterkeyhint": "search"}),
    )

    def __init__(self, data: QueryDict | None = None, *, items: Mapping[int, Item], **how: Any) -> None:
        sheet: list[SheetLine] = list(how["sheet"])
        suggested = {line.item.pk: line.suggestion.quantity for line in sheet if line.suggestion}
        initial = how.pop("initial", {}) | {f"{QUANTITY}{key}": suggested.get(key, ZERO) for key in items}
        super().__init__(self._with_added(data, items), items=items, initial=initial, **how)

    def _with_added(self, data: QueryDict | None, items: Mapping[int, Item]) -> QueryDict | None:
        """Return what was sent with what `added` says of items whose quantity is not in it."""
        if data is None:
            return None
        data = data.copy()
        for key, typed in added_items(data.get("added", "")).items():
            if key in items:
                data.setdefault(f"{QUANTITY}{key}", typed)
        return data

    def name_added(self) -> None:
        """Let `added` name each item beside the customer's list, with what was typed for it."""
        data = cast("QueryDict", self.data)
        beside = [key for key in self.items if key not in self.sheet]
        data["added"] = ";".join(f"{key}:{data.get(f'{QUANTITY}{key}', '')}" for key in beside)

    def begin_with_a_pack(self, key: str) -> None:
        """Let an item that is added, of this key, have one pack of it; one that is there already stays."""
        name = f"{QUANTITY}{key}"
        if name in self.fields and not self.data.get(name):
            data = cast("QueryDict", self.data).copy()
            data[name] = str(self.items[int(key)].pack_size)
            self.data = data

    @property
    def subtotal(self) -> Subtotal:
        """What it comes to as it is shown, before taxes."""
        return subtotal_of(line.asked for line in self.lines())

    def asked(self) -> dict[int, Decimal]:
        """Return the units of what is ordered, by the item's key; what has 0 is not."""
        quantities = ((key, self.quantity(key)) for key in self.items)
        return {key: quantity for key, quantity in quantities if quantity}

    def visit(self) -> SentVisit:
        plain = super().visit()
        return SentVisit(
            plain.submission,
            plain.happened_on,
            asked=self.asked(),
            note=plain.note,
            order_note=self.cleaned_data["order_note"],
        )
