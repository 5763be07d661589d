"""One follow-up: all that it holds, and what corrects it (R4)."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import reselect, reswap, retarget

from followups.access import may_change, may_restore
from followups.forms.corrections import CancelForm, FollowUpEditForm, PostponeForm
from followups.models import FollowUp
from followups.selectors.follow_ups import settled_by
from followups.services.corrections import (
    cancel_follow_up,
    edit_follow_up,
    restore_follow_up,
)
from followups.services.follow_ups import postpone_action, reopen_action
from followups.views.follow_ups import answer, page_before, panel
from webmino.audience import SignedInRequest, permitted, signed_in
from webmino.forms import sent
from webmino.history import Change, changes_of
from webmino.versions import CHANGED_MEANWHILE, with_version
from webmino.ways import walk_from, way_kept


@signed_in
@require_safe
def follow_up_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """All that a follow-up holds (R3), its actions both ways, and every change of it (R4)."""
    follow_up = _follow_up(request, pk)
    return _page(
        request,
        "detail",
        follow_up,
        settled=settled_by(follow_up).select_related("service_type"),
        changes=changes_of(follow_up),
        may_change=may_change(follow_up, request.user, on=localdate()),
        may_restore=may_restore(follow_up, request.user, on=localdate()),
    )


@permitted("followups.change_followup")
@require_http_methods(["GET", "HEAD", "POST"])
def follow_up_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Correct a follow-up (R4). Who comes second is told what changed, and keeps what he typed (R28)."""
    follow_up, version = _versioned(request, pk)
    form = FollowUpEditForm(sent(request), follow_up=follow_up, version=version, user=request.user)
    if edited := _done(form, partial(edit_follow_up, follow_up, by=request.user)):
        messages.success(request, _("Follow-up saved: %(follow_up)s.") % {"follow_up": edited})
        return redirect(page_before(request, follow_up.customer))
    if not form.is_bound and not may_change(follow_up, request.user, on=localdate()):
        return _refused(request, follow_up)
    changes: list[Change] = []
    if form.has_error(NON_FIELD_ERRORS, CHANGED_MEANWHILE):
        follow_up, version = _versioned(request, pk)
        changes = changes_of(follow_up, since=form.told_since(version))
        form.take_over(follow_up, version)
    return _page(request, "edit", follow_up, form=form, changes=changes)


@permitted("followups.change_followup")
@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def follow_up_cancel(
    request: SignedInRequest, pk: int, *, cancel: Callable[..., FollowUp] = cancel_follow_up
) -> HttpResponse:
    """Ask why, then cancel (R4): on a page of its own, or in the line of the panel that asks by htmx.

    A higher application, at an address of its own, has more cancelled with it: `cancel` is its service.
    """
    follow_up = _follow_up(request, pk)
    form = CancelForm(sent(request), follow_up=follow_up)
    if cancelled := _done(form, partial(cancel, follow_up, by=request.user)):
        messages.success(request, _what_was_cancelled(cancelled))
        if request.htmx:
            return _lines_anew(request, follow_up)
        return redirect(page_before(request, follow_up.customer))
    if not form.is_bound and not may_change(follow_up, request.user, on=localdate()):
        return _refused(request, follow_up)
    return _page(request, "cancel_form" if request.htmx else "cancel", follow_up, form=form)


@permitted("followups.change_followup")
@require_POST
def follow_up_restore(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make a cancelled follow-up stand again (R4)."""
    follow_up = _follow_up(request, pk)
    try:
        restore_follow_up(follow_up, by=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("Follow-up restored: %(follow_up)s.") % {"follow_up": follow_up})
    return answer(request, follow_up.customer)


@permitted("followups.change_followup")
@require_POST
def action_reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open again an action that is not done after all."""
    follow_up = _follow_up(request, pk)
    try:
        reopen_action(follow_up, by=request.user)
    except ValidationError as error:
        messages.info(request, error.messages[0])
    else:
        messages.success(request, _("To do again: %(action)s.") % {"action": follow_up.next_action})
    return answer(request, follow_up.customer)


@permitted("followups.change_followup")
@require_http_methods(["GET", "HEAD", "POST"])
def action_postpone(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give an open action another day; a day that is wrong is asked again on a page of its own (R28)."""
    follow_up = _follow_up(request, pk)
    form = PostponeForm(sent(request), follow_up=follow_up)
    if postponed := _done(form, partial(postpone_action, follow_up, by=request.user)):
        said = {"action": postponed.next_action, "day": date_format(form.cleaned_data["to"])}
        messages.success(request, _("Postponed to %(day)s: %(action)s.") % said)
        return redirect(page_before(request, follow_up.customer))
    if not form.is_bound and not follow_up.has_open_action:
        messages.info(request, _("This follow-up has no action to do."))
        return redirect(page_before(request, follow_up.customer))
    return _page(request, "postpone", follow_up, form=form)


def _follow_up(request: SignedInRequest, pk: int) -> FollowUp:
    """The follow-up with all that its page names; one of a customer whom he does not see is 404 (R25)."""
    follow_ups = FollowUp.objects.visible_to(request.user).with_people()
    related = ("customer", "salesperson", "route", "closed_by__service_type")
    return get_object_or_404(follow_ups.select_related(*related), pk=pk)


def _versioned(request: SignedInRequest, pk: int) -> tuple[FollowUp, int]:
    return with_version(FollowUp(pk=pk), partial(_follow_up, request, pk))


def _done(form: Form, service: Callable[..., FollowUp]) -> FollowUp | None:
    """Do what a valid form asks and return the follow-up; None when the form or the service refuses it."""
    if not form.is_valid():
        return None
    try:
        return service(**form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return None


def _page(request: SignedInRequest, name: str, follow_up: FollowUp, **context: Any) -> HttpResponse:
    """Show what is asked or told of the follow-up; 422 when a form of it was refused."""
    form: Form | None = context.get("form")
    context |= {
        "follow_up": follow_up,
        "customer": follow_up.customer,
        "back": page_before(request, follow_up.customer),
        "walk": walk_from(request),
    }
    status = 422 if form and form.errors else 200
    return render(request, f"followups/follow_up_{name}.html", context, status=status)


def _refused(request: SignedInRequest, follow_up: FollowUp) -> HttpResponse:
    """Say that the follow-up can't be corrected now, where its history tells why."""
    messages.error(request, _("This follow-up is cancelled, or you can no longer correct it."))
    if request.htmx:
        return _lines_anew(request, follow_up)
    return redirect(reverse("followups:follow-up-detail", args=[follow_up.pk], query=way_kept(request)))


def _lines_anew(request: SignedInRequest, follow_up: FollowUp) -> HttpResponse:
    """The lines of the panel as they are now, in place of those that the page shows."""
    lines = "#follow-up-entries"
    return reswap(reselect(retarget(panel(request, follow_up.customer), lines), lines), "outerHTML")


def _what_was_cancelled(follow_up: FollowUp) -> str:
    said = _("Follow-up cancelled: %(follow_up)s.") % {"follow_up": follow_up}
    reopened = settled_by(follow_up).with_open_action().count()
    if not reopened:
        return said
    again = ngettext(
        "%(count)s action that it had settled is open again.",
        "%(count)s actions that it had settled are open again.",
        reopened,
    )
    return f"{said} {again % {'count': reopened}}"
