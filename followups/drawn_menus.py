"""What can be done with a line of follow-ups, as HTML: in a template, a menu took longer than its line."""

import datetime
from collections.abc import Iterable
from html import escape

from django.http import QueryDict
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, pgettext

from followups.access import may_change, may_restore
from followups.models import FollowUp
from webmino.addresses import path_of
from webmino.models import User


class Menus:
    """The menus of the lines of a page, for who looks at it.

    The links lead back to `page`, which None says is the record, and keep `way`, the list that it was opened
    from; the buttons send the form `follow-up-done` of the page to another address. In the panel, a line asks
    in place why it is cancelled.
    """

    def __init__(
        self, user: User, *, today: datetime.date, way: QueryDict, page: str | None, in_panel: bool
    ) -> None:
        self._user, self._today, self._in_panel = user, today, in_panel
        self._may_change = user.has_perm("followups.change_followup")
        self._way = _query(way)
        self._way_here = _query(way, next=page)
        self._summary, self._label = escape(gettext("Actions")), gettext("Actions: %(follow_up)s")

    def drawn(self, follow_ups: Iterable[FollowUp]) -> dict[int, SafeString]:
        """Return the menu of each follow-up, by its key."""
        return {follow_up.pk: self._menu(follow_up) for follow_up in follow_ups}

    def _menu(self, follow_up: FollowUp) -> SafeString:
        label = self._label % {"follow_up": escape(str(follow_up))}
        entries = "".join(f"<li>{entry}</li>" for entry in self._entries(follow_up))
        return mark_safe(  # noqa: S308 - escaped
            f'<details class="menu follow-up-menu">'
            f'<summary aria-label="{label}" title="{self._summary}">⋯</summary>'
            f'<ul class="menu-panel">{entries}</ul></details>'
        )

    def _entries(self, follow_up: FollowUp) -> Iterable[str]:
        if may_change(follow_up, self._user, on=self._today):
            yield self._link("follow-up-edit", follow_up, gettext("Edit"))
            if follow_up.has_open_action:
                yield self._link("action-postpone", follow_up, gettext("Postpone…"))
            yield self._cancel(follow_up)
        elif may_restore(follow_up, self._user, on=self._today):
            yield self._button("follow-up-restore", follow_up, gettext("Restore"))
        if self._may_change and follow_up.next_action_done_at and not follow_up.is_cancelled:
            yield self._button("action-reopen", follow_up, gettext("Not done after all"))
        address, words = path_of("followups:follow-up-detail", follow_up.pk), gettext("History")
        yield f'<a href="{address}{self._way}">{escape(words)}</a>'

    def _link(self, name: str, follow_up: FollowUp, words: str, attributes: str = "") -> str:
        address = path_of(f"followups:{name}", follow_up.pk)
        return f'<a href="{address}{self._way_here}"{attributes}>{escape(words)}</a>'

    def _cancel(self, follow_up: FollowUp) -> str:
        asks_here = ""
        if self._in_panel:
            address = path_of("followups:follow-up-cancel", follow_up.pk)
            asks_here = f' hx-get="{address}{self._way}" hx-target="#follow-up-question-{follow_up.pk}"'
        return self._link("follow-up-cancel", follow_up, pgettext("a follow-up", "Cancel…"), asks_here)

    def _button(self, name: str, follow_up: FollowUp, words: str) -> str:
        address = path_of(f"followups:{name}", follow_up.pk)
        return (
            '<button type="submit" class="menu-item" form="follow-up-done"'
            f' formaction="{address}">{escape(words)}</button>'
        )


def _query(way: QueryDict, **more: str | None) -> str:
    """Return what follows a path to keep the way, as an attribute holds it."""
    params = way.copy()
    for name, value in more.items():
        if value is not None:
            params[name] = value
    return f"?{escape(params.urlencode())}" if params else ""
