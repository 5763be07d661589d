"""The filters of the tracking page (R7), which choose among the eligible: none makes or breaks eligibility.

And those of the agenda and of the journal of follow-ups.
"""

import datetime
from typing import Any

import django_filters
from django import forms
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.http import QueryDict
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from customers.filters import CustomerChoiceFilterSet, search_filter
from customers.querysets import search_condition
from followups.forms.periods import PeriodForm
from followups.models import CustomerVisitState
from followups.querysets import FollowUpQuerySet
from followups.selectors.agenda import When, due_in
from webmino.filters import CodeFilter, FilterSet, LookupFilter, Pair, StatusFilter
from webmino.lookups import NONE
from webmino.periods import DAY, Period

# What counts are shown for when the address names no period: the last 30 days, today included.
DEFAULT_PERIOD_DAYS = 30


class DoneByFilter(LookupFilter):
    """Who did the last follow-up: a salesperson by his code, or the user who entered it as his own.

    « None » is nobody known: an imported follow-up without a salesperson.
    """

    # Before a user's name in an address; codes of salespeople may be anything else.
    USER = "@"

    def lookup_choices(self) -> list[Pair]:
        salespeople, users = self.parent.lookups.authors
        return [
            *((one.code, str(one)) for one in salespeople),
            *((f"{self.USER}{one.username}", str(one)) for one in users),
        ]

    def filter(self, qs: models.QuerySet, value: list[str]) -> models.QuerySet:
        if not value:
            return qs
        salespeople, users = self.parent.lookups.authors
        named = [one.pk for one in users if f"{self.USER}{one.username}" in value]
        condition = Q(last_done_by__in=[one.pk for one in salespeople if one.code in value])
        condition |= Q(last_done_by=None, last_entered_by__in=named)
        if NONE in value:
            condition |= Q(last_done_by=None, last_entered_by=None)
        return qs.filter(condition)


class VisitTrackingFilterSet(CustomerChoiceFilterSet):
    """Code and « done by » are those of the last follow-up, as the table shows them."""

    code = CodeFilter("service_types", "last_service_type", label=_("Last code"))
    done_by = DoneByFilter(label=_("Last done by"))
    days_since_min = django_filters.NumberFilter(
        field_name="last_on",
        method="silent_for",
        label=_("Days since, at least"),
        validators=[MinValueValidator(0)],
        decimal_places=0,
        max_digits=5,
    )
    due = django_filters.MultipleChoiceFilter(
        method="to_do",
        label=_("To do"),
        choices=[
            ("late", _("late for a visit")),
            ("overdue", _("next action overdue")),
            ("today", _("next action due today")),
            ("open", _("has a next action")),
        ],
    )
    period_from = django_filters.DateFilter(method="as_is", label=_("Period from"))
    period_to = django_filters.DateFilter(method="as_is", label=_("Period to"))

    class Meta:
        form = PeriodForm

    @property
    def period(self) -> Period:
        """The days that are counted: they change figures, never which customers are listed (R7)."""
        cleaned = self.form.cleaned_data if self.is_valid() else {}
        last = cleaned.get("period_to") or localdate()
        first = cleaned.get("period_from")
        return Period(first, max(first, last)) if first else Period.ending(last, days=DEFAULT_PERIOD_DAYS)

    def silent_for(self, queryset: models.QuerySet, name: str, value: int) -> models.QuerySet:
        """Customers whose last follow-up is at least `value` days old."""
        return queryset.filter(last_on__lte=localdate() - int(value) * DAY)

    def to_do(self, queryset: models.QuerySet, name: str, value: list[str]) -> models.QuerySet:
        return queryset.filter(self._due_condition(value, localdate())) if value else queryset

    def as_is(self, queryset: models.QuerySet, name: str, value: datetime.date) -> models.QuerySet:
        return queryset

    @staticmethod
    def _due_condition(wanted: list[str], today: datetime.date) -> Q:
        conditions = {
            "late": Q(late_from__lte=today),
            "overdue": Q(next_action_on__lt=today),
            "today": Q(next_action_on=today),
            "open": Q(next_action_on__isnull=False),
        }
        condition = Q()
        for name in wanted:
            condition |= conditions[name]
        return condition


class LastCodeFilter(CodeFilter):
    """The code of the last follow-up, which `CustomersByFollowUpFilterSet.rows` chooses by."""

    def filter(self, qs: models.QuerySet, value: list[str]) -> models.QuerySet:
        return qs


class LastDoneByFilter(DoneByFilter):
    """Who did the last follow-up, likewise."""

    def filter(self, qs: models.QuerySet, value: list[str]) -> models.QuerySet:
        return qs


class CustomersByFollowUpFilterSet(CustomerChoiceFilterSet):
    """Customers, by the filters of the tracking page: their own, and those of their last follow-up (R7).

    Its lookups are `VisitTrackingLookups`. One of the latter leaves out who was never followed up.
    """

    of_follow_ups = ("code", "done_by", "days_since_min", "due")
    code = LastCodeFilter("service_types", "pk", label=_("Last code"))
    done_by = LastDoneByFilter(label=_("Last done by"))
    days_since_min = django_filters.NumberFilter(
        method="as_is",
        label=_("Days since, at least"),
        validators=[MinValueValidator(0)],
        decimal_places=0,
        max_digits=5,
    )
    due = django_filters.MultipleChoiceFilter(
        method="as_is",
        label=_("To do"),
        choices=VisitTrackingFilterSet.base_filters["due"].extra["choices"],
    )

    def as_is(self, queryset: models.QuerySet, name: str, value: Any) -> models.QuerySet:
        return queryset

    @property
    def asks_follow_ups(self) -> bool:
        """Whether the address chooses by the last follow-up."""
        return any(any(self.data.getlist(name)) for name in self.of_follow_ups if name in self.form.fields)

    def rows(self) -> models.QuerySet:
        """The customers that the address chooses; by their last follow-up as the tracking page does."""
        customers = super().rows()
        if not self.asks_follow_ups:
            return customers
        asked = QueryDict(mutable=True)
        for name in self.of_follow_ups:
            asked.setlist(name, self.data.getlist(name))
        asked["status"] = StatusFilter.ALL
        states = CustomerVisitState.objects.visible_to(self.user)
        tracking = VisitTrackingFilterSet(asked, states, request=self.request, lookups=self.lookups)
        return customers.filter(pk__in=tracking.rows().order_by().values("pk"))


class AgendaFilterSet(FilterSet):
    """Of the actions that one sees, which to list: by when they are due, and whose they are.

    They are somebody's by the customer's salesperson now, or one's own.
    """

    q = search_filter()
    salesperson = CodeFilter("salespeople", "customer__salesperson", label=_("Salesperson"))
    due = django_filters.MultipleChoiceFilter(method="due_then", label=_("Due"), choices=When.choices)
    whose = django_filters.ChoiceFilter(
        method="of_mine", label=_("Whose"), choices=[("mine", _("mine"))], empty_label=_("everybody’s")
    )

    class Meta:
        form = forms.Form

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # All that a representative sees is his to do.
        if not self.user.has_perm("customers.view_all_customers"):
            del self.filters["whose"]

    def search(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        return queryset.filter(search_condition(value, "customer__search_text"))

    def due_then(self, queryset: models.QuerySet, name: str, value: list[str]) -> models.QuerySet:
        return queryset.filter(due_in(value, on=localdate())) if value else queryset

    def of_mine(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """What I entered, and what the customers of the salespeople whom I act for wait for."""
        acted_for = Q(customer__salesperson__in=self.user.salespeople.values("pk"))
        return queryset.filter(Q(entered_by=self.user) | acted_for)


class JournalFilterSet(FilterSet):
    """Of the standing follow-ups that one sees, which to list: here the period, ends included, chooses."""

    q = search_filter()
    salesperson = CodeFilter("salespeople", "customer__salesperson", label=_("Salesperson"))
    code = CodeFilter("service_types", "service_type", label=_("Code"))
    visits = django_filters.ChoiceFilter(
        method="visits_only",
        label=_("Which"),
        choices=[("only", _("visits only"))],
        empty_label=_("all follow-ups"),
    )
    period_from = django_filters.DateFilter("happened_on", "gte", label=_("Period from"))
    period_to = django_filters.DateFilter("happened_on", "lte", label=_("Period to"))

    class Meta:
        form = PeriodForm

    def search(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        return queryset.filter(search_condition(value, "customer__search_text"))

    def visits_only(self, queryset: FollowUpQuerySet, name: str, value: str) -> models.QuerySet:
        return queryset.visits()
