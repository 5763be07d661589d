"""How forms look, by the renderer alone."""

import datetime
import re

import pytest
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils import translation

from customers.administration.forms import (
    CategoryForm,
    RouteForm,
    SalespersonForm,
    SortingGroupForm,
    UserCreateForm,
)
from customers.models import Customer
from followups.forms.service_types import ServiceTypeForm
from webmino.forms import ConstraintsBesideFields, DateInput, saved


class Example(forms.Form):
    name = forms.CharField(label="name", help_text="As on the sign.")
    on = forms.DateField(label="day", required=False, widget=DateInput)
    channel = forms.ChoiceField(label="channel", choices=[("a", "A")])
    tick = forms.BooleanField(label="tick", required=False)
    one_of = forms.ChoiceField(label="one of", choices=[("x", "X")], widget=forms.RadioSelect)
    token = forms.CharField(widget=forms.HiddenInput)


class FrequencyForm(ConstraintsBesideFields):
    constraint_fields = {"customer_visit_frequency_is_possible": "visit_every_days"}

    class Meta:
        model = Customer
        fields = ["visit_every_days"]


def attributes(html: str, name: str) -> dict[str, str]:
    tag = re.search(rf'<(?:input|select|textarea)[^>]*name="{name}"[^>]*>', html)[0]
    return dict(re.findall(r'([\w-]+)="([^"]*)"', tag))


def test_each_input_has_the_class_that_bootstrap_gives_its_kind() -> None:
    html = str(Example())

    classes = {name: attributes(html, name)["class"] for name in ("name", "channel", "tick", "one_of")}
    assert classes == {
        "name": "form-control",
        "channel": "form-select",
        "tick": "form-check-input",
        "one_of": "form-check-input",
    }
    assert "class" not in attributes(html, "token")


def test_a_class_of_the_widget_stays() -> None:
    form = Example()
    form.fields["name"].widget.attrs["class"] = "wide"

    assert attributes(str(form), "name")["class"] == "wide form-control"


def test_what_is_wrong_is_said_beside_its_field_and_tied_to_it() -> None:
    """R28."""
    html = str(Example({"name": "", "on": "2026-02-30", "channel": "a", "one_of": "x", "token": "t"}))

    name, on = attributes(html, "name"), attributes(html, "on")
    assert (name["aria-invalid"], name["aria-describedby"]) == ("true", "id_name_helptext id_name_error")
    assert (on["value"], on["class"]) == ("2026-02-30", "form-control is-invalid")
    assert re.findall(r'id="(id_\w+_(?:error|helptext))"', html) == [
        *("id_name_error", "id_name_helptext", "id_on_error")
    ]
    assert "aria-invalid" not in attributes(html, "channel")


def test_each_input_has_a_label_and_what_may_stay_empty_says_so() -> None:
    html = str(Example())

    assert '<label class="form-label" for="id_name">Name</label>' in html
    assert (
        '<label class="form-label" for="id_on">Day <span class="optional">(facultatif)</span></label>' in html
    )
    assert '<label class="form-check-label" for="id_tick">Tick</label>' in html
    assert '<legend class="form-label">One of</legend>' in html


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_browsers_calendar_gets_iso_in_both_languages(language: str) -> None:
    with translation.override(language):
        html = str(Example(initial={"on": datetime.date(2026, 11, 1)}))

    assert (attributes(html, "on")["type"], attributes(html, "on")["value"]) == ("date", "2026-11-01")


def test_what_a_constraint_refuses_is_said_beside_the_named_field(db: None) -> None:
    form = FrequencyForm({"visit_every_days": "0"}, instance=Customer(number="1", name="Épicerie"))

    assert form.errors == {"visit_every_days": ["La fréquence de visite est de 1 à 3 650 jours."]}


def test_what_a_constraint_refuses_is_said_above_the_form_when_no_field_is_named(db: None) -> None:
    class Unnamed(FrequencyForm):
        constraint_fields = {}

    form = Unnamed({"visit_every_days": "0"}, instance=Customer(number="1", name="Épicerie"))

    assert form.errors == {NON_FIELD_ERRORS: ["La fréquence de visite est de 1 à 3 650 jours."]}
    assert '<div class="alert alert-danger" role="alert">' in str(form)


def filled(form_class: type[forms.ModelForm]) -> forms.ModelForm:
    """A form of administrators, filled in well, for a code or user name that is still free."""
    password = {"password1": "un lac gelé", "password2": "un lac gelé"}
    labels = {"code": "A", "name": "A", "name_fr": "A", "name_en": "A", "channel": "visit", "position": "1"}
    return form_class(labels | password | {"username": "a", "language": "fr", "role": "office"})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("form_class", "field"),
    [
        (SalespersonForm, "code"),
        (RouteForm, "code"),
        (CategoryForm, "code"),
        (SortingGroupForm, "code"),
        (UserCreateForm, "username"),
        (ServiceTypeForm, "code"),
    ],
)
def test_r28_of_two_who_create_the_same_at_the_same_instant_the_second_is_told(
    form_class: type[forms.ModelForm], field: str
) -> None:
    first, second = filled(form_class), filled(form_class)
    both_valid = first.is_valid() and second.is_valid()

    outcomes = [saved(first), saved(second)]

    assert (both_valid, outcomes) == (True, [True, False])
    assert re.fullmatch(r"Une? autre .+ a ce (code|nom d’usager)\.", second.errors[field][0])
    assert len(second.errors) == 1
    assert form_class.Meta.model.objects.count() == 1


def test_several_boxes_to_tick_have_the_class_each_and_not_together() -> None:
    class Several(forms.Form):
        some = forms.MultipleChoiceField(
            choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple
        )

    html = str(Several())

    assert html.count('class="form-check-input"') == 2
    assert re.search(r"<div[^>]*form-check-input", html) is None
