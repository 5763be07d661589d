"""How every form of the project looks and speaks, without a base class: Django asks the renderer."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.contrib.auth.forms import (
    AuthenticationForm,
    PasswordChangeForm,
    SetPasswordForm,
    SetPasswordMixin,
    UserCreationForm,
)
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from webmino.accounts import set_password
from webmino.company import CompanySettings, zone_choices
from webmino.drawn_widgets import DRAWN
from webmino.models import User

# What AUTH_PASSWORD_VALIDATORS asks for, in words that suit one's own password and somebody else's.
PASSWORD_HELP = _("8 characters or more; neither a common password nor one like the user's names.")
# Of a number beyond what a column holds, where no smaller limit has a meaning.
TOO_LARGE = _("This number is too large.")
_CHECKS = (forms.CheckboxInput, forms.CheckboxSelectMultiple, forms.RadioSelect)


class BootstrapBoundField(BoundField):
    """A field of a form with Bootstrap's classes on its input, beside those that its widget has."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        if not widget.is_hidden:
            state = "is-invalid" if self.errors else ""
            attrs["class"] = " ".join(
                filter(None, (widget.attrs.get("class"), _bootstrap_class(widget), state))
            )
        return attrs

    @property
    def is_checkbox(self) -> bool:
        """Whether it is one box to tick, whose label comes after it."""
        return isinstance(self.field.widget, forms.CheckboxInput)


class FormRenderer(TemplatesSetting):
    """Renders `{{ form }}` and `{{ field.as_field_group }}` with our templates (FORM_RENDERER)."""

    form_template_name = "includes/form.html"
    field_template_name = "includes/form_field.html"
    bound_field_class = BootstrapBoundField

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        draw = DRAWN.get(template_name)
        return draw(context["widget"]) if draw else super().render(template_name, context, request)


class DateInput(forms.DateInput):
    """The browser's own calendar. It speaks ISO, whatever the language of the page."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class WrittenField(forms.CharField):
    """Text that has one way to be written: it is shown and kept so, however it is typed or stored."""

    def written(self, text: str) -> str:
        raise NotImplementedError

    def to_python(self, value: Any) -> str:
        return self.written(super().to_python(value) or "")

    def prepare_value(self, value: Any) -> str:
        return self.written(value or "")

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.written(initial or ""), data)


class LinesField(WrittenField):
    """Lines that end as they are stored, whatever the browser sends: it would pass for a change."""

    def written(self, text: str) -> str:
        return text.replace("\r\n", "\n")


class ConstraintsBesideFields(forms.ModelForm):
    """A model's form that says beside a field what a constraint of the database refuses (R28).

    `constraint_fields` maps the constraint's name to the field; the others are said above the form.
    """

    constraint_fields: Mapping[str, str] = {}

    def add_error(self, field: str | None, error: Any) -> None:
        if field is None and hasattr(error, "error_dict"):
            for refusal in error.error_dict.pop(NON_FIELD_ERRORS, []):
                super().add_error(self._field_of(refusal), refusal)
        super().add_error(field, error)

    def _field_of(self, refusal: ValidationError) -> str | None:
        for constraint in self.instance._meta.constraints:
            if constraint.name in self.constraint_fields and (
                refusal.message == constraint.get_violation_error_message()
            ):
                return self.constraint_fields[constraint.name]
        return None


def sent(request: HttpRequest) -> QueryDict | None:
    """Return what a form was filled with; None when its page is only opened."""
    return request.POST if request.method == "POST" else None


def saved(form: Any) -> bool:
    """Save a form that was found valid, and return whether it was; if not, the errors are the form's (R28).

    What was valid when it was checked may be impossible when it is written, since somebody else saved the
    same code in between: the check is made again, and finds what he saved. A service that refuses is told
    by its ValidationError.
    """
    try:
        with transaction.atomic():
            form.save()
    except ValidationError as error:
        form.add_error(None, error)
    except IntegrityError:
        form.full_clean()
        if form.is_valid():
            raise
    return form.is_valid()


class SignInForm(AuthenticationForm):
    """A user name and a password. It never says which of the two is wrong."""

    error_messages = {
        "invalid_login": _("The user name or the password is wrong."),
        "inactive": _("The user name or the password is wrong."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("User name")

    def get_invalid_login_error(self) -> ValidationError:
        return ValidationError({"password": self.error_messages["invalid_login"]})


class PasswordTwice(SetPasswordMixin):
    """A new password, typed twice: what is wrong with it is said beside the first, whosever it is."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in {"password1", "new_password1"} & set(self.fields):
            self.fields[name].help_text = PASSWORD_HELP

    def validate_password_for_user(
        self,
        user: Any,
        password_field_name: str = "password2",  # noqa: S107 the name of a field
    ) -> None:
        super().validate_password_for_user(user, password_field_name.replace("2", "1"))


class NewPasswordForm(PasswordTwice, SetPasswordForm):
    """Another password for a user, typed twice."""

    def save(self, commit: bool = True) -> User:
        set_password(self.user, self.cleaned_data["new_password1"])
        return self.user


class OwnPasswordForm(NewPasswordForm, PasswordChangeForm):
    """Another password for oneself, after the one that is used now."""


class LanguageForm(forms.ModelForm):
    """The language in which the application speaks to a user."""

    class Meta:
        model = User
        fields = ("language",)


class FirstAdministratorForm(PasswordTwice, UserCreationForm):
    """Who administers first: his name, and a password that the validators accept, typed twice."""

    class Meta:
        model = User
        fields = ("username", "first_name", "last_name", "language")
        labels = {
            "username": _("User name"),
            "first_name": _("First name"),
            "last_name": _("Last name"),
            "language": _("Language"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs["autocomplete"] = "username"
        for name in ("first_name", "last_name"):
            self.fields[name].required = True
        self.order_fields(["username", "first_name", "last_name", "password1", "password2", "language"])


class CompanySettingsForm(forms.ModelForm):
    """What is chosen for the whole company."""

    time_zone = forms.ChoiceField(label=_("time zone"))

    class Meta:
        model = CompanySettings
        fields = ("name", "address", "time_zone", "fiscal_year_month", "delivery_days")
        field_classes = {"address": LinesField}
        error_messages = {
            "delivery_days": dict.fromkeys(("min_value", "max_value"), _("The delay is from 0 to 365 days."))
        }
        widgets = {"address": forms.Textarea({"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        time_zone = cast("forms.ChoiceField", self.fields["time_zone"])
        time_zone.choices = zone_choices(chosen=self.instance.time_zone)
        time_zone.help_text = CompanySettings._meta.get_field("time_zone").help_text
        self.fields["delivery_days"].widget.attrs |= {"inputmode": "numeric", "class": "short-input"}


def _bootstrap_class(widget: forms.Widget) -> str:
    if isinstance(widget, _CHECKS):
        return "form-check-input"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"
