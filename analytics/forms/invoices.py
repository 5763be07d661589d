"""The form that invoices an order."""

from django import forms
from django.utils.translation import gettext_lazy as _

from webmino.models import CODE_LENGTH


class InvoiceForm(forms.Form):
    """The number of the invoice, as the accounting gave it (R23)."""

    invoice = forms.CharField(
        label=_("number of the invoice"),
        max_length=CODE_LENGTH,
        widget=forms.TextInput({"autocomplete": "off", "autofocus": True}),
    )
