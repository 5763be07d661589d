"""The form of the codes that the road records."""

from typing import Any, cast

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from followups.models import MobileCodes, ServiceType
from followups.services.mobile_codes import choose_mobile_codes


class MobileCodesForm(forms.ModelForm):
    """The codes of VISITE and COMMANDER, among those that can be chosen (R18)."""

    class Meta:
        model = MobileCodes
        fields = ("visit", "order")
        help_texts = {
            "visit": _("Recorded by VISITE in Clients mobiles: a code that counts as a visit."),
            "order": _("Recorded by COMMANDER in Clients mobiles."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        active = ServiceType.objects.filter(is_active=True)
        for name, offered in {"visit": active.filter(counts_as_visit=True), "order": active}.items():
            field = cast("forms.ModelChoiceField", self.fields[name])
            chosen = Q(pk=getattr(self.instance, f"{name}_id"))
            field.queryset = offered | ServiceType.objects.filter(chosen)
            field.empty_label = str(_("none: the button says that the code is missing"))

    def save(self, commit: bool = True) -> MobileCodes:
        """Save the codes. Raises ValidationError, by field, when one can't be recorded any more."""
        return choose_mobile_codes(**self.cleaned_data)
