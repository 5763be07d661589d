"""Pages under Paramètres administratifs, declared: a list, the form of one row, and what is done to one.

Who may use each is said where its address is: `permitted("app.codename")(Page.as_view())`.
"""

from copy import copy
from operator import attrgetter
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import ListView, UpdateView, View
from django.views.generic.detail import SingleObjectMixin, SingleObjectTemplateResponseMixin

from webmino.forms import saved
from webmino.history import Change, changes_of
from webmino.services import delete_unused


class AdministrationPage:
    """What the pages of one list share."""

    request: Any
    # What the names of the addresses begin with: « customers:route » for « customers:route-list ».
    addresses: ClassVar[str]
    title: ClassVar[Any]

    def address_of(self, action: str, row: models.Model | None = None) -> str:
        return reverse(f"{self.addresses}-{action}", args=[row.pk] if row else [])

    def told_of(self, row: Any) -> dict[str, Any]:
        """What words may name of a row: itself, and its code when it has one."""
        return {"row": row, "code": getattr(row, "code", row)}

    def say(self, words: Any, row: models.Model) -> None:
        messages.success(self.request, words % self.told_of(row))


class AdministrationList(AdministrationPage, ListView):
    """Every row. The template extends `administration/list.html` with the columns."""

    context_object_name = "rows"
    create_title: ClassVar[Any]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs,
            title=self.title,
            create_title=self.create_title,
            create_address=self.address_of("create"),
        )


class AdministrationForm(AdministrationPage, UpdateView):
    """Creates a row, or edits the one that the address names; its history is under the form."""

    http_method_names = ["get", "head", "post"]
    template_name = "administration/form.html"
    # Not the model's name: a template's `user` is who asks.
    context_object_name = "row"
    create_title: ClassVar[Any]
    said_created: ClassVar[Any] = _("%(row)s was created.")
    said_saved: ClassVar[Any] = _("%(row)s was saved.")

    def get_object(self, queryset: models.QuerySet | None = None) -> Any:
        """The row to edit; None to create one."""
        return super().get_object(queryset) if "pk" in self.kwargs else None

    def get_form_kwargs(self) -> dict[str, Any]:
        # A form writes into its instance what it then refuses; the page shows the row as it is.
        return super().get_form_kwargs() | {"instance": copy(self.object)}

    def form_valid(self, form: Any) -> HttpResponse:
        if not saved(form):
            return self.form_invalid(form)
        self.say(self.get_said(form), form.instance)
        return redirect(self.get_way_on(form.instance))

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_way_on(self, row: Any) -> str:
        """Where one goes once the row is saved."""
        return self.address_of("list")

    def get_said(self, form: Any) -> Any:
        return self.said_saved if self.object else self.said_created

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        _namespace, noun = self.addresses.split(":")
        return super().get_context_data(
            **kwargs,
            title=self.title,
            create_title=self.create_title,
            row=self.object,
            list_address=self.address_of("list"),
            keep_as=f"{noun}-{self.object.pk if self.object else 'new'}",
            changes=sorted(self.get_changes(), key=attrgetter("at"), reverse=True) if self.object else [],
        )

    def get_changes(self) -> list[Change]:
        """The history of the row, in any order."""
        return changes_of(self.object)


class AdministrationAction(AdministrationPage, SingleObjectMixin, View):
    """Does something to a row by POST, says so, and goes back to the list."""

    http_method_names = ["post"]
    context_object_name = "row"
    said: ClassVar[Any] = ""

    def act(self, row: Any) -> None:
        """Do it. Raises ValidationError, whose first message is shown, when it is refused."""
        raise NotImplementedError

    def get_said(self, row: Any) -> Any:
        return self.said

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        row = self.get_object()
        try:
            self.act(row)
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            self.say(self.get_said(row), row)
        return redirect(self.address_of("list"))


class AdministrationSwitch(AdministrationAction):
    """Deactivates a row, or activates it again: `as_view(active=…)`."""

    active = False
    said_active: ClassVar[Any] = _("%(row)s is active again.")
    said_inactive: ClassVar[Any] = _("%(row)s is inactive from now on.")

    def act(self, row: Any) -> None:
        row.is_active = self.active
        row.save(update_fields=["is_active"])

    def get_said(self, row: Any) -> Any:
        return self.said_active if self.active else self.said_inactive


class AdministrationQuestion(AdministrationAction, SingleObjectTemplateResponseMixin):
    """Asks on a page of its own, then does it by POST: what pressing another button does not take back."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        row = self.object = self.get_object()
        context = self.get_context_data(
            list_address=self.address_of("list"), edit_address=self.address_of("edit", row)
        )
        return self.render_to_response(context)


class AdministrationDelete(AdministrationQuestion):
    """Asks, then deletes a row that nothing uses: `use_count` is 0."""

    template_name = "administration/delete.html"
    said = _("%(row)s was deleted.")
    # Why one that is used is not deleted.
    refusal: ClassVar[Any] = _("Customers use it: it can't be deleted.")

    def is_used(self, row: Any) -> bool:
        return row.use_count > 0

    def act(self, row: Any) -> None:
        delete_unused(row, refusal=self.refusal)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_used = self.is_used(self.object)
        return super().get_context_data(**kwargs, is_used=is_used, refusal=self.refusal)
