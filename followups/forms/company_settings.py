"""The form of the codes that the road records."""

from typing import Any, cast

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from followups.models import MobileCodes, ServiceType
from followups.services.mobile_codes import choose_mobile_codes
from webmino.querysets import active_or


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
        codes = self.instance
        offered = {name: active_or([getattr(codes, f"{name}_id")]) for name in ("visit", "order")}
        offered["visit"] &= Q(counts_as_visit=True) | Q(pk=codes.visit_id)
        for name, condition in offered.items():
            field = cast("forms.ModelChoiceField", self.fields[name])
            field.queryset = ServiceType.objects.filter(condition)
            field.empty_label = str(_("none: the button says that the code is missing"))

    def save(self, commit: bool = True) -> MobileCodes:
        """Save the codes. Raises ValidationError, by field, when one can't be recorded any more."""
        return choose_mobile_codes(**self.cleaned_data)
