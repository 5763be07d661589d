"""What filters of list pages share: they live in the address, and each chosen value shows as a chip."""

from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import django_filters
from django import forms
from django.db import models
from django.db.models import Q
from django.http import QueryDict
from django.utils.choices import BaseChoiceIterator
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from webmino.lookups import NONE, CodeTable
from webmino.walks import WALK

# Parameters that say where one is in a list or what to do with it, not which list it is.
PLACE = ("after", "before", "page", "at", "export", "open", WALK)


@dataclass(frozen=True)
class Chip:
    """A filter that is on: what it says, and the parameters of the list without it."""

    label: str | Promise
    value: str | Promise
    without: str


# What an address says of a choice, and its words.
Pair = tuple[str, str]


class Control(NamedTuple):
    """A filter as the page draws it: a search box, a menu of choices, a number or a day, or kept unseen.

    It is all that is drawn, in the words of a language. `chosen` are the values that the address has, or
    the one that is on unless it has one.
    """

    name: str
    label: str
    kind: str
    hint: str
    value: str
    pairs: tuple[Pair, ...]
    chosen: tuple[str, ...]
    errors: tuple[str, ...]

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        """What is offered: the value, its words, and whether it is chosen."""
        return [(value, words, value in self.chosen) for value, words in self.pairs]

    @property
    def chosen_count(self) -> int:
        return sum(value in self.chosen for value, _words in self.pairs)


class Choices(BaseChoiceIterator):
    """Pairs that are as a form wants them, which neither looks through hundreds of them nor copies them."""

    def __init__(self, pairs: tuple[Pair, ...]) -> None:
        self.pairs = pairs

    def __iter__(self) -> Iterator[Pair]:
        return iter(self.pairs)

    def __deepcopy__(self, memo: object) -> "Choices":
        return self


class LookupFilter(django_filters.MultipleChoiceFilter):
    """Choices that the request's lookups hold, « none assigned » first; an address repeats the parameter."""

    field_class = forms.MultipleChoiceField

    def lookup_choices(self) -> Iterable[Pair]:
        raise NotImplementedError

    def choices(self) -> Choices:
        """What the request's lookups offer, which its form's field is given."""
        return Choices(((NONE, gettext("None assigned")), *self.lookup_choices()))

    def filter(self, qs: models.QuerySet, value: list[str]) -> models.QuerySet:
        if not value:
            return qs
        condition = Q(**{f"{self.field_name}__in": self.keys(value)})
        if NONE in value:
            condition |= Q(**{f"{self.field_name}__isnull": True})
        return qs.filter(condition)

    def keys(self, values: list[str]) -> list[Any]:
        """What the column holds for the values of the address."""
        return values


class CodeFilter(LookupFilter):
    """Rows whose foreign key is one of the chosen codes; « none » chooses those without (R7).

    `table` names the code table among the `lookups` that the filter set was given.
    """

    def __init__(self, table: str, field_name: str, **kwargs: Any) -> None:
        self.table = table
        super().__init__(field_name=field_name, **kwargs)

    @property
    def _code_table(self) -> CodeTable:
        return getattr(self.parent.lookups, self.table)

    def lookup_choices(self) -> tuple[Pair, ...]:
        return self._code_table.choices()

    def keys(self, values: list[str]) -> list[int]:
        return self._code_table.keys(values)


class StatusFilter(django_filters.ChoiceFilter):
    """Active rows unless the address says « inactive » or « all »."""

    ACTIVE, INACTIVE, ALL = "active", "inactive", "all"

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Status"))
        kwargs.setdefault("field_name", "is_active")
        super().__init__(
            initial=self.ACTIVE,
            choices=[(self.ACTIVE, _("active")), (self.INACTIVE, _("inactive")), (self.ALL, _("all"))],
            empty_label=None,
            **kwargs,
        )

    def filter(self, qs: models.QuerySet, value: str) -> models.QuerySet:
        return qs if value == self.ALL else qs.filter(**{self.field_name: value != self.INACTIVE})


class Filters(dict[str, django_filters.Filter]):
    """The filters of a class, by name, which each request copies: what they refer to is not written to."""

    def __deepcopy__(self, memo: object) -> dict[str, django_filters.Filter]:
        return {name: _copied(each) for name, each in self.items()}


def _copied(each: django_filters.Filter) -> django_filters.Filter:
    copied = copy(each)
    if copied.method is not None:
        # What calls the method holds the filter, and finds the filter set by it.
        copied.method = copied.method
    return copied


# The form of each filter set, by its class and the names of its filters.
_forms: dict[tuple[Any, ...], type[forms.Form]] = {}


class FilterSet(django_filters.FilterSet):
    """The filters of a list page. `lookups` holds the code tables of the request."""

    def __init__(self, data: QueryDict, queryset: models.QuerySet, *, request: Any, lookups: Any) -> None:
        self.lookups = lookups
        super().__init__(data, queryset, request=request)

    @classmethod
    def get_filters(cls) -> Filters:
        return Filters(super().get_filters())

    def get_form_class(self) -> type[forms.Form]:
        """The form, which copies its fields for each request: its class is made once."""
        key = (type(self), *self.filters)
        if key not in _forms:
            _forms[key] = super().get_form_class()
        return _forms[key]

    @cached_property
    def form(self) -> forms.Form:
        form = super().form
        for name, each in self.filters.items():
            if isinstance(each, LookupFilter):
                form.fields[name].choices = each.choices()
        return form

    @property
    def user(self) -> Any:
        return self.request.user

    def rows(self) -> models.QuerySet:
        """The rows that the address chooses; none when a filter is wrong, which the page says."""
        return self.qs if self.is_valid() else self.queryset.none()

    def chips(self) -> Iterator[Chip]:
        """Each value that narrows the list, as the address gives it."""
        for name, field in self.form.fields.items():
            values = [value for value in self.data.getlist(name) if value]
            choices = dict(_pairs(field)) if values else {}
            for value in values:
                yield Chip(field.label or name, choices.get(value, value), self._without(name, value))

    def controls(self) -> Iterator[Control]:
        """Each filter with what the address gives it, wrong values included (R28)."""
        said, errors = _said_of(self.form), self.form.errors
        for name, field in self.form.fields.items():
            values = self.data.getlist(name)
            label, kind, hint, pairs = said[name]
            yield Control(
                name,
                label,
                kind,
                hint,
                values[0] if values else "",
                _pairs(field) if pairs is None else pairs,
                tuple(values or [field.initial]),
                tuple(map(str, errors[name])) if name in errors else (),
            )

    def in_words(self) -> list[tuple[str, str]]:
        """Each filter that is on, by its name: the chosen ones, and those that are on unless one chooses."""
        said = [(str(chip.label), str(chip.value)) for chip in self.chosen_in_words()]
        for name, field in self.form.fields.items():
            if field.initial and not self.data.get(name):
                choices = dict(_pairs(field))
                said.append((str(field.label), str(choices.get(field.initial, field.initial))))
        return said

    def chosen_in_words(self) -> Iterator[Chip]:
        """What the address chooses; a subclass may show less of it as chips."""
        return self.chips()

    def is_narrowed(self) -> bool:
        return any(self.chips())

    def chosen(self) -> list[tuple[str, str]]:
        """What the address asks of each filter, in one order: (name, value), without what is on anyway."""
        said: list[tuple[str, str]] = []
        for name, field in self.form.fields.items():
            values = field.widget.value_from_datadict(self.data, {}, name)
            several = values if isinstance(values, list) else [values]
            said += [
                (name, value) for value in sorted(set(several)) if value not in (None, "", field.initial)
            ]
        return said

    def not_offered(self) -> list[tuple[str, str]]:
        """The chosen values that are no choices: of what is gone, or of what the user doesn't see."""
        offered = {name: dict(_pairs(field)) for name, field in self.form.fields.items()}
        return [
            (name, value) for name, value in self.chosen() if offered[name] and value not in offered[name]
        ]

    def _without(self, name: str, value: str) -> str:
        params = self.data.copy()
        for place in PLACE:
            params.pop(place, None)
        params.setlist(name, [kept for kept in params.getlist(name) if kept != value])
        return params.urlencode()


class Said(NamedTuple):
    """What a field says whoever asks, in the words of a language; `pairs` is None where lookups give them."""

    label: str
    kind: str
    hint: str
    pairs: tuple[Pair, ...] | None


# What the fields of each form say, by its class and the language.
_said: dict[tuple[type[forms.Form], str | None], dict[str, Said]] = {}


def _said_of(form: forms.Form) -> dict[str, Said]:
    key = type(form), get_language()
    if key not in _said:
        _said[key] = {
            name: Said(
                str(field.label),
                _kind(field),
                str(field.help_text),
                None if isinstance(getattr(field, "choices", None), Choices) else _pairs(field),
            )
            for name, field in form.fields.items()
        }
    return _said[key]


def _pairs(field: forms.Field) -> tuple[Pair, ...]:
    """What a field offers, in the language that is spoken; nothing where one types."""
    choices = getattr(field, "choices", ())
    if isinstance(choices, Choices):
        return choices.pairs
    return tuple((str(value), str(words)) for value, words in choices)


def _kind(field: forms.Field) -> str:
    if field.widget.is_hidden:
        return "hidden"
    if isinstance(field, forms.MultipleChoiceField):
        return "menu"
    if isinstance(field, forms.ChoiceField):
        return "choice"
    if isinstance(field, forms.DateField):
        return "date"
    return "number" if isinstance(field, forms.DecimalField) else "search"
