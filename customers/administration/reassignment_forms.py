"""The forms of a mass reassignment: which customers are given what, then whom of the preview to leave."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core import signing
from django.db.models import Q
from django.http import QueryDict
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from customers.forms import CHOICE_LENGTH
from customers.models import Customer, Route, Salesperson
from customers.querysets import CustomerQuerySet
from customers.selectors import Assignment, CustomerLookups
from webmino.filters import StatusFilter
from webmino.lookups import NONE
from webmino.models import User

ALREADY = {
    "salesperson": _("These customers are assigned so already: choose another salesperson."),
    "route": _("These customers are assigned so already: choose another route."),
}


class ReassignmentForm(forms.Form):
    """Which customers, by what they are assigned to now, and what they are given.

    It lives in the address, under the names that lists of customers use for their filters: codes, `none`
    for none assigned, and nothing for any.
    """

    salesperson = forms.ChoiceField(label=_("salesperson"), required=False)
    route = forms.ChoiceField(label=_("route"), required=False)
    category = forms.ChoiceField(label=_("category"), required=False)
    sorting_group = forms.ChoiceField(label=_("sorting group"), required=False)
    city = forms.ChoiceField(label=_("city"), required=False)
    status = forms.ChoiceField(
        label=_("status"),
        required=False,
        initial=StatusFilter.ALL,
        choices=[
            (StatusFilter.ALL, _("active and inactive")),
            (StatusFilter.ACTIVE, _("active only")),
            (StatusFilter.INACTIVE, _("inactive only")),
        ],
    )
    to_salesperson = forms.ChoiceField(
        label=_("salesperson"),
        required=False,
        error_messages={"invalid_choice": _("Choose an active salesperson of the list.")},
    )
    to_route = forms.ChoiceField(
        label=_("route"),
        required=False,
        help_text=_("They go to the end of the route, in the order of their stops."),
    )

    # One of them at least says which customers.
    CHOOSE = ("salesperson", "route", "category", "sorting_group", "city")
    GIVE = ("salesperson", "route")

    def __init__(self, data: QueryDict | None = None, *, user: User, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.lookups = lookups = CustomerLookups(user)
        salespeople = lookups.salespeople.by_pk.values()
        self._offer("salesperson", _("any"), ((one.code, _with_state(one)) for one in salespeople))
        self._offer("route", _("any"), lookups.routes.choices())
        self._offer("category", _("any"), lookups.categories.choices())
        self._offer("sorting_group", _("any"), lookups.sorting_groups.choices())
        self._offer("city", _("any"), lookups.cities.items())
        active = ((one.code, str(one)) for one in salespeople if one.is_active)
        self._offer("to_salesperson", _("leave as it is"), active)
        self._offer("to_route", _("leave as it is"), lookups.routes.choices())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        if not any(cleaned[name] for name in self.CHOOSE):
            message = _("Say which customers: by salesperson, route, category, sorting group or city.")
            self.add_error("salesperson", message)
        if not any(cleaned[f"to_{name}"] for name in self.GIVE):
            self.add_error("to_salesperson", _("Say what they are given: a salesperson, a route, or both."))
        for name in self.GIVE:
            if cleaned.get(name) and cleaned[name] == cleaned.get(f"to_{name}"):
                self.add_error(f"to_{name}", ALREADY[name])
        return cleaned

    def choosing(self) -> list[forms.BoundField]:
        return [self[name] for name in (*self.CHOOSE, "status")]

    def giving(self) -> list[forms.BoundField]:
        return [self[f"to_{name}"] for name in self.GIVE]

    @property
    def gives(self) -> dict[str, Salesperson | Route | None]:
        """What the customers are given: the columns that change; None for nobody, for no route."""
        tables = {"salesperson": self.lookups.salespeople, "route": self.lookups.routes}
        codes = {name: self.cleaned_data[f"to_{name}"] for name in self.GIVE}
        return {name: tables[name].by_code.get(code) for name, code in codes.items() if code}

    def customers(self) -> CustomerQuerySet:
        """Return the customers who are asked for and whom it would change."""
        tables = {
            "salesperson": self.lookups.salespeople,
            "route": self.lookups.routes,
            "category": self.lookups.categories,
            "sorting_group": self.lookups.sorting_groups,
        }
        condition = Q()
        for name, table in tables.items():
            if code := self.cleaned_data[name]:
                condition &= Q(**{name: table.by_code.get(code)})
        if city := self.cleaned_data["city"]:
            condition &= Q(city_key=None if city == NONE else city)
        status = self.cleaned_data["status"] or StatusFilter.ALL
        if status != StatusFilter.ALL:
            condition &= Q(is_active=status == StatusFilter.ACTIVE)
        return Customer.objects.filter(condition).exclude(**self.gives)

    def _offer(self, name: str, empty: Any, choices: Iterable[tuple[str, Any]]) -> None:
        """Let a field choose among these codes, none assigned, and what is said for nothing chosen."""
        field: Any = self.fields[name]
        cut = ((code, Truncator(str(label)).chars(CHOICE_LENGTH)) for code, label in choices)
        field.choices = [("", empty), (NONE, gettext("None assigned")), *cut]


def _with_state(salesperson: Salesperson) -> str:
    return str(salesperson) if salesperson.is_active else gettext("%s (inactive)") % salesperson


class ConfirmForm(forms.Form):
    """What a preview sends: whom it showed with what each was assigned to, and whose box is ticked.

    Not signed to be secret, but to arrive whole and short: a reassignment may be of 10,000 customers.
    """

    shown = forms.CharField(widget=forms.HiddenInput)

    def clean_shown(self) -> dict[int, Assignment]:
        try:
            rows = signing.loads(self.cleaned_data["shown"])
        except signing.BadSignature:
            return {}
        return {key: Assignment(salesperson, route) for key, salesperson, route in rows}

    @property
    def left_out(self) -> set[int]:
        """The keys of the customers whose box is not ticked; those beyond the rows shown have none."""
        data: Any = self.data
        return {int(key) for key in set(data.getlist("boxes")) - set(data.getlist("give")) if key.isdecimal()}

    @classmethod
    def showing(cls, shown: dict[int, Assignment]) -> "ConfirmForm":
        """The form of a preview that shows these customers."""
        rows = [(key, *assignment) for key, assignment in shown.items()]
        return cls(initial={"shown": signing.dumps(rows, compress=True)})
