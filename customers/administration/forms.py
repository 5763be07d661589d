"""Forms of salespeople, routes with their stops, categories, sorting groups and users."""

import re
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from customers.administration.services import save_user
from customers.models import Customer, CustomerCategory, Route, Salesperson, SortingGroup
from webmino.accounts import users_by_name
from webmino.forms import PASSWORD_HELP, ConstraintsBesideFields, PasswordTwice
from webmino.models import User
from webmino.querysets import active_or
from webmino.roles import Role

# Beyond any route, and small enough for a number of PostgreSQL.
LAST_STOP = 99_999
STOP_RANGE = _("A stop is a number from 1 to 99,999.")


def _offer(form: forms.BaseForm, name: str, rows: QuerySet) -> None:
    """Let the field `name` choose among these rows."""
    field: Any = form.fields[name]
    field.queryset = rows


class SalespersonForm(forms.ModelForm):
    """A salesperson, and the users who act for him. Deactivating is an action of its own."""

    class Meta:
        model = Salesperson
        fields = ("code", "name", "team", "users")
        widgets = {"users": forms.CheckboxSelectMultiple}
        help_texts = {"users": _("They see his customers and enter follow-ups for him.")}
        error_messages = {"code": {"unique": _("Another salesperson has this code.")}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        acting = self.instance.users.values_list("pk", flat=True) if self.instance.pk else []
        _offer(self, "users", users_by_name().filter(active_or(acting)))


class RouteForm(forms.ModelForm):
    """A route. The order of its customers is a page of its own."""

    class Meta:
        model = Route
        fields = ("code", "name", "weekday", "salesperson")
        error_messages = {"code": {"unique": _("Another route has this code.")}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = [self.instance.salesperson_id]
        _offer(self, "salesperson", Salesperson.objects.filter(active_or(chosen)))


class CategoryForm(ConstraintsBesideFields):
    """A category with its label in each language."""

    constraint_fields = {"customer_category_code_is_unique": "code"}

    class Meta:
        model = CustomerCategory
        fields = ("code", "name_fr", "name_en")


class SortingGroupForm(ConstraintsBesideFields):
    """A sorting group with its label in each language."""

    constraint_fields = {"sorting_group_code_is_unique": "code"}

    class Meta:
        model = SortingGroup
        fields = CategoryForm.Meta.fields


class StopsForm(forms.Form):
    """The number of the stop at each customer of a route, shown in their order.

    What is sent names the customers that the page showed, whether or not they are still on the route.
    """

    def __init__(self, data: QueryDict | None = None, *, route: Route) -> None:
        super().__init__(data)
        self.customers = list(route.customers.active().in_stop_order()) if data is None else _named_in(data)
        for place, customer in enumerate(self.customers, start=1):
            self.fields[f"stop-{customer.pk}"] = forms.IntegerField(
                label=str(customer),
                initial=place,
                min_value=1,
                max_value=LAST_STOP,
                error_messages=dict.fromkeys(("min_value", "max_value"), STOP_RANGE),
                widget=forms.NumberInput({"autocomplete": "off", "aria-label": str(customer)}),
            )

    def rows(self) -> list[tuple[Customer, forms.BoundField]]:
        return [(customer, self[f"stop-{customer.pk}"]) for customer in self.customers]

    def in_order(self) -> list[int]:
        """Return the keys of the customers in the order that their numbers ask for.

        One whose number was changed takes that place: it goes before the one that had it when it moves
        up, after when it moves down.
        """

        def order(row: tuple[int, Customer]) -> tuple[int, int]:
            place, customer = row
            wanted = self.cleaned_data[f"stop-{customer.pk}"]
            return wanted, (wanted > place) - (wanted < place)

        return [customer.pk for _place, customer in sorted(enumerate(self.customers, start=1), key=order)]


def _named_in(data: QueryDict) -> list[Customer]:
    """The customers whose stop is in what was sent, in its order."""
    keys = [int(found[1]) for name in data if (found := re.fullmatch(r"stop-(\d{1,18})", name))]
    customers = Customer.objects.in_bulk(keys)
    return [customers[key] for key in keys if key in customers]


class UserForm(ConstraintsBesideFields):
    """A user with his one role, and the salespeople he acts for. His password is a form of its own."""

    constraint_fields = {"user_name_is_unique": "username"}

    role = forms.ChoiceField(label=_("role"), choices=Role.choices)
    salespeople = forms.ModelMultipleChoiceField(
        Salesperson.objects.none(),
        label=_("salespeople"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A representative sees the customers of those he acts for."),
    )

    class Meta:
        model = User
        fields = ("username", "first_name", "last_name", "language")
        labels = {"username": _("user name")}
        help_texts = {"username": _("What he signs in with: letters, digits and @ . + - _")}
        error_messages = {"username": {"unique": _("Another user has this user name.")}}
        widgets = {"username": forms.TextInput({"autocomplete": "off", "spellcheck": "false"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: list[int] = []
        role: Any = self.fields["role"]
        if self.instance.pk:
            role.initial = _role_of(self.instance)
            chosen = list(self.instance.salespeople.values_list("pk", flat=True))
            self.fields["salespeople"].initial = chosen
        if role.initial is None:
            # The rights of a role are given on purpose, not by leaving the first one.
            role.choices = [("", "—"), *Role.choices]
        _offer(self, "salespeople", Salesperson.objects.filter(active_or(chosen)))

    @property
    def sees_nobody(self) -> bool:
        """Whether what is chosen leaves the user without a customer to see (R25)."""
        role, salespeople = self.cleaned_data["role"], self.cleaned_data["salespeople"]
        return role == Role.REPRESENTATIVE and not salespeople

    def save(self, commit: bool = True) -> User:
        """Save the user with his role and salespeople.

        Raises ValidationError when it would leave the company without an administrator.
        """
        return save_user(
            self.instance,
            fields=self.Meta.fields,
            role=Role(self.cleaned_data["role"]),
            salespeople=self.cleaned_data["salespeople"],
        )


def _role_of(user: User) -> Role | None:
    """The role of a user, None when he has none. Who was made by `createsuperuser` administers."""
    if user.is_superuser:
        return Role.ADMINISTRATOR
    groups = set(user.groups.values_list("name", flat=True))
    return next((role for role in Role if role.value in groups), None)


class UserCreateForm(PasswordTwice, UserForm):
    """A new user, with the password that he signs in with until he chooses his own."""

    password1, password2 = PasswordTwice.create_password_fields(
        label1=_("password"), label2=_("password, again")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        change = _("He can choose another under “My account”.")
        self.fields["password1"].help_text = format_lazy("{} {}", PASSWORD_HELP, change)

    def clean(self) -> dict[str, Any] | None:
        self.validate_passwords()
        return super().clean()

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # Django's own hook, which its types leave out
        # Only now does the instance hold the names that a password may not resemble.
        self.validate_password_for_user(self.instance)

    def save(self, commit: bool = True) -> User:
        self.instance.set_password(self.cleaned_data["password1"])
        return super().save()
