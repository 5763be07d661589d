"""Forms that correct one follow-up, and the one that postpones its action."""

from typing import Any, cast

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from customers.models import Salesperson
from followups.forms.follow_ups import FollowUpFields
from followups.models import FollowUp, ServiceType
from followups.selectors.follow_ups import names_nobody, salespeople_to_name
from webmino.forms import DateInput
from webmino.models import LABEL_LENGTH, User
from webmino.querysets import active_or
from webmino.versions import VersionedForm


class FollowUpEditForm(VersionedForm, FollowUpFields):
    """A follow-up as it stands, to be corrected. What it has can be kept, though it is no longer offered."""

    def __init__(
        self, data: QueryDict | None = None, *, follow_up: FollowUp, version: int, user: User
    ) -> None:
        super().__init__(data, row=follow_up, version=version, auto_id="follow-up-%s")
        codes = ServiceType.objects.filter(active_or([follow_up.service_type_id]))
        named = Q(pk__in=salespeople_to_name(user).values("pk")) | Q(pk=follow_up.done_by_id)
        nobody = follow_up.entered_as if names_nobody(user) else gettext("choose…")
        salespeople = Salesperson.objects.filter(named)
        cast("forms.ModelChoiceField", self.fields["done_by"]).queryset = salespeople
        self.offer(codes, salespeople, nobody)
        if follow_up.next_action_done_at:
            for name in ("next_action", "next_action_on"):
                self.fields[name].disabled = True
                # It shows and sends what is stored, since nobody can have typed in it.
                self.initial[name] = getattr(follow_up, name)

    @staticmethod
    def said_of(row: Any) -> dict[str, Any]:
        return {
            "service_type": row.service_type_id,
            "note": row.note,
            "happened_on": row.happened_on,
            "done_by": row.done_by_id,
            "next_action": row.next_action,
            "next_action_on": row.next_action_on,
        }


class CancelForm(forms.Form):
    """Why a follow-up is cancelled (R4)."""

    reason = forms.CharField(
        label=_("reason"),
        max_length=LABEL_LENGTH,
        widget=forms.TextInput({"autocomplete": "off", "autofocus": True}),
    )

    def __init__(self, data: QueryDict | None = None, *, follow_up: FollowUp) -> None:
        super().__init__(data, auto_id=f"cancel-{follow_up.pk}-%s")


class PostponeForm(forms.Form):
    """The day to which an action is put off."""

    to = forms.DateField(label=_("new day"), widget=DateInput())

    def __init__(self, data: QueryDict | None = None, *, follow_up: FollowUp) -> None:
        super().__init__(data, initial={"to": follow_up.next_action_on}, auto_id="postpone-%s")
        self.fields["to"].widget.attrs |= {"min": localdate().isoformat(), "autofocus": True}
