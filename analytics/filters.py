"""The filters of analyses: which customers, which items, which periods, which figure (R7, R21)."""

import datetime
from functools import cached_property, lru_cache
from typing import Any, ClassVar

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from analytics.figures import Measure
from analytics.selectors.sales import Scope
from analytics.selectors.stopped_buying import with_follow_up
from analytics.wording import MEASURES, UNITS
from customers.filters import CityFilter, search_filter
from customers.models import Customer
from customers.querysets import search_condition
from followups.filters import CustomersByFollowUpFilterSet
from followups.forms.periods import PeriodForm
from followups.selectors.visit_tracking import VisitTrackingLookups
from par.models import Item, ItemCategory
from webmino.company import CompanySettings
from webmino.filters import Chip, CodeFilter, FilterSet, StatusFilter
from webmino.lookups import NONE, CodeTable, shared_tables
from webmino.models import CODE_LENGTH
from webmino.periods import ComparedPeriod, Period, Unit, compared_periods, default_range, how_many

# Columns of a table: five years of weeks, and a few.
MOST_PERIODS = 270
# Addresses whose periods are remembered.
REMEMBERED = 100
# Filters that choose among customers, those that choose among items, and those that choose what is shown.
OF_CUSTOMERS = (
    *("q", "salesperson", "route", "category", "sorting_group", "city", "status", "customer"),
    *CustomersByFollowUpFilterSet.of_follow_ups,
)
OF_ITEMS = ("item", "item_category")
OF_PERIODS = ("unit", "period_from", "period_to")
OF_FIGURES = ("unit", "measure", "compare", "items")


class AnalysisLookups(VisitTrackingLookups):
    """The code tables of the filters of analyses."""

    wanted = (*VisitTrackingLookups.wanted, ItemCategory)

    @property
    def item_categories(self) -> CodeTable:
        return self.shared[ItemCategory]


class ItemLookups:
    """The code table of the filters of one customer's analysis, which choose among items alone."""

    def __init__(self) -> None:
        self.item_categories = shared_tables(ItemCategory)[ItemCategory]


class AnyStatusFilter(StatusFilter):
    """Whatever the status, unless the address says which: what an inactive customer bought was sold too."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.extra["initial"] = self.ALL

    def filter(self, qs: models.QuerySet, value: str) -> models.QuerySet:
        return super().filter(qs, value or self.ALL)


class ItemCategoryFilter(CodeFilter):
    """Which items count; it chooses no customers."""

    def filter(self, qs: models.QuerySet, value: list[str]) -> models.QuerySet:
        return qs


def shown_filter(label: Any, choices: Any, initial: str) -> django_filters.ChoiceFilter:
    """A choice of what is shown of the sales, which chooses neither customers nor items."""
    return django_filters.ChoiceFilter(
        method="as_is", label=label, choices=choices, initial=initial, empty_label=None
    )


def wanted_days(cleaned: dict[str, Any], *, fiscal_month: int = 1) -> Period:
    """The days that an address asks for: twelve months where it says no beginning, to today without end."""
    unit, today = Unit(cleaned.get("unit") or Unit.MONTH), localdate()
    first, last = cleaned.get("period_from"), cleaned.get("period_to")
    if not first:
        return default_range(unit, last or today, fiscal_month=fiscal_month)
    return Period(first, max(first, last or today))


def shown_days(cleaned: dict[str, Any]) -> Period:
    """Those of the days that an address asks for which a table shows: none after today, unless all are."""
    wanted, today = wanted_days(cleaned), localdate()
    return wanted if wanted.first > today else Period(wanted.first, min(wanted.last, today))


@lru_cache(maxsize=REMEMBERED)
def _periods(
    unit: Unit, wanted: Period, today: datetime.date, fiscal_month: int
) -> tuple[ComparedPeriod, ...]:
    return tuple(compared_periods(unit, wanted, today=today, fiscal_month=fiscal_month))


class PeriodsForm(PeriodForm):
    """Refuses more periods than a table can show."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        unit = Unit(cleaned.get("unit") or Unit.MONTH)
        if not self.errors and how_many(unit, shown_days(cleaned)) > MOST_PERIODS:
            words = gettext("More than %(most)s periods. Choose longer ones, or fewer days.")
            self.add_error("period_from", ValidationError(words % {"most": MOST_PERIODS}))
        return cleaned


class SalesFilterSet(CustomersByFollowUpFilterSet):
    """Which customers and items an analysis is of, in which periods; each page has those that it needs."""

    status = AnyStatusFilter()
    item_category = ItemCategoryFilter("item_categories", "pk", label=_("Item category"))
    unit = shown_filter(_("Periods"), UNITS, Unit.MONTH)
    period_from = django_filters.DateFilter(method="as_is", label=_("Period from"))
    period_to = django_filters.DateFilter(method="as_is", label=_("Period to"))
    measure = shown_filter(_("Figure"), MEASURES, Measure.AMOUNT)
    compare = shown_filter(_("Year before"), [("yes", _("beside")), ("no", _("hidden"))], "yes")
    # Given by the figure that one comes from.
    customer = django_filters.CharFilter(
        field_name="number", label=_("Customer"), widget=forms.HiddenInput, max_length=CODE_LENGTH
    )
    item = django_filters.CharFilter(
        method="as_is", label=_("Item"), widget=forms.HiddenInput, max_length=CODE_LENGTH
    )

    # Of these, the ones that a page has no use for.
    left_out: ClassVar[tuple[str, ...]] = ()

    class Meta:
        form = PeriodsForm

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.left_out:
            del self.filters[name]

    @cached_property
    def cleaned(self) -> dict[str, Any]:
        """What the address says; nothing where one filter is wrong, which the page says."""
        return self.form.cleaned_data if self.is_valid() else {}

    @property
    def chosen_unit(self) -> Unit:
        return Unit(self.cleaned.get("unit") or Unit.MONTH)

    @property
    def chosen_measure(self) -> Measure:
        return Measure(self.cleaned.get("measure") or Measure.AMOUNT)

    @property
    def compares(self) -> bool:
        return self.cleaned.get("compare") != "no"

    @cached_property
    def periods(self) -> tuple[ComparedPeriod, ...]:
        fiscal_month = (self.request.company or CompanySettings.current()).fiscal_year_month
        wanted = wanted_days(self.cleaned, fiscal_month=fiscal_month)
        return _periods(self.chosen_unit, wanted, localdate(), fiscal_month)

    @cached_property
    def named_item(self) -> Item | None:
        """The one item that the address names; None when it names none that is in the catalogue."""
        code = self.cleaned.get("item")
        return Item.objects.filter(code=code).first() if code else None

    @cached_property
    def named_customer(self) -> Customer | None:
        """The one customer that the address names, if the user sees him (R25)."""
        number = self.cleaned.get("customer")
        return self.queryset.filter(number=number).first() if number else None

    @cached_property
    def scope(self) -> Scope:
        """Which sales the filters choose, of those that the user sees."""
        narrowed = {name for name, _value in self.chosen() if name in OF_CUSTOMERS}
        seen = Scope.of(self.user)
        if not narrowed:
            return Scope(seen.customers, self.chosen_items(), seen.salespeople, seen.is_everybody)
        salespeople = None
        if narrowed == {"salesperson"}:
            codes = self.cleaned.get("salesperson", [])
            chosen = {*self.lookups.salespeople.keys(codes), *([None] if NONE in codes else [])}
            salespeople = frozenset(chosen if seen.is_everybody else chosen & set(seen.salespeople or ()))
        return Scope(self.rows(), self.chosen_items(), salespeople)

    def chosen_items(self) -> models.QuerySet | None:
        """The items that count; None for all."""
        codes, item = self.cleaned.get("item_category") or [], self.cleaned.get("item")
        if not codes and not item:
            return None
        items = Item.objects.filter(code=item) if item else Item.objects.all()
        if codes:
            families = models.Q(category__in=self.lookups.item_categories.keys(codes))
            items = items.filter(families | models.Q(category=None) if NONE in codes else families)
        return items

    def chips(self) -> Any:
        """The filters that narrow; a customer or an item by its name too."""
        return (chip for name, chip in self._named_chips() if name not in OF_FIGURES)

    def chosen_in_words(self) -> Any:
        """All that the address chooses, what is shown of the figures too (R26)."""
        return (chip for _name, chip in self._named_chips())

    def _named_chips(self) -> Any:
        for chip, name in zip(super().chips(), self._names(), strict=True):
            named = {"customer": self.named_customer, "item": self.named_item}.get(name)
            yield name, Chip(chip.label, str(named), chip.without) if named else chip

    def _names(self) -> list[str]:
        """The name of the filter of each chip."""
        fields = self.form.fields
        return [name for name in fields for value in self.data.getlist(name) if value]

    def is_narrowed(self) -> bool:
        return any(name not in (*OF_FIGURES, *OF_PERIODS) for name in self._names())


class CompanyFilterSet(SalesFilterSet):
    """The company's page shows every figure, beside the year before."""

    left_out = ("measure", "compare")


class CustomerSalesFilterSet(SalesFilterSet):
    """Of one customer: which of his items, and in which periods."""

    left_out = OF_CUSTOMERS
    # Those of his list, all, or those that are not on it.
    LISTED, ALL, OTHERS = "specific", "all", "others"
    items = shown_filter(
        _("Items bought"),
        [(LISTED, _("of his list")), (OTHERS, _("not of his list")), (ALL, _("all"))],
        initial=LISTED,
    )

    @property
    def which_items(self) -> str:
        """Which of what he bought the rows are; one item, or those of a category, are on no list."""
        chooses_items = self.cleaned.get("item") or self.cleaned.get("item_category")
        return self.ALL if chooses_items else self.cleaned.get("items") or self.LISTED


class LineFilterSet(SalesFilterSet):
    """Which invoice lines, of any day unless a period is given."""

    left_out = ("unit", "measure", "compare")
    invoice = django_filters.CharFilter(
        method="as_is", label=_("Invoice"), help_text=_("Invoice number"), max_length=CODE_LENGTH
    )

    # Given by the link of an invoice's number; with its customer, since several may use one number.
    whole_invoice = django_filters.CharFilter(
        method="as_is", label=_("Invoice"), widget=forms.HiddenInput, max_length=CODE_LENGTH
    )

    class Meta:
        form = PeriodForm

    def is_narrowed(self) -> bool:
        """By a period too: without one, a list of lines has those of any day."""
        return any(self.chips())

    @property
    def days(self) -> list[Period]:
        first, last = self.cleaned.get("period_from"), self.cleaned.get("period_to")
        if not first and not last:
            return []
        return [Period(first or datetime.date.min, last or datetime.date.max)]

    @property
    def of_invoices(self) -> models.Q:
        """The invoices: those whose number holds what is typed, the one that a link names."""
        part, whole = (self.cleaned.get(name, "").replace("\0", " ") for name in ("invoice", "whole_invoice"))
        condition = models.Q(invoice__icontains=part) if part else models.Q()
        return condition & models.Q(invoice=whole) if whole else condition


class StoppedBuyingFilterSet(FilterSet):
    """What customers, who are active all of them, stopped buying: them by their filters, and the items."""

    q = search_filter(_("Number, name, telephone, city, item"))
    salesperson = CodeFilter("salespeople", "customer__salesperson", label=_("Salesperson"))
    route = CodeFilter("routes", "customer__route", label=_("Route"))
    category = CodeFilter("categories", "customer__category", label=_("Category"))
    sorting_group = CodeFilter("sorting_groups", "customer__sorting_group", label=_("Sorting group"))
    city = CityFilter(field_name="customer__city_key", label=_("City"))
    item_category = CodeFilter("item_categories", "item__category", label=_("Item category"))
    followed_up = django_filters.ChoiceFilter(
        method="by_follow_up",
        label=_("Follow-up recorded"),
        choices=[("yes", _("yes")), ("no", _("no"))],
        empty_label=_("all"),
    )

    def by_follow_up(self, queryset: Any, name: str, value: str) -> models.QuerySet:
        return with_follow_up(queryset, exists=value == "yes")

    def search(self, queryset: Any, name: str, value: str) -> models.QuerySet:
        """By what their customer or their item is found by."""
        of_customer = search_condition(value, "customer__search_text")
        return queryset.filter(of_customer | search_condition(value, "item__search_text"))
