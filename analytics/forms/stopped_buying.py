"""A follow-up in one action from the list of what customers stopped buying."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from followups.forms.follow_ups import ServiceTypeField
from followups.models import ServiceType


class FollowUpCodeForm(forms.Form):
    """The code of the follow-ups that rows become."""

    service_type = ServiceTypeField(ServiceType.objects.all(), label=_("Follow-up code"))
    submission = forms.UUIDField(widget=forms.HiddenInput({"autocomplete": "off"}), initial=uuid.uuid4)

    def offer_active_codes(self) -> None:
        """Show the codes that can be chosen now. None is at first: only a person knows what took place."""
        field: Any = self.fields["service_type"]
        codes = [(code.pk, field.label_from_instance(code)) for code in ServiceType.objects.active()]
        field.widget.choices = [("", _("code…")), *codes]
