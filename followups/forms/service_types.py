"""The form of a service type."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from customers.forms import ChoiceField
from followups.models import ServiceType
from followups.services.service_types import check_counts_as_visit, save_edited
from webmino.forms import TOO_LARGE, ConstraintsBesideFields


class ServiceTypeForm(ConstraintsBesideFields):
    """A code with its labels. Deactivating is an action of its own (R2)."""

    constraint_fields = {"service_type_code_is_unique": "code", "service_type_has_a_code": "code"}

    class Meta:
        model = ServiceType
        fields = ["code", "name_fr", "name_en", "channel", "counts_as_visit", "position"]
        error_messages = {
            "position": {"min_value": _("The position is a number of 0 or more."), "max_value": TOO_LARGE}
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"autocomplete": "off", "class": "code-input"}
        if self.instance.pk:
            self.fields["counts_as_visit"].help_text = _(
                "Changing this counts the visits of every customer again, past ones included."
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.instance.pk:
            check_counts_as_visit(self.instance, counts=cleaned["counts_as_visit"])
        return cleaned

    def save(self, commit: bool = True) -> ServiceType:
        """Save the type. Raises ValidationError when the road began to record it meanwhile (R18)."""
        if not self.instance.pk:
            saved: ServiceType = super().save(commit)
            return saved
        return save_edited(self.instance, fields=self.Meta.fields)

    @property
    def recounts_visits(self) -> bool:
        """Whether saving changes what past follow-ups of this type count for."""
        return bool(self.instance.pk) and "counts_as_visit" in self.changed_data


class MergeForm(forms.Form):
    """The type into which another one is merged, by its code; it lives in the address."""

    into = ChoiceField(
        ServiceType.objects.active(),
        label=_("replace by"),
        to_field_name="code",
        empty_label=_("choose…"),
        error_messages={
            "required": _("Choose the code that replaces this one."),
            "invalid_choice": _("This code is no longer in use. Choose another."),
        },
    )

    def __init__(self, data: QueryDict | None = None, *, service_type: ServiceType) -> None:
        super().__init__(data)
        field: Any = self.fields["into"]
        field.queryset = ServiceType.objects.active().exclude(pk=service_type.pk)
