"""Two days that a person gives, `period_from` and `period_to`, both included."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class PeriodForm(forms.Form):
    """A form with both fields: a period that ends before it begins is refused, beside its end."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("period_from"), cleaned.get("period_to")
        if first and last and first > last:
            self.add_error("period_to", ValidationError(_("The period ends before it begins.")))
        return cleaned
