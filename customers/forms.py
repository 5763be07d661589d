"""The customer's form: one for a new customer and for one who is corrected."""

from typing import Any, cast

from django import forms
from django.core.validators import validate_email
from django.db.models import Model, Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from customers.models import Customer, Salesperson
from customers.selectors import next_number
from webmino.forms import ConstraintsBesideFields
from webmino.history import row_at, version_of
from webmino.phones import written_phone
from webmino.postal_codes import is_wrong_postal_code, written_postal_code


class CustomerForm(ConstraintsBesideFields):
    """What the office knows of a customer. Telephone and postal code are written the Canadian way.

    `version` says which state of the customer the form was opened on (see `update_customer`).
    """

    version = forms.IntegerField(
        min_value=0, initial=0, widget=forms.HiddenInput({"autocomplete": "off"}), required=False
    )
    constraint_fields = {"customer_visit_frequency_is_possible": "visit_every_days"}

    class Meta:
        model = Customer
        fields = [
            *("number", "name", "category", "sorting_group", "language"),
            *("address", "city", "region", "postal_code", "country", "phone", "email"),
            *("salesperson", "route", "stop", "visit_every_days", "note"),
        ]
        widgets = {
            "phone": forms.TextInput({"inputmode": "tel", "autocomplete": "off"}),
            "email": forms.EmailInput({"autocomplete": "off"}),
            "note": forms.Textarea({"rows": 3}),
        }

    # How the page shows the fields, in the order of the keyboard.
    PARTS = (
        ("number", "name", "category", "sorting_group", "language"),
        ("phone", "email", "address", "city", "region", "postal_code", "country"),
        ("salesperson", "route", "stop", "visit_every_days", "note"),
    )

    def __init__(self, data: QueryDict | None = None, *, instance: Customer | None = None) -> None:
        initial: dict[str, Any] = {"version": version_of(instance) if instance else 0}
        if instance is None:
            initial |= {"number": next_number(), "region": "QC", "country": "CA"}
        super().__init__(data, instance=instance, initial=initial)
        # One who no longer sells keeps his customers until they are given to another.
        offered = Q(is_active=True) | Q(pk=self.instance.salesperson_id)
        cast("forms.ModelChoiceField", self.fields["salesperson"]).queryset = Salesperson.objects.filter(
            offered
        )

    def parts(self) -> list[list[forms.BoundField]]:
        return [[self[name] for name in names] for names in self.PARTS]

    def clean_phone(self) -> str:
        return written_phone(self.cleaned_data["phone"])

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        if email:
            validate_email(email)
        return email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        code, country = cleaned.get("postal_code", ""), cleaned.get("country", "")
        if is_wrong_postal_code(code, country=country):
            self.add_error("postal_code", _("This can't be a Canadian postal code: G6V 1A1 is one."))
        cleaned["postal_code"] = written_postal_code(code)
        return cleaned

    def take_over(self, stored: Customer) -> None:
        """Go on from what somebody else saved meanwhile, and keep what was typed, to be sent again.

        Fields that were left as they were opened take what is stored now.
        """
        opened = row_at(stored, self.cleaned_data["version"])
        data = cast("QueryDict", self.data).copy()
        for name in self.Meta.fields:
            column: Any = Customer._meta.get_field(name)
            attname = column.attname
            typed = self.cleaned_data.get(name)
            if (typed.pk if isinstance(typed, Model) else typed) == getattr(opened, attname):
                value = getattr(stored, attname)
                data[name] = "" if value is None else str(value)
        data["version"] = str(version_of(stored))
        self.data = data
