"""Paramètres administratifs › Usagers: who signs in, what each may do, and for whom he acts (R25).

These pages are here and not on the ground floor, since a user acts for salespeople.
"""

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from customers.administration.forms import UserCreateForm, UserForm
from customers.models import ActingUser
from webmino.accounts import deactivate, reactivate, unlock, users_by_name, with_lock
from webmino.administration import (
    AdministrationAction,
    AdministrationForm,
    AdministrationList,
    AdministrationQuestion,
    AdministrationSwitch,
)
from webmino.audience import SignedInRequest, permitted
from webmino.forms import NewPasswordForm
from webmino.history import Change, changes_of_links
from webmino.models import User, UserRole
from webmino.roles import role_named


class UserPage:
    """What the pages of users share. One is deactivated, never deleted: history names him."""

    model: Any = User
    addresses = "customers:user"
    title = _("Users")
    create_title = _("New user")

    def get_queryset(self) -> QuerySet:
        return with_lock(users_by_name()).prefetch_related("groups", "salespeople")


class UserFormPage(UserPage, AdministrationForm):
    """What creating and editing a user share."""

    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)
        if form.is_valid() and form.sees_nobody:
            words = _("%(row)s will see no customer as long as no salesperson is chosen for him.")
            messages.warning(self.request, words % self.told_of(form.instance))
        return answer


class UserList(UserPage, AdministrationList):
    template_name = "customers/user_list.html"


@method_decorator(sensitive_post_parameters(), name="dispatch")
class UserCreate(UserFormPage):
    form_class: Any = UserCreateForm


class UserEdit(UserFormPage):
    template_name = "customers/user_form.html"
    form_class: Any = UserForm

    def get_way_on(self, row: User) -> str:
        # Who took his own role away may open this list no more.
        is_out = row == self.request.user and not row.has_perm("webmino.view_user")
        return reverse("home") if is_out else super().get_way_on(row)

    def get_changes(self) -> list[Change]:
        return [
            *super().get_changes(),
            *changes_of_links(self.object, UserRole, label=_("role"), named=role_named),
            *changes_of_links(self.object, ActingUser, label=_("salespeople")),
        ]


class UserActivate(UserPage, AdministrationSwitch):
    active = True

    def act(self, row: User) -> None:
        reactivate(row)


class UserDeactivate(UserPage, AdministrationQuestion):
    """Asked before it is done: it ends at once what he is doing (R25)."""

    template_name = "customers/user_deactivate.html"
    said = AdministrationSwitch.said_inactive

    def act(self, row: User) -> None:
        deactivate(row, by=self.request.user)


class UserUnlock(UserPage, AdministrationAction):
    said = _("%(row)s can try to sign in again.")

    def act(self, row: User) -> None:
        unlock(row)


@permitted("webmino.change_user")
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def user_password(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give a user another password, with which he may come in at once; what he had open asks him for it."""
    row = get_object_or_404(User, pk=pk)
    form: Any = NewPasswordForm(row, request.POST if request.method == "POST" else None)
    if form.is_valid():
        form.save()
        unlock(row)
        if row == request.user:
            update_session_auth_hash(request, row)
        messages.success(request, _("%(row)s has a new password.") % {"row": row})
        return redirect("customers:user-edit", pk)
    context = {"row": row, "form": form}
    return render(request, "customers/user_password.html", context, status=422 if form.errors else 200)
