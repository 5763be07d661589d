"""The panel's forms: entering a follow-up, and choosing among those of a customer."""

import uuid
from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.text import Truncator
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from customers.models import Customer, Salesperson
from followups.forms.periods import PeriodForm
from followups.models import FollowUp, ServiceType
from followups.querysets import FollowUpQuerySet
from followups.selectors.follow_ups import (
    Tables,
    default_done_by,
    names_nobody,
    names_of_lines,
    open_actions,
    salespeople_to_name,
)
from webmino.forms import DateInput, LinesField
from webmino.lookups import CodeTable
from webmino.models import LABEL_LENGTH, User

# Labels may have a thousand characters; a list of choices stays readable.
CHOICE_LENGTH = 70


class ServiceTypeField(forms.ModelChoiceField):
    """Codes as « VIS Visite »: typing V, I, S in the list chooses it."""

    def label_from_instance(self, obj: ServiceType) -> str:
        return Truncator(str(obj)).chars(CHOICE_LENGTH)


class FollowUpFields(forms.Form):
    """What is said of a follow-up, whether it is entered or corrected (R3)."""

    service_type = ServiceTypeField(ServiceType.objects.all(), label=_("code"))
    note = LinesField(
        label=_("note"), required=False, widget=forms.Textarea({"rows": 2, "data-enter-submits": True})
    )
    happened_on = forms.DateField(label=_("date"), widget=DateInput())
    done_by = forms.ModelChoiceField(Salesperson.objects.none(), label=_("done by"), required=False)
    next_action = forms.CharField(
        label=_("next action"),
        required=False,
        max_length=LABEL_LENGTH,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    next_action_on = forms.DateField(label=_("due on"), required=False, widget=DateInput())

    def offer(
        self, service_types: Iterable[ServiceType], salespeople: Iterable[Salesperson], nobody: str
    ) -> None:
        """Say which codes and salespeople can be chosen; `nobody` is shown when no salesperson is."""
        fields: dict[str, Any] = self.fields
        label = fields["service_type"].label_from_instance
        codes = [(code.pk, label(code)) for code in service_types]
        fields["service_type"].widget.choices = [("", _("code…")), *codes]
        if not codes:
            fields["service_type"].help_text = _(
                "No code is in use. An administrator adds the service types."
            )
        fields["happened_on"].widget.attrs["max"] = localdate().isoformat()
        people = [(one.pk, str(one)) for one in salespeople]
        fields["done_by"].widget.choices = [("", nobody), *people]


class FollowUpForm(FollowUpFields):
    """A follow-up as it is typed: code, Tab, note, Enter; the rest is there when it is needed (R3).

    The lists offer what can be chosen now and accept what could be a moment ago: whether that still
    goes is for `record_follow_up` to say, which knows a form that it has already recorded.
    """

    closes = forms.ModelMultipleChoiceField(
        FollowUp.objects.none(),
        label=_("done with this follow-up"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    submission = forms.UUIDField(widget=forms.HiddenInput({"autocomplete": "off"}))

    def __init__(
        self, data: QueryDict | None = None, *, customer: Customer, user: User, names: Tables | None = None
    ) -> None:
        """`names` is what `names_of_lines` returned, where it was asked already."""
        initial = {
            "submission": uuid.uuid4,
            "happened_on": localdate,
            "done_by": default_done_by(customer, user),
        }
        super().__init__(data, auto_id="follow-up-%s", initial=initial)
        nobody = str(user) if names_nobody(user) else gettext("choose…")
        names = names or names_of_lines()
        codes = [code for code in names[ServiceType].by_pk.values() if code.is_active]
        self.offer(codes, self._salespeople(user, names[Salesperson]), nobody)
        self.fields["service_type"].widget.attrs |= {
            "data-shortcut": "n",
            "data-shortcut-label": gettext("New follow-up"),
        }
        closes: Any = self.fields["closes"]
        closes.queryset = FollowUp.objects.filter(customer=customer)
        # The follow-up itself is the label: the panel shows its action, its day and whether that is over.
        closes.widget.choices = [(action.pk, action) for action in open_actions(customer)]

    def _salespeople(self, user: User, known: CodeTable) -> Iterable[Salesperson]:
        """Let any of those whom the user may name be sent, and return them."""
        field = cast("forms.ModelChoiceField", self.fields["done_by"])
        field.queryset = salespeople_to_name(user)
        if names_nobody(user):
            return [one for one in known.by_pk.values() if one.is_active]
        return list(field.queryset)

    def renew_submission(self) -> None:
        """Make what was typed a new follow-up when it is sent again."""
        data = cast("QueryDict", self.data).copy()
        data["submission"] = str(uuid.uuid4())
        self.data = data

    def focus_first_to_fill(self) -> None:
        """Put the cursor in the first field with a fault; in the code when there is none."""
        faulty = [name for name in self.fields if name in self.errors]
        first = faulty[0] if faulty else "service_type"
        self.fields[first].widget.attrs["autofocus"] = True


class FollowUpFilterForm(PeriodForm):
    """Which of the customer's follow-ups to show: of a code, of days (both included). Empty is all."""

    code = ServiceTypeField(
        ServiceType.objects.all(),
        to_field_name="code",
        label=_("code"),
        required=False,
        empty_label=_("all codes"),
    )
    period_from = forms.DateField(label=_("from the day"), required=False, widget=DateInput())
    period_to = forms.DateField(label=_("to the day"), required=False, widget=DateInput())

    def __init__(self, data: QueryDict, names: Tables | None = None) -> None:
        """`names` is what `names_of_lines` returned, where it was asked already."""
        super().__init__(data, auto_id="follow-up-filter-%s")
        code = cast("ServiceTypeField", self.fields["code"])
        known = (names or names_of_lines())[ServiceType].by_pk.values()
        code.widget.choices = [
            ("", code.empty_label),
            *((each.code, code.label_from_instance(each)) for each in known),
        ]

    @property
    def is_choosing(self) -> bool:
        """Whether something was asked for, be it with a fault."""
        return not self.is_valid() or any(self.cleaned_data.values())

    def chosen(self, follow_ups: FollowUpQuerySet) -> FollowUpQuerySet:
        """Return those that it asks for; a field with an error chooses nothing out."""
        self.is_valid()
        columns = {"code": "service_type", "period_from": "happened_on__gte", "period_to": "happened_on__lte"}
        asked = {columns[name]: value for name, value in self.cleaned_data.items() if value}
        return follow_ups.filter(**asked)
