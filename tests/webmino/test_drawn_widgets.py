"""Widgets that are drawn without a template are those of Django's templates, byte for byte."""

from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from customers.models import Salesperson
from tests.factories import make_salesperson
from webmino.drawn_widgets import DRAWN
from webmino.forms import DateInput, FormRenderer

TROUBLE = """<b>&"'\0é\n"""
ATTRIBUTES = {
    "id": "id_x",
    "class": TROUBLE,
    "required": True,
    "disabled": False,
    "maxlength": 1200,
    "data-lead": _("Customers"),
    "data-safe": mark_safe("&times;"),
    TROUBLE: "x",
}
CHOICES = [
    ("", _("Customers")),
    (1234567, 1234567),
    (Decimal("1.5"), Decimal("1.5")),
    (TROUBLE, TROUBLE),
    (TROUBLE, [("a", mark_safe("<i>A</i>")), (None, "nothing")]),
]
WIDGETS = [
    forms.TextInput,
    forms.NumberInput,
    forms.EmailInput,
    forms.URLInput,
    forms.PasswordInput,
    forms.HiddenInput,
    forms.DateInput,
    DateInput,
    forms.DateTimeInput,
    forms.TimeInput,
    forms.CheckboxInput,
    forms.Textarea,
    forms.Select,
    forms.SelectMultiple,
]
VALUES = [
    None,
    "",
    TROUBLE,
    mark_safe("&times;"),
    "a",
    0,
    1234567,
    Decimal("1.50"),
    True,
    False,
    ["a", 1234567],
]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", WIDGETS)
def test_a_widget_is_drawn_as_its_template_does(kind: type[forms.Widget], language: str) -> None:
    widget: Any = kind(ATTRIBUTES)
    if hasattr(widget, "choices"):
        widget.choices = CHOICES

    with translation.override(language):
        drawn, by_template = (
            [widget.render(TROUBLE, value, renderer=renderer) for value in VALUES]
            for renderer in (FormRenderer(), TemplatesSetting())
        )

    assert widget.template_name in DRAWN
    assert drawn == by_template


@pytest.mark.django_db
def test_a_choice_of_rows_is_drawn_as_its_template_does() -> None:
    chosen = make_salesperson(name=TROUBLE.replace("\0", ""))
    make_salesperson(name="Zoé")
    field = forms.ModelChoiceField(Salesperson.objects.all(), empty_label="—")

    drawn, by_template = (
        field.widget.render("salesperson", chosen.pk, renderer=renderer)
        for renderer in (FormRenderer(), TemplatesSetting())
    )

    assert drawn == by_template
    assert f'<option value="{chosen.pk}" selected>&lt;b&gt;' in drawn


def test_a_widget_of_several_inputs_keeps_its_template() -> None:
    radio = forms.RadioSelect({"class": TROUBLE}, choices=CHOICES)

    assert radio.render("x", "a", renderer=FormRenderer()) == radio.render(
        "x", "a", renderer=TemplatesSetting()
    )
