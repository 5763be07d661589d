"""Forms that correct a shelf count."""

from django import forms
from django.utils.translation import gettext_lazy as _

from webmino.models import LABEL_LENGTH


class CancelCountForm(forms.Form):
    """Why a count is cancelled (R4)."""

    reason = forms.CharField(
        label=_("reason"),
        max_length=LABEL_LENGTH,
        widget=forms.TextInput({"autocomplete": "off", "autofocus": True}),
    )
