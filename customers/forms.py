"""The form of a customer: a new one, and one that is edited."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Model
from django.forms.models import model_to_dict
from django.http import QueryDict
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models import FREQUENCY_RANGE, Customer, Salesperson
from customers.selectors import look_alikes, next_number
from webmino.forms import TOO_LARGE, ConstraintsBesideFields, LinesField, WrittenField
from webmino.models import User
from webmino.phones import parsed_phone, written_phone
from webmino.postal_codes import is_wrong_postal_code, written_postal_code
from webmino.querysets import active_or
from webmino.versions import VersionedForm

# Labels may have a thousand characters; a list of choices stays readable.
CHOICE_LENGTH = 70
# A change of one of these may make two customers look alike.
TELLING = {"name", "city", "phone"}
FIELDS = [
    *("number", "name", "category", "sorting_group"),
    *("address", "city", "region", "postal_code", "country"),
    *("phone", "language", "email"),
    *("salesperson", "route", "stop", "visit_every_days"),
    "note",
]


class ChoiceField(forms.ModelChoiceField):
    """Rows by their names, cut short."""

    def label_from_instance(self, obj: Model) -> str:
        return Truncator(str(obj)).chars(CHOICE_LENGTH)


class PhoneField(WrittenField):
    """« 418 555-0123 »; what is no number as typed."""

    def written(self, text: str) -> str:
        return written_phone(text)


class PostalCodeField(WrittenField):
    """« G6V 1A1 »; what is no Canadian code as typed."""

    def written(self, text: str) -> str:
        return written_postal_code(text)


class CustomerForm(ConstraintsBesideFields):
    """What the office writes of a customer. Whether he is active is an action of its own.

    What a customer has and is left as it is, is not judged again: an odd telephone or postal code that was
    imported does not stand in the way of another change.
    """

    constraint_fields = {"customer_visit_frequency_is_possible": "visit_every_days"}

    class Meta:
        model = Customer
        fields = FIELDS
        field_classes = {
            "phone": PhoneField,
            "postal_code": PostalCodeField,
            "note": LinesField,
            "salesperson": ChoiceField,
            "route": ChoiceField,
            "category": ChoiceField,
            "sorting_group": ChoiceField,
        }
        error_messages = {
            "stop": {"min_value": _("The stop is a number of 0 or more."), "max_value": TOO_LARGE},
            "visit_every_days": {"min_value": FREQUENCY_RANGE, "max_value": FREQUENCY_RANGE},
        }
        widgets = {
            "number": forms.TextInput({"class": "code-input"}),
            "phone": forms.TextInput({"inputmode": "tel"}),
            "email": forms.TextInput({"inputmode": "email", "autocapitalize": "none"}),
            # A browser sends nothing for what is no number in a field of numbers: it would be lost unsaid.
            "stop": forms.TextInput({"inputmode": "numeric"}),
            "visit_every_days": forms.TextInput({"inputmode": "numeric"}),
            "note": forms.Textarea({"rows": 4}),
        }

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        user: User,
        instance: Customer | None = None,
        initial: dict[str, Any] | None = None,
    ) -> None:
        if initial is None:
            initial = {"number": next_number(), "region": "QC", "country": "CA"}
        super().__init__(data, instance=instance, initial=initial)
        self.user = user
        # Look-alikes that he has not yet said to be others.
        self.look_alikes: list[Customer] = []
        fields: dict[str, Any] = self.fields
        for name in FIELDS:
            # What the browser remembers of other forms is the address of the office, not the customer's.
            fields[name].widget.attrs["autocomplete"] = "off"
        for name in ("salesperson", "sorting_group"):
            fields[name].empty_label = _("none")
        for name in ("route", "category"):
            fields[name].empty_label = pgettext_lazy("feminine", "none")
        self._offer_salespeople(self.initial.get("salesperson"), self.instance.salesperson_id)

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        if phone and "phone" in self.changed_data and parsed_phone(phone) is None:
            raise ValidationError(_("This telephone number is incomplete or wrong: 418 555-0123 is one."))
        return phone

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        if email and "email" in self.changed_data:
            validate_email(email)
        return email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        wrong = is_wrong_postal_code(cleaned.get("postal_code", ""), country=cleaned.get("country", ""))
        if wrong and {"postal_code", "country"} & set(self.changed_data):
            message = _("This can't be a Canadian postal code: G6V 1A1 is one.")
            self.add_error("postal_code", ValidationError(message))
        return cleaned

    @property
    def changed_fields(self) -> dict[str, Any]:
        """The columns that he changed, by their names; all of a new customer's."""
        names = self.changed_data if self.instance.pk else FIELDS
        return {name: self.cleaned_data[name] for name in names if name in FIELDS}

    def holder_of_number(self) -> Customer | None:
        """The other customer who has the number that was typed; None when the user does not see him."""
        if not self.has_error("number", "unique"):
            return None
        return Customer.objects.visible_to(self.user).filter(number=self.instance.number).first()

    def focus_first_fault(self) -> None:
        """Put the cursor in the first field with a fault."""
        for name in self.fields:
            if name in self.errors:
                self.fields[name].widget.attrs["autofocus"] = True
                break

    def finds_look_alikes(self) -> bool:
        """Whether other customers look like him whom nobody said to be others; `look_alikes` tells them."""
        if self.instance.pk and not TELLING & set(self.changed_data):
            return False
        told = {name: self.cleaned_data[name] for name in TELLING}
        found = look_alikes(**told, but=self.instance.pk, user=self.user)
        accepted = cast("QueryDict", self.data).get("accepted", "").split(",")
        if any(str(customer.pk) not in accepted for customer in found):
            self.look_alikes = found
        return bool(self.look_alikes)

    def _offer_salespeople(self, *keys: int | None) -> None:
        """Offer those who are active, and these, whom he is or was assigned to."""
        salesperson = cast("ChoiceField", self.fields["salesperson"])
        salesperson.queryset = Salesperson.objects.visible_to(self.user).filter(active_or(keys))


class CustomerEditForm(VersionedForm, CustomerForm):
    """A customer as he stands, with the version at which the form was opened."""

    def __init__(
        self, data: QueryDict | None = None, *, customer: Customer, version: int, user: User
    ) -> None:
        super().__init__(data, row=customer, version=version, user=user, instance=customer)

    @staticmethod
    def said_of(row: Any) -> dict[str, Any]:
        return model_to_dict(row, fields=FIELDS)

    def take_over(self, stored: Model, version: int) -> None:
        super().take_over(stored, version)
        chosen = getattr(self.cleaned_data["salesperson"], "pk", None)
        self._offer_salespeople(self.said_of(stored)["salesperson"], chosen)

    def typed(self, name: str) -> str | None:
        """What was typed in a field, in words fit to show; None when it was left as it was."""
        if name not in self.changed_data or name not in FIELDS:
            return None
        value, field = self.cleaned_data[name], self.fields[name]
        if isinstance(field, ChoiceField):
            return field.label_from_instance(value) if value else ""
        if isinstance(field, forms.ChoiceField):
            return str(dict(cast("Iterable[tuple[Any, Any]]", field.choices))[value])
        return "" if value is None else str(value)
